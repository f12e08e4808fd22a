"""What one types when turning the life of a conference and when judging its papers."""

from wtforms import TextAreaField

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.desk.planning_forms import TimesForm, described
from meetings.web.buttons import VersionForm
from meetings.web.fields import (
    ClockField,
    Length,
    Required,
    RowField,
    VietnameseDateField,
    in_future,
    version_field,
)
from meetings.web.forms import Form


class ReasonForm(VersionForm):
    """Why it is called off."""

    reason = TextAreaField(_l("Reason, which everybody is told"), validators=[Required(), Length(1000)])


class PostponeForm(ReasonForm):
    """Why it is put off, and to when if that is known."""

    starts_on = VietnameseDateField(_l("New day, if it is known"), validators=[in_future])
    starts = ClockField(_l("Starts at"))
    ends = ClockField(_l("Ends at"))
    ends_on = VietnameseDateField(_l("Last day, if it is another one"))

    def further(self):
        typed = [self.starts_on, self.starts, self.ends]
        is_known = any(one.data is not None for one in (*typed, self.ends_on))
        if is_known and any(one.data is None and not one.errors for one in typed):
            yield NotValid(_l("Give the day and both times, or leave all three empty."), field="starts_on")

    def values(self):
        day, starts, ends = self.starts_on.data, self.starts.data, self.ends.data
        known = {"reason": self.reason.data, "version": self.version.data}
        if day is None:
            return known
        last = self.ends_on.data or day
        return known | {"starts_at": clock.instant(day, starts), "ends_at": clock.instant(last, ends)}


class RescheduleForm(TimesForm, VersionForm):
    """The new time of a postponed conference."""

    def values(self):
        return self.times() | {"version": self.version.data}


class RestoreForm(RescheduleForm):
    """When a cancelled conference takes place after all: at its old time, unless that has passed."""

    def suggest(self, conference):
        """Fill in the old time while it lies ahead."""
        if conference.starts_at > clock.now():
            self.show_times(conference.starts_at, conference.ends_at)


class EndForm(Form):
    """When a sitting ended that nobody ended on its day; the planned end is offered."""

    finished_on = VietnameseDateField(_l("Ended on"), validators=[Required()])
    finished_clock = ClockField(_l("at"), validators=[Required()])

    @classmethod
    def of(cls, conference):
        """The form with the planned hours."""
        return cls(**_hours("finished", conference.ends_at))

    def values(self):
        return {"finished_at": clock.instant(self.finished_on.data, self.finished_clock.data)}


class HeldForm(Form):
    """When a conference was held that nobody began and ended here; the planned hours are offered."""

    began_on = VietnameseDateField(_l("Began on"), validators=[Required()])
    began_clock = ClockField(_l("at"), validators=[Required()])
    finished_on = VietnameseDateField(_l("Ended on"), validators=[Required()])
    finished_clock = ClockField(_l("at"), validators=[Required()])

    @classmethod
    def of(cls, conference):
        """The form with the planned hours."""
        return cls(**_hours("began", conference.starts_at), **_hours("finished", conference.ends_at))

    def values(self):
        return {
            "began_at": clock.instant(self.began_on.data, self.began_clock.data),
            "finished_at": clock.instant(self.finished_on.data, self.finished_clock.data),
        }


def _hours(part, moment):
    local = clock.local(moment)
    return {f"{part}_on": local.date(), f"{part}_clock": local.time()}


class SecretaryForm(Form):
    """Who writes the minutes."""

    secretary = RowField(_l("Secretary, who writes the minutes"), optional=True)
    version = version_field()

    def offer(self, posts, current):
        """Offer the secretariats; whoever is named stays possible."""
        self.people = {post.person_id: post.person for post in posts} | ({current.id: current} if current else {})
        self.secretary.offer(described(self.people, posts))
        return self

    def values(self):
        return {"person": self.people.get(self.secretary.data), "version": self.version.data}


class NoteForm(Form):
    """What is to be changed in a paper that is given back."""

    note = TextAreaField(_l("What is to be changed"), validators=[Length(2000)])


class UnwantedForm(VersionForm):
    """Why no minutes are made."""

    reason = TextAreaField(_l("Why no minutes are wanted"), validators=[Required(), Length(1000)])


class DropForm(Form):
    """A correction is dropped, as it was shown; why, is for the journal."""

    version = version_field()
    reason = TextAreaField(_l("Why it is dropped"), validators=[Length(1000)])
