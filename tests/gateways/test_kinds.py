import tracemalloc
import zipfile
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from weasyprint import HTML

from meetings.base.errors import NotValid
from meetings.gateways.kinds import KINDS, kind_of

TYPES = b'<Types><Override PartName="/x" ContentType="application/x"/></Types>'
MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def _zip(**members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _ooxml(part, **more):
    return _zip(**{"[Content_Types].xml": TYPES, part: b"<x/>", **more})


def _odf(kind, **more):
    return _zip(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<x/>", **more})


def _ole(*streams):
    """The first sector of an OLE file and a directory sector ([MS-CFB] 2.2, 2.6.1)."""
    entries = b"".join(
        (name.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(name) + 2, 0, 2])).ljust(128, b"\0")
        for name in ("Root Entry", *streams)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(1024, b"\0")


def _workbook():
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


GOOD = {
    "pdf": HTML(string="<p>Giấy mời</p>").write_pdf(),
    "docx": _ooxml("word/document.xml"),
    "xlsx": _workbook(),
    "pptx": _ooxml("ppt/presentation.xml"),
    "odt": _odf("text"),
    "ods": _odf("spreadsheet"),
    "odp": _odf("presentation"),
    "doc": _ole("WordDocument"),
    "xls": _ole("Workbook"),
    "ppt": _ole("PowerPoint Document"),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "gif": b"GIF89a\x01\x00\x01\x00",
    "txt": "Kính gửi: các sở\n".encode(),
    "csv": "Họ tên;Đơn vị\nAn;Sở Y tế\n".encode("utf-8-sig"),
}
BAD = {
    "a program": b"MZ\x90\x00\x03\x00\x00\x00",
    "a Linux program": b"\x7fELF\x02\x01\x01\x00",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!DOCTYPE html><html><script>alert(1)</script>",
    "a page after spaces": b"\xef\xbb\xbf  \r\n\t<HtMl>",
    "a page in UTF-16": "<html>".encode("utf-16"),
    "a picture of commands": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "XML": b'<?xml version="1.0"?><svg/>',
    "a comment before a page": b"<!-- x --><script>",
    "a plain zip": _zip(**{"a.txt": b"a"}),
    "a Java archive": _zip(**{"META-INF/MANIFEST.MF": b"x", "A.class": b"x"}),
    "Word with macros": _ooxml("word/document.xml", **{"word/vbaProject.bin": b"x"}),
    "Excel with macros": _ooxml("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"}),
    "Excel with old macros": _ooxml("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"x"}),
    "renamed macros": _zip(**{"[Content_Types].xml": MACRO_TYPES, "word/document.xml": b"<x/>"}),
    "OpenDocument with macros": _odf("text", **{"Basic/Standard/Module1.xml": b"x"}),
    "old Word with macros": _ole("WordDocument", "Macros", "VBA", "_VBA_PROJECT"),
    "a locked workbook": _ole("EncryptionInfo", "EncryptedPackage"),
    "an installer": _ole("SummaryInformation"),
    "a path that climbs": _ooxml("word/document.xml", **{"../../etc/passwd": b"x"}),
    "half a zip": _ooxml("word/document.xml")[:-30],
    "only a zip's head": b"PK\x03\x04",
    "nothing": b"",
    "noise": bytes(range(256)),
    "zeros": b"\0" * 100,
}


@pytest.mark.parametrize("extension", KINDS)
def test_each_kind_is_known_by_its_content(extension):
    assert kind_of(GOOD[extension], f"Tài liệu họp.{extension.upper()}") == KINDS[extension]


@pytest.mark.parametrize("extension", KINDS)
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_what_may_do_harm_is_refused_under_every_name(content, extension):
    with pytest.raises(NotValid):
        kind_of(content, f"a.{extension}")


@pytest.mark.parametrize("named", KINDS)
@pytest.mark.parametrize("real", KINDS)
def test_a_name_must_not_contradict_the_content(real, named):
    alike = KINDS[real] == KINDS[named] or {real, named} == {"txt", "csv"}
    if alike:
        assert kind_of(GOOD[real], f"a.{named}") == KINDS[named]
        return

    with pytest.raises(NotValid, match=f"called .{named}"):
        kind_of(GOOD[real], f"a.{named}")


@pytest.mark.parametrize("name", ["", "a", "a.exe", "a.pdf.html", "a.svg", "a.docm", "pdf", ".pdf", "a.pdf/", "a.pdf "])
def test_other_names_are_not_taken(name):
    with pytest.raises(NotValid):
        kind_of(GOOD["pdf"], name)


def test_a_zip_that_only_begins_like_an_office_file_is_called_a_zip():
    with pytest.raises(NotValid, match="ZIP"):
        kind_of(_zip(**{"[Content_Types].xml": TYPES}), "a.pdf")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = _ooxml("word/document.xml", **{"word/media/a.xml": b"\0" * 60_000_000})

    assert len(bomb) < 100_000
    with pytest.raises(NotValid, match="unpacks"):
        kind_of(bomb, "a.docx")


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_what_an_office_file_says_of_itself_without_end_is_not_taken_into_memory(name):
    content = _zip(**{name: b"a" * 5_000_000, "word/document.xml": b"<x/>"})

    tracemalloc.start()
    with pytest.raises(NotValid):
        kind_of(content, "a.docx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4_000_000


def test_thousands_of_members_are_refused():
    many = _ooxml("word/document.xml", **{f"m/{number}": b"" for number in range(5_001)})

    with pytest.raises(NotValid, match="unpacks"):
        kind_of(many, "a.docx")


def test_an_open_file_is_left_at_its_start():
    file = BytesIO(GOOD["xlsx"])
    file.read(10)

    kind_of(file, "a.xlsx")

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"Name;Code\nA;1", "a.xlsx", "plain text"),
        (b"%PDF-1.7\n", "a.docx", "PDF"),
        (b"GIF89a....", "a.pdf", "a GIF picture"),
        (b"\x00\x01\x02 nothing known", "a.pdf", "another kind of file"),
    ],
)
def test_what_a_file_turns_out_to_be_is_told_in_a_word(content, name, word):
    with pytest.raises(NotValid) as refusal:
        kind_of(content, name)

    assert str(refusal.value.message).endswith(f"({word}).")


def test_words_about_macros_are_no_macros():
    letter = _ole("WordDocument") + "Macros VBA _VBA_PROJECT".encode("utf-16-le")

    assert kind_of(letter, "a.doc") == KINDS["doc"]


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"<", b"\xff\xfe", *GOOD.values()]
    ),
    noise=st.binary(max_size=400),
    cut=st.integers(0, 4000),
    name=st.one_of(st.sampled_from(sorted(KINDS)).map("a.{}".format), st.text(max_size=12)),
)
def test_any_content_gets_a_known_kind_or_a_sentence(start, noise, cut, name):
    try:
        content_type = kind_of(start[:cut] + noise + start[cut:], name)
    except NotValid as refusal:
        assert str(refusal.message)
        return

    assert content_type in KINDS.values()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mangled_office_file_is_taken_or_refused_in_words(data):
    extension = data.draw(st.sampled_from(["docx", "xlsx", "odt"]))
    content = bytearray(GOOD[extension])
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert kind_of(bytes(content), f"a.{extension}") == KINDS[extension]
    except NotValid as refusal:
        assert str(refusal.message)


def test_names_made_to_look_like_macros_without_end_are_looked_at_in_bounded_time():
    names = (f"{number}{'/vbaproject' * 5_900}" for number in range(40))
    content = _ooxml("word/document.xml", **dict.fromkeys(names, b""))
    began = process_time()

    kind_of(content, "a.docx")

    assert process_time() - began < 2
