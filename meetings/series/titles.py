"""Titles that name a month: a pattern with blanks, and the title that it gives on a day.

"giao ban tháng {tháng}/{năm}" gives "giao ban tháng 12/2026" in December 2026. The other way round a pattern is read
off a title that names the month of its day, or the one before.
"""

import re
from datetime import date, timedelta

from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.vietnamese import nfc

QUARTERS = ("I", "II", "III", "IV")
BLANK = re.compile(r"\{([^{}]*)\}")
ALIASES = {
    "day": "ngày",
    "month": "tháng",
    "quarter": "quý",
    "year": "năm",
    "last month": "tháng trước",
    "year of last month": "năm của tháng trước",
}
MONTH = re.compile(r"\b(tháng\s+)(0?[1-9]|1[0-2])(?:(\s*/\s*|\s*-\s*|\s+năm\s+)(\d{4}))?(?![\d/])", re.IGNORECASE)
QUARTER = re.compile(r"\b(quý\s+)(I|II|III|IV)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(năm\s+|/)(\d{4})\b", re.IGNORECASE)
UNKNOWN = _l(
    "“%(blank)s” is no blank of a title. Known are {ngày}, {tháng}, {quý}, {năm}, {tháng trước} and "
    "{năm của tháng trước}."
)


def filled(pattern: str, day: date) -> str:
    """The title on `day`. Raises `NotValid` (field "title") for a blank that is not known."""
    facts = _facts(day)

    def fill(found):
        name = nfc(found[1]).strip().lower()
        name = ALIASES.get(name, name)
        if name not in facts:
            raise NotValid(UNKNOWN % {"blank": found[0]}, field="title")
        return facts[name]

    return BLANK.sub(fill, nfc(pattern))


def pattern_of(title: str, day: date) -> str:
    """The pattern behind a title that was given on `day`: month, quarter and year of that day become blanks."""
    facts = _facts(day)
    this = (int(facts["tháng"]), facts["năm"])
    former = (int(facts["tháng trước"]), facts["năm của tháng trước"])

    def month(found):
        words, number, joint, year = found.groups()
        for known, blanks in ((this, ("{tháng}", "{năm}")), (former, ("{tháng trước}", "{năm của tháng trước}"))):
            if int(number) == known[0] and year in (None, known[1]):
                return words + blanks[0] + (joint + blanks[1] if year else "")
        return found[0]

    # A brace that stands in a title would be read as a blank.
    title = MONTH.sub(month, nfc(title).replace("{", "(").replace("}", ")"))
    title = QUARTER.sub(lambda found: found[1] + "{quý}" if found[2].upper() == facts["quý"] else found[0], title)
    return YEAR.sub(lambda found: found[1] + "{năm}" if found[2] == facts["năm"] else found[0], title)


def carried(title: str, former: date, day: date) -> str:
    """A title of `former` as it reads on `day`: "tháng 11" becomes "tháng 12" a month later."""
    return filled(pattern_of(title, former), day)


def _facts(day):
    before = day.replace(day=1) - timedelta(days=1)
    return {
        "ngày": day.strftime("%d/%m/%Y"),
        "tháng": str(day.month),
        "quý": QUARTERS[(day.month - 1) // 3],
        "năm": str(day.year),
        "tháng trước": str(before.month),
        "năm của tháng trước": str(before.year),
    }
