"""What one types in the acts that stand together on the page of a directive."""

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from meetings.base.errors import Refusal, Stale
from meetings.base.language import _l
from meetings.directives.models import DirectiveState
from meetings.web import files
from meetings.web.fields import (
    VERSION_MISSING,
    Length,
    OneOf,
    Required,
    RowField,
    VietnameseDateField,
    WholeNumber,
)
from meetings.web.forms import Form
from meetings.web.uploads import Sent

MOST_FILES = 10
LONG, SHORT = Length(5000), Length(500)
TOO_MANY_FILES = _l("At most %(most)s files at a time.")
TAKEN_BACK = _l(
    "The result then no longer counts as handed in; the deadline runs on until you hand it in again. "
    "Whoever heard of it is told."
)
TAKEN_BACK_LATE = _l(
    "The result then no longer counts as handed in. The deadline has passed, so it is overdue until you hand it in "
    "again. Whoever heard of it is told."
)
HOWS = [
    ("on_track", _l("In hand, on schedule")),
    ("hindered", _l("In hand, with a hindrance")),
    ("done", _l("Finished, please accept")),
]
SAID = [("taken", _l("It takes it on")), *HOWS]


class FilesField(Sent, MultipleFileField):
    """Any number of files, taken into storage while the form is checked, so that a bad one is a fault of its field."""

    def pre_validate(self, form):
        self.refuse_text()
        sent = [upload for upload in self.data or [] if upload and upload.filename]
        if len(sent) > MOST_FILES:
            raise StopValidation(TOO_MANY_FILES % {"most": MOST_FILES})
        try:
            self.data = [files.take(upload, field=self.short_name) for upload in sent]
        except Refusal as fault:
            raise StopValidation(fault.message) from fault


class Act(Form):
    """A form on the page of a directive: it carries the version that was shown."""

    name = title = button = ""
    icon = "check"
    tone = "primary"
    # A step that is rarely meant does not stand open by itself; `told` says what follows from it.
    is_aside = False
    told = ""
    version = HiddenField()

    @classmethod
    def on(cls, directive, *, sent=False):
        """The form of this act for `directive`, filled from the request when it was `sent`.

        The names of its fields begin with the act's, because several forms share a page.
        """
        form = cls(prefix=cls.name) if sent else cls(None, prefix=cls.name)
        if not sent:
            form.version.data = str(directive.version)
        return form

    @property
    def endpoint(self) -> str:
        """The route that takes it."""
        return f"directives.{self.name.replace('-', '_')}"

    @property
    def stands_open(self) -> bool:
        """Whether it is drawn open where it comes first: any but a step aside that was not just sent."""
        return not self.is_aside or self.is_submitted()

    def validate_version(self, field):
        typed = field.data or ""
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise StopValidation(VERSION_MISSING)

    @property
    def shown_version(self) -> int:
        """The version that the person was shown."""
        return int(self.version.data)

    def show_again(self, directive):
        """After somebody else was faster both texts are shown; sending again means having seen them."""
        if isinstance(self.refusal, Stale):
            self.version.data = str(directive.version)


class TakeOnForm(Act):
    name, title, button, icon = "take-on", _l("Take on"), _l("Take on"), "check"
    person = RowField(_l("Who does it"), optional=True)


class ReturnForm(Act):
    name, title, button, icon, tone = "return", _l("Return with a reason"), _l("Return"), "arrow-forward-up", "outline"
    reason = TextAreaField(_l("Why it cannot be taken on"), validators=[Required(), LONG])

    @classmethod
    def on(cls, directive, *, sent=False):
        """What was taken on already is returned to propose another unit, and is called so."""
        form = super().on(directive, sent=sent)
        if directive.state is not DirectiveState.ASSIGNED:
            form.title, form.button, form.icon = _l("Propose another unit"), _l("Send the proposal"), "user-x"
            form.reason.label.text = _l("Which unit should do it, and why")
        return form


class HandOverForm(Act):
    name, title, button, icon, tone = "hand-over", _l("Give to another unit"), _l("Give to it"), "user-x", "outline"
    lead_unit = RowField(_l("To which unit"), validators=[Required()])
    reason = TextAreaField(_l("Why"), validators=[Required(), LONG])


def _need_a_number(field):
    if field.data is None and not field.errors:
        raise StopValidation(_("Enter a number from %(low)s to %(high)s.", low=0, high=100))


class ReportForm(Act):
    name, title, button, icon = "report", _l("Report progress"), _l("Send the report"), "send"
    how = OneOf(_l("How far is it?"), choices=HOWS, default="on_track", validators=[Required()])
    text = TextAreaField(_l("What has been done until today"), validators=[Required(), LONG])
    progress = WholeNumber(_l("Completed, %"), low=0, high=100)
    files = FilesField(_l("Files or photos"))

    def validate_progress(self, field):
        if self.how.data != "done":
            _need_a_number(field)


class RecordForm(Act):
    name, title, button, icon = "record", _l("Record what the unit said"), _l("Record it"), "phone"
    said_by = StringField(_l("Who of the unit said it"), validators=[Required(), SHORT])
    way = OneOf(
        _l("By which way it was said"),
        choices=[("telephone", _l("By telephone")), ("paper", _l("On paper"))],
        default="telephone",
        validators=[Required()],
    )
    answer = OneOf(_l("What the unit said"), choices=SAID, default="taken", validators=[Required()])
    text = TextAreaField(_l("In its words"), validators=[LONG])
    progress = WholeNumber(_l("Completed, %"), low=0, high=100)

    def validate_progress(self, field):
        if self.answer.data in ("on_track", "hindered"):
            _need_a_number(field)


class LongerForm(Act):
    name, title, button, icon, tone = "longer", _l("Ask for longer"), _l("Ask for longer"), "calendar-plus", "outline"
    due_on = VietnameseDateField(_l("Until which day"), validators=[Required()])
    reason = TextAreaField(_l("Why"), validators=[Required(), LONG])


class AcceptForm(Act):
    name, title, button, icon = "accept", _l("Accept the result"), _l("Accept"), "circle-check"
    text = TextAreaField(_l("A word on it"), validators=[LONG])


class SendBackForm(Act):
    name, title, button, icon, tone = "send-back", _l("Send back"), _l("Send back"), "arrow-back-up", "outline"
    reason = TextAreaField(_l("What is missing"), validators=[Required(), LONG])


class TakeBackForm(Act):
    name, title, button, icon, tone = (
        "take-back",
        _l("Take the result back"),
        _l("Take the result back"),
        "arrow-back-up",
        "outline",
    )
    is_aside = True
    text = TextAreaField(_l("Why, if there is something to say"), validators=[LONG])

    def warn(self, *, is_late):
        """Say what follows, above all where the deadline `is_late` by now."""
        self.told = TAKEN_BACK_LATE if is_late else TAKEN_BACK


class GrantForm(Act):
    name, title, button, icon = "grant-longer", _l("Grant longer"), _l("Grant longer"), "calendar-plus"
    due_on = VietnameseDateField(_l("New deadline"), validators=[Required()])
    text = TextAreaField(_l("A word on it"), validators=[LONG])

    @classmethod
    def on(cls, directive, *, sent=False):
        """The day asked for stands in it; the giver may choose another."""
        form = super().on(directive, sent=sent)
        if not sent:
            form.due_on.data = directive.wanted_due_on
        return form


class RefuseForm(Act):
    name, title, button, icon, tone = "refuse-longer", _l("Keep the deadline"), _l("Keep the deadline"), "x", "outline"
    reason = TextAreaField(_l("Why"), validators=[Required(), LONG])


class AssignAgainForm(Act):
    name, title, button, icon = "assign-again", _l("Assign again"), _l("Assign again"), "refresh"
    lead_unit = RowField(_l("Lead unit"), validators=[Required()])
    text = TextAreaField(_l("Answer to the reason"), validators=[LONG])


class RemindForm(Act):
    name, title, button, icon, tone = "remind", _l("Urge"), _l("Urge"), "bell", "outline"
    text = TextAreaField(_l("What to add to the message"), validators=[LONG])


class WithdrawForm(Act):
    name, title, button, icon, tone = (
        "withdraw",
        _l("Withdraw"),
        _l("Withdraw the directive"),
        "ban",
        "danger",
    )
    reason = TextAreaField(_l("Why it is withdrawn"), validators=[Required(), LONG])
    below = BooleanField(default=True)

    def tell_below(self, number):
        """Ask for the `number` that were passed down and are open; nothing is asked where there are none."""
        if number:
            self.below.label.text = ngettext(
                "Withdraw the %(num)s directive passed down from it, too; its unit is told",
                "Withdraw the %(num)s directives passed down from it, too; their units are told",
                number,
            )
        else:
            del self.below
