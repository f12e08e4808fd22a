"""Histories are added to: the database refuses to change or to delete what stands in them, whoever asks."""

import pytest
from sqlalchemy import delete, func, select, table, text
from sqlalchemy.exc import IntegrityError

from meetings.attendance.models import ChangeKind, DelegateChange
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.histories import WORDS
from meetings.directives.models import DirectiveEvent, DirectiveFile
from meetings.journal import actions as journal
from meetings.journal.models import Entry
from meetings.minutes.models import Revision
from meetings.registry import actions as registry
from meetings.registry.models import Paper
from meetings.series.models import TemplateEdition
from meetings.sites.models import Answer, AnswerWay, Site, SiteState
from tests.make import MONDAY, a_conference, a_site, a_unit, saved
from tests.registry.test_actions import released
from tests.whole.world import World

KEPT = (Entry, DirectiveEvent, DirectiveFile, Revision, TemplateEdition, Paper)
# These go with the site that they are of, and names that nobody needs any more are erased.
GOING = (Answer, DelegateChange)


def refused(history):
    """That the database says no, and of which table."""
    return pytest.raises(IntegrityError, match=f"{history} {WORDS}")


def say(statement):
    """To the database, as a door says something to it."""
    with transaction():
        db.session.execute(text(statement))


def rows(history):
    """How many stand in it."""
    return db.session.scalar(select(func.count()).select_from(table(history)))


@pytest.fixture
def full(app):
    """A world in which every history has rows."""
    World()
    released(a_conference())
    site = a_site(a_conference(), a_unit())
    saved(Answer(site_id=site.id, state=SiteState.CONFIRMED, at=clock.now(), way=AnswerWay.PAGE, for_start=MONDAY))
    saved(DelegateChange(site_id=site.id, at=clock.now(), kind=ChangeKind.ADDED, name="Lê Thị Bình"))


def test_plain_sql_neither_changes_nor_deletes_what_happened(full, request):
    for model in (*KEPT, *GOING):
        history, first = model.__tablename__, next(iter(model.__table__.primary_key)).name
        before = rows(history)
        assert before, history

        with refused(history):
            say(f"UPDATE {history} SET {first} = {first}")
        if model in KEPT:
            with refused(history):
                say(f"DELETE FROM {history}")
        if request.config.getoption("database") == "postgresql":
            with refused("[a-z_]+"):
                say(f"TRUNCATE {history} CASCADE")

        assert rows(history) == before


def test_what_stands_there_cannot_be_replaced_by_an_insert_either(request):
    unit = a_unit()
    with transaction():
        journal.record(None, "added_unit", unit)
    is_sqlite = request.config.getoption("database") == "sqlite"
    columns = ", ".join(column.name for column in Entry.__table__.columns)
    instead = f"INTO journal_entry ({columns}) SELECT {columns} FROM journal_entry"

    with refused("journal_entry"):
        if is_sqlite:
            say(f"INSERT OR REPLACE {instead}")
        else:
            say(f"INSERT {instead} ON CONFLICT (id) DO UPDATE SET note = 'x'")

    assert db.session.scalar(select(Entry.note)) == ""


def test_a_released_paper_stays_but_gets_the_fingerprint_of_its_pdf_once():
    paper = released(a_conference())
    with transaction():
        registry.keep_pdf(paper, "a" * 64)

    for change in ("number = 2", "facts = '{}'", "symbol = 'x'", "issued_on = '2026-01-01'", "fingerprint = NULL"):
        with refused("paper"):
            say(f"UPDATE paper SET {change}")

    assert (paper.number, paper.fingerprint) == (1, "a" * 64)


def test_answers_go_with_a_site_that_is_taken_out(full):
    with transaction():
        db.session.execute(delete(Site).where(Site.id.in_(select(Answer.site_id))))

    assert (rows("site_answer"), rows("delegate_change")) == (0, 0)
