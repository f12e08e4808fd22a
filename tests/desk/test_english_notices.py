"""Notices in English, for people whose account is in English; letters and links stay Vietnamese."""

import re
from pathlib import Path

import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import digests, mailing, rulings, telling
from meetings.directives import steps
from meetings.invitations import telling as entries
from meetings.invitations.models import InvitePart
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Channel, Hold, Notice, NoticeState
from meetings.web import english, texts
from tests.directives.made import a_directive
from tests.make import MONDAY, a_unit, a_user

HERE = Path(__file__).resolve().parents[2] / "templates" / "notices"
KINDS = sorted(path.stem for path in (HERE / "en").glob("*.txt") if not path.stem.startswith("_"))
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
FACTS = {
    "code": "NV-1", "text": "Work", "giver": "A", "giver_unit": "Province", "lead_unit": "Commune", "coordinators": "B",
    "due": "thường xuyên", "expected_result": "Plan", "source": "Notice 1", "progress": 40, "path": "/directives/1",
    "words": "Because", "to": "Other", "wanted": "20/12/2026", "granted": True, "days_left": -2, "open_children": 2,
    "conference": "Briefing", "when": "08:00 – 11:30, Thứ Hai 30/11/2026", "organiser": "Province", "symbol": "1/TB",
    "subject": "On work", "note": "Look again", "correction": "", "number": 3, "link": "http://x/1", "minutes": 30,
    "lines": [{"said": "One", "path": "/a"}],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_english_text_says_what_the_vietnamese_one_does_and_no_word_of_it(app, kind):
    reason = steps.LEADS
    here = texts.written(kind, FACTS, to_name="Nam", reason=reason, language="en")
    there = texts.written(kind, FACTS, to_name="Nam", reason=reason)
    product = app.config["PRODUCT_NAME"]

    for part in here:
        assert VIETNAMESE.search(part.replace(product, "")) is None
    assert 'lang="en"' in here.html and "Your unit leads this directive." in here.text
    assert re.findall(r"https?://[^ \n,]+", here.text) == re.findall(r"https?://[^ \n,]+", there.text)
    assert here.subject != there.subject


def test_every_sentence_that_says_why_one_was_told_of_such_a_thing_is_known():
    said = [steps.LEADS, steps.COORDINATES, steps.GIVES, telling.SECRETARY, telling.PRESIDES, rulings.TAKES_PART]

    assert {*said, leaving.DIGEST_REASON} == set(english.REASONS)
    assert entries.REASONS[InvitePart.SECRETARY] in english.REASONS


def test_every_directive_paper_and_digest_is_written_in_english():
    kinds = {path.stem for path in HERE.glob("*.txt")}
    own = {kind for kind in kinds if kind.startswith(("directive_", "minutes_", "notice_", "digest", "password"))}

    assert own <= set(KINDS) <= kinds


def sent_to(person, directive, *, kind="directive_given", **more):
    with transaction():
        told = db.session.get(type(person), person.id)
        notices.tell([told], kind, **steps.facts_of(directive), reason=steps.LEADS, **more)
    with clock.at(MONDAY):
        mailing.send_due()
    return db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.id.desc()).first()


@pytest.fixture
def reader():
    return a_user(Role.SITE_OFFICER, a_unit("UBND xã Vũ Quang"), language="en")


def test_a_reader_of_english_gets_his_mail_in_english_and_the_others_in_vietnamese(smtp, reader):
    with clock.at(MONDAY):
        directive = a_directive("Đẩy mạnh ứng dụng CNTT")
        english_one = sent_to(reader, directive)
        other = sent_to(a_user(), directive)

    assert english_one.subject == f"Directive {directive.code} given to {directive.lead_unit.name}, due standing"
    assert "Đẩy mạnh ứng dụng CNTT" in english_one.text and "Your unit leads this directive." in english_one.text
    assert other.subject == f"Nhiệm vụ {directive.code} giao {directive.lead_unit.name}, hạn thường xuyên"


def test_a_letter_stays_vietnamese(reader):
    written = [texts.written("invitation", FACTS, to_name="Nam", language=one) for one in ("en", "vi")]

    assert written[0] == written[1] and "Kính gửi: Nam" in written[0].text


def test_the_bell_speaks_the_readers_language_whatever_the_mail_spoke(login, smtp, reader):
    with clock.at(MONDAY):
        directive = a_directive("Đẩy mạnh ứng dụng CNTT")
        sent_to(reader, directive)
        page = login(reader).get("/inbox").text
        with transaction():
            db.session.get(type(reader), reader.id).language = "vi"
        after = login(reader).get("/inbox").text

    assert "Your unit leads this directive." in page and steps.LEADS in after
    assert f"Directive {directive.code} given to" in page and f"Nhiệm vụ {directive.code} giao" not in page
    assert f"Nhiệm vụ {directive.code} giao" in after and f"Directive {directive.code} given to" not in after


def test_the_digest_of_a_reader_of_english_is_in_english(reader):
    with clock.at(MONDAY):
        directive = a_directive()
        with transaction():
            told = db.session.get(type(reader), reader.id)
            [row] = notices.tell([told], "directive_accepted", **steps.facts_of(directive), words="")
            row.channel, row.hold, row.held_until = Channel.DIGEST, Hold.DIGEST, MONDAY
            row.state, row.send_after = NoticeState.QUEUED, MONDAY
        digests.gather_due()
    digest = db.session.query(Notice).filter_by(kind="digest").one()
    text = texts.written("digest", digest.facts, language="en")

    assert [line["said"] for line in digest.facts["lines"]] == [f"Directive {directive.code}: the result is accepted"]
    assert text.subject == "Today's digest: 1 notice"
