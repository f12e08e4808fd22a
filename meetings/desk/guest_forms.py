"""What one types to invite one more."""

from wtforms import EmailField, StringField
from wtforms.validators import Regexp

from meetings.base.language import _l
from meetings.web.forms import Form, Length, Required

ADDRESS = r"[^\s@<>\"\\;:,()\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
NO_ADDRESS = _l("This is no e-mail address, such as ten@don-vi.gov.vn.")


class GuestForm(Form):
    """One more who is to have the conference in his calendar."""

    name = StringField(_l("Name"), validators=[Required(), Length(max=200)])
    address = EmailField(_l("E-mail"), validators=[Required(), Length(max=254), Regexp(ADDRESS, message=NO_ADDRESS)])
