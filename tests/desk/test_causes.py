"""Why a message did not leave is read in one's own language, whoever tried it in whichever language."""

import ast
from pathlib import Path

import pytest
from flask_babel import force_locale

from meetings import desk
from meetings.base.db import db, transaction
from meetings.desk.outbox import CAUSES
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import telling
from tests.make import a_conference, a_site, a_unit, an_administrator

TOP = Path(desk.__file__).resolve().parents[1]
# Raised while a message leaves; what tells of wrong settings before any leaves, and of files that come in, is not.
SOURCES = {
    "gateways/sinks.py",
    "gateways/texting.py",
    "gateways/text_settings.py",
    "gateways/mail.py",
    "desk/mailing.py",
}
SOURCES |= {"desk/enclosures.py", "notices/leaving.py"}
NEVER_KEPT = {"The mail setting is not understood."}


def sentences(source):
    """The sentences that a file makes on its first floor."""
    for node in ast.parse((TOP / source).read_text()).body:
        call = getattr(node, "value", None)
        if isinstance(node, ast.Assign) and isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_l":
            yield call.args[0].value


@pytest.fixture
def _words(app):
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("_words")
def test_every_sentence_of_the_ways_out_is_known_again():
    said = [one for source in sorted(SOURCES) for one in sentences(source)]
    kept = [one for one in said if not any(one.startswith(never) for never in NEVER_KEPT)]

    with force_locale("en"):
        known = [str(cause) for cause in CAUSES.sentences]

    assert set(kept) - set(known) == set()
    assert len(kept) > 15


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize("number", range(len(CAUSES.sentences)))
def test_a_cause_kept_in_one_language_is_read_in_the_other(number):
    values = {"answer": "550 (no such user)", "status": 503, "fault": "TEXT_BODY"}
    said = {}
    for language in ("vi", "en"):
        with force_locale(language):
            said[language] = str(CAUSES.sentences[number]) % values

    assert said["vi"] != said["en"]
    for shown, sentence in said.items():
        with force_locale(shown):
            assert [CAUSES.said(kept) for kept in said.values()] == [sentence] * 2


@pytest.mark.usefixtures("_words")
def test_what_is_no_sentence_of_ours_stays_as_it_is():
    assert [CAUSES.said(kept) for kept in ("", "Connection reset", "550 100% full")] == [
        "",
        "Connection reset",
        "550 100% full",
    ]


def test_the_outbox_says_cause_and_reason_in_the_language_of_the_screen(login):
    site = a_site(a_conference(), a_unit("Xã Kỳ Anh"))
    with transaction():
        [row] = notices.tell([("An", "an@example.vn")], "confirm_reminder", reason=telling.reason(site))
        row.state, row.attempts = NoticeState.FAILED, 1
        row.last_error = "Máy chủ thư từ chối hẳn thư này: 550 no such user"
    number = row.id
    reader = an_administrator()
    with transaction():
        db.session.merge(reader).language = "en"
    client = login(reader)

    pages = [client.get(path).text for path in ("/notices", f"/notices/{number}")]

    for page in pages:
        assert "You are the contact of the site Xã Kỳ Anh." in page
        assert "The mail server refused the message for good: 550 no such user" in page
        assert "Máy chủ thư" not in page
    assert "đầu mối" not in pages[0]
    assert db.session.get(Notice, number).last_error.startswith("Máy chủ thư")
