"""The head of a conference's pages: what it is, when and where, and its tabs."""

from typing import NamedTuple

from flask import current_app, g, url_for

from meetings.base.language import _l
from meetings.conferences import rules as conferences
from meetings.conferences.models import Conference, ConferenceState
from meetings.desk import checks, counts
from meetings.desk.doors import bp
from meetings.desk.moves import Step, offered
from meetings.desk.wizard import steps_of
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.web import filters
from meetings.web.access import me
from meetings.web.words import word


class Tab(NamedTuple):
    """One page of the conference; `count` is what stands beside its name, None for nothing."""

    key: str
    label: str
    href: str
    count: str | None


class Head(NamedTuple):
    """What the layout of a conference's pages shows above every tab."""

    state: str
    facts: list[tuple[str, str]]
    tabs: list[Tab]
    moves: list[Step]
    more: list[Step]
    steps: list


PLANNED = (ConferenceState.DRAFT, ConferenceState.INVITING, ConferenceState.READY)
TABS = (
    ("overview", "desk.show", _l("Overview")),
    ("sites", "sites.board", _l("Sites")),
    ("invitation", "invitations.letter", _l("Invitation")),
    ("agenda", "agenda.show", _l("Agenda")),
    ("documents", "documents.listed", _l("Documents")),
    ("room", "rooms.room", _l("Room")),
    ("attendance", "attendance.sheet", _l("Delegates")),
    ("minutes", "minutes.show", _l("Minutes")),
    ("directives", "directives.of_conference", _l("Directives")),
    ("papers", "desk.conference_papers", _l("Papers")),
    ("journal", "desk.conference_journal", _l("Journal")),
)


def conference_head(conference: Conference) -> Head:
    """The head of `conference` for the reader (one statement for all counts)."""
    user, views = me(), current_app.view_functions
    known, g.waits = counts.of_conference(conference, user)
    tabs = [
        Tab(key, label, url_for(endpoint, conference_id=conference.id), known.get(key))
        for key, endpoint, label in TABS
        if _opens(views[endpoint].rule, user, conference)
    ]
    return Head(
        conference.state,
        _facts(conference),
        tabs,
        *offered(conference, user),
        steps_of(conference, user, known),
    )


def _opens(rule, user, conference):
    """Whoever reads the head has passed `can_see` at the door; it is not asked again."""
    return rule is sites.can_see or rule(user, conference)


def _facts(conference):
    found = [("tag", word(conference.kind))]
    if conference.starts_at:
        found.append(("clock", when(conference)))
    if conference.place:
        found.append(("map-pin", conference.place))
    found += [
        ("user", f"{chair.name}, {chair.title}" if chair.title else chair.name) for chair in conference.chairs[:1]
    ]
    return found


def when(conference: Conference) -> str:
    """The time at the head of its pages, in the reader's language: Monday 07/12/2015, 08:00 – 11:30."""
    return filters.when(conference.starts_at, conference.ends_at)


def prepared(conference: Conference) -> checks.Summary | None:
    """What is prepared, in short, for who manages the conference while it is planned (one statement)."""
    if conference.state not in PLANNED or not conferences.can_manage(me(), conference):
        return None
    return checks.summary(conference, sight.seen_by(me()))


@bp.app_context_processor
def offer():
    """Let the layout of a conference's pages ask for it."""
    return {"conference_head": conference_head, "prepared": prepared}
