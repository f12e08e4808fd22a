"""What is known of the conference of 7 December 2015: reported and invented apart, as data/conference-2015-12-07.toml
has it."""

import tomllib
from datetime import datetime

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.demo.cast import DATA
from meetings.units.models import Unit

STORY = tomllib.loads((DATA / "conference-2015-12-07.toml").read_text())
REPORTED, INVENTED = STORY["reported"], STORY["invented"]
DAY = REPORTED["day"]
DISTRICT = REPORTED["site"]["unit"]


def unit(name: str) -> Unit:
    """The unit of that name that existed on the day. Raises LookupError."""
    found = [row for row in db.session.scalars(select(Unit).filter_by(name=name)) if row.exists_on(DAY)]
    if not found:
        raise LookupError(f"the story of 2015 needs a unit called {name}")
    return found[0]


def at(text: str):
    """The clock of that moment in Vietnam."""
    return clock.at(datetime.fromisoformat(text).replace(tzinfo=clock.ZONE))
