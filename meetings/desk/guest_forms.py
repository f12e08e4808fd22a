"""What one types to invite one more."""

from wtforms import EmailField

from meetings.base.language import _l
from meetings.web.fields import Email, Length, PersonNameField, Required
from meetings.web.forms import Form


class GuestForm(Form):
    """One more who is to have the conference in his calendar."""

    name = PersonNameField(_l("Name"), validators=[Required(), Length(max=200)])
    address = EmailField(_l("E-mail"), validators=[Required(), Length(max=254), Email()])
