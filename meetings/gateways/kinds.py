"""What a file really is: told by its content, and only a few kinds are taken."""

import re
from io import BytesIO
from typing import BinaryIO

from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.zips import DAMAGED, looked_over

puremagic = Later("puremagic")

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": OOXML + "wordprocessingml.document",
    "xlsx": OOXML + "spreadsheetml.sheet",
    "pptx": OOXML + "presentationml.presentation",
    "odt": ODF + "text",
    "ods": ODF + "spreadsheet",
    "odp": ODF + "presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "txt": "text/plain",
    "csv": "text/csv",
}
STARTS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
# What a person calls what a content turns out to be.
NAMES = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    OOXML + "wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    OOXML + "spreadsheetml.sheet": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    OOXML + "presentationml.presentation": "PowerPoint",
    ODF + "text": "OpenDocument",
    ODF + "spreadsheet": "OpenDocument",
    ODF + "presentation": "OpenDocument",
    "image/jpeg": _l("a JPEG picture"),
    "image/png": _l("a PNG picture"),
    "image/gif": _l("a GIF picture"),
    "text/plain": _l("plain text"),
    "text/html": _l("a web page"),
    "application/zip": _l("a ZIP archive"),
}
OTHER = _l("another kind of file")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MAIN_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
MACRO_PARTS = re.compile(r"(?is)xl/macrosheets/.*|basic/.+|scripts/.+")
MACRO_STREAMS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")
MARKUP = re.compile(rb"(?i)\s*(<\?xml|<!|<html|<head|<body|<script|<svg|<iframe|<meta|<a\s|<img|<\?php|#!)")
NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
EXTENSION = re.compile(r"[^/\\]\.([a-z]{3,4})\Z")
HEAD = 4096
# What an office file says of itself is short; of one that says more nothing is taken into memory.
LONGEST_PART = 4 * 1024 * 1024

TAKEN = _l(
    "Files of this kind are not taken. Send PDF, Word, Excel, PowerPoint, OpenDocument, text, or an image as JPG, PNG "
    "or GIF."
)
HEIC = _l(
    "Photos of this kind (HEIC, of an iPhone) are not taken. Take a screenshot of the photo and send that, or set the "
    "camera to “Most Compatible” and take it again."
)
EMPTY = _l("The file is empty. Choose it again.")
CONTRADICTS = _l("The file is called .%(extension)s, but by its content it is something else (%(actual)s).")
MACROS = _l("The file contains macros. Save it without macros (.docx, .xlsx, .pptx) and send it again.")
PASSWORD = _l("The file is protected with a password. Remove the protection and send it again.")


def kind_of(file: BinaryIO | bytes, filename: str, *, not_taken=TAKEN) -> str:
    """The content type of a file, judged by its content; the extension of `filename` must agree with it.

    `file` is the content or a seekable binary file (left at its start). Raises `NotValid` with a sentence for
    an unknown extension, an empty file, programs, web pages and SVG, content of another kind than its name,
    macros, password protection, and zips that would unpack to far more than they are. `not_taken` is the sentence for
    an unknown extension, where a page takes less than all kinds.
    """
    file = BytesIO(file) if isinstance(file, bytes) else file
    named = EXTENSION.search(filename.lower())
    extension = named.group(1) if named else ""
    if extension not in KINDS:
        raise NotValid(HEIC if extension in ("heic", "heif") else not_taken)
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise NotValid(EMPTY)
    actual = _by_content(file, head)
    file.seek(0)
    if not _agree(actual, extension):
        actual = actual or ("application/zip" if head.startswith(ZIP) else _guess(head))
        raise NotValid(CONTRADICTS % {"extension": extension, "actual": NAMES.get(actual, OTHER)})
    return KINDS[extension]


def _agree(actual, extension):
    return actual == KINDS[extension] or (actual == "text/plain" and extension == "csv")


def _by_content(file, head):
    for start, content_type in STARTS.items():
        if head.startswith(start):
            return content_type
    if head.startswith(ZIP):
        return _office_zip(file)
    file.seek(0)
    if head.startswith(OLE):
        return _old_office(file.read())
    return "text/plain" if _is_text(file.read()) else None


def _is_macro(name):
    """Without an expression for the project: a name made for it would be searched from each of its places."""
    folded = name.lower()
    is_project = folded.endswith(".bin") and (folded.startswith("vbaproject") or "/vbaproject" in folded)
    return is_project or MACRO_PARTS.fullmatch(name) is not None


def _office_zip(file):
    with looked_over(file) as archive:
        names = archive.namelist()
        if any(map(_is_macro, names)):
            raise NotValid(MACROS)
        if "[Content_Types].xml" in names:
            if b"macroenabled" in _part(archive, "[Content_Types].xml").lower():
                raise NotValid(MACROS)
            return next((KINDS[kind] for part, kind in MAIN_PARTS.items() if part in names), None)
        if "mimetype" in names:
            declared = _part(archive, "mimetype").decode("ascii").strip()
            return declared if declared.startswith(ODF) else None
    return None


def _part(archive, name):
    if archive.getinfo(name).file_size > LONGEST_PART:
        raise NotValid(DAMAGED)
    return archive.read(name)


def _old_office(content):
    if any(_has_stream(content, name) for name in MACRO_STREAMS):
        raise NotValid(MACROS)
    if _has_stream(content, "EncryptedPackage"):
        raise NotValid(PASSWORD)
    return next((KINDS[kind] for name, kind in MAIN_STREAMS.items() if _has_stream(content, name)), None)


def _has_stream(content, name):
    """Whether an OLE file has an entry of this name: 64 bytes of UTF-16, then its length ([MS-CFB] 2.6.1)."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    place = content.find(entry)
    while place >= 0 and place % 128:
        place = content.find(entry, place + 1)
    return place >= 0


def _is_text(content):
    if MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return False
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not NOT_IN_TEXT.search(text) and not MARKUP.match(text[:HEAD].encode(errors="replace"))
    return False


def _guess(head):
    try:
        return puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
