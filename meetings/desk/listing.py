"""The list of conferences: what was asked for, the rows, the counts beside the filters."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, lazyload

from meetings.base import clock
from meetings.base.asking import Typed
from meetings.base.days import days_asked
from meetings.base.db import db
from meetings.base.search import matches
from meetings.conferences.models import UPCOMING, Conference, ConferenceKind, ConferenceState
from meetings.sites import sight
from meetings.units.models import Unit

S = ConferenceState
GROUPS = {
    "inviting": (S.INVITING,),
    "ready": (S.READY,),
    "live": (S.LIVE, S.PAUSED),
    "draft": (S.DRAFT,),
    "ended": (S.ENDED,),
    "concluded": (S.CONCLUDED,),
    "off": (S.POSTPONED, S.CANCELLED),
}
SORTS = {
    "latest": (Conference.starts_at.desc(), Conference.id.desc()),
    "earliest": (Conference.starts_at, Conference.id),
    "title": (Conference.search_key, Conference.id),
}
NAMED = contains_eager(Conference.organiser)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything that cannot be is as if it had not been asked, and the page says so.
    `no_days` is by name what was typed for a day and is none."""

    state: str = ""
    kind: str = ""
    organiser: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    mine: bool = False
    sort: str = "latest"
    no_days: dict = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, typed):
        """Read them from the values of an address."""
        typed = Typed.of(typed)
        days, wrong = days_asked(typed, "since", "until")
        return cls(
            state=typed.one_of("state", GROUPS, ""),
            kind=typed.one_of("kind", ConferenceKind, ""),
            organiser=typed.number("organiser"),
            **days,
            words=typed.words(),
            mine=typed.is_set("mine", "1"),
            sort=typed.one_of("sort", SORTS, "latest"),
            no_days=wrong,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return self != Filters(sort=self.sort)


def found(filters: Filters, user, *, by_state=True):
    """The conferences that the person may see and that fit, with their organiser: a select for a pager."""
    query = select(Conference).join(Conference.organiser).options(NAMED)
    return query.where(*_conditions(filters, user, by_state)).order_by(*SORTS[filters.sort])


def counts(filters: Filters, user, first=None, last=None) -> dict[str, int]:
    """How many there are in each group of states, the other filters kept; "" for all (one statement)."""
    conditions = [*_conditions(filters, user, False), *_between(first, last)]
    rows = db.session.execute(select(Conference.state, func.count()).where(*conditions).group_by(Conference.state))
    known = dict(rows.all())
    by_group = {name: sum(known.get(state, 0) for state in states) for name, states in GROUPS.items()}
    return {"": sum(known.values())} | by_group


def between(filters: Filters, user, first: date, last: date) -> list[Conference]:
    """Those that touch the days from `first` to `last`, the earliest first; without those who preside."""
    query = found(filters, user).options(lazyload(Conference.chairs)).where(*_between(first, last)).order_by(None)
    return list(db.session.scalars(query.order_by(*SORTS["earliest"])))


def upcoming(filters: Filters, user, limit=6) -> list[Conference]:
    """The next ones from today on, and those that sit now."""
    coming = Conference.ends_at >= midnight(clock.today()), Conference.state.in_(UPCOMING)
    query = found(filters, user).options(lazyload(Conference.chairs)).where(*coming).order_by(None)
    return list(db.session.scalars(query.order_by(*SORTS["earliest"]).limit(limit)))


def organisers(user) -> list[tuple[int, str]]:
    """The units that organise what the person may see: pairs of number and name."""
    organising = select(Conference.organiser_id).where(sight.seen_by(user))
    query = select(Unit.id, Unit.short_name).where(Unit.id.in_(organising)).order_by(Unit.position, Unit.search_key)
    return [tuple(row) for row in db.session.execute(query.limit(200))]


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Vietnam."""
    return clock.instant(day, time())


def _conditions(filters, user, by_state):
    conditions = [sight.run_by(user) if filters.mine else sight.seen_by(user), matches(Conference, filters.words)]
    if by_state and filters.state:
        conditions.append(Conference.state.in_(GROUPS[filters.state]))
    if filters.kind:
        conditions.append(Conference.kind == ConferenceKind(filters.kind))
    if filters.organiser:
        conditions.append(Conference.organiser_id == filters.organiser)
    return conditions + _between(filters.since, filters.until)


def _between(first, last):
    """The conditions of touching the days from `first` to `last`, either of which may be open."""
    return ([Conference.ends_at > midnight(first)] if first else []) + (
        [Conference.starts_at < midnight(last + timedelta(days=1))] if last else []
    )
