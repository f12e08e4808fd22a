"""What home says first: when one meets next, and what waits, with numbers and names."""

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base import clock
from meetings.web import filters

NAMED = 3
SOON = 180


def title(conference, until, *, sits) -> str:
    """When the next conference begins, as one would say it."""
    if conference is None:
        return _("No conference ahead")
    part = _part_of_day(conference.starts_at)
    if sits:
        return _("Today's %(part)s conference is in session", part=part)
    away = (clock.local(conference.starts_at).date() - clock.today()).days
    if away == 0 and 0 <= until <= SOON:
        return _("%(time)s until today's %(part)s conference", time=filters.duration(until), part=part)
    at = filters.time(conference.starts_at)
    if away == 0:
        return _("Today's %(part)s conference: %(time)s", part=part, time=at)
    day = f"{filters.weekday(conference.starts_at)} {filters.day(conference.starts_at)}"
    if away == 1:
        return _("Next conference: %(time)s tomorrow, %(day)s", time=at, day=day)
    return _("Next conference: %(time)s %(day)s", time=at, day=day)


def lead(todos, *, missing, silent, overdue, given, others=0, whose="") -> str:
    """What waits in a sentence: sites without an answer by name (of `whose` conference where the page heads another, or
    there are several), overdue directives (`given` of the `overdue` ones were given by the reader's side and are
    followed, `others` are followed only, the rest is his to do), and how many things in all."""
    parts = []
    if silent:
        words = ngettext("%(num)s site has not confirmed", "%(num)s sites have not confirmed", silent)
        words = _("%(sites)s for %(conference)s", sites=words, conference=whose) if whose else words
        parts.append(f"{words} ({named(missing, silent)})" if missing else words)
    parts += _late(overdue - given - others, given, others)
    waits = ngettext("%(num)s thing waits for you", "%(num)s things wait for you", len(todos))
    if not parts:
        return _sentence(waits) if todos else _("Nothing waits for you.")
    return _sentence(f"{_listed(parts)}; {waits}" if todos else _listed(parts))


def _late(own, given, others):
    found = []
    if given and others and not own:
        words = ngettext("%(num)s directive is overdue", "%(num)s directives are overdue", given + others)
        return [_("%(directives)s (%(given)s of them given by you)", directives=words, given=given)]
    if given:
        words = ngettext("%(num)s directive you gave is overdue", "%(num)s directives you gave are overdue", given)
        found.append(words)
    if own:
        words = ngettext("%(num)s directive is overdue", "%(num)s directives are overdue", own)
        found.append(_("%(directives)s for you to do", directives=words) if given else words)
    if others:
        words = ngettext(
            "%(num)s other directive you follow is overdue", "%(num)s other directives you follow are overdue", others
        )
        found.append(words)
    return found


def _listed(parts):
    first = ", ".join(parts[:-1])
    return _("%(first)s and %(second)s", first=first, second=parts[-1]) if first else parts[-1]


def _sentence(words):
    return f"{words[0].upper()}{words[1:]}."


def named(names, total) -> str:
    """The first names, and how many more."""
    shown = ", ".join(names[:NAMED])
    return _("%(names)s and %(n)s more", names=shown, n=total - NAMED) if total > NAMED else shown


def _part_of_day(moment):
    hour = clock.local(moment).hour
    return _("morning") if hour < 11 else _("noon") if hour < 13 else _("afternoon") if hour < 18 else _("evening")
