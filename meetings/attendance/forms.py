"""What a person may type about attendance."""

from datetime import UTC, datetime, time

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

from meetings.attendance import pasting
from meetings.attendance.models import Presence
from meetings.attendance.naming import substitute_faults
from meetings.attendance.rolls import LONGEST, Line
from meetings.base import clock
from meetings.base.language import _l
from meetings.web import words
from meetings.web.fields import (
    VERSION_MISSING,
    ClockField,
    Length,
    OneOf,
    PersonNameField,
    Required,
    VietnameseDateField,
    WholeNumber,
    version_field,
)
from meetings.web.forms import Form

MOST_LINES = 2_000
CLOSING = time(17)
SURE = _l("Yes, so many people are there: record it")
REST = (Presence.IN_ROOM, Presence.ONLINE, Presence.LATE, Presence.ABSENT_UNEXCUSED)


class HeadCountForm(Form):
    """How many are there, and how many are not."""

    present = WholeNumber(_l("Present"), validators=[Required()])
    absent = WholeNumber(_l("Absent"), default=0)
    note = StringField(_l("Note"), validators=[Length(500)])
    sure = BooleanField(SURE)
    version = version_field()

    def values(self):
        return {
            "present": self.present.data,
            "absent": self.absent.data or 0,
            "note": self.note.data or "",
            "sure": self.sure.data,
            "version": self.version.data,
        }


class CountsForm(Form):
    """The head-counts of several sites, typed in one table; rows in which nothing stands are passed over."""

    sure = BooleanField(SURE)
    rows = ()

    def offer(self, sites, typed):
        """Read the rows of these sites out of what was `typed`, as present-N and absent-N."""
        self.rows = [(site, row) for site in sites if (row := _row(site, typed))]
        return self

    def validate(self, extra_validators=None):
        """Every row that is filled in is a report in itself."""
        wrong = [site.short_name for site, row in self.rows if not row.validate()]
        is_valid = super().validate(extra_validators)
        if wrong:
            self.form_errors.append(_l("Nothing was recorded yet. Please look at: %(names)s", names=", ".join(wrong)))
        return is_valid and not wrong

    def filled(self) -> dict:
        """The rows by the number of their site, for the page that shows them again."""
        return {site.id: row for site, row in self.rows}

    def values(self):
        counts = [(site, row.present.data, row.absent.data or 0) for site, row in self.rows]
        return {"counts": counts, "sure": self.sure.data}


def _row(site, typed):
    said = {name: typed.get(f"{name}-{site.id}", "").strip() for name in ("present", "absent")}
    return HeadCountForm(MultiDict(said | {"version": "0"}), meta={"csrf": False}) if any(said.values()) else None


class NamesForm(Form):
    """Several delegates, one a line: "name, position"; lists out of a sheet or a letter are understood."""

    people = TextAreaField(_l("Names"), validators=[Required(), Length(200_000)])
    agreed = HiddenField()

    def validate_people(self, field):
        """Not too many lines; what is wrong with one of them the action says."""
        if len(self.lines()) > MOST_LINES:
            raise StopValidation(_l("At most %(n)s lines at once.", n=MOST_LINES))

    def lines(self) -> list[Line]:
        """What was pasted, line by line."""
        return pasting.listed(self.people.data or "")

    def passed_over(self) -> list[str]:
        """What was not taken for people."""
        return pasting.passed_over(self.people.data or "")

    def listed(self) -> list[tuple[str, str]]:
        """The pairs of name and position."""
        return [(line.name, line.title) for line in self.lines()]

    def values(self):
        return {"lines": self.lines(), "agreed": self.agreed.data or ""}


class TakeBackForm(Form):
    """A button: take the pasted list back."""

    ticket = HiddenField()


class LastForm(Form):
    """A button: as last time."""


class CallForm(Form):
    """What is asked of the lists of all sites."""

    quota = WholeNumber(_l("At most how many delegates a site?"), low=1, high=2_000)
    posts = TextAreaField(_l("Posts that must be on the list"), validators=[Length(2000)])
    due_on = VietnameseDateField(_l("Deadline: day"))
    due_time = ClockField(_l("Deadline: hour"))
    version = WholeNumber(widget=HiddenInput(), high=10_000_000)

    def validate_due_time(self, field):
        """An hour without a day is no deadline."""
        if field.data and not self.due_on.data and not self.due_on.errors:
            raise StopValidation(_l("Give the day, too."))

    def values(self):
        day, hour = self.due_on.data, self.due_time.data or CLOSING
        return {
            "quota": self.quota.data,
            "posts": self.posts.data or "",
            "due_at": clock.instant(day, hour) if day else None,
            "version": self.version.data,
        }


class SiteCallForm(Form):
    """What is asked of one site's list instead."""

    own = BooleanField(_l("Ask other posts of this site"))
    quota = WholeNumber(_l("At most how many delegates from this site?"), low=1, high=2_000)
    posts = TextAreaField(_l("Posts that must be on this site's list"), validators=[Length(2000)])
    version = HiddenField(validators=[Required(VERSION_MISSING)])

    def values(self):
        posts = (self.posts.data or "") if self.own.data else None
        return {"quota": self.quota.data, "posts": posts, "version": self.version.data}


class DelegateForm(Form):
    """One delegate, and who comes in his place."""

    name = PersonNameField(_l("Full name"), validators=[Required(), Length(LONGEST)])
    title = StringField(_l("Position"), validators=[Length(LONGEST)])
    substitute_name = PersonNameField(_l("Substitute"), validators=[Length(LONGEST)])
    substitute_title = StringField(_l("Substitute's position"), validators=[Length(LONGEST)])
    version = version_field()

    def further(self):
        return substitute_faults(self.substitute_name.data, self.substitute_title.data)

    def values(self):
        return {**super().values(), "version": self.version.data}


class VersionForm(Form):
    """A button of a page that was shown with a version."""

    version = version_field()

    def values(self):
        return {"version": self.version.data}


class MarkForm(VersionForm):
    """How a delegate attends."""

    presence = OneOf(_l("Presence"), choices=words.choices(Presence))
    reason = StringField(_l("Reason"), validators=[Length(300)])

    @property
    def excuses(self):
        return self.presence.data == Presence.ABSENT_EXCUSED.value

    def values(self):
        return {
            "presence": Presence(self.presence.data),
            "reason": self.reason.data or "",
            "version": self.version.data,
        }


class RestForm(Form):
    """How all who are not marked yet attend."""

    presence = OneOf(_l("Presence"), choices=[(one.value, words.word(one)) for one in REST])

    def values(self):
        return {"presence": Presence(self.presence.data)}


class UndoForm(Form):
    """Which marking of all is taken back: the instant at which it was made."""

    when = HiddenField(validators=[Required(VERSION_MISSING)])

    def validate_when(self, field):
        """An instant as the page wrote it."""
        if instant(field.data) is None:
            raise StopValidation(VERSION_MISSING)

    def values(self):
        return {"when": instant(self.when.data)}


def instant(typed) -> datetime | None:
    """The instant that `isoformat` wrote; None for anything else."""
    try:
        found = datetime.fromisoformat(typed or "")
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
