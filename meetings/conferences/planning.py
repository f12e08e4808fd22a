"""What is planned of a conference, checked: its facts, its time, who presides, and what a revision would change."""

from datetime import timedelta
from typing import NamedTuple

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import Chair, ChairPart
from meetings.conferences.models import ConferenceState as S

REVISABLE = (S.DRAFT, S.INVITING, S.READY, S.POSTPONED)
LONGEST = timedelta(days=14)
TOO_LONG = _l("A conference lasts two weeks at the longest. Check both days.")
FACTS = ("title", "kind", "organiser", "content_owner", "place", "starts_at", "ends_at", "secretary")
# What the invited plan by: a change of it asks them anew and raises the calendar entry's SEQUENCE; a typo does not.
TWICE = _l("%(name)s is named twice among those who preside. Take one of the two out.")
MATERIAL = frozenset({"place", "starts_at", "ends_at", "chair"})


class Presider(NamedTuple):
    """Somebody who presides; an empty name or title is taken from the person as he is today."""

    person: Person | None = None
    name: str = ""
    title: str = ""


class Revision(NamedTuple):
    """What a revision changes: the names of what becomes different, the facts as they will be, who will preside."""

    changed: set[str]
    facts: dict
    chairs: list[Chair]


def foresee(conference, *, version, **facts) -> Revision:
    """What `revise` would change, without changing anything; refused like it. `chairs`: any of those who preside,
    `chair`: the first of them."""
    if conference.state not in REVISABLE:
        raise NotNow(_l("The conference has begun or is over; what was planned stays as it was."))
    presiding = facts.pop("chair", None), facts.pop("co_chairs", None)
    now = {name: getattr(conference, name) for name in FACTS}
    conference.expect(version, mine=_text({**now, **facts}), theirs=_text(now))
    planned = checked(**{**now, **facts})
    changed = {name for name, value in planned.items() if value != now[name]}
    chairs = conference.chairs if presiding == (None, None) else chairs_of(presiding[0], presiding[1] or ())
    if [_facts(row) for row in chairs] != [_facts(row) for row in conference.chairs]:
        changed.add("chairs")
        if _first(chairs) != _first(conference.chairs):
            changed.add("chair")
    return Revision(changed, planned, chairs)


def expect_time(starts_at, ends_at):
    """Go on only with a time that lies ahead and whose end comes after its start."""
    Faults(time_faults(starts_at, ends_at)).tell()
    if starts_at <= clock.now():
        raise NotValid(_l("This time has passed. Choose a later one."), field="starts_on")


def checked(*, title, kind, organiser, starts_at, ends_at, content_owner=None, place="", secretary=None) -> dict:
    """The facts by name, trimmed; raises `NotValid`, or all faults at once, where they cannot be.

    `starts_at` and `ends_at` are instants, at most `LONGEST` apart; `organiser` exists on the first day.
    """
    faults = Faults(time_faults(starts_at, ends_at))
    if not title.strip():
        faults.found.insert(0, NotValid(_l("Give the conference a title."), field="title"))
    faults.found += organiser_faults(organiser, starts_at)
    faults.tell()
    return {
        "title": title.strip(),
        "kind": kind,
        "organiser": organiser,
        "content_owner": content_owner,
        "place": place.strip(),
        "secretary": secretary,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }


def organiser_faults(organiser, starts_at):
    """What is wrong with who convenes it on that day, as `NotValid`s."""
    if not organiser.exists_on(clock.local(starts_at).date()):
        yield NotValid(_l("The organiser does not exist on that day. Choose another."), field="organiser")


def time_faults(starts_at, ends_at):
    """What is wrong with the two ends of its time, as `NotValid`s."""
    if ends_at <= starts_at:
        yield NotValid(_l("The end must come after the start."), field="ends")
    if ends_at - starts_at > LONGEST:
        yield NotValid(TOO_LONG, field="ends_on")


def chairs_of(chair, co_chairs) -> list[Chair]:
    """Rows, not yet kept, for those who preside, the chair first: each a Person or a `Presider`, or None. Raises
    `NotValid` for one without a name, and for one who is named twice."""
    presiding = [(chair, ChairPart.CHAIR)] if chair else []
    presiding += [(someone, ChairPart.CO_CHAIR) for someone in co_chairs if someone]
    rows = [_snapshot(someone, part, place) for place, (someone, part) in enumerate(presiding)]
    named = [row.person_id for row in rows if row.person_id]
    twice = next((row for row in rows if row.person_id and named.count(row.person_id) > 1), None)
    if twice:
        raise NotValid(TWICE % {"name": twice.name}, field="chair")
    return rows


def _snapshot(someone, part, place):
    person, name, title = someone if isinstance(someone, Presider) else Presider(someone)
    name = (name or (person.name if person else "")).strip()
    if not name:
        raise NotValid(_l("Give the name of the one who presides."), field="chair_name")
    title = (title or (person.position if person else "")).strip()
    return Chair(person_id=person.id if person else None, name=name, title=title, part=part, position=place)


def _first(rows):
    """Who the chair is: another title of the same person is no other chair."""
    return next(((row.person_id, row.name) for row in rows if row.part is ChairPart.CHAIR), None)


def _facts(row):
    return row.person_id, row.name, row.title, row.part


def _text(facts):
    """What both writers see side by side when the second one saves."""
    times = [clock.local(facts[name]).strftime("%d/%m/%Y %H:%M") for name in ("starts_at", "ends_at")]
    return "\n".join([facts["title"], " – ".join(times), facts["place"]])
