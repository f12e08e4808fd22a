"""Reading a pasted list: one delegate a line, out of a sheet (tabs), a table saved as text (semicolons) or a letter."""

import re

from meetings.attendance.rolls import Line
from meetings.base.vietnamese import fold

NUMBERED = re.compile(r"^\s*(?:\d{1,4}\s*[.)/;\t-]|[-–•*])\s*")
PARTED = re.compile(r"\t+|;|,|\s[–-]\s")
HEADINGS = {fold(words) for words in ("Họ và tên", "Họ tên", "Tên", "Đại biểu", "Name", "Full name")}
COUNTERS = {fold(words) for words in ("STT", "TT", "Số TT", "Số thứ tự", "No.", "#")}


def listed(text: str) -> list[Line]:
    """The lines with a name in them. Numbers and dashes before a name, headings and empty lines are passed over."""
    found = []
    for row, typed in enumerate(text.splitlines(), start=1):
        line = NUMBERED.sub("", typed, count=1).strip()
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
    return " ".join(cells[0].split()), " ".join(cells[1].split())


def _is_heading(parts):
    return fold(parts[0]) in HEADINGS
