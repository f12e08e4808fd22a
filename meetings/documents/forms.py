"""What a person may type about a file."""

from wtforms import BooleanField, StringField

from meetings.base.language import _l
from meetings.documents.models import Audience
from meetings.web import words
from meetings.web.fields import Length, OneOf, RowField, version_field
from meetings.web.forms import Form
from meetings.web.uploads import UploadField, UploadsField


class ShelfForm(Form):
    """Where a file stands and who may see it."""

    title = StringField(_l("Title (empty: the name of the file)"), validators=[Length(300)])
    audience = OneOf(_l("Who may see it"), default=Audience.PARTICIPANTS.value)
    item_id = RowField(_l("Belongs to the agenda item"), optional=True)

    def offer(self, items):
        """The audiences and the items that can be chosen."""
        self.items = {item.id: item for item in items}
        self.audience.choices = words.choices(Audience)
        self.item_id.offer([(item.id, f"{item.number}. {item.title}" if item.number else item.title) for item in items])
        return self

    def values(self) -> dict:
        """As the actions want it."""
        values = super().values()
        values["audience"] = Audience(values["audience"])
        values["item"] = self.items.get(values.pop("item_id"))
        return values


class AddForm(ShelfForm):
    """New files, one or several; a title is given to a single one."""

    is_secret = BooleanField(_l("Has secret content: not to be uploaded"))
    file = UploadsField(_l("Files (PDF, Office, image)"))

    def values(self) -> dict:
        """As the action wants it."""
        values = super().values()
        values["all_taken"] = values.pop("file")
        return values


class EditForm(ShelfForm):
    """A file that stands there already."""

    version = version_field()


class NewerForm(Form):
    """A newer version of a file."""

    version = version_field()
    file = UploadField(_l("Newer file"))
