"""Questions to the agenda."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from meetings.agenda.models import Agenda, Item
from meetings.agenda.timetable import Timetable, timetable
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.vietnamese import fold
from meetings.registry.models import Paper
from meetings.sites.models import Site

PRESENTERS = (by_join(Item.presenter_person), by_join(Item.presenter_unit), by_join(Item.site))
IN_ORDER = (
    select(Item)
    .where(Item.conference_id == bindparam("conference_id"))
    .order_by(Item.position, Item.id)
    .options(*PRESENTERS)
)


def agenda(conference_id: int) -> Agenda | None:
    """What is true of the agenda as a whole; None before the first item."""
    return db.session.scalar(select(Agenda).filter_by(conference_id=conference_id))


def programme(conference_id: int) -> Paper | None:
    """The programme of the conference that was given out last; None before the first (one statement)."""
    query = select(Paper).join(Agenda, Agenda.paper_id == Paper.id)
    return db.session.scalar(query.where(Agenda.conference_id == conference_id))


def item(item_id: int) -> Item | None:
    """One item with its conference."""
    return db.session.get(Item, item_id, options=(*PRESENTERS, by_join(Item.conference)))


def items_of(conference_id: int) -> list[Item]:
    """All items in order, with who presents them (one statement)."""
    return list(db.session.scalars(IN_ORDER, {"conference_id": conference_id}))


class Presenter(NamedTuple):
    """Who can be named beside an item: `kind` is "person" or "unit", `name` the short way to say who it is."""

    kind: str
    id: int
    words: str
    name: str = ""


def presenters(conference, sites) -> list[Presenter]:
    """Those who preside, over all and at the `sites`, the secretary, and the units that take part."""
    people = [(chair.person_id, as_presenter(chair.name, chair.title), chair.name) for chair in conference.chairs]
    if secretary := conference.secretary:
        people.append((secretary.id, as_presenter(secretary.name, secretary.position), secretary.name))
    # Many have the same title, and some the same name: where they sit tells them apart.
    for site in sites:
        where = f"{as_presenter(site.chair_name, site.chair_title)} – {site.name}"
        people.append((site.chair_id, where, site.chair_name))
    units = [conference.organiser, conference.content_owner, *(site.unit for site in sites)]
    found = [Presenter("person", number, words, name) for number, words, name in people if number]
    found += [Presenter("unit", unit.id, unit.name, unit.short_name) for unit in units if unit]
    return list({(one.kind, one.id): one for one in reversed(found)}.values())[::-1]


def with_words(presenters, words: str) -> list[Presenter]:
    """Those of `presenters` in whom each of the typed `words` occurs, with or without marks; all for none."""
    parts = fold(words).split()
    return [one for one in presenters if all(part in fold(f"{one.words} {one.name}") for part in parts)]


def meant(presenters, typed: str) -> Presenter | None:
    """The one of `presenters` that is meant by what was typed: as it is offered or by the name alone, with or without
    marks; None where nobody is, or two of one name are."""
    told = fold(typed)
    whole = [one for one in presenters if fold(one.words) == told]
    by_name = [one for one in presenters if told and fold(one.name) == told]
    return whole[0] if whole else by_name[0] if len(by_name) == 1 else None


def as_presenter(name, title) -> str:
    """Name and position as they stand beside an item."""
    return ", ".join(filter(None, (name, title)))


def title_of(conference, person) -> str:
    """The position in which somebody takes part: as he presides, over all or at a site, else his own."""
    presiding = {chair.person_id: chair.title for chair in conference.chairs}
    at_site = select(Site.chair_title).filter_by(conference_id=conference.id, chair_id=person.id).limit(1)
    return presiding.get(person.id) or db.session.scalar(at_site) or person.position


def plan(conference) -> Timetable:
    """The items with computed times."""
    return timetable(items_of(conference.id), conference.starts_at, conference.ends_at)


def last_position(conference_id: int) -> int:
    """The position of the last item, 0 without items."""
    return db.session.scalar(select(func.max(Item.position)).filter_by(conference_id=conference_id)) or 0
