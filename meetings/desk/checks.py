"""Which rules of the meeting regime a conference does not keep: the facts of several nouns, held against them."""

from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences import limits, slots
from meetings.conferences.advice import Advice, Done, advice
from meetings.conferences.models import SlotAgreement
from meetings.documents.models import Document
from meetings.invitations.models import Letter
from meetings.registry.models import Paper
from meetings.workdays import queries as workdays


def warnings(conference, *, sent=None) -> list[Advice]:
    """The rules that the conference does not keep as it stands (three statements; two where what the `sent_columns`
    hold is known already)."""
    starts = clock.local(conference.starts_at).date()
    days = workdays.working_days(min(starts, clock.today()), starts)
    return advice(conference, days, limits.of(conference.organiser), _done(conference, sent))


def sent_columns(conference):
    """When the letter and the last paper went out, and how often the slot was agreed to, as columns of a statement."""
    letter = select(func.max(Paper.released_at)).join(Letter, Letter.paper_id == Paper.id)
    letter = letter.where(Letter.conference_id == conference.id).scalar_subquery()
    on_shelf = Document.conference_id == conference.id, Document.removed_at.is_(None)
    papers = select(func.max(Document.uploaded_at)).where(*on_shelf).scalar_subquery()
    agreed = select(func.count()).where(SlotAgreement.conference_id == conference.id, *slots.fitting(conference))
    return letter, papers, agreed.scalar_subquery()


def _done(conference, known):
    sent_at, papers_at, agreed = known or db.session.execute(select(*sent_columns(conference))).one()
    days = (clock.local(at).date() if at else None for at in (sent_at, papers_at))
    return Done(*days, slot_agreed=agreed > 0)
