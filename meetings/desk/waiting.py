"""What waits for a person: read by role, most urgent first, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, and_, bindparam, cast, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conclusions.models import ConclusionNotice
from meetings.conclusions.models import NoticeState as N
from meetings.conferences.models import Chair, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import sight
from meetings.minutes.models import Minutes
from meetings.minutes.models import MinutesState as M
from meetings.sites.models import Site, SiteState

SHOWN = 6
SOON = (C.LIVE, C.PAUSED, C.INVITING, C.READY)
AHEAD = (
    select(Conference)
    .where(Conference.state.in_(SOON))
    .where(or_(Conference.ends_at >= bindparam("now"), Conference.state.in_((C.LIVE, C.PAUSED))))
    .order_by(Conference.state.not_in((C.LIVE, C.PAUSED)), Conference.starts_at, Conference.id)
    # They are few: the statement after this one would cost more than what is read twice here.
    .options(joinedload(Conference.organiser), joinedload(Conference.chairs))
)


@dataclass(frozen=True)
class Coming:
    """The conferences ahead: the one that sits or comes next, and those after it."""

    next: Conference | None
    later: list[Conference]


def coming(user, *, limit=5) -> Coming:
    """What the person may see and has not ended; what sits now comes first."""
    query = AHEAD.where(sight.seen_by(user)).limit(limit)
    first, *later = db.session.scalars(query, {"now": clock.now()}).unique().all() or [None]
    return Coming(first, later)


def is_running_something(user) -> bool:
    """Whether the person keeps or presides over conferences by his posts."""
    return bool(user.posts_as(Role.ADMINISTRATOR, Role.SECRETARIAT, Role.LEADER))


def changes_asked_for(user) -> list[Site]:
    """Sites that ask for a change in conferences that the person manages, the next conference first."""
    query = (
        select(Site)
        .join(Site.conference)
        .where(Site.state == SiteState.CHANGE_REQUESTED, Conference.state.in_((C.INVITING, C.READY)))
        .where(sight.managed_by(user))
        .options(contains_eager(Site.conference))
    )
    return list(db.session.scalars(query.order_by(Conference.starts_at, Site.position).limit(SHOWN)))


class Unfinished(NamedTuple):
    """Minutes or a notice of conclusions that wait: which, in which state, of which conference."""

    kind: str
    state: str
    conference_id: int
    title: str


def papers_to_finish(user) -> list[Unfinished]:
    """Minutes and notices of conclusions that wait for the person: to be written or released by those who manage, to be
    approved by those who preside (one statement)."""
    found = db.session.execute(_all_unfinished(user.id, sight.managed_by(user)))
    return [Unfinished(row.kind, row.state, row.conference_id, row.title) for row in found]


@remembered
def _all_unfinished(user_id, managed):
    parts = (("minutes", Minutes, M), ("notice", ConclusionNotice, N))
    return union_all(*(_unfinished(user_id, managed, *part) for part in parts)).order_by("starts_at").limit(2 * SHOWN)


def _unfinished(user_id, managed, kind, model, states):
    presides = Conference.id.in_(select(Chair.conference_id).where(Chair.person_id == user_id))
    to_decide = and_(model.state == states.IN_REVIEW, presides)
    to_do = and_(model.state.in_((states.DRAFT, states.APPROVED)), managed)
    return (
        select(
            literal(kind).label("kind"),
            cast(model.state, String).label("state"),
            Conference.id.label("conference_id"),
            Conference.title,
            Conference.starts_at,
        )
        .join(Conference, Conference.id == model.conference_id)
        .where(or_(to_decide, to_do), Conference.state.in_((C.ENDED, C.CONCLUDED)))
    )


def minutes_until(moment: datetime) -> int:
    """Whole minutes from now; negative when it has passed."""
    return int((moment - clock.now()).total_seconds() // 60)
