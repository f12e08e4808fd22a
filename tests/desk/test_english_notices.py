"""Notices in English, for people whose account is in English; letters and links stay Vietnamese."""

import ast
import re
from pathlib import Path

import pytest

from meetings.accounts.models import Role
from meetings.base import clock, segments
from meetings.base.db import db, transaction
from meetings.conferences import times
from meetings.desk import digests, mailing
from meetings.directives import steps
from meetings.notices import actions as notices
from meetings.notices.models import DIGEST_KIND, PRIVATE, Channel, Hold, Notice, NoticeState
from meetings.sites import guests
from meetings.web import english, texts
from tests.directives.made import a_directive
from tests.make import MONDAY, a_unit, a_user
from tests.test_notices import SAID

HERE = Path(__file__).resolve().parents[2] / "templates" / "notices"
KINDS = sorted(path.stem for path in (HERE / "en").glob("*.txt") if not path.stem.startswith("_"))
SHORT = HERE.parent / "texts"
# What the organiser writes in his own name, and why nobody gets it in another language.
STAY_VIETNAMESE = {
    "invitation": "It is the official letter, whose PDF goes with it.",
    "conference_entered": "It invites one more, in the words of the letter.",
    "conference_changed": "It brings the letter that replaces the first, and asks the sites to confirm again.",
    "conference_rescheduled": "It brings the letter that replaces the first, and asks the sites to confirm again.",
    "conference_restored": "It brings the letter that replaces the first, and asks the sites to confirm again.",
    "conference_cancelled": "It says that the letter no longer holds; units keep it with their papers.",
    "conference_postponed": "It says that the letter no longer holds; units keep it with their papers.",
    "confirm_reminder": "It asks a site what the letter asked.",
    "link_given": "It leaves to whoever answers for a site and has no account.",
}
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
FACTS = {
    "changed": {"due_on": ["20/12/2026", "30/12/2026"]}, "ground": "Notice 2", "later_below": 1,
    "code": "NV-1", "text": "Work", "giver": "A", "giver_unit": "Province", "lead_unit": "Commune", "coordinators": "B",
    "due": "thường xuyên", "expected_result": "Plan", "source": "Notice 1", "progress": 40, "path": "/directives/1",
    "words": "Because", "to": "Other", "wanted": "20/12/2026", "granted": True, "days_left": -2, "open_children": 2,
    "conference": "Briefing", "when": "08:00 – 11:30, Thứ Hai 30/11/2026", "organiser": "Province", "symbol": "1/TB",
    "subject": "On work", "note": "Look again", "correction": "", "number": 3, "link": "http://x/1", "minutes": 30,
    "lines": [{"said": "One", "path": "/a"}], "starts": "08:00 ngày 30/11/2026", "site": "Commune", "host": "Ward",
    "rehearsal": "từ 15:00 đến 16:00 ngày 29/11/2026", "operator": "Post", "place": "Hall", "chair": "A", "former": "B",
    "chair_title": "Head", "former_title": "Talk", "topic": "Roads", "speaker": "C", "guest": "Ward", "count": 4,
    "contact": "D", "phone": "0900", "is_anew": True, "goes_on": True, "successors": "Ward", "in_calendar": True,
    "unit": "Commune", "on": "29/11/2026", "named": "E", "bearer": "F", "more_conferences": 1, "more_directives": 2,
    "sites": [{"site": "Commune", "change": "chair", "chair": "A, Head", "note": "Because", "bearer": "F"}], "more": 2,
    "conferences": [{"title": "Briefing", "starts": "08:00 ngày 30/11/2026", "is_draft": True, "path": "/b"}],
    "directives": [{"code": "NV-1", "text": "Work", "due": "30/11/2026", "path": "/c"}],
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


def test_every_kind_is_written_in_english_or_stays_vietnamese_for_a_reason_that_is_named():
    kinds = {path.stem for path in HERE.glob("*.txt") if not path.stem.startswith("_")}

    assert set(KINDS) | set(STAY_VIETNAMESE) == kinds
    assert set(KINDS) & set(STAY_VIETNAMESE) == set()


def test_every_kind_that_is_written_in_english_has_an_english_short_message_too():
    written = {path.stem for path in (SHORT / "en").glob("*.txt")}

    assert written == set(KINDS) - PRIVATE - {DIGEST_KIND}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - PRIVATE - {DIGEST_KIND}))
def test_an_english_short_message_says_what_the_vietnamese_one_does_and_no_word_of_it(app, kind):
    here, there = texts.short(kind, FACTS, language="en"), texts.short(kind, FACTS)

    assert VIETNAMESE.search(here) is None
    assert here != there and "{" not in here and "\n" not in here
    assert re.findall(r"https?://[^ \n,]+", here) == re.findall(r"https?://[^ \n,]+", there)
    assert segments.size(texts.short(kind, SAID, language="en")).segments <= 4


def test_every_sentence_of_the_code_that_says_why_one_was_told_is_known_in_english():
    said = {
        sentence
        for sentence in _sentences()
        if re.match("((Trước đó a|A)nh/chị (là|thuộc|chủ|chọn|được|theo)|Đơn vị ông/bà|Nhiệm vụ này)", sentence)
    }

    assert len(said) == len(english.REASONS) + len(english.REASONS_OF_SITES)
    for sentence in said:
        assert VIETNAMESE.search(english.reason(sentence)) is None


def _sentences():
    """What the code says as a value; a site's name stands as "…"."""
    for path in (HERE.parents[1] / "meetings").rglob("*.py"):
        if path.name != "english.py":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.endswith(" "):
                    yield node.value


def test_what_the_house_says_in_place_of_a_persons_words_is_said_in_english_too():
    assert {guests.HOST_GONE, guests.HOST_RELAYS} == set(english.NOTES)
    assert english.facts({"starts": times.POSTPONED, "note": "Phòng nhỏ"}) == {
        "starts": "postponed, no new time yet",
        "note": "Phòng nhỏ",
    }


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
