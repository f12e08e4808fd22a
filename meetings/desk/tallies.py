"""How far the sites of many conferences are, counted in one statement; and the strip that shows it at a glance."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select

from meetings.base.db import db
from meetings.sites.models import NEEDS_ACTION, SILENT, Site, SiteKind, SiteState

S = SiteState
COUNTED = (
    select(Site.conference_id, Site.kind, Site.state, func.count(), func.count(Site.invited_at))
    .where(Site.conference_id.in_(bindparam("ids", expanding=True)))
    .group_by(Site.conference_id, Site.kind, Site.state)
)
ORDER = (S.CONFIRMED, S.CHANGE_REQUESTED, S.SEEN, S.WAITING, S.UNSENT, S.DECLINED)


@dataclass
class Tally:
    """The sites of one conference: how many main ones, and the others by what they answered; how many of those that
    owe an answer can be reminded, for something was sent to them (the board says the same number)."""

    main: int = 0
    states: Counter = field(default_factory=Counter)
    remindable: int = 0

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
    for conference_id, kind, state, number, sent in db.session.execute(COUNTED, {"ids": list(found)}):
        if kind is SiteKind.MAIN:
            found[conference_id].main += number
        else:
            found[conference_id].states[state] += number
            found[conference_id].remindable += sent if state in SILENT else 0
    return found
