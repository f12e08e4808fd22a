"""What one types about a series and about one of its days."""

from datetime import time, timedelta

from wtforms import StringField, TextAreaField

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.series import phrases
from meetings.series.actions import MOST_AHEAD
from meetings.series.models import OffDays, Pattern
from meetings.web.fields import (
    ClockField,
    Length,
    OneOf,
    Required,
    RowField,
    RowsField,
    VietnameseDateField,
    WholeNumber,
    in_future,
    version_field,
)
from meetings.web.forms import Form
from meetings.web.words import choices

DAY = 24 * 60


def length(starts, ends, days=1) -> int:
    """The minutes between two clock times, the second one `days` - 1 days later. Raises `NotValid` where it is none."""
    minutes = (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute) + (days - 1) * DAY
    if minutes <= 0:
        raise NotValid(_l("The end must come after the start."), field="ends")
    return minutes


def order_faults(form):
    """That a form's `ends` comes after its `starts`, as `NotValid`s; nothing where one of them is not known."""
    if form.starts.data is not None and form.ends.data is not None and form.ends.data <= form.starts.data:
        yield NotValid(_l("The end must come after the start."), field="ends")


def ending(starts: str, minutes: int) -> tuple[time, int]:
    """The clock time at which it ends, and on which day, counted from 1."""
    hour, minute = map(int, starts.split(":"))
    days, rest = divmod(hour * 60 + minute + minutes, DAY)
    return time(rest // 60, rest % 60), days + 1


def weekday_number(typed):
    """0 to 6 for a day of the week, -1 for anything else."""
    return int(typed) if str(typed) in set("0123456") else -1


class WeekdaysField(RowsField):
    """Days of the week, ticked."""

    def __init__(self, label=None, **kwargs):
        super().__init__(label, **kwargs)
        self.coerce = weekday_number


class RuleForm(Form):
    """When a series is held."""

    template = RowField(_l("Template"), [Required(_l("Choose a template."))])
    pattern = OneOf(_l("How it repeats"), choices=lambda: choices(Pattern), default=Pattern.MONTH_WEEKDAY.value)
    every = WholeNumber(_l("Every how many weeks or months"), [Required()], low=1, high=60, default=1)
    weekdays = WeekdaysField(_l("On which weekdays"))
    nth = OneOf(_l("Which of the month"), coerce=str, default="1")
    month_day = WholeNumber(_l("Day of the month"), low=1, high=31, default=1)
    first_on = VietnameseDateField(_l("From"), [Required(), in_future])
    last_on = VietnameseDateField(_l("Until, if it is to end"))
    starts = ClockField(_l("Starts at"))
    ends = ClockField(_l("Ends at"))
    off_days = OneOf(_l("On a day off"), choices=lambda: choices(OffDays), default=OffDays.MOVE.value)

    def offer(self, templates):
        """Set what can be chosen; the template that is in use stays possible."""
        self.templates = {template.id: template for template in templates}
        self.template.offer([(one.id, f"{one.name} · {one.owner.short_name}") for one in templates])
        self.weekdays.choices = phrases.weekdays()
        self.nth.choices = [(str(number), words) for number, words in phrases.NTH.items()]
        return self

    def show(self, series):
        """Fill in the rule as it is."""
        self.template.data, self.pattern.data, self.every.data = series.template_id, series.pattern.value, series.every
        self.weekdays.data, self.nth.data, self.month_day.data = series.weekdays, str(series.nth), series.month_day
        self.last_on.data, self.off_days.data = series.last_on, series.off_days.value
        self.starts.data = time.fromisoformat(series.starts)
        self.ends.data = ending(series.starts, series.minutes)[0]
        return self

    def further(self):
        if self.pattern.data == Pattern.MONTH_WEEKDAY and len(set(self.weekdays.data or ())) != 1:
            yield NotValid(_l("Choose one weekday."), field="weekdays")
        if self.pattern.data == Pattern.WEEKLY and not self.weekdays.data:
            yield NotValid(_l("Choose at least one weekday."), field="weekdays")
        if self.pattern.data == Pattern.MONTH_DAY and not self.month_day.data:
            yield NotValid(_l("Say on which day of the month."), field="month_day")
        if self.first_on.data and self.last_on.data and self.last_on.data < self.first_on.data:
            yield NotValid(_l("The last day must not come before the first."), field="last_on")
        starts, ends = self.starts, self.ends
        if (starts.data is None) != (ends.data is None) and not (starts.errors or ends.errors):
            yield NotValid(_l("Give both times, or leave both empty."), field="ends" if starts.data else "starts")
        yield from order_faults(self)

    def terms(self) -> dict:
        """The rule, as the actions take it. Hours that are left empty are the template's."""
        template, pattern = self.templates[self.template.data], Pattern(self.pattern.data)
        weekdays = sorted(set(self.weekdays.data or ()))
        return {
            "template": template,
            "pattern": pattern,
            "every": self.every.data,
            "weekdays": [] if pattern is Pattern.MONTH_DAY else weekdays,
            "nth": int(self.nth.data),
            "month_day": self.month_day.data or 1,
            "last_on": self.last_on.data,
            "off_days": OffDays(self.off_days.data),
            **self._hours(template.content),
        }

    def _hours(self, content):
        starts, ends = self.starts.data, self.ends.data
        if starts is None and ends is None:
            return {"starts": content.starts, "minutes": content.minutes}
        return {"starts": starts.strftime("%H:%M"), "minutes": length(starts, ends)}


class SeriesForm(RuleForm):
    """A new series: what, whose, when."""

    is_for_once = True
    title = StringField(_l("Title of the series"), [Required(), Length(200)])
    organiser = RowField(_l("Organiser"), [Required(_l("Choose the organiser."))])
    ahead = WholeNumber(_l("Drafts that stand ready"), [Required()], low=1, high=MOST_AHEAD, default=3)

    def offer_units(self, units):
        """Set the organisers that can be chosen."""
        self.units = {unit.id: unit for unit in units}
        self.organiser.offer([(unit.id, unit.name) for unit in units])
        return self

    def values(self):
        facts = {"title": self.title.data, "organiser": self.units[self.organiser.data], "ahead": self.ahead.data}
        return {**facts, "first_on": self.first_on.data, **self.terms()}


class NewRuleForm(RuleForm):
    """A new rule from a day on."""

    first_on = VietnameseDateField(_l("The new rule counts from"), [Required(), in_future])
    version = version_field()

    def values(self):
        return {"first_on": self.first_on.data, "version": self.version.data, **self.terms()}


class TitleForm(Form):
    """What a series is called, and how many drafts stand ready."""

    title = StringField(_l("Title of the series"), [Required(), Length(200)])
    ahead = WholeNumber(_l("Drafts that stand ready"), [Required()], low=1, high=MOST_AHEAD)
    version = version_field()

    def values(self):
        return super().values() | {"version": self.version.data}


class CloseForm(Form):
    """The last day of a series."""

    last_on = VietnameseDateField(_l("Last day of the series"), [Required()])
    version = version_field()

    def values(self):
        return {"last_on": self.last_on.data, "version": self.version.data}


class ChangeForm(Form):
    """One occurrence, this once."""

    starts_on = VietnameseDateField(_l("Day"), [Required(), in_future])
    starts = ClockField(_l("Starts at"), [Required()])
    ends = ClockField(_l("Ends at"), [Required()])
    title = StringField(_l("Another title, this once"), [Length(300)])
    note = TextAreaField(_l("Why"), [Length(500)])
    version = version_field()

    def show(self, slot):
        """Fill in when it is held as things stand."""
        starts = clock.local(slot.starts_at) if slot.starts_at else None
        ends = starts + timedelta(minutes=slot.minutes) if starts else None
        self.starts_on.data = starts.date() if starts else None
        self.starts.data, self.ends.data = (starts.time(), ends.time()) if starts else (None, None)
        self.title.data = slot.row.conference_title if slot.row else ""
        self.note.data = slot.row.note if slot.row else ""
        return self

    def further(self):
        yield from order_faults(self)

    def values(self):
        starts, ends = self.starts.data, self.ends.data
        hours = {"starts": starts.strftime("%H:%M"), "minutes": length(starts, ends)}
        texts = {"title": self.title.data, "note": self.note.data}
        return {"held_on": self.starts_on.data, "version": self.version.data, **texts, **hours}


class SkipForm(Form):
    """Why one occurrence falls out."""

    note = TextAreaField(_l("Why it falls out"), [Required(), Length(500)])
    version = version_field()

    def values(self):
        return {"note": self.note.data, "version": self.version.data}
