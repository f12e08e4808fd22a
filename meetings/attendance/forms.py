"""What a person may type about attendance."""

import re
from datetime import UTC, datetime

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

from meetings.attendance.models import Presence
from meetings.base.language import _l
from meetings.web import words
from meetings.web.forms import VERSION_MISSING, Form, Length, OneOf, Required, WholeNumber

MOST_LINES = 2_000
NUMBERED = re.compile(r"^\s*(?:\d{1,4}\s*[.)/\t-]|[-–•*+])\s*")
PARTED = re.compile(r"\t+|;|,|\s[–-]\s")
LONGEST = 160
REST = (Presence.IN_ROOM, Presence.ONLINE, Presence.LATE, Presence.ABSENT_UNEXCUSED)


def _version():
    return WholeNumber(validators=[Required(VERSION_MISSING)], widget=HiddenInput(), high=10_000_000)


class HeadCountForm(Form):
    """How many are there, and how many are not."""

    present = WholeNumber(_l("Present"), validators=[Required()])
    absent = WholeNumber(_l("Absent"), default=0)
    note = StringField(_l("Note"), validators=[Length(500)])
    version = _version()

    def values(self):
        return {
            "present": self.present.data,
            "absent": self.absent.data or 0,
            "note": self.note.data or "",
            "version": self.version.data,
        }


class NamesForm(Form):
    """Several delegates, one a line: "name, position"; lists out of a sheet or a letter are understood."""

    people = TextAreaField(_l("Names"), validators=[Required(), Length(200_000)])

    def validate_people(self, field):
        """Not too many lines, none too long."""
        people = self.listed()
        if len(people) > MOST_LINES:
            raise StopValidation(_l("At most %(n)s lines at once.", n=MOST_LINES))
        for number, (name, title) in enumerate(people, start=1):
            if max(len(name), len(title)) > LONGEST:
                raise StopValidation(_l("Line %(n)s is too long: at most 160 signs for a name.", n=number))

    def listed(self) -> list[tuple[str, str]]:
        """The pairs of name and position; numbers and dashes before a name, and empty lines, are passed over."""
        lines = (NUMBERED.sub("", line).strip() for line in (self.people.data or "").splitlines())
        parts = (PARTED.split(line, maxsplit=1) for line in lines if line)
        pairs = ((part[0].strip(), part[1].strip(" \t,;") if len(part) > 1 else "") for part in parts)
        return [(name, " ".join(title.split())) for name, title in pairs if name]

    def values(self):
        return {"people": self.listed()}


class DelegateForm(Form):
    """One delegate, and who comes in his place."""

    name = StringField(_l("Full name"), validators=[Required(), Length(LONGEST)])
    title = StringField(_l("Position"), validators=[Length(LONGEST)])
    substitute_name = StringField(_l("Substitute"), validators=[Length(LONGEST)])
    substitute_title = StringField(_l("Substitute's position"), validators=[Length(LONGEST)])
    version = _version()

    def values(self):
        return {**super().values(), "version": self.version.data}


class VersionForm(Form):
    """A button of a page that was shown with a version."""

    version = _version()

    def values(self):
        return {"version": self.version.data}


class MarkForm(VersionForm):
    """How a delegate attends."""

    presence = OneOf(_l("Presence"), choices=words.choices(Presence))
    reason = StringField(_l("Reason"), validators=[Length(300)])

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
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
