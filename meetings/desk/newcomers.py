"""The sites that a choice adds to a conference, as they will be: with the people who answer for them."""

from meetings.invitations import mailings
from meetings.sites import actions as sites
from meetings.sites import choosing
from meetings.sites import telling as site_telling
from meetings.sites.models import Site


def coming(conference, choice):
    """The sites that come, added units and sites nobody asked before, with the people who are asked: those who answer
    for them; nobody while nothing is sent for the conference, as in a draft or once its time has passed."""
    rows = [_unsaved(row) for row in sites.newcomers(conference, choice)]
    if not mailings.goes_on(conference):
        return [(row, []) for row in rows]
    units = choosing.units(conference, choice.added)
    for row, unit in zip(rows, units, strict=True):
        row.unit = unit
    people = site_telling.people_by_unit(rows)
    return [(row, people[row.unit_id]) for row in rows]


def _unsaved(row):
    return Site(**{name: value for name, value in row.items() if name not in ("search_key", "conference_id")})
