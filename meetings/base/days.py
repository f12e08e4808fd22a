"""A day as it stands in a table."""

from datetime import date, datetime

from meetings.base.errors import NotValid
from meetings.base.language import _l

BAD_DAY = _l("“%(text)s” is no day. Write it as day/month/year, for example 01/07/2025.")
# How people write a day here; the browser's own picker sends yyyy-mm-dd. A year of two digits lies from 1969 to 2068.
WAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")


def day_of(text: str) -> date | None:
    """The day written in `text`, also with an hour after it; None for nothing. Raises `NotValid` for anything else."""
    text = text.strip()
    if not text:
        return None
    for way in (*WAYS, "%d/%m/%Y %H:%M"):
        try:
            found = datetime.strptime(text, way).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise NotValid(BAD_DAY % {"text": text[:40]})


def days_asked(typed, *names) -> tuple[dict, dict[str, str]]:
    """The days of an address that stand under these names, and by name what was typed for one and is none."""
    found, wrong = {}, {}
    for name in names:
        try:
            found[name] = day_of(typed.get(name) or "")
        except NotValid:
            found[name] = None
            wrong[name] = typed[name].strip()[:40]
    return found, wrong
