"""How far the lists of names are: each site's own, and all of a conference with the exceptions first."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, select

from meetings.attendance.models import Delegate, DelegateCall, DelegateList, ListStand, posts_in
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.base.search import matches
from meetings.journal.models import Entry
from meetings.sites.models import Site, SiteKind, SiteState

# How the journal says that the names of a conference were erased: the one place that knows when.
ERASED = "erased_delegates"


class Stand(NamedTuple):
    """One site's list: who is named, what is asked, and what that comes to; `erased_at` is when the names of the
    conference were erased, as nobody needs them any more (None: they were not)."""

    named: int
    quota: int | None
    posts: list[str]
    missing: list[str]
    due_at: object
    is_due: bool
    kept: DelegateList | None
    call: DelegateCall | None
    erased_at: datetime | None = None

    @property
    def is_erased(self) -> bool:
        """Whether names were there and are erased."""
        changed_at = self.kept.changed_at if self.kept else None
        return bool(not self.named and self.erased_at and changed_at and changed_at <= self.erased_at)

    @property
    def state(self) -> ListStand:
        """What is to be said of it first."""
        if self.is_erased:
            return ListStand.ERASED
        if not self.named:
            return ListStand.MISSING
        if self.missing:
            return ListStand.LACKING
        if self.quota is not None and self.named > self.quota:
            return ListStand.OVER
        return ListStand.LATE if self.kept and self.kept.late_changes else ListStand.COMPLETE

    @property
    def is_wanting(self) -> bool:
        """Whether somebody is to ring: no name has come, or a post that is asked for is not among them."""
        return self.state in (ListStand.MISSING, ListStand.LACKING)


def stand_of(site) -> Stand:
    """How far the list of one site is (one statement)."""
    number = select(func.count()).where(Delegate.site_id == Site.id).scalar_subquery()
    query = (
        select(number, DelegateList, DelegateCall, _erased_at(site.conference).scalar_subquery())
        .select_from(Site)
        .outerjoin(DelegateList, DelegateList.site_id == Site.id)
        .outerjoin(DelegateCall, DelegateCall.conference_id == Site.conference_id)
        .where(Site.id == site.id)
    )
    return _stand(*db.session.execute(query).one())


def erased_at(conference) -> datetime | None:
    """When the names of the conference's delegates were erased last; None while they never were (one statement)."""
    return db.session.scalar(_erased_at(conference))


def _erased_at(conference):
    return select(func.max(Entry.at)).where(Entry.within == ref(conference), Entry.verb == ERASED)


def _stand(named, kept, call, erased_at=None):
    quota = kept.quota if kept and kept.quota is not None else call.quota if call else None
    asked = posts_in(kept.posts if kept and kept.posts is not None else call.posts if call else "")
    due_at = call.due_at if call else None
    missing = asked if kept is None else posts_in(kept.missing)
    return Stand(named, quota, asked, missing, due_at, bool(due_at and clock.now() > due_at), kept, call, erased_at)


def _named():
    return select(Delegate.site_id, func.count().label("number")).group_by(Delegate.site_id).subquery()


def _state(named, call, erased_at):
    number = func.coalesce(named.c.number, 0)
    quota = func.coalesce(DelegateList.quota, call.quota if call and call.quota else 1_000_000)
    gone = [(and_(number == 0, DelegateList.changed_at <= erased_at), ListStand.ERASED.value)] if erased_at else []
    return case(
        *gone,
        (number == 0, ListStand.MISSING.value),
        (DelegateList.missing != "", ListStand.LACKING.value),
        (number > quota, ListStand.OVER.value),
        (DelegateList.late_changes > 0, ListStand.LATE.value),
        else_=ListStand.COMPLETE.value,
    )


def _asked(conference_id, named, *columns):
    """The sites of which a list is asked: all but the main site and those that do not take part."""
    return (
        select(*columns)
        .select_from(Site)
        .outerjoin(DelegateList, DelegateList.site_id == Site.id)
        .outerjoin(named, named.c.site_id == Site.id)
        .where(
            and_(
                Site.conference_id == conference_id,
                Site.kind != SiteKind.MAIN,
                Site.state != SiteState.DECLINED,
            )
        )
    )


def counts(conference_id, call, erased_at=None) -> dict[ListStand, int]:
    """How many lists stand how; every stand is a key."""
    named = _named()
    state = _state(named, call, erased_at).label("state")
    inner = _asked(conference_id, named, state).subquery()
    found = db.session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return dict.fromkeys(ListStand, 0) | {ListStand(value): number for value, number in found}


def board(conference_id, call, *, show=None, words=None, erased_at=None):
    """The sites that fit, exceptions first: a select for a pager. See `stands` for what each has."""
    named = _named()
    state = _state(named, call, erased_at)
    rank = case({one.value: place for place, one in enumerate(ListStand)}, value=state)
    query = _asked(conference_id, named, Site).where(matches(Site, words))
    if show:
        query = query.where(state == show.value)
    return query.options(by_join(Site.unit)).order_by(rank, Site.position, Site.id)


def stands(site_ids, call, erased_at=None) -> dict[int, Stand]:
    """How far each of the sites is, by its number (one statement)."""
    named = _named()
    query = (
        select(Site.id, func.coalesce(named.c.number, 0), DelegateList)
        .outerjoin(DelegateList, DelegateList.site_id == Site.id)
        .outerjoin(named, named.c.site_id == Site.id)
        .where(Site.id.in_(site_ids))
    )
    return {site_id: _stand(number, kept, call, erased_at) for site_id, number, kept in db.session.execute(query)}


def all_stands(conference_id, call, erased_at=None) -> list[tuple[Site, Stand]]:
    """All sites of which a list is asked, exceptions first, each with how far it is (two statements)."""
    sites = list(db.session.scalars(board(conference_id, call, erased_at=erased_at)))
    known = stands([site.id for site in sites], call, erased_at)
    return [(site, known[site.id]) for site in sites]
