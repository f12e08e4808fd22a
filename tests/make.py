"""The cast and the smallest true things; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Chair, ChairPart, Conference, ConferenceKind
from meetings.sites.models import Site, SiteKind
from meetings.units.models import Unit, UnitKind

MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam
FRIDAY = MONDAY - timedelta(days=3)
_numbers = count(1)


def saved(thing):
    """Keep a row and hand it back."""
    with transaction():
        db.session.add(thing)
        db.session.flush()
        if isinstance(thing, Unit):
            thing.path = (thing.parent.path if thing.parent else "/") + f"{thing.id}/"
    return thing


def a_unit(name=None, *, kind=UnitKind.COMMUNE, parent=None, **facts):
    """A unit, below `parent` if one is given."""
    name = name or f"Unit {next(_numbers)}"
    parent = db.session.get(Unit, parent.id) if parent else None
    facts.setdefault("short_name", name)
    return saved(Unit(name=name, kind=kind, parent=parent, **facts))


def a_person(name=None, **facts):
    """Somebody without a post or account."""
    return saved(Person(name=name or f"Person {next(_numbers)}", **facts))


def a_user(role=Role.MEMBER, unit=None, *, name=None, title="Chuyên viên", **facts):
    """Somebody who can sign in (password hash is not a real one) and holds one post."""
    number = next(_numbers)
    unit = unit or a_unit()
    facts = {"password_hash": "!", "email": f"user{number}@example.vn", **facts}
    person = Person(name=name or f"User {number}", user_name=f"user{number}", **facts)
    person.posts = [Post(unit_id=unit.id, title=title, role=role)]
    return saved(person)


def a_province():
    """A unit that organises conferences."""
    return a_unit(
        f"UBND tỉnh {next(_numbers)}",
        kind=UnitKind.PROVINCE,
        letterhead="ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        abbreviation="UBND",
        place="Hà Tĩnh",
    )


def an_administrator(unit=None):
    """One who may do everything that keeps the system running."""
    return a_user(Role.ADMINISTRATOR, unit)


def a_secretary(unit=None):
    """One of the secretariat of `unit`."""
    return a_user(Role.SECRETARIAT, unit or a_province())


def a_leader(unit=None, **facts):
    """A leader of `unit`, who can preside."""
    return a_user(Role.LEADER, unit, **facts)


def a_site_officer(unit=None):
    """One who answers for the sites of `unit`."""
    return a_user(Role.SITE_OFFICER, unit)


def a_stranger():
    """A signed-in member of a unit that has nothing to do with anything."""
    return a_user(Role.MEMBER)


def a_conference(*, organiser=None, chair=None, starts_at=MONDAY, hours=4, **facts):
    """A conference of `organiser`, on a Monday morning unless told otherwise."""
    number = next(_numbers)
    organiser = organiser or a_province()
    facts.setdefault("title", f"Conference {number}")
    facts.setdefault("kind", ConferenceKind.BRIEFING)
    facts.setdefault("uid", f"uid-{number}")
    conference = Conference(
        organiser_id=organiser.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        created_at=clock.now(),
        **facts,
    )
    if chair:
        conference.chairs = [Chair(person_id=chair.id, name=chair.name, title=chair.position, part=ChairPart.CHAIR)]
    return saved(conference)


def a_site(conference, unit=None, *, kind=SiteKind.MEMBER, **facts):
    """A site of the conference."""
    unit = unit or a_unit()
    facts.setdefault("name", unit.name)
    return saved(Site(conference_id=conference.id, unit_id=unit.id, kind=kind, **facts))
