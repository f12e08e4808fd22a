"""A conference that can be minuted, and minutes in every state."""

from datetime import date

from meetings.agenda.models import Item, ItemKind
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.minutes import actions, queries, waiving
from meetings.minutes.models import BlockKind, MinutesState
from tests.make import a_conference, a_leader, a_province, a_secretary, a_site, a_unit, saved


def a_held_conference(**facts):
    """A conference that has ended, with a chair, a secretary, an item and a site."""
    province = facts.pop("organiser", None) or a_province()
    secretary = a_secretary(province)
    facts.setdefault("state", ConferenceState.ENDED)
    return a_conference(organiser=province, chair=a_leader(province), secretary_id=secretary.id, **facts)


def an_item(conference, *, kind=ItemKind.REPORT, title="Báo cáo tổng kết", position=1, **facts):
    """An item of the agenda."""
    facts.setdefault("number", str(position))
    return saved(Item(conference_id=conference.id, kind=kind, title=title, position=position, **facts))


def drafted(conference=None, *, by=None):
    """Minutes of a held conference, being written."""
    conference = conference or a_held_conference()
    with transaction():
        return actions.start_draft(conference, by=by)


def block_in(minutes, kind=BlockKind.NARRATIVE, **facts):
    """A block of the minutes."""
    facts.setdefault("text", "Hội nghị nghe báo cáo.")
    with transaction():
        return actions.add_block(minutes, kind, by=facts.pop("by", None), **facts)


def a_directive_in(minutes, *, leads=None, **facts):
    """A directive with all that it needs."""
    facts.setdefault("due_on", date(2026, 12, 25))
    facts.setdefault("expected_result", "Kế hoạch")
    leads = leads or [a_site(minutes.conference, a_unit()).unit]
    return block_in(minutes, BlockKind.DIRECTIVE, text="Tổ chức tập huấn.", leads=leads, **facts)


def minutes_in(state, conference=None, *, by=None):
    """Complete minutes, taken through their life to `state`."""
    minutes = drafted(conference, by=by)
    block_in(minutes, BlockKind.CONCLUSION, text="Toàn ngành tiếp tục phấn đấu.")
    a_directive_in(minutes)
    moves = {
        MinutesState.DRAFT: [],
        MinutesState.IN_REVIEW: [actions.submit],
        MinutesState.APPROVED: [actions.submit, actions.approve],
        MinutesState.RELEASED: [actions.submit, actions.approve, actions.release],
        MinutesState.DROPPED: [actions.submit, actions.approve, actions.release],
        MinutesState.UNWANTED: [waived],
    }
    for move in moves[state]:
        with transaction():
            move(minutes, by=by)
    minutes = db.session.merge(minutes, load=True)
    return dropped(corrected(minutes)) if state is MinutesState.DROPPED else minutes


def waived(minutes, *, by=None, reason="Họp giao ban nội bộ"):
    """Say that no minutes are wanted."""
    version = queries.whole(minutes).version
    return waiving.waive(minutes.conference, reason=reason, version=version, by=by)


def corrected(minutes, reason="Sai tên đơn vị"):
    """A correction of frozen minutes, being written."""
    with transaction():
        return actions.correct(minutes, reason=reason, by=None)


def dropped(correction):
    """The same correction, dropped."""
    with transaction():
        actions.drop(correction, by=None)
    return correction
