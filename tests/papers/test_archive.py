"""What a PDF is besides its looks: tagged, in Vietnamese, with a title, embedded, prepared as PDF/A, whole."""

import logging
import os
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from hashlib import sha256
from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest

from meetings.gateways import drawing, pdf
from tests.papers import reading, samples

TOP = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module", params=samples.ALL)
def drawn(request):
    return pdf.paper(request.param, samples.ALL[request.param]())


def test_every_font_is_ours_embedded_and_copied_from(drawn):
    fonts = reading.fonts(drawn)

    assert {name.split("+")[1].split("-")[0] for name, *_ in fonts} == {"Tinos"}
    assert {tuple(flags) for _, *flags in fonts} == {(True, True, True)}


def test_it_is_tagged_vietnamese_and_shows_its_title(drawn):
    with pikepdf.open(BytesIO(drawn)) as paper:
        assert paper.Root.MarkInfo.Marked is True
        assert paper.Root.Lang == "vi"
        assert paper.Root.ViewerPreferences.DisplayDocTitle is True
        assert len(str(paper.docinfo["/Title"])) > 10
        assert paper.Root.StructTreeRoot.K[0].S == "/Document"


def test_it_says_that_it_is_pdf_a_3u(drawn):
    with pikepdf.open(BytesIO(drawn)) as paper, paper.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "U")
        assert paper.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert paper.pdf_version == "1.7"
        assert not paper.is_encrypted
        assert "/AcroForm" not in paper.Root and "/OpenAction" not in paper.Root


def test_headings_and_tables_have_their_tags():
    with pikepdf.open(BytesIO(pdf.paper("bien_ban", samples.minutes()))) as paper:
        tags = {str(thing.S) for thing in paper.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing}

    assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TR", "/TH", "/TD"} <= tags


def test_qpdf_finds_nothing_wrong(drawn):
    with pikepdf.open(BytesIO(drawn)) as paper:
        assert paper.check_pdf_syntax() == []


def _letters():
    """Every letter with every tone, small and capital."""
    toned = {
        unicodedata.normalize("NFC", a + b) for a, b in product("aăâeêioôơuưy", ("", *"\u0300\u0301\u0303\u0309\u0323"))
    }
    small = toned | set("bcdđghklmnpqrstvxfjwz")
    return small | {letter.upper() for letter in small}


def test_every_vietnamese_letter_is_drawn_and_copied():
    letters = " ".join(sorted(_letters()))
    facts = samples.notice().plain() | {"closing": [letters]}

    assert letters in reading.text(pdf.paper("thong_bao_ket_luan", facts))


def test_nothing_is_warned_of(caplog):
    with caplog.at_level(logging.DEBUG):
        for name, make in samples.ALL.items():
            pdf.paper(name, make(), draft=True)

    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


def test_another_process_draws_the_same_bytes():
    line = (
        "from meetings.gateways import pdf; from tests.papers import samples; from hashlib import sha256;"
        "print(sha256(pdf.paper('bien_ban', samples.minutes())).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", line],
        cwd=TOP,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert elsewhere.stdout.strip() == sha256(pdf.paper("bien_ban", samples.minutes())).hexdigest()


def test_equal_bytes_where_the_system_cannot_make_typefaces_smaller(monkeypatch):
    monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)  # as on Ubuntu 22.04
    pages = pdf.sources("giay_moi", samples.invitation())
    first = drawing.draw(pages, False)
    time.sleep(1.1)  # what would be stamped counts in seconds

    assert drawing.draw(pages, False) == first


def _tags(tag):
    """The tag and all below it."""
    yield tag
    for kid in tag.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary):
            yield from _tags(kid)


@pytest.fixture(scope="module")
def long():
    """A table that is drawn in parts: eight of them."""
    return pdf.paper("diem_danh", samples.attendance_annex(1101, delegates=1))


def test_every_row_of_a_table_that_is_drawn_in_parts_has_its_tags(long):
    with pikepdf.open(BytesIO(long)) as paper:
        (document,) = paper.Root.StructTreeRoot.K
        kinds = Counter(str(tag.S) for tag in _tags(document))
        pages = len(paper.pages)

    # 1,101 sites with their sum; as many delegates below the names of their sites; heads on every page.
    heads = kinds["/TH"] / 6, kinds["/TH"] / 5
    assert kinds["/H2"] == 2
    assert kinds["/TR"] == 1102 + 2 * 1101 + kinds["/THead"]
    assert heads[0] <= kinds["/THead"] <= heads[1]
    assert kinds["/THead"] >= pages


def test_the_tags_of_later_parts_lead_to_their_own_pages_and_heads(long):
    with pikepdf.open(BytesIO(long)) as paper:
        root = paper.Root.StructTreeRoot
        numbers = list(root.ParentTree.Nums)
        tags = list(_tags(root.K[0]))
        heads = [str(tag.ID) for tag in tags if "/ID" in tag]
        named = {str(head) for tag in tags if tag.S == "/TD" for head in tag.A.get("/Headers", ())}
        known = {tag.objgen for tag in tags} | {root.objgen}

        assert [int(key) for key in numbers[::2]] == list(range(len(paper.pages)))
        assert [int(page.StructParents) for page in paper.pages] == list(range(len(paper.pages)))
        assert [{tag.Pg.objgen for tag in kept} for kept in numbers[1::2]] == [{page.objgen} for page in paper.pages]
        assert len(heads) == len(set(heads))
        assert named == set(heads)
        assert [tag for tag in tags if tag.P.objgen not in known] == []


def test_each_part_of_a_long_table_stands_in_the_one_document(long):
    with pikepdf.open(BytesIO(long)) as paper:
        (document,) = paper.Root.StructTreeRoot.K

        assert document.S == "/Document"
        assert sum(tag.S == "/NonStruct" for tag in document.K) == 7
        assert {str(tag.S) for tag in document.K} == {"/Part", "/NonStruct"}
        assert paper.check_pdf_syntax() == []
