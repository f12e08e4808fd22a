"""What is asked about people and their posts."""

from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField

from meetings.accounts.actions import BACKWARDS
from meetings.accounts.models import Role
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.web.fields import Email, Length, OneOf, Required, RowField, VietnameseDateField
from meetings.web.forms import Form
from meetings.web.since import SinceForm
from meetings.web.telephones import has_number
from meetings.web.words import word


class PersonForm(Form):
    name = StringField(_l("Full name"), [Required(), Length(120)])
    user_name = StringField(_l("User name"), [Length(80)])
    email = EmailField(_l("E-mail"), [Length(254), Email()])
    phone = TelField(_l("Telephone"), [Length(40), has_number])


class EditPersonForm(PersonForm):
    version = HiddenField()


class PostFields(Form):
    """A position; `roles` are those that may be given."""

    title = StringField(_l("Position, as it stands under the name"), [Required(), Length(160)])
    role = OneOf(_l("Role"), [Required()], default=Role.MEMBER.value)
    valid_from = VietnameseDateField(_l("From day"))
    valid_until = VietnameseDateField(_l("Until day"))

    def offer(self, roles, units=()):
        """Set what can be chosen."""
        self.role.choices = [(role.value, word(role)) for role in roles]
        if "unit" in self._fields:
            self.unit.offer(units)

    def further(self):
        if self.valid_from.data and self.valid_until.data and self.valid_until.data < self.valid_from.data:
            yield NotValid(BACKWARDS, field="valid_until")

    def post(self):
        """What was typed of the post."""
        names = ("title", "role", "valid_from", "valid_until")
        return {name: self._fields[name].data for name in names} | {"role": Role(self.role.data)}


class PostForm(PostFields):
    unit = RowField(_l("Unit"), [Required()], optional=True)


class EditPostForm(PostFields):
    version = HiddenField()


class NewPersonForm(PersonForm, PostForm):
    with_password = BooleanField(_l("Give a one-time password to sign in with"), default=True)


class InviteForm(SinceForm):
    """Whom to send a link stands in ticks; `since` is when one was last sent to any of those on the page."""


class EndPostForm(Form):
    on = VietnameseDateField(_l("Last day"), [Required()])
    version = HiddenField()


class ProfileForm(Form):
    name = StringField(_l("Full name"), [Required(), Length(120)])
    phone = TelField(_l("Telephone"), [Length(40), has_number])
    language = OneOf(_l("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    theme = OneOf(
        _l("Appearance"), choices=[("auto", _l("As the device")), ("light", _l("Light")), ("dark", _l("Dark"))]
    )
    version = HiddenField()
