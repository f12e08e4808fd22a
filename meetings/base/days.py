"""A day as it stands in a table."""

from datetime import date, datetime

from meetings.base.errors import NotValid
from meetings.base.language import _l

BAD_DAY = _l("“%(text)s” is no day. Write it as day/month/year, for example 01/07/2025.")
# Years of two digits as in forms (from 1969 to 2068); not with dashes, where the year may stand first.
WAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%y", "%d.%m.%y")


def day_of(text: str) -> date | None:
    """The day written in `text`; None for nothing. Raises `NotValid` for anything else."""
    text = text.strip()
    if not text:
        return None
    for way in WAYS:
        try:
            found = datetime.strptime(text, way).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise NotValid(BAD_DAY % {"text": text[:40]})
