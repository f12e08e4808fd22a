"""The technical unit's agreement to the slot before the letter goes out, so that no two conferences want one room."""

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.conferences.models import ConferenceState as S
from meetings.conferences.models import SlotAgreement
from meetings.journal import actions as journal

PLANNED = (S.DRAFT, S.INVITING, S.READY, S.POSTPONED)


def agreements(conference) -> list[SlotAgreement]:
    """All that was agreed, the newest first."""
    query = select(SlotAgreement).where(SlotAgreement.conference_id == conference.id)
    return list(db.session.scalars(query.options(by_join(SlotAgreement.by)).order_by(SlotAgreement.id.desc())))


def fitting(starts_at, ends_at, place):
    """The conditions on `SlotAgreement` that it is about this time and place (values, or parameters of a statement)."""
    return SlotAgreement.starts_at == starts_at, SlotAgreement.ends_at == ends_at, SlotAgreement.place == place


def agree(conference, *, agreed_by, note="", version=None, by) -> SlotAgreement:
    """Note that somebody of the technical unit agreed to the time and place as they stand.

    Refused once the conference has begun, without a name, and with `Stale` where somebody changed the conference since
    `version` was shown: nobody has agreed to the new time.
    """
    if version is not None:
        conference.expect(version)
    if conference.state not in PLANNED:
        raise NotNow(_l("The conference has begun or is over; its slot needs no agreement any more."))
    if not (agreed_by or "").strip():
        raise NotValid(_l("Say who of the technical unit agreed."), field="agreed_by")
    row = SlotAgreement(
        conference_id=conference.id,
        starts_at=conference.starts_at,
        ends_at=conference.ends_at,
        place=conference.place,
        agreed_by=agreed_by.strip(),
        note=note or "",
        at=clock.now(),
        by_id=by.id,
    )
    db.session.add(row)
    journal.record(by, "noted_slot_agreement", conference, within=conference, note=note, agreed_by=row.agreed_by)
    return row
