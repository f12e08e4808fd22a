"""Reading rehearsals, verdicts and self-tests. Each question costs a fixed number of statements."""

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import aliased

from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import by_words, matches
from meetings.conferences.models import Conference
from meetings.rehearsals.models import TO_CALL, Rehearsal, RehearsalState, SelfTest, Trial, Verdict
from meetings.sites.models import Site
from meetings.sites.queries import NEEDS_LINE
from meetings.units.models import PLACES, Unit, UnitKind

OPERATORS = (UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.DIVISION, UnitKind.OTHER)
# Exceptions first: who failed, who did not come, whom nobody has looked at yet, who passed.
URGENCY = case(
    *((Trial.verdict == verdict, place) for place, verdict in enumerate((*TO_CALL, Verdict.OPEN))),
    else_=len(TO_CALL) + 1,
)
# The sites of a rehearsal: those whose line is needed, and those of whose line something was found while it was.
CONCERNED = or_(NEEDS_LINE, Trial.verdict != Verdict.OPEN)
WITH_SITE = by_join(Trial.site, Site.unit)


def rehearsal(rehearsal_id) -> Rehearsal | None:
    """The rehearsal of that number with its conference and the technical unit, or None."""
    organiser = by_join(Rehearsal.conference, Conference.organiser)
    return db.session.get(Rehearsal, rehearsal_id, options=[organiser, by_join(Rehearsal.operator)])


def trial(trial_id) -> Trial | None:
    """A site's part in a rehearsal with all that its page names, or None."""
    conference = by_join(Trial.rehearsal, Rehearsal.conference, Conference.organiser)
    return db.session.get(Trial, trial_id, options=[conference, WITH_SITE])


def of_conference(conference_id) -> list[Rehearsal]:
    """The conference's rehearsals, the latest first."""
    return of_conferences([conference_id])


def of_conferences(conference_ids) -> list[Rehearsal]:
    """The rehearsals of these conferences, of each the latest first (one statement)."""
    query = select(Rehearsal).where(Rehearsal.conference_id.in_(list(conference_ids)))
    query = query.options(by_join(Rehearsal.operator)).order_by(Rehearsal.number.desc(), Rehearsal.id)
    return list(db.session.scalars(query))


def verdict_counts():
    """By rehearsal (`rehearsal_id`), how many sites have which verdict, a column each: a part of a statement."""
    numbers = [func.count().filter(Trial.verdict == verdict).label(verdict.value) for verdict in Verdict]
    query = select(Trial.rehearsal_id, *numbers).join(Trial.site).where(CONCERNED)
    return query.group_by(Trial.rehearsal_id).subquery()


def operates(conference_id, unit_ids) -> bool:
    """Whether one of the units is the technical unit of one of the conference's rehearsals."""
    run = exists().where(Rehearsal.conference_id == conference_id, Rehearsal.operator_id.in_(unit_ids))
    return bool(unit_ids) and db.session.scalar(select(run))


def counts(rehearsal_ids) -> dict[int, dict[Verdict, int]]:
    """By rehearsal: how many sites have which verdict; every verdict is a key."""
    found = {number: dict.fromkeys(Verdict, 0) for number in rehearsal_ids}
    asked = CONCERNED, Trial.rehearsal_id.in_(list(rehearsal_ids))
    query = select(Trial.rehearsal_id, Trial.verdict, func.count()).join(Trial.site).where(*asked)
    for number, verdict, sites in db.session.execute(query.group_by(Trial.rehearsal_id, Trial.verdict)):
        found[number][verdict] = sites
    return found


def trials(rehearsal_id, *, verdicts=None, words=None, in_place=False, by=()):
    """The sites of a rehearsal that fit, exceptions first, or each `in_place` where no row may leave its place with its
    verdict, and another one come under the finger: a select for a pager. Who attends elsewhere by now, or not at all,
    and of whom nothing was found stands there no longer. `by`: another order within a verdict than by superior unit."""
    query = select(Trial).join(Trial.site).where(Trial.rehearsal_id == rehearsal_id, CONCERNED, matches(Site, words))
    if verdicts is not None:
        query = query.where(Trial.verdict.in_(verdicts))
    urgency = () if in_place else (URGENCY,)
    return query.options(WITH_SITE).order_by(*urgency, *(by or (Site.group_name, Site.position, Site.id)))


def to_call(rehearsal_id):
    """The sites that failed or did not come, which somebody must ring: a select for a pager."""
    return trials(rehearsal_id, verdicts=TO_CALL)


def next_open(rehearsal_id, *, after) -> Trial | None:
    """The next site in the order of the list that nobody has looked at yet."""
    query = trials(rehearsal_id, verdicts=[Verdict.OPEN]).where(Trial.id != after)
    return db.session.scalars(query.limit(1)).first()


def without_trial(rehearsal) -> int:
    """How many sites were added to the conference since a rehearsal of all sites was planned."""
    if rehearsal.repeats_id is not None or rehearsal.state is not RehearsalState.PLANNED:
        return 0
    return db.session.scalar(select(func.count()).select_from(untried(rehearsal).subquery()))


def untried(rehearsal):
    """The numbers of the sites that have no part in the rehearsal, those aside whose line nobody needs."""
    there = select(Trial.site_id).where(Trial.rehearsal_id == rehearsal.id)
    wanted = select(Site.id).where(Site.conference_id == rehearsal.conference_id, Site.id.not_in(there))
    return wanted.where(NEEDS_LINE)


def not_passed(rehearsal_id):
    """The numbers of the sites that have not passed that rehearsal."""
    query = select(Site.id).join(Trial, Trial.site_id == Site.id).where(Trial.rehearsal_id == rehearsal_id)
    return query.where(Trial.verdict != Verdict.PASSED, NEEDS_LINE)


def judged_later(trial) -> bool:
    """Whether a later rehearsal has a verdict on the site: an older one then says nothing about its line."""
    later = aliased(Rehearsal)
    query = select(Trial.id).join(later, later.id == Trial.rehearsal_id)
    query = query.where(Trial.site_id == trial.site_id, later.number > trial.rehearsal.number)
    return db.session.scalar(query.where(Trial.verdict != Verdict.OPEN).limit(1)) is not None


def last_number(conference_id) -> int:
    """The number of the conference's last rehearsal, 0 before the first."""
    query = select(func.max(Rehearsal.number)).where(Rehearsal.conference_id == conference_id)
    return db.session.scalar(query) or 0


def next_of_site(site) -> Trial | None:
    """The site's part in the next rehearsal that is not over, or None."""
    return next_of_sites([site.id]).get(site.id)


def next_of_sites(site_ids) -> dict[int, Trial]:
    """By site: its part in the next rehearsal that is not over (one statement)."""
    query = select(Trial).join(Trial.rehearsal).join(Trial.site).where(Trial.site_id.in_(list(site_ids)), NEEDS_LINE)
    query = query.where(Rehearsal.state == RehearsalState.PLANNED, Rehearsal.ends_at > clock.now())
    latest_first = query.options(by_join(Trial.rehearsal)).order_by(Rehearsal.starts_at.desc(), Rehearsal.id.desc())
    return {trial.site_id: trial for trial in db.session.scalars(latest_first)}


def trials_of_site(site_id) -> list[Trial]:
    """The site's part in every rehearsal that was not called off, the latest first."""
    query = select(Trial).join(Trial.rehearsal).where(Trial.site_id == site_id)
    query = query.where(Rehearsal.state != RehearsalState.CANCELLED).options(by_join(Trial.rehearsal))
    return list(db.session.scalars(query.order_by(Rehearsal.number.desc())))


def self_tests_of(site_id, limit=5) -> list[SelfTest]:
    """The site's last self-tests, the latest first."""
    query = select(SelfTest).where(SelfTest.site_id == site_id).order_by(SelfTest.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def self_tests_since(site_id, moment) -> int:
    """How many self-tests of the site are kept that are younger."""
    return db.session.scalar(select(func.count(SelfTest.id)).where(SelfTest.site_id == site_id, SelfTest.at > moment))


def last_self_tests(site_ids) -> dict[int, SelfTest]:
    """By site: its last self-test (one statement)."""
    last = select(func.max(SelfTest.id)).where(SelfTest.site_id.in_(list(site_ids))).group_by(SelfTest.site_id)
    return {row.site_id: row for row in db.session.scalars(select(SelfTest).where(SelfTest.id.in_(last)))}


def operated_by(unit_ids) -> list[Rehearsal]:
    """The planned rehearsals whose technical unit is one of the units and that are not over, the next first."""
    if not unit_ids:
        return []
    query = select(Rehearsal).where(Rehearsal.operator_id.in_(unit_ids), Rehearsal.state == RehearsalState.PLANNED)
    query = query.where(Rehearsal.ends_at > clock.now()).order_by(Rehearsal.starts_at, Rehearsal.id).limit(10)
    organiser = by_join(Rehearsal.conference, Conference.organiser)
    return list(db.session.scalars(query.options(organiser)))


def begins_before(conference_id, moment) -> bool:
    """Whether a planned rehearsal of the conference begins until then and is not over."""
    query = select(Rehearsal.id).where(Rehearsal.conference_id == conference_id, *_ahead(moment))
    return db.session.scalar(query.limit(1)) is not None


def beginning_before(moment, conference_ids, *, most) -> list[Rehearsal]:
    """The planned rehearsals of these conferences (a select of numbers) that begin until then and are not over, the
    next first, at most so many."""
    query = select(Rehearsal).where(Rehearsal.conference_id.in_(conference_ids), *_ahead(moment))
    along = (by_join(Rehearsal.conference, one) for one in (Conference.organiser, Conference.chairs))
    query = query.options(*along).order_by(Rehearsal.starts_at, Rehearsal.id).limit(most)
    return list(db.session.scalars(query).unique())


def _ahead(moment):
    is_planned = Rehearsal.state == RehearsalState.PLANNED
    return is_planned, Rehearsal.starts_at <= moment, Rehearsal.ends_at > clock.now()


def operators(conference) -> list[Unit]:
    """The units that may run the technique: departments, offices and divisions of today, by name; those of a district
    or a commune where it is the organiser's own."""
    today, place = clock.today(), aliased(Unit)
    query = select(Unit).where(Unit.kind.in_(OPERATORS), (Unit.valid_until.is_(None)) | (Unit.valid_until > today))
    foreign = place.kind.in_(PLACES) & place.id.not_in(conference.organiser.ancestor_ids)
    query = query.where(~exists().where(foreign, Unit.path.startswith(place.path)))
    return list(db.session.scalars(query.order_by(*by_words(Unit), Unit.id)))
