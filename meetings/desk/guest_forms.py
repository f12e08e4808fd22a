"""What one types to invite one more."""

from wtforms import EmailField, StringField

from meetings.base.language import _l
from meetings.web.fields import Email, Length, Required
from meetings.web.forms import Form


class GuestForm(Form):
    """One more who is to have the conference in his calendar."""

    name = StringField(_l("Name"), validators=[Required(), Length(max=200)])
    address = EmailField(_l("E-mail"), validators=[Required(), Length(max=254), Email()])
