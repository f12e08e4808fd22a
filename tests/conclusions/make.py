"""Notices of conclusions in every state, on approved minutes."""

from meetings.base.db import db, transaction
from meetings.conclusions import actions
from meetings.conclusions.models import NoticeState
from meetings.desk import rulings
from meetings.minutes.models import MinutesState
from tests.minutes.make import minutes_in


def approved(minutes):
    """The same minutes, approved, with their conclusions numbered."""
    with transaction():
        rulings.approve_minutes(minutes, by=None)
    return minutes


def a_notice(conference=None, *, minutes=None, **texts):
    """A notice being written, complete but for what `texts` says otherwise."""
    minutes = minutes or approved(minutes_in(MinutesState.IN_REVIEW, conference))
    with transaction():
        notice = actions.start_notice(minutes.conference, by=None)
    texts.setdefault("signer_name", "Nguyễn Văn Thành")
    with transaction():
        actions.revise(notice, version=notice.version, by=None, **texts)
    return notice


def notice_in(state, conference=None, *, minutes=None):
    """A complete notice, taken through its life to `state`."""
    notice = a_notice(conference, minutes=minutes)
    moves = [rulings.submit_notice, rulings.approve_notice, rulings.release_notice]
    for move in moves[: list(NoticeState).index(state)]:
        with transaction():
            move(notice, by=None)
    notice = db.session.merge(notice, load=True)
    return dropped(corrected(notice)) if state is NoticeState.DROPPED else notice


def corrected(notice, reason="Sai trích yếu"):
    """A correction of a frozen notice, being written."""
    with transaction():
        return actions.correct(notice, reason=reason, by=None)


def dropped(correction):
    """The same correction, dropped."""
    with transaction():
        actions.drop(correction, by=None)
    return correction
