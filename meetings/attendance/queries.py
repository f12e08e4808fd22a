"""Reading attendance: what each site reported, who is named, and the sums by level. A fixed number of statements."""

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from meetings.attendance.models import ABSENT, PRESENT, Delegate, DelegateChange, HeadCount, Presence
from meetings.attendance.numbers import Line, Numbers, Totals
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.conferences.models import HELD, Conference
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.sites.queries import ANNOUNCED, NOT_MAIN
from meetings.units.models import Unit, UnitKind

LEVELS = {
    UnitKind.CENTRAL: "central",
    UnitKind.PROVINCE: "province",
    UnitKind.DEPARTMENT: "department",
    UnitKind.OFFICE: "department",
    UnitKind.DIVISION: "department",
    UnitKind.DISTRICT: "district",
    UnitKind.COMMUNE: "commune",
    UnitKind.WARD: "commune",
    UnitKind.SPECIAL_ZONE: "commune",
    UnitKind.OTHER: "other",
    UnitKind.RELAY: "relay",
}
LEVEL_ORDER = ("main", "central", "province", "department", "district", "commune", "other", "relay")


def number_of(condition):
    """How many rows of a group fit the condition."""
    return func.sum(case((condition, 1), else_=0))


def _named(site_ids):
    """The marks of the named delegates, counted by site, for these sites (numbers, or a select of them)."""
    return (
        select(
            Delegate.site_id,
            func.count().label("named"),
            number_of(Delegate.presence != Presence.UNMARKED).label("marked"),
            number_of(Delegate.presence.in_(PRESENT)).label("present"),
            number_of(Delegate.presence.in_(ABSENT)).label("absent"),
        )
        .where(Delegate.site_id.in_(site_ids))
        .group_by(Delegate.site_id)
        .subquery()
    )


def _of(conference_id):
    return select(Site.id).where(Site.conference_id == conference_id)


def _is_reported(named):
    return or_(HeadCount.id.is_not(None), func.coalesce(named.c.marked, 0) > 0)


def _counted(named, *columns):
    """A select over the sites that are expected to attend, beside their reports; a site that declined counts only
    when it came all the same."""
    return (
        select(*columns)
        .select_from(Site)
        .join(Site.unit)
        .outerjoin(HeadCount, HeadCount.site_id == Site.id)
        .outerjoin(named, named.c.site_id == Site.id)
        .where(or_(Site.state != SiteState.DECLINED, _is_reported(named)))
    )


def _people(named):
    """Of one site: how many people were announced, are present, are absent, are unknown. What is said of `Numbers` and
    `Line`, as parts of a statement: a head-count counts before the marks by name, and all pages, sheets and papers
    count by this."""
    present = func.coalesce(HeadCount.present, named.c.present, 0)
    absent = func.coalesce(HeadCount.absent, named.c.absent, 0)
    by_name = func.coalesce(named.c.named, 0)
    awaited = case((by_name > ANNOUNCED, by_name), else_=ANNOUNCED) - present - absent
    return ANNOUNCED, present, absent, case((awaited > 0, awaited), else_=0)


def _numbers(named):
    guests = number_of(Site.joined_id.is_not(None))
    return func.count(Site.id), number_of(_is_reported(named)), *map(func.sum, _people(named)), guests


def present(conference_id):
    """How many are there in all, as `totals` counts them, as a part of a statement."""
    named = _named(_of(conference_id))
    _announced, here, _absent, _unknown = _people(named)
    query = _counted(named, func.coalesce(func.sum(here), 0)).where(Site.conference_id == conference_id)
    return query.scalar_subquery()


def totals(conference_id) -> Totals:
    """The numbers of the conference in one statement: a head-count counts before the marks by name."""
    named = _named(_of(conference_id))
    query = _counted(named, Site.kind, Unit.kind, *_numbers(named)).where(Site.conference_id == conference_id)
    found = {}
    for site_kind, unit_kind, *numbers in db.session.execute(query.group_by(Site.kind, Unit.kind)):
        level = _level(site_kind, unit_kind)
        found[level] = found.get(level, Numbers()) + Numbers(*map(int, numbers))
    levels = {level: found[level] for level in LEVEL_ORDER if level in found}
    return Totals(sum(levels.values(), Numbers()), levels)


def _level(site_kind, unit_kind):
    if site_kind is SiteKind.MAIN:
        return "main"
    return "relay" if site_kind is SiteKind.RELAY else LEVELS[unit_kind]


def groups(conference_id) -> list[tuple[str, Numbers]]:
    """The numbers by superior unit, those that miss most reports first."""
    named = _named(_of(conference_id))
    numbers = _numbers(named)
    query = (
        _counted(named, Site.group_name, *numbers)
        .where(Site.conference_id == conference_id)
        .group_by(Site.group_name)
        .order_by((numbers[0] - numbers[1]).desc(), func.min(Site.position))
    )
    return [(name, Numbers(*map(int, rest))) for name, *rest in db.session.execute(query)]


def board(conference_id, *, reported=None, group=None, words=None):
    """The sites that fit, those that have not reported first: a select for a pager."""
    named = _named(_of(conference_id))
    query = _counted(named, Site).where(Site.conference_id == conference_id, matches(Site, words))
    if reported is not None:
        query = query.where(_is_reported(named) if reported else ~_is_reported(named))
    if group is not None:
        query = query.where(Site.group_name == group)
    order = (case((_is_reported(named), 1), else_=0), NOT_MAIN, Site.position, Site.id)
    return query.options(by_join(Site.unit), by_join(Site.joined)).order_by(*order)


def reported(conference_id, *, group=None, limit):
    """Up to `limit` of the sites that have reported, the latest report first."""
    named = _named(_of(conference_id))
    query = _counted(named, Site).where(Site.conference_id == conference_id, _is_reported(named))
    if group is not None:
        query = query.where(Site.group_name == group)
    order = (func.coalesce(HeadCount.reported_at, Site.answered_at).desc(), NOT_MAIN, Site.position, Site.id)
    query = query.options(by_join(Site.unit), by_join(Site.joined))
    return list(db.session.scalars(query.order_by(*order).limit(limit)))


def lines(site_ids) -> dict[int, Line]:
    """What each of the sites (numbers, or a select of them) has, by its number."""
    named = _named(site_ids)
    query = (
        select(Site.id, *_of_line(named))
        .outerjoin(HeadCount, HeadCount.site_id == Site.id)
        .outerjoin(named, named.c.site_id == Site.id)
        .where(Site.id.in_(site_ids))
        .options(by_join(HeadCount.reported_by))
    )
    return {number: _line(*row) for number, *row in db.session.execute(query)}


def _of_line(named):
    return HeadCount, ANNOUNCED, named.c.named, named.c.marked, named.c.present, named.c.absent


def _line(report, *numbers):
    return Line(report, *(int(number or 0) for number in numbers))


def sites_with_lines(conference_id) -> list[tuple[Site, Line]]:
    """All sites of the conference in their order (no declined ones that stayed away), each with what it has (one
    statement)."""
    named = _named(_of(conference_id))
    query = _counted(named, Site, *_of_line(named)).where(Site.conference_id == conference_id)
    query = query.options(by_join(Site.unit), by_join(Site.joined), by_join(HeadCount.reported_by))
    rows = db.session.execute(query.order_by(NOT_MAIN, Site.position, Site.id))
    return [(site, _line(*row)) for site, *row in rows]


def sites_among(conference_id, numbers) -> list[Site]:
    """Those of these sites that belong to the conference, in their order."""
    query = select(Site).where(Site.conference_id == conference_id, Site.id.in_([one for one in numbers if one]))
    return list(db.session.scalars(query.order_by(NOT_MAIN, Site.position, Site.id)))


def stands(conference_id):
    """The sites beside the main one that were to take part (no declined ones that stayed away), as a subquery of: `id`,
    `room` (in which site's its people sit; none in the main one's), `reported` (somebody said who was there), `came`
    (and somebody was), `confirmed`."""
    named = _named(_of(conference_id))
    _announced, here, _absent, _unknown = _people(named)
    known = _is_reported(named).label("reported"), (here > 0).label("came")
    known += ((Site.state == SiteState.CONFIRMED).label("confirmed"),)
    host = aliased(Site)
    room = case((Site.joined_id.is_(None), Site.id), (host.kind != SiteKind.MAIN, host.id)).label("room")
    found = _counted(named, Site.id, room, *known).outerjoin(host, host.id == Site.joined_id)
    return found.where(Site.conference_id == conference_id, Site.kind != SiteKind.MAIN).subquery()


def unreported(conference_id) -> list[str]:
    """The names of the sites of which nobody has said who was there, in their order."""
    named = _named(_of(conference_id))
    query = _counted(named, Site.name).where(Site.conference_id == conference_id, ~_is_reported(named))
    return list(db.session.scalars(query.order_by(NOT_MAIN, Site.position, Site.id)))


def moved(site_id) -> list[Delegate]:
    """The delegates of a site whom a mark moved from one side of its reported head-count to the other."""
    query = select(Delegate).where(Delegate.site_id == site_id, Delegate.counts_present.is_not(None))
    return list(db.session.scalars(query))


def head_count(site_id) -> HeadCount | None:
    """What the site reported, or None."""
    query = select(HeadCount).where(HeadCount.site_id == site_id).options(by_join(HeadCount.reported_by))
    return db.session.scalar(query)


def delegates(site_id, *, presence=None, words=None):
    """The named delegates of a site in their order: a select for a pager."""
    query = select(Delegate).where(Delegate.site_id == site_id, matches(Delegate, words))
    if presence is not None:
        query = query.where(Delegate.presence == presence)
    return query.order_by(Delegate.position, Delegate.id)


def delegates_in(site_id) -> list[Delegate]:
    """All named delegates of a site in their order."""
    return list(db.session.scalars(delegates(site_id)))


def presences(site_id) -> dict[Presence, int]:
    """How many named delegates of the site stand in each state; every state is a key."""
    query = select(Delegate.presence, func.count()).where(Delegate.site_id == site_id).group_by(Delegate.presence)
    return dict.fromkeys(Presence, 0) | {state: number for state, number in db.session.execute(query)}


def is_written_since(conference_id, moment) -> bool:
    """Whether anybody reported or marked anything for the conference since then."""
    reported = HeadCount.site_id.in_(_of(conference_id)), HeadCount.reported_at >= moment
    marked = Delegate.site_id.in_(_of(conference_id)), Delegate.marked_at >= moment
    return db.session.scalar(select(or_(exists().where(*reported), exists().where(*marked))))


def changes_of(site_id, limit=20) -> list[DelegateChange]:
    """The latest changes of a list by name, the newest first."""
    query = select(DelegateChange).where(DelegateChange.site_id == site_id).order_by(DelegateChange.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def last_list(site) -> Site | None:
    """The site of the same unit, in the last conference of the same organiser that was held before this one, whose list
    of names is still kept. What this was made from or what bears the same title comes first, then the same kind."""
    now = site.conference
    is_model = or_(Conference.id == now.copied_from_id, Conference.title == now.title)
    nearest = case((is_model, 0), (Conference.kind == now.kind, 1), else_=2)
    query = (
        select(Site)
        .join(Site.conference)
        .where(
            Site.unit_id == site.unit_id,
            Conference.organiser_id == now.organiser_id,
            Conference.starts_at < now.starts_at,
            Conference.state.in_(HELD),
            select(Delegate.id).where(Delegate.site_id == Site.id).exists(),
        )
        .options(contains_eager(Site.conference).lazyload(Conference.chairs))
        .order_by(nearest, Conference.starts_at.desc(), Site.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def delegate(delegate_id) -> Delegate | None:
    """The delegate of that number with site, unit, conference and organiser, or None."""
    with_unit = by_join(Delegate.site, Site.unit)
    with_conference = by_join(Delegate.site, Site.conference, Conference.organiser)
    return db.session.get(Delegate, delegate_id, options=[with_unit, with_conference])


def delegates_by_site(conference_id) -> dict[int, list[Delegate]]:
    """All named delegates of a conference, by the number of their site."""
    query = select(Delegate).join(Delegate.site).where(Site.conference_id == conference_id)
    found = {}
    for one in db.session.scalars(query.order_by(Delegate.site_id, Delegate.position, Delegate.id)):
        found.setdefault(one.site_id, []).append(one)
    return found


def stamp(conference_id) -> str:
    """Changes whenever a report, a mark or a site of the conference does: what a live fragment is compared by."""
    counted = []
    for model in (HeadCount, Delegate):
        numbers = select(func.count(), func.coalesce(func.sum(model.version), 0), func.coalesce(func.max(model.id), 0))
        counted.append(numbers.join(model.site).where(Site.conference_id == conference_id))
    sites = select(func.count(), func.coalesce(func.sum(Site.version), 0), func.coalesce(func.max(Site.id), 0))
    counted.append(sites.where(Site.conference_id == conference_id))
    rows = db.session.execute(counted[0].union_all(*counted[1:])).all()
    return "-".join(str(part) for row in sorted(map(tuple, rows)) for part in row)
