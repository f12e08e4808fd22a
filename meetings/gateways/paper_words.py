"""How the facts of a paper are written: what the templates ask for by name, always out of plain text."""

import re
from dataclasses import replace
from datetime import date

from markupsafe import Markup, escape

from meetings.base import vietnamese
from meetings.gateways.plain import one_line
from meetings.gateways.title_lines import broken

BLANK = "\u00a0"
# In running text the room for what is still lacking is marked, as on the forms.
ROOM = "…"
WHOSE = re.compile(r"\bcủa .*")
END = re.compile(r"(?<![\s.;,/])[\s.;,/]+$")
KEPT = re.compile(
    r"\b(?:ngày|tháng|năm|[Ss]ố|Điều|khoản|điểm|[Qq]uý|Phụ lục) [\dIVX][\w./,-]{0,20}"
    r"|\b\d[\d.,]{0,12} (?:giờ(?: \d\d)?|phút|%|triệu|tỷ|đồng|đại biểu|điểm cầu|nhiệm vụ|huyện|xã)\b"
    r"|\b(?:(?:Sở|Bộ|Ban|Phòng) )?[Yy] tế\b"
)
# More than this takes two lines of a sheet, whichever letters they are.
TWO_LINES = 85
# So many small letters stand in a row below a QR code.
WIDE = 28


def kept(text: str) -> str:
    """The text, with a number and its noun on one line ("ngày 07", "14 điểm cầu"), and "Sở Y tế" unbroken.

    A no-break space is drawn with the glyph of a space, so that copied text has plain spaces. (A span that does not
    wrap is no way: WeasyPrint 70 then breaks the line before it too early.)
    """
    return KEPT.sub(lambda found: found.group().replace(" ", BLANK), text)


def stopped(text: str, mark: str) -> str:
    """The text with `mark` in place of whatever stop it ended with: ";", "." or "./."."""
    return END.sub("", text) + mark


def fills_two_lines(text: str) -> bool:
    """Whether a paragraph surely takes two lines, so that it alone is enough to go with a signature to its page."""
    return len(text) > TWO_LINES


def symbol(text: str, draft: bool) -> str:
    """Number and symbol; blank for the number while there is none."""
    tail = text[text.find("/") :] if "/" in text else ""
    return BLANK * 6 + tail if draft or text.startswith("/") else text


def place_and_day(head, draft: bool) -> str:
    """Hà Tĩnh, ngày 07 tháng 12 năm 2015; a draft has the place and room for the day."""
    if draft or not head.issued_on:
        return f"{head.place}, ngày{BLANK * 5}tháng{BLANK * 5}năm{BLANK * 8}"
    return f"{head.place}, {vietnamese.day_in_words(date.fromisoformat(head.issued_on)).replace(' ', BLANK)}"


def attached(text: str, paper: str, head, draft: bool) -> str:
    """To which `paper` an annex belongs: "Biên bản số …/BB-UBND ngày … tháng … năm … của …".

    On an electronic paper these blanks stay empty, for one signature closes the paper and its annex (Decree 30/2020,
    Annex III, form 2.2). `text` says whose paper it is ("của …"), or the whole, as papers given out earlier do: that
    stays, but in a draft.
    """
    whose = WHOSE.search(text)
    if not (draft or whose and whose.start() == 0):
        return text
    number = ROOM + head.symbol[head.symbol.find("/") :] if "/" in head.symbol else ROOM
    return f"{paper} số {number} ngày {ROOM} tháng {ROOM} năm {ROOM} {whose.group() if whose else ''}".rstrip()


def paragraphs(text: str) -> list[str]:
    """What was typed with line breaks, one paragraph each; at least one, be it empty."""
    return [line.strip() for line in text.splitlines() if line.strip()] or [""]


def capital(section):
    """A part whose title stands in capitals (I. NHỮNG KẾT QUẢ …)."""
    return replace(section, title=section.title.upper())


def headed(signature, word: str):
    """A signature under the word that says whose it is (THƯ KÝ, CHỦ TỌA)."""
    return replace(signature, authority=[word, *signature.authority])


def in_rows(address: str) -> Markup:
    """A long address in rows of about equal length below a picture: what stands before the last "/", then the rest."""
    head, slash, tail = address.rpartition("/")
    if len(address) <= WIDE:
        return escape(address)
    number = -(-len(tail) // WIDE)
    length = -(-len(tail) // number) if number else 0
    rows = [head + slash, *(tail[place * length : (place + 1) * length] for place in range(number))]
    return Markup("<br>").join(escape(row) for row in rows)


def counted(value: int | None) -> str:
    """1.661, as numbers stand in Vietnamese papers; nothing where nobody counted."""
    return "" if value is None else f"{value:,}".replace(",", ".")


FILTERS = {
    "counted": counted,
    "in_rows": in_rows,
    "kept": kept,
    "stopped": stopped,
    "fills_two_lines": fills_two_lines,
    "broken": broken,
    "symbol": symbol,
    "place_and_day": place_and_day,
    "attached": attached,
    "paragraphs": paragraphs,
    "capital": capital,
    "headed": headed,
    "one_line": one_line,
    "letter": vietnamese.point_letter,
    "roman": vietnamese.roman,
}
