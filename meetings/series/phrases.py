"""A rule in words: "every month on the first Monday, 08:00 – 11:30"."""

from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base.language import _l
from meetings.series.models import Pattern
from meetings.series.reading import hours
from meetings.series.recurrence import LAST, SHORTEST_MONTH
from meetings.web.filters import WEEKDAYS

NTH = {1: _l("first"), 2: _l("second"), 3: _l("third"), 4: _l("fourth"), LAST: _l("last")}


def weekdays() -> list[tuple[int, str]]:
    """All seven, for a list of choices."""
    return [(number, str(name)) for number, name in enumerate(WEEKDAYS)]


def phrase(series) -> str:
    """When the series is held, by its rule."""
    return f"{_days(series)}, {hours(series.starts, series.minutes)}"


def _days(series):
    names = ", ".join(str(WEEKDAYS[number]) for number in series.weekdays)
    if series.pattern is Pattern.WEEKLY:
        every = _("Every week") if series.every == 1 else _n("Every %(num)s week", "Every %(num)s weeks", series.every)
        return _("%(every)s on %(days)s", every=every, days=names)
    every = _("Every month") if series.every == 1 else _n("Every %(num)s month", "Every %(num)s months", series.every)
    if series.pattern is Pattern.MONTH_WEEKDAY:
        return _("%(every)s on the %(nth)s %(day)s", every=every, nth=NTH[series.nth], day=names)
    if series.month_day > SHORTEST_MONTH:
        return _("%(every)s on day %(day)s, or else the last", every=every, day=series.month_day)
    return _("%(every)s on day %(day)s", every=every, day=series.month_day)


def done(once) -> str:
    """What came of "the next one as last time"."""
    if once.parts:
        parts = ", ".join(str(part.label) for part in once.parts)
        return _("Taken over from last time: %(parts)s. What stood in the draft stays.", parts=parts)
    if once.was_there:
        return _("The draft of the next one stands already. Nothing was changed in it.")
    return _("The draft is as last time. Look through it, then send the invitation.")
