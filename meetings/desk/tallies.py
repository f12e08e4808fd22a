"""How far the sites of many conferences are, counted in one statement; and the strip that shows it at a glance."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select

from meetings.base.db import db
from meetings.sites import strips
from meetings.sites.models import NEEDS_ACTION, SILENT, Site, SiteKind, SiteState

S = SiteState
COUNTED = (
    select(Site.conference_id, Site.kind, Site.state, func.count(), func.count(Site.invited_at))
    .where(Site.conference_id.in_(bindparam("ids", expanding=True)))
    .group_by(Site.conference_id, Site.kind, Site.state)
)
BY_PARENT = (
    select(Site.kind, Site.state, Site.group_name, func.count(), func.count(Site.invited_at), func.min(Site.position))
    .where(Site.conference_id == bindparam("conference_id"))
    .group_by(Site.kind, Site.state, Site.group_name)
)
ORDER = (S.CONFIRMED, S.CHANGE_REQUESTED, S.SEEN, S.WAITING, S.UNSENT, S.DECLINED)


@dataclass
class Tally:
    """The sites of one conference: how many main ones, and the others by what they answered; how many of those that
    owe an answer can be reminded, for something was sent to them (the board says the same number)."""

    main: int = 0
    states: Counter = field(default_factory=Counter)
    remindable: int = 0

    def add(self, kind, state, number, sent) -> None:
        """Count so many more sites of one kind and state, to `sent` of which something was sent."""
        if kind is SiteKind.MAIN:
            self.main += number
        else:
            self.states[state] += number
            self.remindable += sent if state in SILENT else 0

    @property
    def asked(self) -> int:
        """How many are asked (all but the main site)."""
        return self.states.total()

    @property
    def confirmed(self) -> int:
        """How many take part."""
        return self.states[S.CONFIRMED]

    @property
    def missing(self) -> int:
        """How many have not confirmed."""
        return self.asked - self.confirmed

    @property
    def silent(self) -> int:
        """How many were asked and have not answered."""
        return self.states[S.WAITING] + self.states[S.SEEN]

    @property
    def ordered(self) -> list[tuple[SiteState, int]]:
        """The states that occur with their numbers, what needs somebody first."""
        return [(state, self.states[state]) for state in (*NEEDS_ACTION, S.CONFIRMED) if self.states[state]]

    def bars(self, limit=40) -> list[str]:
        """One bar a site, the main one first and then by state; above `limit` in proportion, no state vanishing."""
        main = ["main"] * min(self.main, 1)
        share = 1 if self.asked <= limit else limit / self.asked
        counted = [(state, max(1, round(self.states[state] * share))) for state in ORDER if self.states[state]]
        return main + [state.value for state, number in counted for _ in range(number)]


def counted(sites) -> Tally:
    """The tally of the sites of one conference, where all of them are at hand."""
    asked = [site for site in sites if site.kind is not SiteKind.MAIN]
    remindable = sum(site.state in SILENT and site.invited_at is not None for site in asked)
    return Tally(len(sites) - len(asked), Counter(site.state for site in asked), remindable)


def tallies(conference_ids) -> dict[int, Tally]:
    """The tally of each conference (one statement)."""
    found = {conference_id: Tally() for conference_id in conference_ids}
    for conference_id, *counted in db.session.execute(COUNTED, {"ids": list(found)}):
        found[conference_id].add(*counted)
    return found


def with_parents(conference_id) -> tuple[Tally, list[strips.Group]]:
    """The tally of one conference, and its asked sites by parent as `strips.groups` counts them (one statement)."""
    tally, asked = Tally(), []
    for kind, state, parent, number, sent, first in db.session.execute(BY_PARENT, {"conference_id": conference_id}):
        tally.add(kind, state, number, sent)
        if kind is not SiteKind.MAIN:
            asked.append((parent, state, number, first))
    return tally, strips.gathered(asked)
