"""What a new site says before anybody has answered: its unit as it is today, and the rest as it was last
time."""

import re

from meetings.base.search import key_of
from meetings.sites import queries
from meetings.sites.models import Site, SiteKind, SiteState

LONGEST_PHONE = Site.contact_phone.type.length
CONTACT = ("contact_name", "contact_phone", "contact_email")
AS_LAST_TIME = (
    *CONTACT,
    "technician_name",
    "technician_phone",
    "room",
    "expected_count",
)


def rows(conference, units, kinds) -> list[dict]:
    """The rows of new sites for `units`; `kinds` says by unit id what each is. A fixed number of
    statements."""
    ids = [unit.id for unit in units]
    last = queries.last_sites(ids, before=conference)
    leaders, officers = queries.leaders(ids), queries.officers(ids)
    rows = []
    for unit in units:
        leading = leaders.get(unit.id, [])
        if kinds[unit.id] is SiteKind.MAIN:
            leading = _presiding(conference, leading)
        people = _people(unit, last.get(unit.id), leading, officers.get(unit.id, []))
        rows.append(_row(conference, unit, kinds[unit.id], people))
    return rows


def _row(conference, unit, kind, people):
    if kind is SiteKind.MAIN:
        # Nobody asks the main site, so what stands with it counts as announced: last time's number is none.
        people = people | {"expected_count": None}
    facts = {
        "conference_id": conference.id,
        "unit_id": unit.id,
        "kind": kind,
        "state": SiteState.CONFIRMED if kind is SiteKind.MAIN else SiteState.UNSENT,
        "name": unit.name,
        "group_name": unit.parent.name if unit.parent else "",
        "position": place(unit),
        **people,
    }
    return {**facts, "search_key": key_of(Site, facts)}


def place(unit) -> int:
    """Where a unit stands among all: by its parent's place, then by its own."""
    above = unit.parent.position if unit.parent else 0
    return min(max(above, 0), 200_000) * 10_000 + min(max(unit.position, 0), 9_999)


def _first_number(phone):
    """A table of units or people may hold several numbers in a cell; a site keeps as many as fit, else the first."""
    return phone if len(phone) <= LONGEST_PHONE else re.split("[;,(]", phone)[0].strip()[:LONGEST_PHONE]


def _presiding(conference, leaders):
    """Of the leaders at the main site those who preside over the conference; all where none of them does."""
    presiding = [chair.person_id for chair in conference.chairs if chair.person_id is not None]
    found = [post for post in leaders if post.person_id in presiding]
    return sorted(found, key=lambda post: presiding.index(post.person_id)) or leaders


def _people(unit, last, leaders, officers):
    facts = {name: getattr(last, name) if last else None for name in AS_LAST_TIME}
    officer = officers[0].person if officers else None
    still_there = last is not None and any(post.person_id == last.chair_id for post in leaders)
    chair = next((post for post in leaders if not still_there or post.person_id == last.chair_id), None)
    count = facts.pop("expected_count")
    facts = {name: value or "" for name, value in facts.items()}
    if officer and not any(facts[name] for name in CONTACT):
        facts |= {
            "contact_name": officer.name,
            "contact_phone": _first_number(officer.phone or unit.phone),
            "contact_email": officer.email or "",
        }
    return facts | {
        "room": facts["room"] or unit.room,
        "expected_count": count,
        "chair_id": chair.person_id if chair else None,
        "chair_name": chair.person.name if chair else "",
        "chair_title": chair.title if chair else "",
    }
