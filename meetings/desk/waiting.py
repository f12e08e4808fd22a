"""What waits for a person: read by role, most urgent first, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import String, and_, case, cast, false, func, literal, or_, select, union_all

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conclusions.models import ConclusionNotice
from meetings.conclusions.models import NoticeState as N
from meetings.conferences import left
from meetings.conferences import rules as conferences
from meetings.conferences.models import Chair, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.minutes.models import Minutes
from meetings.minutes.models import MinutesState as M
from meetings.rehearsals import queries as rehearsals
from meetings.rehearsals.models import Rehearsal
from meetings.sites import queries as sites
from meetings.sites import sight
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.sites.queries import NOT_MAIN, URGENCY

SHOWN = 6
# Of so many conferences ahead the secretariat is told what is to be done for each.
NEAREST = 2
SITTING = (C.LIVE, C.PAUSED)
SOON = (*SITTING, C.INVITING, C.READY)
CALLED_OFF = (C.CANCELLED, C.POSTPONED)
READ, NAMED = 60, 40
CONFERENCE = by_join(Site.conference, without=(Conference.chairs,))
SITE_IN_A_ROW = CONFERENCE, by_join(Site.conference, Conference.organiser), by_join(Site.unit)


@dataclass(frozen=True)
class Coming:
    """The conferences ahead: the one that sits or comes next and those after it, among them what should have begun by
    now; all of this week by day; and the last ones that the person runs and that have passed without being ended or
    called off (`left`)."""

    next: Conference | None
    later: list[Conference]
    week: dict[date, list[Conference]]
    left: list[Conference]

    @property
    def ahead(self) -> list[Conference]:
        """The next one and those after it."""
        return [self.next, *self.later] if self.next else []


def coming(user) -> Coming:
    """What the person may see of this week, and what has not ended; what sits now comes first, then what begins today,
    then what nobody has begun in its time: on the day after only for those who run it (one statement). What nobody has
    begun or ended long after its time is not ahead, but `left`: these few are read first, for nothing else asks of
    them."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    first, after = (clock.instant(monday + timedelta(days=n), time()) for n in (0, 7))
    this_week = and_(Conference.ends_at >= first, Conference.starts_at < after, Conference.state.not_in(CALLED_OFF))
    is_ahead = and_(Conference.state.in_(SOON), ~left.are_left())
    query = (
        select(Conference)
        .where(sight.seen_by(user), or_(this_week, is_ahead, _is_left(user)))
        .options(by_join(Conference.organiser), by_join(Conference.chairs))
        .order_by(case((_is_left(user), 0), (is_ahead, 1), else_=2), Conference.starts_at, Conference.id)
        .limit(READ)
    )
    found = sorted(db.session.scalars(query).unique(), key=lambda one: (one.starts_at, one.id))
    week = {monday + timedelta(days=n): [] for n in range(7)}
    for conference in found:
        week.get(clock.local(conference.starts_at).date(), []).append(conference)
    ahead = sorted((one for one in found if _is_ahead(one, user)), key=_turn)
    passed = [one for one in found if left.is_left(one) and conferences.can_run(user, one)]
    passed.sort(key=lambda one: one.ends_at, reverse=True)
    return Coming(ahead[0] if ahead else None, ahead[1:], week, passed[:SHOWN])


def _is_ahead(conference, user):
    if conference.state not in SOON or left.is_left(conference):
        return False
    is_late = left.is_late(conference) and clock.local(conference.ends_at).date() < clock.today()
    return not is_late or conferences.can_run(user, conference)


def _turn(conference):
    """What sits, what begins today, what should have begun, what comes later."""
    is_today = clock.local(conference.starts_at).date() <= clock.today()
    is_late = left.is_late(conference)
    return conference.state not in SITTING, is_late or not is_today, not is_late


def _is_left(user):
    """The last of those that the person runs and that were left; none for who runs nothing."""
    if not is_running_something(user):
        return false()
    last = select(Conference.id).where(left.are_left(), sight.run_by(user)).correlate(None)
    return Conference.id.in_(last.order_by(Conference.ends_at.desc(), Conference.id).limit(SHOWN))


def is_running_something(user) -> bool:
    """Whether the person keeps or presides over conferences by his posts."""
    return bool(user.posts_as(Role.ADMINISTRATOR, Role.SECRETARIAT, Role.LEADER))


def open_sites(conference_ids, *, first=None) -> list[Site]:
    """The sites of these conferences that have not confirmed: those that ask for a change, then those of the
    conference `first`, the most urgent first (one statement)."""
    if not conference_ids:
        return []
    query = (
        select(Site)
        .where(Site.conference_id.in_(conference_ids), Site.kind != SiteKind.MAIN, Site.state != SiteState.CONFIRMED)
        .order_by(Site.state != SiteState.CHANGE_REQUESTED, Site.conference_id != first, URGENCY, Site.position)
    )
    return list(db.session.scalars(query.options(by_join(Site.unit)).limit(NAMED)))


def own_sites(user, conference_ids, *, owing=False) -> tuple[dict[int, Site], list[Site]]:
    """The site at which the person sits or for which he answers (of several the main one last), by the number of each
    of these conferences; and where `owing`, the sites everywhere for which he answers and that still owe one, the next
    conference first; not those of a conference that was left (one statement for both)."""
    units = user.unit_ids | set().union(*(post.acts_for_ids for post in user.current_posts))
    mine = or_(Site.unit_id.in_(sorted(units)), Site.chair_id == user.id)
    is_own = and_(Site.conference_id.in_(list(conference_ids)), mine) if conference_ids else false()
    answers = owing and bool(user.posts_as(*sites.ANSWERERS))
    if not conference_ids and not answers:
        return {}, []
    owes = sites.owing(user) if answers else false()
    query = select(Site, is_own, owes).join(Site.conference).where(or_(is_own, owes)).options(*SITE_IN_A_ROW)
    found = db.session.execute(query.order_by(NOT_MAIN, Site.id.desc())).all()
    owed = sorted((site for site, _is_own, owes in found if owes), key=lambda one: (one.conference.starts_at, one.id))
    return {site.conference_id: site for site, is_own, _owes in found if is_own}, owed


def rehearsing(user, until: datetime) -> list[Rehearsal]:
    """The rehearsals that begin until then, of conferences that the person may see, the next first (one statement)."""
    seen = select(Conference.id).where(sight.seen_by(user), Conference.state.in_(SOON))
    return rehearsals.beginning_before(until, seen, most=2 * SHOWN)


class Unfinished(NamedTuple):
    """Minutes or a notice of conclusions that wait: which, in which state, of which conference."""

    kind: str
    state: str
    conference_id: int
    title: str


def papers_to_finish(user) -> list[Unfinished]:
    """Minutes and notices of conclusions that wait for the person: to be written or released by those who manage, to be
    approved by those who preside (one statement)."""
    found = db.session.execute(
        union_all(_unfinished(user, "minutes", Minutes, M), _unfinished(user, "notice", ConclusionNotice, N))
        .order_by("starts_at")
        .limit(2 * SHOWN)
    )
    return [Unfinished(row.kind, row.state, row.conference_id, row.title) for row in found]


def number_of_papers(user):
    """How many there are: a part of a statement."""
    if not is_running_something(user):
        return literal(0)
    minutes, notices = (_number(user, *part) for part in ((Minutes, M), (ConclusionNotice, N)))
    return minutes + notices


def _number(user, model, states):
    found = select(func.count(model.id)).join(Conference, Conference.id == model.conference_id)
    return found.where(*_waits(user, model, states)).scalar_subquery()


def _waits(user, model, states):
    presides = Conference.id.in_(select(Chair.conference_id).where(Chair.person_id == user.id))
    to_decide = and_(model.state == states.IN_REVIEW, presides)
    to_do = and_(model.state.in_((states.DRAFT, states.APPROVED)), sight.managed_by(user))
    return or_(to_decide, to_do), Conference.state.in_((C.ENDED, C.CONCLUDED))


def _unfinished(user, kind, model, states):
    return (
        select(
            literal(kind).label("kind"),
            cast(model.state, String).label("state"),
            Conference.id.label("conference_id"),
            Conference.title,
            Conference.starts_at,
        )
        .join(Conference, Conference.id == model.conference_id)
        .where(*_waits(user, model, states))
    )


def minutes_until(moment: datetime) -> int:
    """Whole minutes from now; negative when it has passed."""
    return int((moment - clock.now()).total_seconds() // 60)
