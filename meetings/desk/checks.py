"""Which rules of the meeting regime a conference does not keep: the facts of several nouns, held against them."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select

from meetings.agenda.models import Agenda
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.statements import remembered
from meetings.conferences import limits, slots
from meetings.conferences.advice import Advice, Done, advice
from meetings.conferences.models import SlotAgreement
from meetings.desk import clashes, late_papers
from meetings.documents.models import Document
from meetings.invitations.models import Letter
from meetings.registry.models import Paper
from meetings.sites.models import LineState, Site, SiteKind
from meetings.sites.queries import NEEDS_LINE
from meetings.speeches.models import Speech, SpeechState
from meetings.workdays import queries as workdays

NUMBER = bindparam("conference_id")


def warnings(conference, *, sent=None) -> list[Advice]:
    """The rules that the conference does not keep as it stands (three statements; two where what the `sent_columns`
    hold is known already)."""
    starts = clock.local(conference.starts_at).date()
    days = workdays.working_days(min(starts, clock.today()), starts)
    return advice(conference, days, limits.of(conference.organiser), _done(conference, sent))


@remembered
def sent_columns():
    """When the letter and the last paper went out, how often the slot was agreed to, its number, how many sites
    need a line, how many passed their test, whether the main site is among them, how many speeches wait for a decision,
    which paper is the programme, of how many papers the sites do not know, as columns of a statement; `sent_facts` are
    its parameters."""
    letter = select(func.max(Paper.released_at)).join(Letter, Letter.paper_id == Paper.id)
    letter = letter.where(Letter.conference_id == NUMBER).scalar_subquery()
    # The text of a speech comes when its site sends it; the regime is about the papers of the house.
    spoken = select(Speech.item_id).where(Speech.item_id.is_not(None))
    of_the_house = or_(Document.item_id.is_(None), Document.item_id.not_in(spoken))
    on_shelf = Document.conference_id == NUMBER, Document.removed_at.is_(None), of_the_house
    papers = select(func.max(Document.uploaded_at)).where(*on_shelf).scalar_subquery()
    slot = slots.fitting(bindparam("starts_at"), bindparam("ends_at"), bindparam("place"))
    agreed = select(func.count()).where(SlotAgreement.conference_id == NUMBER, *slot)
    symbol = select(Paper.symbol).join(Letter, Letter.paper_id == Paper.id)
    symbol = symbol.where(Letter.conference_id == NUMBER).scalar_subquery()
    own = Site.conference_id == NUMBER, NEEDS_LINE
    lines = select(func.count()).where(*own).scalar_subquery()
    tested = select(func.count()).where(*own, Site.line == LineState.GOOD).scalar_subquery()
    hubs = select(func.count()).where(*own, Site.kind == SiteKind.MAIN).scalar_subquery()
    speeches = select(func.count()).select_from(Speech).join(Speech.site).where(Site.conference_id == NUMBER)
    speeches = speeches.where(Speech.state == SpeechState.OFFERED).scalar_subquery()
    programme = select(Agenda.paper_id).where(Agenda.conference_id == NUMBER).scalar_subquery()
    late = late_papers.number()
    return letter, papers, agreed.scalar_subquery(), symbol, lines, tested, hubs, speeches, programme, late


@remembered
def given_out():
    """The letter with its paper, and the programme that was given out last, as what stands `beside` the background of a
    conference (`series.queries.background`); each None where there is none."""
    programme = select(Agenda.paper_id).where(Agenda.conference_id == NUMBER).scalar_subquery()
    letter = Letter, Letter.conference_id == NUMBER, by_join(Letter.paper)
    return letter, (Paper, Paper.id == programme)


def sent_facts(conference) -> dict:
    """What the `sent_columns` ask of a conference, beside its number."""
    return {"starts_at": conference.starts_at, "ends_at": conference.ends_at, "place": conference.place}


@remembered
def _sent():
    return select(*sent_columns())


class Ready(NamedTuple):
    """What is prepared: the letter's number, whether the slot was agreed to, lines, how many of them passed and how
    many of them are the main site's, how many speeches wait for a decision, which paper is the programme if it was
    given out, and of how many papers that came after the invitation the sites are to be told (`late`; none of a draft,
    to which nobody is invited)."""

    symbol: str
    slot_agreed: bool
    lines: int
    tested: int
    hubs: int
    speeches: int
    programme_id: int | None
    late: int


class Summary(NamedTuple):
    """What is prepared, and how many other conferences want the same at the same time."""

    ready: Ready
    clashes: int


def summary(conference, visible) -> Summary:
    """In short, for the pages that are not the first (one statement); `visible` as for `clashes.clashes`."""
    asked = {"ids": [conference.id], "conference_id": conference.id, **sent_facts(conference)}
    *sent, number = db.session.execute(select(*sent_columns(), clashes.number(visible)), asked).one()
    return Summary(ready(conference, sent), number)


def ready(conference, sent) -> Ready:
    """The same, as what the `sent_columns` hold says it."""
    _letter, _papers, agreed, symbol, *numbers, late = sent
    return Ready(symbol or "", agreed > 0, *numbers, late=0 if conference.is_draft else late)


def _asked(conference):
    return db.session.execute(_sent(), {"conference_id": conference.id, **sent_facts(conference)}).one()


def _done(conference, known):
    sent_at, papers_at, agreed, *_more = known or _asked(conference)
    days = (clock.local(at).date() if at else None for at in (sent_at, papers_at))
    return Done(*days, slot_agreed=agreed > 0)
