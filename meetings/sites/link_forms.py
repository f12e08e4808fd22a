"""What one types about a link to a site's page: for whom it is made, and that it came to the wrong unit."""

from wtforms import BooleanField, EmailField, TextAreaField

from meetings.base.language import _l
from meetings.web.fields import Email, Length, PersonNameField, Required
from meetings.web.forms import Form


class LinkForm(Form):
    """For whom a link is made."""

    to_name = PersonNameField(_l("Full name of the bearer"), validators=[Required(), Length(120)])
    to_address = EmailField(_l("E-mail (if any)"), validators=[Length(254), Email()])
    mail = BooleanField(_l("Mail the link to this address"), default=True)

    @property
    def is_mailed(self):
        """Whether it is to go to the address by mail."""
        return bool(self.mail.data and self.to_address.data)

    def values(self):
        return {"to_name": self.to_name.data, "to_address": self.to_address.data or ""}


class RenewForm(Form):
    """Whether the bearer of a link that is made anew gets it by mail; the page ticks it where it can."""

    mail = BooleanField(_l("Mail the new link to this address"))


class NotOursForm(Form):
    """The link came to the wrong unit."""

    note = TextAreaField(_l("Whom should we ask instead? (if you know)"), validators=[Length(500)])
