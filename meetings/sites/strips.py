"""The site strip and the counts by parent: how far the sites of a conference are, at a glance."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from meetings.base.db import db
from meetings.sites.models import SILENT, Site, SiteKind, SiteState
from meetings.sites.queries import ASKED, NOT_MAIN, SHORT_NAME

STRIP_LIMIT = 40
# With fewer parents than this a bar for each says nothing; up to STRIP_MOST sites keep a bar of their own then, and
# more are shown by state, in proportion.
FEW_PARENTS, STRIP_MOST = 3, 120
STRIP_ORDER = (
    SiteState.CONFIRMED,
    SiteState.CHANGE_REQUESTED,
    SiteState.SEEN,
    SiteState.WAITING,
    SiteState.UNSENT,
    SiteState.DECLINED,
)


@dataclass(frozen=True)
class Group:
    """The sites below one parent: how many, how many of them confirmed, how many have not answered."""

    name: str
    total: int
    confirmed: int
    silent: int

    @property
    def waiting(self) -> int:
        """How many have not confirmed."""
        return self.total - self.confirmed


def groups(conference_id) -> list[Group]:
    """The asked sites counted by parent, the parents with most missing first (one statement)."""
    counted = select(Site.group_name, Site.state, func.count(), func.min(Site.position))
    counted = counted.where(Site.conference_id == conference_id, ASKED).group_by(Site.group_name, Site.state)
    return gathered(db.session.execute(counted))


def gathered(counted) -> list[Group]:
    """The same out of rows of (parent, state, how many sites, the position of the first) that are at hand."""
    found, first = {}, {}
    for name, state, number, position in counted:
        of_parent = found.setdefault(name, Counter())
        of_parent[state] += number
        first[name] = min(first.get(name, position), position)
    rows = [
        Group(name, states.total(), states[SiteState.CONFIRMED], sum(states[state] for state in SILENT))
        for name, states in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.waiting, first[row.name], row.name))


def asked(conference_id, typed) -> str | None:
    """The parent that is asked for in the address, where sites stand below one of that name (one statement; none where
    nobody asks)."""

    def known(name):
        query = select(Site.group_name).where(Site.conference_id == conference_id, Site.group_name == name)
        return db.session.scalar(query.limit(1))

    return typed.parsed("group", known)


@dataclass(frozen=True)
class Bar:
    """One bar of the strip: a site with its state, or a parent with the share that confirmed."""

    name: str
    state: str
    share: float | None = None


def strip(conference_id, parents=None) -> list[Bar]:
    """The site strip: up to 40 sites one bar each, the main one first and then by state; above, one bar a
    parent (`parents`: the counts by parent, where the caller has them), unless nearly all have the same one."""
    if parents is not None and _are_many(parents):
        return _of_many(conference_id, parents)
    bars = db.session.execute(
        select(SHORT_NAME, Site.state, Site.kind)
        .join(Site.unit)
        .where(Site.conference_id == conference_id)
        .order_by(NOT_MAIN, Site.position, Site.id)
        .limit(STRIP_MOST + 2)
    ).all()
    main = [Bar(name, "main") for name, _, kind in bars if kind is SiteKind.MAIN]
    others = [Bar(name, state.value) for name, state, kind in bars if kind is not SiteKind.MAIN]
    if parents is None and len(others) > STRIP_LIMIT and _are_many(parents := groups(conference_id)):
        return _of_many(conference_id, parents)
    return main + sorted(others, key=lambda bar: STRIP_ORDER.index(SiteState(bar.state)))


def _are_many(parents):
    total = sum(parent.total for parent in parents)
    return total > (STRIP_LIMIT if len(parents) >= FEW_PARENTS else STRIP_MOST)


def _of_many(conference_id, parents):
    if len(parents) >= FEW_PARENTS:
        return [Bar(parent.name, "group", parent.confirmed / parent.total) for parent in parents]
    counted = select(Site.state, func.count()).where(Site.conference_id == conference_id, ASKED).group_by(Site.state)
    states = dict(db.session.execute(counted).all())
    share = STRIP_LIMIT / sum(states.values())
    shown = [(state.value, max(1, round(states[state] * share))) for state in STRIP_ORDER if state in states]
    return [Bar("", "main"), *(Bar("", state) for state, number in shown for _ in range(number))]
