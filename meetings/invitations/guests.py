"""Who has the conference in his calendar: rows are made for whom it concerns, and void for whom it no longer does."""

import secrets
from typing import NamedTuple

from sqlalchemy import and_, exists, insert, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.loading import by_join
from meetings.base.search import key_of
from meetings.conferences import times
from meetings.conferences.models import Conference
from meetings.invitations.models import TELEPHONE, Invite, InvitePart
from meetings.notices import actions as notices
from meetings.sites import telling as site_telling
from meetings.sites.models import SiteKind

# What a row says of somebody, as it is now.
FOLLOWS = "part name person_id site_id site_name".split()
# Also where one has a person and the next has none.
IN_ONE = insert(Invite).execution_options(render_nulls=True)
# `Invite.is_void` as a column.
IS_VOID = or_(Invite.withdrawn_at.is_not(None), and_(Invite.part == InvitePart.SITE, Invite.site_id.is_(None)))
OF_THE_HOUSE = (InvitePart.CHAIR, InvitePart.SECRETARY)


class Wanted(NamedTuple):
    """Somebody who is to have the conference in his calendar."""

    part: InvitePart
    name: str
    address: str
    person_id: int | None = None
    site: object = None
    phone: str = ""

    @property
    def key(self):
        """By what a calendar, or where there is no address a person or a telephone, is known: two may share a name."""
        return self.address.lower() or without_address(self.person_id, self.phone, self.name)


def without_address(person_id, phone, name) -> str:
    """The key of somebody who has no address."""
    return f"person {person_id}" if person_id else f"{TELEPHONE}{phone}" if phone else f"name {name}"


class Enrolled(NamedTuple):
    """All rows of a conference, and among them those that are new (or back) and those that have just become void."""

    rows: list[Invite]
    new: list[Invite]
    leaving: list[Invite]


def enrol(conference, cast=None) -> Enrolled:
    """Give everybody whom the conference concerns his row (a fixed number of statements); `cast` are its sites and
    their people where the caller has just read them.

    Who was taken off by hand stays off. Who presides no longer loses the entry, who presides again gets it back; so
    does who answers for a site that is there again. Whose address has changed loses it at the former one.
    """
    hold(conference)
    cast = site_telling.cast(conference) if cast is None else cast
    wanted = {one.key: one for one in reversed(_concerned(conference, cast))}
    standing = {row.key: row for row in rows(conference.id)}
    was_void = {key: row.is_void for key, row in standing.items()}
    people = {one.person_id for one in wanted.values()} - {None}
    for key, row in standing.items():
        _bring_up_to_date(row, wanted.get(key), has_moved=key not in wanted and row.person_id in people)
    new = add(conference, [one for key, one in wanted.items() if key not in standing])
    _tie(conference, [*standing.values(), *new], cast.sites)
    back = [row for key, row in standing.items() if was_void[key] and not row.is_void]
    leaving = [row for key, row in standing.items() if row.is_void and not was_void[key]]
    return Enrolled([*standing.values(), *new], new + back, leaving)


def keep_elsewhere(conference, rows) -> None:
    """Of these rows, whose sites are gone, those of people who answer for another site of the conference stand for
    that one."""
    if not rows:
        return
    wanted = {one.key: one for one in reversed(_concerned(conference, site_telling.cast(conference)))}
    for row in rows:
        if row.key in wanted:
            _bring_up_to_date(row, wanted[row.key])


def admit(conference, wanted) -> None:
    """Rows for those `wanted`, who are being invited now; one statement reads, one writes, however many."""
    wanted = {one.key: one for one in wanted}
    standing = select(Invite).where(Invite.conference_id == conference.id, Invite.key.in_(list(wanted)))
    for row in db.session.scalars(standing):
        _bring_up_to_date(row, wanted.pop(row.key))
    if wanted:
        db.session.execute(IN_ONE, _all_values(conference, wanted.values()))


def add(conference, wanted) -> list[Invite]:
    """New rows for those `wanted`, in three statements however many."""
    if not wanted:
        return []
    last = db.session.scalar(select(Invite.id).order_by(Invite.id.desc()).limit(1)) or 0
    db.session.execute(IN_ONE, _all_values(conference, wanted))
    query = select(Invite).where(Invite.conference_id == conference.id, Invite.id > last).order_by(Invite.id)
    return list(db.session.scalars(query))


def invites(conference_id) -> list[Invite]:
    """All rows of the conference with site, person and conference, in the order in which they were made."""
    db.session.flush()
    return list(db.session.scalars(_with_all(_of(conference_id))))


def rows(conference_id) -> list[Invite]:
    """The same alone: for who asks nothing of site, person and conference."""
    db.session.flush()
    return list(db.session.scalars(_of(conference_id)))


def _of(conference_id):
    return select(Invite).filter_by(conference_id=conference_id).order_by(Invite.id)


def rows_of(conference, sites) -> list[Invite]:
    """The rows of those who answer for these sites, which they know (two statements)."""
    query = _of(conference.id).where(Invite.site_id.in_([site.id for site in sites]))
    found = list(db.session.scalars(query))
    _tie(conference, found, sites)
    return found


def has_begun(conference_id) -> bool:
    """Whether anybody has a row."""
    return db.session.scalar(select(exists().where(Invite.conference_id == conference_id)))


def keys(conference_id) -> tuple[set[str], set[str]]:
    """By what those are known who have the entry, or are to get it, and those for whom it is void (one statement)."""
    query, found = select(Invite.key, IS_VOID).where(Invite.conference_id == conference_id), (set(), set())
    for key, is_void in db.session.execute(query):
        found[bool(is_void)].add(key)
    return found


def _tie(conference, found, places):
    """Let rows of a conference know it, its sites and their people, of which each is read once."""
    numbers, places = {row.person_id for row in found} - {None}, {site.id: site for site in places}
    query = select(Person).where(Person.id.in_(numbers))
    people = {one.id: one for one in db.session.scalars(query)} if numbers else {}
    for row in found:
        set_committed_value(row, "conference", conference)
        set_committed_value(row, "site", places.get(row.site_id))
        set_committed_value(row, "person", people.get(row.person_id))


def invite_of(conference, address) -> Invite | None:
    """The row of that address, or None."""
    query = select(Invite).filter_by(conference_id=conference.id, key=address.strip().lower())
    return db.session.scalar(_with_all(query))


def has_row(conference_id, address) -> bool:
    """Whether somebody at that address has a row."""
    query = select(Invite.id).filter_by(conference_id=conference_id, key=address.strip().lower())
    return db.session.scalar(query) is not None


def is_chair_among(rows, conference) -> bool:
    """Whether one of these rows is that of the one who chairs the conference."""
    chair = conference.chair
    presiding = [row for row in rows if row.part is InvitePart.CHAIR]
    return chair is not None and any(row.person_id == chair.person_id for row in presiding)


def given_back(invite) -> None:
    """Let the entry come back to somebody from whom it was taken: with a SEQUENCE above what took it away."""
    invite.withdrawn_at, invite.by_hand = None, False
    if invite.sequence is not None:
        invite.least = invite.sequence + 1


def _with_all(query):
    # They are of one conference, which is at hand mostly, with those who preside.
    light = by_join(Invite.conference, without=(Conference.chairs,))
    return query.options(by_join(Invite.person), by_join(Invite.site), light)


def _concerned(conference, cast):
    """Those who preside, the secretary, those who answer for the sites; the part that counts most comes first."""
    found = [_of_house(InvitePart.CHAIR, person) for person in _chairs(conference)]
    found += [_of_house(InvitePart.SECRETARY, conference.secretary)] if conference.secretary else []
    for site in cast.sites:
        if site.kind is not SiteKind.MAIN:
            known = cast.people[site.id] or [site_telling.unit_itself(site)]
            found += [of_site(site, one) for one in known if one.is_reached]
    return found


def _chairs(conference):
    ids = [chair.person_id for chair in conference.chairs if chair.person_id]
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)))) if ids else []


def _of_house(part, person):
    return Wanted(part, person.name, (person.email or "").strip(), person.id)


def of_site(site, someone) -> Wanted:
    """Somebody who answers for a site: a person, or (name, address, telephone)."""
    known = notices.Recipient.of(someone)
    return Wanted(InvitePart.SITE, known.name, known.address, known.person_id, site, known.phone)


def _bring_up_to_date(row, one, has_moved=False):
    """A row that stands, beside what is wanted now (None: nothing)."""
    if one is None:
        # Whose number was corrected has no calendar that somebody else's entry would have to leave.
        goes = row.part in OF_THE_HOUSE or has_moved or row.key.startswith(TELEPHONE)
        if goes and row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
        return
    if row.withdrawn_at is not None and row.by_hand:
        return
    was_void = row.is_void
    here = (one.site.id, one.site.name) if one.site else (None, "")
    is_now = dict(zip(FOLLOWS, (one.part, one.name, one.person_id, *here), strict=True))
    for name, value in is_now.items():
        if getattr(row, name) != value:  # what is set, even to the same, is compared once more before it is written
            setattr(row, name, value)
    if was_void:
        given_back(row)


def _all_values(conference, wanted):
    told = times.told(conference)
    return [_values(conference.id, one, told) for one in wanted]


def _values(conference_id, one, told):
    values = {
        "conference_id": conference_id,
        "site_id": one.site.id if one.site else None,
        "site_name": one.site.name if one.site else "",
        "person_id": one.person_id,
        "part": one.part,
        "name": one.name,
        "address": one.address,
        "key": one.key[:260],
        "nonce": secrets.token_hex(16),
        "told": told,
    }
    return values | {"search_key": key_of(Invite, values)}
