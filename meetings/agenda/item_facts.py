"""What an item says of itself, checked: its length, its hour and site, who presents it."""

from meetings.accounts.models import Person
from meetings.agenda import queries
from meetings.agenda.models import ItemKind
from meetings.base.db import db
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.units.models import Unit

LONGEST = 24 * 60
FACTS = (
    "kind",
    "title",
    "site_id",
    "planned_minutes",
    "fixed_start",
    "is_secret",
)
PRESENTER = ("presenter_person_id", "presenter_unit_id", "presenter_text")


def checked(conference, *, kind, title, planned_minutes, **facts) -> dict:
    """The facts by name; raises `NotValid`, or all faults at once, for an empty title, for `planned_minutes` (minutes)
    outside one day, and for an hour or a site at which such an item cannot be held."""
    faults = Faults()
    if not title.strip():
        faults.found.append(NotValid(_l("Give the item a title."), field="title"))
    if not 0 < planned_minutes <= LONGEST:
        faults.found.append(NotValid(_l("An item takes from 1 minute to 24 hours."), field="planned_minutes"))
    faults.found += place_faults(conference, kind, facts.get("fixed_start"), facts.get("site_id"))
    faults.tell()
    return {"kind": kind, "title": title.strip(), "planned_minutes": planned_minutes, **facts}


def place_faults(conference, kind, fixed_start, site_id):
    """What is wrong with when and where an item of this kind is held, as `NotValid`s."""
    if fixed_start and not conference.starts_at <= fixed_start < conference.ends_at:
        yield NotValid(_l("The fixed start lies outside the time of the conference."), field="fixed_start")
    if (kind is ItemKind.LOCAL) != bool(site_id):
        yield NotValid(_l("A local session, and only that, is held at a site. Choose the site."), field="site_id")


def presenter_of(conference, facts) -> dict:
    """Who presents, taken out of `facts`, with the words that stay; empty where `facts` do not speak of it.

    Raises `NotValid` where more than one is named.
    """
    told = {name: facts.pop(name) for name in PRESENTER if name in facts}
    if len([value for value in told.values() if value]) > 1:
        raise NotValid(_l("Name one presenter: a person, a unit, or a text."), field="presenter")
    if not told:
        return {}
    presented = {"presenter_person_id": None, "presenter_unit_id": None, "presenter_text": "", **told}
    if presented["presenter_person_id"]:
        person = db.session.get(Person, presented["presenter_person_id"])
        presented["presenter_text"] = queries.as_presenter(person.name, queries.title_of(conference, person))
    elif presented["presenter_unit_id"]:
        presented["presenter_text"] = db.session.get(Unit, presented["presenter_unit_id"]).name
    return presented
