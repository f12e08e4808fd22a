"""Papers of a conference that are not out yet, and what is to be done next with each."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.language import _l
from meetings.conclusions import queries as conclusions
from meetings.conclusions.models import ConclusionNotice
from meetings.conferences import rules
from meetings.conferences.models import Conference
from meetings.minutes import queries as minutes
from meetings.minutes import waiving
from meetings.minutes.models import Minutes


class Draft(NamedTuple):
    """One paper in the making: its name, its state, the next step in words, the page on which it is taken, what the
    button says that leads there ("": nothing is to be done), and whether it can be said that it is not wanted."""

    name: str
    state: object | None
    step: str
    endpoint: str
    act: str
    waivable: bool = False


STEPS = {
    None: _l("Begin it"),
    "draft": _l("Write it and send it to the chair"),
    "in_review": _l("The chair approves it or gives it back"),
    "approved": _l("Release it with a number"),
    "unwanted": _l("None are made, and so no notice of conclusions"),
}


ACTS = {
    "minutes.show": {
        None: _l("Write the minutes"),
        "draft": _l("Write the minutes"),
        "in_review": _l("Look at the minutes"),
        "approved": _l("Release the minutes"),
        "unwanted": "",
    },
    "conclusions.show": {
        None: _l("Write the notice of conclusions"),
        "draft": _l("Write the notice of conclusions"),
        "in_review": _l("Look at the notice of conclusions"),
        "approved": _l("Release the notice of conclusions"),
    },
}


def drafts_of(conference, user) -> list[Draft]:
    """Minutes and notice while they are being made, for those who write or decide; others see released papers only (one
    statement). Where no minutes are wanted, no notice is owed."""
    if not (rules.can_manage(user, conference) or rules.can_approve(user, conference)):
        return []
    written, notice = _newest(conference.id)
    found = []
    if _is_owed(written):
        is_open = waiving.why_not(conference, written) is None and not (written and written.is_unwanted)
        found.append(_draft(_l("Minutes"), "minutes.show", written)._replace(waivable=is_open))
    if _is_owed(notice) and not (written and written.is_unwanted):
        found.append(_draft(_l("Notice of conclusions"), "conclusions.show", notice))
    return found


def _newest(conference_id):
    """The newest edition of both, each None where there is none."""
    query = (
        select(Minutes, ConclusionNotice)
        .select_from(Conference)
        .outerjoin(Minutes, Minutes.id == minutes.newest_id(conference_id))
        .outerjoin(ConclusionNotice, ConclusionNotice.id == conclusions.newest_id(conference_id))
        .where(Conference.id == conference_id)
    )
    return db.session.execute(query).one()


def _is_owed(paper):
    return paper is None or paper.paper_id is None


def _draft(name, endpoint, paper):
    state = paper.state if paper else None
    key = state.value if state else None
    return Draft(name, state, STEPS[key], endpoint, ACTS[endpoint][key])
