"""Reading a pasted list: one delegate a line, out of a sheet (tabs), a table saved as text (semicolons) or a letter."""

import re

from meetings.attendance.rolls import Line
from meetings.base.vietnamese import fold

# A telephone number at the end, with a word before it or not: it is no part of a position, and nobody needs it here.
TELEPHONE = re.compile(
    r"[\s,;(–-]*(?:(?:đt|sđt|dđ|đtdđ|điện thoại|tel|phone|mobile)\b[.:\s]*)?"
    r"(?<!\d)(?:\+84|0)\d(?:[ .-]?\d){7,9}\s*\)?\s*$",
    re.IGNORECASE,
)
LONGEST_TAIL = 40  # so that no long line is searched from each of its places
ADDRESSED = re.compile(r"^(?:ông|bà)\s+(?=\S+\s+\S)", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*(?:\d{1,4}\s*[.)/;\t-]|[-–•*])\s*")
PARTED = re.compile(r"\t+|;|,|\s[–-]\s")
HEADINGS = {fold(words) for words in ("Họ và tên", "Họ tên", "Tên", "Đại biểu", "Name", "Full name")}
COUNTERS = {fold(words) for words in ("STT", "TT", "Số TT", "Số thứ tự", "No.", "#")}


def listed(text: str) -> list[Line]:
    """The lines with a name in them. Numbers, dashes and "Ông", "Bà" before a name, telephones at the end, headings and
    empty lines are passed over; a position may stand in brackets."""
    found = []
    for row, typed in enumerate(text.splitlines(), start=1):
        line = NUMBERED.sub("", typed, count=1).strip()
        line = (line[:-LONGEST_TAIL] + TELEPHONE.sub("", line[-LONGEST_TAIL:])).strip()
        parts = _parts(line)
        if line and not _is_heading(parts) and (parts[0] or parts[1]):
            found.append(Line(row, *parts))
    return found


def _parts(line):
    """Name and position. Where cells are parted by tabs, a comma or dash belongs to what it stands in."""
    cells = re.split(r"\t+", line, maxsplit=1) if "\t" in line else PARTED.split(line, maxsplit=1)
    cells = [part.strip(' \t",;') for part in cells]
    cells += [""] * (2 - len(cells))
    if fold(cells[0]).strip(". ") in COUNTERS and cells[1]:
        return _parts(cells[1])
    if not cells[1] and cells[0].endswith(")") and cells[0].count("(") == 1:
        cells = [part.strip() for part in cells[0][:-1].split("(")]
    return " ".join(ADDRESSED.sub("", cells[0], count=1).split()), " ".join(cells[1].split())


def _is_heading(parts):
    return fold(parts[0]) in HEADINGS
