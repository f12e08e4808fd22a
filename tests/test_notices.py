"""Every notice that is told has its text, and every text is told."""

import ast
from pathlib import Path

import pytest

from meetings.base import segments
from meetings.desk.notice_names import NAMES
from meetings.notices import pressing
from meetings.notices.models import DIGEST_KIND, PRIVATE
from meetings.web import texts

TOP = Path(__file__).resolve().parent.parent
TEXTS = TOP / "templates" / "notices"
KINDS = sorted(path.stem for path in TEXTS.glob("*.txt") if not path.stem.startswith("_"))


SHORT = TOP / "templates" / "texts"
# What stands in short messages, as long as such things are.
SAID = {
    "conference": "Hội nghị trực tuyến triển khai nhiệm vụ phát triển kinh tế - xã hội 6 tháng cuối năm 2026",
    "site": "UBND xã Kỳ Anh",
    "when": "08:00 – 11:30, Thứ Hai 30/11/2026",
    "starts": "08:00 ngày 30/11/2026",
    "before": "08:00 – 11:30, Thứ Sáu 27/11/2026",
    "rehearsal": "15:00 – 16:00, Chủ nhật 29/11/2026",
    "place": "Trung tâm Hội nghị tỉnh",
    "why": "ứng phó bão số 12",
    "note": "chưa rõ người trình bày",
    "topic": "Kinh nghiệm chuyển đổi số",
    "code": "1234/2026",
    "lead_unit": "Sở Nông nghiệp và Môi trường",
    "to": "Sở Tài chính",
    "due": "15/12/2026",
    "term": "16:00 ngày 28/11/2026",
    "wanted": "20/12/2026",
    "progress": 40,
    "symbol": "123/TB-UBND",
    "path": "/conferences/123",
}


def _trees():
    return [(path, ast.parse(path.read_text())) for path in (TOP / "meetings").rglob("*.py")]


def _told():
    """The kinds handed to whatever is called tell…: `tell(people, "kind")`, `tell_chairs(conference, "kind")`."""
    found = set()
    for _path, tree in _trees():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name.lstrip("_").startswith("tell"):
                found |= {arg.value for arg in call.args[:3] if isinstance(arg, ast.Constant)}
    return {kind for kind in found if isinstance(kind, str) and kind}


def _words():
    """Every text that stands in the code as a value."""
    return {
        node.value
        for _path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_notice_that_is_told_has_a_text():
    assert _told() - set(KINDS) == set()


def test_every_text_is_told():
    assert set(KINDS) - _words() == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_begins_with_a_subject_and_can_be_written(app, kind):
    first, blank, *_rest = (TEXTS / f"{kind}.txt").read_text().split("\n")

    assert first.startswith("Subject: ")
    assert blank == ""


def test_a_text_is_framed_with_name_link_and_reason(app):
    text = texts.written(
        "conference_ended",
        {"conference": "Giao ban", "when": "08:00", "path": "/conferences/7"},
        to_name="Nguyễn Văn An",
        reason="Anh/chị là thư ký.",
    )

    assert text.text.startswith("Kính gửi: Nguyễn Văn An\n\nĐã kết thúc: Giao ban")
    assert text.text.endswith("--\nAnh/chị là thư ký.\nThư gửi tự động từ Nhịp Cầu, http://localhost\n")


def test_an_address_in_a_mail_has_a_line_of_its_own_and_breaks_on_a_telephone(app):
    facts = {"conference": "Giao ban", "when": "08:00", "symbol": "42/BB-UBND", "organiser": "UBND tỉnh"}
    mail = texts.written("minutes_released", facts | {"path": "/conferences/7"}).html

    address = "http://localhost/conferences/7/minutes"
    assert f'</span><br><a style="color:#0b559f" href="{address}"' in mail
    assert "overflow-wrap:anywhere" in mail and 'content="light"' in mail


def test_the_body_is_taken_apart_into_words_facts_and_lists():
    body = "Kính mời dự:\nThời gian: 08:00\nĐịa điểm: Hà Tĩnh\n\n- một\n- hai\nhttp://x/1"

    assert texts.blocks(body) == [
        ("words", ["Kính mời dự:"]),
        ("facts", [("Thời gian", "08:00"), ("Địa điểm", "Hà Tĩnh")]),
        ("list", ["một", "hai"]),
        ("link", ["http://x/1"]),
    ]


def test_every_kind_but_the_one_time_link_and_the_digest_has_a_short_text():
    written = {path.stem for path in SHORT.glob("*.txt")}

    assert written == set(KINDS) - PRIVATE - {DIGEST_KIND}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - PRIVATE - {DIGEST_KIND}))
def test_a_short_text_is_one_line_says_where_and_fits_into_four_pieces(app, kind):
    said = texts.short(kind, SAID)

    assert "\n" not in said
    assert "{" not in said
    assert segments.size(said).segments <= 4


def test_short_texts_can_leave_without_marks(app):
    before = app.config["TEXT_MARKS"]
    app.config["TEXT_MARKS"] = False
    said = texts.short("invitation", SAID)
    app.config["TEXT_MARKS"] = before

    assert said.startswith("Moi UBND xa Ky Anh du Hoi nghi")
    assert segments.size(said).alphabet == "GSM-7"


def test_how_much_a_kind_presses_is_said_of_kinds_that_exist():
    assert set(NAMES) >= pressing.URGENT | pressing.ASKING
    assert not pressing.URGENT & pressing.ASKING
