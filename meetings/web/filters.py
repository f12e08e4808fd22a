"""How values look on a page: times on a clock in Vietnam, days as dd/mm/yyyy, sizes and numbers as read here."""

from datetime import date, datetime

from flask_babel import gettext as _
from markupsafe import Markup, escape

from meetings.base import clock
from meetings.base.language import _l, spoken

WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


def day(value: date | datetime | None) -> str:
    """07/12/2015; empty for None."""
    if value is None:
        return ""
    return (clock.local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def time(value: datetime | None) -> str:
    """08:00 in Vietnam; empty for None."""
    return clock.local(value).strftime("%H:%M") if value else ""


def moment(value: datetime | None) -> str:
    """07/12/2015 08:00; empty for None."""
    return clock.local(value).strftime("%d/%m/%Y %H:%M") if value else ""


def span(starts: datetime, ends: datetime) -> str:
    """07:30 – 11:30 07/12/2015; 07:30 07/12/2015 – 11:30 08/12/2015 where it takes several days."""
    return f"{at(starts, ends)} – {time(ends)} {day(ends)}"


def hours(starts: datetime, ends: datetime) -> str:
    """07:30 – 11:30, to stand beside the first day; 07:30 – Wednesday 23/12/2026, 16:30 where it ends on another."""
    ending = time(ends) if day(starts) == day(ends) else f"{weekday(ends)} {day(ends)}, {time(ends)}"
    return f"{time(starts)} – {ending}"


def when(starts: datetime, ends: datetime) -> str:
    """Monday 07/12/2015, 07:30 – 11:30; Tuesday 22/12/2026, 07:30 – Wednesday 23/12/2026, 16:30."""
    return f"{weekday(starts)} {day(starts)}, {hours(starts, ends)}"


def at(value: datetime, beside: datetime) -> str:
    """The time of a moment, 16:30; with its day, 16:30 23/12/2026, unless that is the day of the moment `beside` it."""
    return time(value) if day(value) == day(beside) else f"{time(value)} {day(value)}"


def weekday(value: date | datetime) -> str:
    """The name of the day of the week."""
    local = clock.local(value) if isinstance(value, datetime) else value
    return str(WEEKDAYS[local.weekday()])


def iso(value: date | datetime | None) -> str:
    """For `<time datetime>` and date inputs."""
    if value is None:
        return ""
    return (clock.local(value) if isinstance(value, datetime) else value).isoformat()


def number(value: int | None) -> str:
    """2.858, as numbers are written here, 2,858 in English; a dash for None."""
    if value is None:
        return "–"
    return f"{value:,}" if spoken() == "en" else f"{value:,}".replace(",", ".")


def file_size(value: int) -> str:
    """8,4 MB (8.4 MB in English); 312 KB."""
    if value >= 1_000_000:
        size = f"{value / 1_000_000:.1f} MB"
        return size if spoken() == "en" else size.replace(".", ",")
    return f"{max(1, round(value / 1000))} KB"


def duration(minutes: int) -> str:
    """3 hours 15 minutes, in the reader's language."""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(_("%(n)s h", n=hours))
    if rest or not hours:
        parts.append(_("%(n)s min", n=rest))
    return " ".join(parts)


def address(text: str) -> Markup:
    """An e-mail address among other words; a narrow column breaks it before the "@" and nowhere else."""
    return escape(text).replace("@", Markup("<wbr>@"))


def register(app):
    """Make the filters known to templates, under their own names; `now()` says what time it is."""
    for view in (day, time, moment, span, hours, when, at, weekday, iso, number, file_size, duration, address):
        app.jinja_env.filters[view.__name__] = view
    app.jinja_env.globals["now"] = clock.now
