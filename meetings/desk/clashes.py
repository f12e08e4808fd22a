"""Conferences of any level that want the same chair, room, site, site chair or technician at the same time.

A warning is never a refusal. Of a conference that the reader may not see only the organiser is named, and whom to ring.
"""

from datetime import datetime
from typing import NamedTuple

from flask_babel import ngettext
from sqlalchemy import bindparam, case, func, literal, select, union, union_all
from sqlalchemy.orm import aliased

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.base.language import _l
from meetings.base.sameness import bare_name
from meetings.base.statements import remembered
from meetings.conferences.models import Chair, Conference, ConferenceState
from meetings.sites.models import Site, SiteState
from meetings.units.models import Unit

S = ConferenceState
TAKING_TIME = (S.DRAFT, S.INVITING, S.READY, S.LIVE, S.PAUSED)
LIMIT = 500
KINDS = {
    "chair": _l("same chair"),
    "place": _l("same place"),
    "site": _l("same site"),
    "site_chair": _l("same site chair"),
    "technician": _l("same technician"),
}


class Clash(NamedTuple):
    """The conference `other_id` with `title` wants the same from `starts_at` to `ends_at`: `wanted` holds a name by
    kind (of `KINDS`). One that may not be seen has no number, and its organiser for a title. `call` and `phone` say
    whom to ring about it, `call_id` who that is, where it is a person."""

    other_id: int | None
    title: str
    wanted: dict[str, str]
    call: str
    phone: str
    call_id: int | None
    starts_at: datetime
    ends_at: datetime

    def is_rung(self, user) -> bool:
        """Whether there is somebody to ring: nobody rings himself."""
        return bool(self.call) and (self.call_id is None or self.call_id != user.id)

    @property
    def kinds(self) -> dict:
        """The words for what both want, by kind."""
        return KINDS

    @property
    def said(self) -> str:
        """What both want: same chair (…), same place (…)."""
        return ", ".join(f"{KINDS[kind]} ({name or '–'})" for kind, name in self.wanted.items())


def clashes(conference_ids, visible) -> dict[int, list[Clash]]:
    """By conference: with which others it clashes, those that do not fit the condition `visible` by their organiser
    (one statement). Drafts of others are their own affair."""
    ids = list(conference_ids)
    if not ids:
        return {}
    pairs, found = _pairs().subquery(), {}
    query = _known(pairs, visible).add_columns(pairs.c.id, pairs.c.number)
    for *known, kind, name, number, more in db.session.execute(query, {"ids": ids}):
        clash = found.setdefault(number, {}).setdefault(known[0], _clash(*known))
        clash.wanted.setdefault(kind, _and_more(kind, name, more))
    return {number: list(others.values()) for number, others in found.items()}


def _and_more(kind, name, number):
    if number < 2:
        return name
    if kind == "site":
        return ngettext("%(name)s and %(num)s more site", "%(name)s and %(num)s more sites", number - 1, name=name)
    return ngettext("%(name)s and %(num)s more person", "%(name)s and %(num)s more people", number - 1, name=name)


def _known(pairs, visible):
    """A select of the others of `pairs` as one may know them (what `_clash` takes), each with the kind and name of what
    both want, in order."""
    seen = case((visible, 1), else_=0).label("seen")
    columns = Conference.id, Conference.title, seen, Unit.name, Unit.phone, Person.name, Person.phone, Person.id
    columns = *columns, Conference.starts_at, Conference.ends_at, pairs.c.kind, pairs.c.name
    return (
        select(*columns)
        .select_from(pairs)
        .join(Conference, Conference.id == pairs.c.other)
        .join(Unit, Unit.id == Conference.organiser_id)
        .outerjoin(Person, Person.id == Conference.secretary_id)
        .where((seen == 1) | (Conference.state != S.DRAFT))
        .order_by(Conference.id, pairs.c.kind, pairs.c.name)
    )


def _clash(number, title, is_seen, organiser, phone, secretary, own_phone, secretary_id, *times):
    if is_seen:
        return Clash(number, title, {}, secretary or organiser, own_phone or phone or "", secretary_id, *times)
    return Clash(None, organiser, {}, organiser, phone or "", None, *times)


def number(visible):
    """With how many others a conference clashes, as a part of a statement that is given its number in `ids`."""
    pairs = _pairs().subquery()
    known = visible | (Conference.state != S.DRAFT)
    query = select(func.count(pairs.c.other.distinct())).join(Conference, Conference.id == pairs.c.other)
    return query.where(known).scalar_subquery()


def of(conference, visible) -> list[Clash]:
    """With what one conference clashes."""
    return clashes([conference.id], visible).get(conference.id, [])


def of_site(site, visible) -> list[Clash]:
    """With what one site clashes: by who presides there, and by its technician (one statement)."""
    conference = site.conference
    if conference.state not in TAKING_TIME or site.state is SiteState.DECLINED:
        return []
    found = {}
    for *known, kind, name in db.session.execute(_known(_of_site().subquery(), visible), {"site_id": site.id}):
        found.setdefault(known[0], _clash(*known)).wanted[kind] = name
    return list(found.values())


@remembered
def _of_site():
    """Rows of (other, kind, name) for the site `site_id`, by the measure of `_pairs`."""
    mine, other, own, theirs, chair = (aliased(noun) for noun in (Conference, Conference, Site, Site, Chair))
    overlapping = (
        select(other.id.label("other"), literal("site_chair").label("kind"), own.chair_name.label("name"))
        .select_from(own)
        .join(mine, mine.id == own.conference_id)
        .join(other, _overlap(mine, other))
        .where(own.id == bindparam("site_id"))
    )
    at_theirs = (theirs.conference_id == other.id) & (theirs.state != SiteState.DECLINED)
    digits = _digits(own.technician_phone)
    same_technician = (digits != "") & (_digits(theirs.technician_phone) == digits)
    technicians = overlapping.with_only_columns(
        other.id.label("other"), literal("technician").label("kind"), own.technician_name.label("name")
    ).join(theirs, at_theirs & same_technician)
    return union(
        overlapping.join(theirs, at_theirs & (theirs.chair_id == own.chair_id)),
        overlapping.join(chair, (chair.conference_id == other.id) & (chair.person_id == own.chair_id)),
        technicians,
    ).limit(LIMIT)


def _overlap(mine, other):
    is_other = (mine.id != other.id) & other.state.in_(TAKING_TIME)
    return is_other & (mine.starts_at < other.ends_at) & (other.starts_at < mine.ends_at)


def _digits(phone):
    """A telephone number by its digits alone, as they are dialled at home."""
    for sign in (" ", ".", "-", "(", ")", "+"):
        phone = func.replace(phone, sign, "")
    return case((phone.like("84%"), literal("0").concat(func.substr(phone, 3))), else_=phone)


@remembered
def _pairs():
    """Rows of (id, other, kind, name, number): of several common sites, chairs or technicians the first by name, and
    how many there are.

    A person may preside over the one and sit at a site of the other. A hall is the same one however it was typed, with
    or without marks. Technicians are told apart by their telephone, in whatever way its digits were written; the digits
    of a site are read once, not with each site of the other conference.
    """
    mine, other, ids = aliased(Conference), aliased(Conference), bindparam("ids", expanding=True)
    chair, chair_too, site, site_too = aliased(Chair), aliased(Chair), aliased(Site), aliased(Site)

    overlapping = select(mine.id, other.id.label("other")).select_from(mine).join(other, _overlap(mine, other))
    overlapping = overlapping.where(mine.id.in_(ids), mine.state.in_(TAKING_TIME))

    def rows(kind, name, number=literal(1)):  # noqa: B008
        return overlapping.add_columns(literal(kind).label("kind"), name.label("name"), number.label("number"))

    wanted = _site_chairs(overlapping, mine, other)
    found = union(
        rows("chair", chair.name)
        .join(chair, chair.conference_id == mine.id)
        .join(chair_too, (chair_too.conference_id == other.id) & (chair_too.person_id == chair.person_id)),
        rows("place", mine.place).where(bare_name(mine.place) != "", bare_name(mine.place) == bare_name(other.place)),
        rows("site", func.min(site.name), func.count(site.id.distinct()))
        .join(site, (site.conference_id == mine.id) & (site.state != SiteState.DECLINED))
        .join(
            site_too,
            (site_too.conference_id == other.id)
            & (site_too.unit_id == site.unit_id)
            & (site_too.state != SiteState.DECLINED),
        )
        .group_by(mine.id, other.id),
        select(wanted.c.id, wanted.c.other, literal("site_chair"), func.min(wanted.c.name), func.count()).group_by(
            wanted.c.id, wanted.c.other
        ),
        _technicians(overlapping),
    )
    return found.limit(LIMIT)


def _technicians(overlapping):
    """The same rows of technicians, for pairs (id, other) of conferences that overlap."""
    pairs = overlapping.cte("overlapping")
    dialled = (
        select(Site.conference_id, _digits(Site.technician_phone).label("digits"))
        .add_columns(func.min(Site.technician_name).label("name"))
        .where(_digits(Site.technician_phone) != "", Site.state != SiteState.DECLINED)
        .where(Site.conference_id.in_(select(pairs.c.id).union(select(pairs.c.other))))
        .group_by(Site.conference_id, "digits")
        .cte("dialled")
    )
    ours, theirs = dialled.alias("ours"), dialled.alias("theirs")
    named = literal("technician").label("kind"), func.min(ours.c.name).label("name")
    return (
        select(pairs.c.id, pairs.c.other, *named, func.count(ours.c.digits).label("number"))
        .join(ours, ours.c.conference_id == pairs.c.id)
        .join(theirs, (theirs.c.conference_id == pairs.c.other) & (theirs.c.digits == ours.c.digits))
        .group_by(pairs.c.id, pairs.c.other)
    )


def _site_chairs(overlapping, mine, other):
    """Rows of (id, other, person, name), one for each: who presides at a site of the one and at a site of the other, or
    presides over the one and at a site of the other."""
    chair, site, site_too = aliased(Chair), aliased(Site), aliased(Site)

    def rows(person, name):
        found = overlapping.add_columns(person.label("person"), func.min(name).label("name"))
        return found.group_by(mine.id, other.id, person)

    def at(one, conference):
        return (one.conference_id == conference.id) & (one.state != SiteState.DECLINED)

    each = union_all(
        rows(site.chair_id, site.chair_name)
        .join(site, at(site, mine))
        .join(site_too, at(site_too, other) & (site_too.chair_id == site.chair_id)),
        rows(chair.person_id, chair.name)
        .join(chair, chair.conference_id == mine.id)
        .join(site_too, at(site_too, other) & (site_too.chair_id == chair.person_id)),
        rows(chair.person_id, chair.name)
        .join(chair, chair.conference_id == other.id)
        .join(site, at(site, mine) & (site.chair_id == chair.person_id)),
    ).subquery()
    # The same person may stand under several names, and in several of the three.
    named = select(each.c.id, each.c.other, each.c.person, func.min(each.c.name).label("name"))
    return named.group_by(each.c.id, each.c.other, each.c.person).subquery()
