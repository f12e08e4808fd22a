"""What people type is text and nothing else; it can neither fetch, nor break out, nor read otherwise than it is."""

import socket
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.gateways import drawing, pdf
from meetings.gateways.glyphs import known, printable
from meetings.gateways.paper_parts import Point, Section
from meetings.gateways.paper_words import broken, kept, stopped
from tests.papers import reading, samples

ATTACKS = (
    "<script>alert(1)</script>",
    '<img src="http://192.0.2.1/x.png">',
    '<link rel=attachment href="file:///etc/passwd">',
    "<style>@import url(http://192.0.2.1/x.css)</style>",
    "</p></div></main></body></html>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "&lt;b&gt; & <b>",
    '" onload="x',
)


def _notice(text):
    return replace(
        samples.notice(),
        subject=text,
        opening=[text],
        sections=[Section(text, [Point(text, lead=text, deadline=text, points=[text])])],
        closing=[text],
        recipients=[text],
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_tags_are_printed_as_they_were_typed(attack, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a paper went to the network"))

    text = reading.text(drawing.draw(pdf.sources("thong_bao_ket_luan", _notice(attack)), draft=False))

    assert "".join(attack.split()) in "".join(text.split())


def test_nothing_can_be_fetched():
    for url in ("file:///etc/passwd", "http://127.0.0.1/", f"{drawing.HOME}../instance/secret_key", "data:text/css,x"):
        with pytest.raises(ValueError, match="may not fetch"):
            drawing.Ours().fetch(url)
        with pytest.raises(ValueError, match="may not fetch"):
            drawing.Nothing().fetch(url)


def test_a_word_without_end_stays_on_the_sheet():
    drawn = pdf.paper("thong_bao_ket_luan", _notice("Ư" * 400))

    assert max(word.right for word in reading.words(drawn)) < 195.5


def test_signs_that_are_not_seen_are_taken_out():
    assert printable("a\u202eb\u200bc\u00adđ\ufeff\ufe0f") == "abcđ"
    assert printable("ok ☑ 🎉 漢") == "ok □ □ □"
    assert printable("Hòa\r\nHợp\x00") == "Hòa\nHợp"


def test_letters_typed_apart_are_composed():
    assert printable(unicodedata.normalize("NFD", "Ủy ban nhân dân tỉnh Hà Tĩnh")) == "Ủy ban nhân dân tỉnh Hà Tĩnh"


@given(st.text())
def test_whatever_is_typed_can_be_printed(text):
    assert set(printable(text)) <= known()


@given(st.text(alphabet="ab1 ngàythángsốSởYtế07<&\n/"))
def test_keeping_words_together_changes_no_letter(text):
    assert kept(text).replace("\u00a0", " ") == text


@given(st.text(), st.sampled_from([";", ".", "./."]))
def test_a_stop_is_set_once(text, mark):
    assert stopped(stopped(text, mark), mark) == stopped(text, mark)


def test_a_stop_follows_at_once_behind_an_address_too():
    assert stopped("Thư điện tử: vp@hatinh.example.vn", "./.") == "Thư điện tử: vp@hatinh.example.vn./."
    assert stopped("Phòng họp A.", "./.") == "Phòng họp A./."


@given(st.lists(st.text("abcđ", min_size=1, max_size=12), max_size=40), st.integers(12, 60))
def test_titles_break_between_words_into_as_few_lines_as_it_takes(words, width):
    rows = str(broken(" ".join(words), width)).split("<br>")

    assert " ".join(rows).split() == words
    assert all(len(row) <= width for row in rows)


TEXTS = st.text(max_size=60)


@settings(max_examples=15, deadline=None)
@given(TEXTS)
def test_any_text_in_any_place_gives_a_whole_paper(text):
    drawn = pdf.paper("thong_bao_ket_luan", _notice(text))

    assert drawn.startswith(b"%PDF-1.7") and drawn.rstrip().endswith(b"%%EOF")
    assert {name.split("+")[1].split("-")[0] for name, *_ in reading.fonts(drawn)} == {"Tinos"}
