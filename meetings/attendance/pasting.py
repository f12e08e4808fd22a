"""Reading a pasted list: one delegate a line, out of a sheet (tabs), a table saved as text (semicolons) or a letter."""

import re

from meetings.attendance.rolls import Line
from meetings.base import names
from meetings.base.vietnamese import alike, fold

# A telephone number at the end, with a word before it or not: it is no part of a position, and nobody needs it here.
TELEPHONE = re.compile(
    r"[\s,;(–-]*(?:(?:đt|sđt|dđ|đtdđ|điện thoại|tel|phone|mobile)\b[.:\s]*)?"
    r"(?<!\d)(?:\+84[ .]?|0)\d(?:[ .-]?\d){7,9}\s*\)?\s*$",
    re.IGNORECASE,
)
LONGEST_TAIL = 40  # so that no long line is searched from each of its places
WITHIN = re.compile(
    r"\(?(?:\b(?:đt|sđt|dđ|đtdđ|điện thoại|tel|phone|mobile)\b[.:]? ?)?"
    r"(?<!\d)(?:\+84[ .]?|0)\d(?:[ .-]?\d){7,9}(?!\d)\)?",
    re.IGNORECASE,
)
HOLES = re.compile(r"([,;])[ ,;]*[,;]")
# What parts it from the words before goes with it, and is looked at from its first place only: from each of them, a
# long row of blanks and commas would hold a worker for minutes.
ADDRESS = re.compile(r"(?:(?<![\s,;])[\s,;]+)?[^\s,;@()]{1,80}@[^\s,;@()]{3,80}")
NUMBER = re.compile(r"[\d .()+-]{8,}")  # a cell of its own; Excel takes the 0 off a telephone number
NUMBERED = re.compile(r"^\s*(?:\d{1,4}\s*[.)/;\t-]|[-–•*]|\+(?=\s))\s*")
# A name, and all that is said of it in brackets; where a telephone stood last, the closing one may have gone with it.
BRACKETED = re.compile(r"(?P<name>[^(),;\t]+)\((?P<said>[^()]*)\)?(?P<more>.*)")
# What a letter or a printed list says beside the names. Words with marks are compared with marks, for Trần Trọng Nghĩa
# is not "Trân trọng"; of words without any the whole line must say so.
AROUND = re.compile(
    r"(?:kính (?:gửi|thưa|trình|đề nghị)|trân trọng|(?:xin )?(?:c[ảá]m ơn|chân thành)|danh sách|người lập|nơi nhận|"
    r"tổng (?:số|cộng)|cộng h(?:oà|òa) xã hội|độc lập|(?:uỷ|ủy) ban nhân dân|ubnd|hội đồng nhân dân|"
    r"(?:người |đầu mối )?liên hệ|ghi chú|ngày \d+)\b|số\s*[:.\d]"
)
AROUND_UNMARKED = re.compile(
    r"(?:kinh (?:gui|thua|de nghi)|(?:xin )?(?:cam on|chan thanh)|danh sach|nguoi lap|noi nhan|tong (?:so|cong)|"
    r"cong hoa xa hoi|doc lap|uy ban nhan dan|ubnd|hoi dong nhan dan|(?:nguoi |dau moi )?lien he|ghi chu|ngay \d+)\b|"
    r"(?:tran trong|kinh trinh)(?: (?:cam on|kinh|bao cao|de nghi|thong bao)\b.*)?[ .!:]*$|so\s*[:.\d]"
)
# Such words are a family and a middle name as well: what follows decides, and whether it is written as names are.
NAMELIKE = re.compile(r"(?:tran trong|chan thanh|tong cong|kinh trinh)\b")
CIVIL = re.compile(r"(?:cam on|kinh (?:chao|gui|moi|thua)|bao cao|de nghi|thong bao|chao|gui|moi)\b|$")
PARTED = re.compile(r"\t+|;|,|\s[–-]\s")
# What a heading of a name, a position or a unit begins with where more is said in it ("Họ và tên đại biểu").
NAME_BEGINS = tuple(fold(words) for words in ("Họ và tên", "Họ tên"))
TITLE_BEGINS = tuple(fold(words) for words in ("Chức vụ", "Chức danh", "Đơn vị", "Cơ quan", "Nơi công tác"))
HEADINGS = {fold(words) for words in ("Họ và tên", "Họ tên", "Tên", "Đại biểu", "Name", "Full name")}
POSTS = {fold(words) for words in ("Chức vụ", "Chức danh", "Chức vụ, đơn vị", "Chức vụ/đơn vị", "Position", "Title")}
UNITS = {fold(words) for words in ("Đơn vị", "Đơn vị công tác", "Cơ quan", "Cơ quan, đơn vị", "Phòng, ban", "Unit")}
COUNTERS = {fold(words) for words in ("STT", "TT", "Số TT", "Số thứ tự", "No.", "#")}


def listed(text: str) -> list[Line]:
    """The lines with a name in them. Numbers, dashes and "Ông", "Bà", "Đ/c" before a name, telephones, headings and
    empty lines are passed over; a position may stand in brackets. Of a table with headings the other columns are left
    out: what is in them was not asked for. What stands around a list in a letter is none of it, see `passed_over`."""
    return [line for line in _read(text) if not is_around(line)]


def passed_over(text: str) -> list[str]:
    """The lines that were not taken for people, as they were typed: a greeting, the title of the list, who made it."""
    rows = text.splitlines()
    return [" ".join(rows[line.row - 1].split()) for line in _read(text) if is_around(line)]


def _read(text):
    found, columns = [], None
    for row, typed in enumerate(text.splitlines(), start=1):
        columns = _columns(typed) or columns
        line = NUMBERED.sub("", _asked_for(typed, columns), count=1).strip()
        line = (line[:-LONGEST_TAIL] + TELEPHONE.sub("", line[-LONGEST_TAIL:])).strip()
        parts = _parts(line)
        if line and not _is_heading(parts) and (parts[0] or parts[1]):
            found.append(Line(row, *parts))
    return found


def is_around(line: Line) -> bool:
    """Whether a line is what stands around a list. Rather a greeting among the people than a person left out."""
    if (line.title or line.name).endswith(":") or (not line.title and line.name.endswith("!")):
        return True
    if _is_namelike(line):
        return False
    if names.is_unmarked(line.name):
        return AROUND_UNMARKED.match(fold(line.name)) is not None
    return AROUND.match(alike(line.name)) is not None


def _is_namelike(line):
    """Whether it begins as a greeting does and is a name all the same: "Trần Trọng Kính" without its marks."""
    words = line.name.split()
    begins = NAMELIKE.match(fold(line.name)) is not None
    is_written_so = all(word[0].isupper() for word in words) and (line.title != "" or not line.name.isupper())
    return begins and is_written_so and CIVIL.match(fold(" ".join(words[2:]))) is None


def _columns(typed):
    """Where the names, positions and units stand, where this is the heading of a table out of a sheet; else None."""
    cells = [fold(cell).strip(' ".:*()') for cell in typed.split("\t")]
    name = next((place for place, cell in enumerate(cells) if _names(cell, HEADINGS, NAME_BEGINS)), None)
    if len(cells) < 2 or name is None:
        return None
    return name, [place for place, cell in enumerate(cells) if _names(cell, POSTS | UNITS, TITLE_BEGINS)]


def _names(cell, whole, begins):
    """Whether a heading is one of these, or begins with one and says more."""
    return cell in whole or any(
        cell.startswith(words) and not cell[len(words)].isalnum() for words in begins if cell != words
    )


def _asked_for(typed, columns):
    """The cells of a name and of a position, as a line: where no heading is known for a position, all after the name.
    What stands under no heading as it is."""
    cells = typed.split("\t")
    if not columns or len(cells) <= columns[0]:
        return typed
    name, rest = columns
    title = [cells[place].strip() for place in rest or range(name + 1, len(cells)) if place < len(cells)]
    return f"{cells[name]}\t{', '.join(filter(None, title))}"


def _parts(line, is_rest=False):
    """Name and position. Where cells are parted by tabs, a comma or dash belongs to what it stands in. The heading of a
    counter before them is passed over, and then the line is the `is_rest` behind it."""
    inside = BRACKETED.fullmatch(line)
    if inside and not PARTED.search(inside["name"].strip()):
        more = inside["more"].strip()
        cells = [inside["name"], inside["said"] + ("" if more[:1] in (",", ";") else " ") + more]
    else:
        cells = re.split(r"\t+", line, maxsplit=1) if "\t" in line else PARTED.split(line, maxsplit=1)
    cells = [part.strip(' \t",;') for part in cells]
    cells += [""] * (2 - len(cells))
    if not is_rest and cells[1] and fold(cells[0]).strip(". ") in COUNTERS:
        return _parts(cells[1], is_rest=True)
    return " ".join(names.bare(cells[0]).split()), _position(cells[1])


def _position(text):
    """A position without the telephone numbers and addresses in it."""
    cells = [WITHIN.sub("", ADDRESS.sub("", cell)) for cell in text.split("\t") if not NUMBER.fullmatch(cell.strip())]
    return " ".join(HOLES.sub(r"\1", " ".join(cells)).split()).strip(" ,;–-")


def _is_heading(parts):
    said = fold(parts[0])
    counter, _blank, rest = said.partition(" ")  # the headings of a table, pasted without its tabs
    said = rest if counter.strip(". ") in COUNTERS else said
    return _names(said, HEADINGS, NAME_BEGINS)
