"""The public holidays of Vietnam as the package `holidays` knows them: lunar days, days in lieu, Saturdays worked."""

from datetime import date
from importlib import import_module
from typing import NamedTuple

# Fetched with the first question: reading it takes longer than all our own modules, and hardly anybody asks.
PACKAGE = "holidays"


class OfficialDay(NamedTuple):
    """A day on which offices are closed, or (`worked`) work though it is a Saturday or Sunday."""

    day: date
    name: str
    worked: bool


def official_days(year: int) -> list[OfficialDay]:
    """The official days of the year that fall otherwise than the week has them, in order."""
    known = import_module(PACKAGE).country_holidays("VN", years=[year], language="vi")
    off = [OfficialDay(day, name, False) for day, name in known.items() if day.year == year and day.weekday() < 5]
    worked = [OfficialDay(day, WORKED, True) for day in known.weekend_workdays if day.year == year]
    return sorted([*off, *worked])


WORKED = "Làm bù"
