"""Breaking the centred lines of a paper: few, of about equal length, and never through a name."""

import re
from functools import cache

from markupsafe import Markup, escape

# What a break costs, in squares of characters by which a line differs from the mean.
NAME, COMPOUND, NUMBER, GOOD = 400, 150, 300, -30
LINKS = frozenset("và tại với về của cho".split())
DATE = ("tháng", "năm")
# A number, or the room for one that is still lacking.
ROOM = "…"
DIGITS = "0123456789" + ROOM
# In capitals nothing tells a name from a noun: such a line breaks before one of these, and never inside.
NOUNS = "ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND|HĐND|THÀNH PHỐ|TỈNH|HUYỆN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU"
NOUNS += "|PHÓ CHỦ TỊCH|CHỦ TỊCH|PHÓ CHÁNH VĂN PHÒNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|VĂN PHÒNG|PHÓ GIÁM ĐỐC|GIÁM ĐỐC"
NOUNS += "|TRƯỞNG PHÒNG|THƯỜNG TRỰC|SỞ|TRUNG TÂM|CHI CỤC|BAN QUẢN LÝ|VÀ"
NOUN = re.compile(rf"\b(?:{NOUNS})\b")


def broken(text: str, width: int) -> Markup:
    """A centred text in as few lines of `width` characters as it takes, of about equal length; its own breaks stay.

    Where there is a choice a name ("Nguyễn Thiện"), a compound ("Thông tin") and a number with its noun stay whole.
    """
    rows = [row for line in text.splitlines() for row in _balanced(line.split(), width)]
    return Markup("<br>").join(escape(row) for row in rows)


def _balanced(words, width):
    fewest = len(_filled(words, width))
    if fewest < 2:
        return _filled(words, width)
    mean = len(" ".join(words)) / fewest

    @cache
    def best(start, rows):
        """The least cost of the words from `start` in so many rows, and where each begins; None if they do not fit."""
        found = []
        for end in range(start + 1, len(words) - rows + 2) if rows > 1 else [len(words)]:
            length = len(" ".join(words[start:end]))
            if length > width and end > start + 1:
                break
            rest = (0, ()) if rows == 1 else best(end, rows - 1)
            if rest is not None:
                cost = (length - mean) ** 2 + rest[0] + (_cost(words, end) if rows > 1 else 0)
                found.append((cost, (end, *rest[1])))
        return min(found, default=None)

    ends = best(0, fewest)[1]
    return [" ".join(words[start:end]) for start, end in zip((0, *ends), ends, strict=False)]


def _filled(words, width):
    rows = []
    for word in words:
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += " " + word
        else:
            rows.append(word)
    return rows


def _cost(words, end):
    before, after = words[end - 1], words[end]
    if before.isupper() and after.isupper():
        return _in_capitals(words, end)
    if before[-1] in ",;:":
        return GOOD
    if after[0].isdigit() or after[0] == ROOM or (before[-1] in DIGITS and after in DATE):
        return NUMBER
    if before.istitle():
        return NAME if after.istitle() else COMPOUND
    return GOOD if after in LINKS else 0


def _in_capitals(words, end):
    place = len(" ".join(words[:end])) + 1
    found = next((noun for noun in NOUN.finditer(" ".join(words)) if noun.start() <= place < noun.end()), None)
    if found is None:
        return COMPOUND
    return GOOD if found.start() == place else NAME
