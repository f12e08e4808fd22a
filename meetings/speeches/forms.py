"""What a person may type about a speech."""

from wtforms import BooleanField, StringField, TextAreaField

from meetings.base.language import _l
from meetings.speeches.actions import LONGEST, secret_faults
from meetings.web.buttons import VersionForm
from meetings.web.fields import Length, Required, RowField, WholeNumber, version_field
from meetings.web.forms import Form
from meetings.web.uploads import UploadField


class OfferForm(Form):
    """A speech that a site wants to hold."""

    is_for_once = True
    topic = StringField(_l("Topic of the speech"), validators=[Required(), Length(300)])
    speaker_name = StringField(_l("Who speaks"), validators=[Required(), Length(120)])
    speaker_title = StringField(_l("Position"), validators=[Length(160)])
    minutes = WholeNumber(_l("How many minutes?"), validators=[Required()], low=1, high=LONGEST, default=10)
    is_secret = BooleanField(_l("Has secret content: not to be uploaded"))
    file = UploadField(_l("Text of the speech (PDF, Office), if it is there already"), optional=True)

    def further(self):
        return secret_faults(self.is_secret.data)

    def values(self):
        values = super().values()
        values["taken"] = values.pop("file")
        return values


class ReviseForm(OfferForm):
    """The same of a speech that stands there."""

    is_for_once = False
    version = version_field()

    def values(self):
        return {**super().values(), "version": self.version.data}


class AcceptForm(VersionForm):
    """Taking a speech into the agenda."""

    minutes = WholeNumber(_l("Minutes granted"), validators=[Required()], low=1, high=LONGEST)
    after = RowField(_l("Behind the item"), optional=True)

    def offer(self, items):
        """The items behind which it can stand."""
        self.items = {item.id: item for item in items}
        self.after.offer([(item.id, f"{item.number}. {item.title}" if item.number else item.title) for item in items])
        return self

    def values(self):
        facts = {"minutes": self.minutes.data, "after": self.items.get(self.after.data)}
        return {**super().values(), **facts}


class ReturnForm(VersionForm):
    """Returning a speech with a reason."""

    reason = TextAreaField(_l("Why it is returned"), validators=[Required(), Length(1000)])
