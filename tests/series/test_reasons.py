"""Why the program called a draft off is kept as a code and read in the language of who looks, on its page and in the
journal."""

from datetime import date

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal.models import Entry
from meetings.series import turning
from meetings.series.models import ConferenceSeries
from tests.make import an_administrator
from tests.series.make import a_series, drafts_of, turned

pytestmark = pytest.mark.usefixtures("in_november")
CLOSED = {"en": "The series has been closed."}


def in_english(login):
    reader = an_administrator()
    with transaction():
        db.session.get(Person, reader.id).language = "en"
    return login(reader)


def closed(language):
    series = a_series()
    numbers = [one.id for one in drafts_of(series)]
    with force_locale(language), transaction():
        running = db.session.get(ConferenceSeries, series.id)
        turning.close(running, last_on=date(2026, 11, 30), version=running.version, by=None)
    return numbers[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_draft_called_off_with_its_series_says_why_in_the_readers_language(login, language):
    number = closed(language)
    words = dict(zip(("vi", "en"), said_of(number), strict=True))

    mine, theirs = login(an_administrator()), in_english(login)
    pages = {
        language: [browser.get(f"/conferences/{number}{more}").text for more in ("", "/journal")]
        for language, browser in (("vi", mine), ("en", theirs))
    }

    assert words["vi"] != words["en"] == CLOSED["en"]
    assert all(words["vi"] in page and words["en"] not in page for page in pages["vi"])
    assert all(words["en"] in page and words["vi"] not in page for page in pages["en"])


def said_of(number):
    found = []
    for language in ("vi", "en"):
        with force_locale(language):
            found.append(db.session.get(Conference, number).why)
    return found


def test_what_the_code_means_is_never_kept_in_words(login):
    series = a_series()
    turned(series, first_on=date(2026, 12, 1), last_on=date(2026, 12, 31))
    closed("en")

    reasons = db.session.scalars(select(Conference.reason).filter_by(state=ConferenceState.CANCELLED))
    notes = db.session.scalars(select(Entry.note).where(Entry.verb == "cancelled"))
    assert {*reasons, *notes} <= {"series_closed", "series_rule_changed"}


def test_a_sentence_kept_by_a_former_release_is_told_in_the_readers_language(login):
    number = closed("vi")
    with transaction():
        db.session.get(Conference, number).reason = CLOSED["en"]

    assert said_of(number)[0] != CLOSED["en"] == said_of(number)[1]


def test_what_a_person_wrote_stays_as_it_is(login):
    number = closed("vi")
    with transaction():
        db.session.get(Conference, number).reason = "Bão số 12"

    assert said_of(number) == ["Bão số 12", "Bão số 12"]
