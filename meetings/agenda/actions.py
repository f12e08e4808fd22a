"""Shaping the agenda: its items, their order, and the freeze of their numbers."""

from sqlalchemy import bindparam
from sqlalchemy.orm.attributes import set_committed_value

from meetings.agenda import numbering, papers, queries
from meetings.agenda.models import Agenda, Item, ItemKind
from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.registry import actions as registry
from meetings.registry.models import PaperKind

SHAPEABLE = (C.DRAFT, C.INVITING, C.READY, C.LIVE, C.PAUSED, C.POSTPONED)
LONGEST = 24 * 60
FACTS = (
    "kind",
    "title",
    "presenter_person_id",
    "presenter_unit_id",
    "presenter_text",
    "site_id",
    "planned_minutes",
    "fixed_start",
    "is_secret",
)

# Beside the session: a new place is no change of the item, whose version somebody may be editing.
PLACING = (
    Item.__table__.update()
    .where(Item.__table__.c.id == bindparam("row"))
    .values(position=bindparam("place"), number=bindparam("name"))
)

OVER = _l("The agenda of a conference that is over or cancelled stays as it was.")


def add(conference, *, kind, title, planned_minutes=10, after=None, by, **facts) -> Item:
    """A new item at the end, or behind the item `after`. `planned_minutes` are minutes; see `Item` for `facts`.

    Once the agenda is published the item gets a number of its own kind ("3a") and nobody's number moves. Refused when
    the conference is over, and for values that cannot be (`NotValid`).
    """
    _while_shapeable(conference)
    item = Item(
        conference=conference,
        position=queries.last_position(conference.id) + 1,
        **_checked(conference, kind=kind, title=title, planned_minutes=planned_minutes, **facts),
    )
    db.session.add(item)
    db.session.flush()
    order = [row for row in queries.items_of(conference.id) if row is not item]
    place = order.index(after) + 1 if after in order else len(order)
    _settle(conference, [*order[:place], item, *order[place:]])
    journal.record(by, "added_item", conference, within=conference, title=title)
    return item


def revise(item, *, version, by, **facts) -> Item:
    """Change an item. Raises `Stale` when somebody else changed it since `version` was shown."""
    _while_shapeable(item.conference)
    item.expect(version, mine=facts.get("title"), theirs=item.title)
    kept = {name: getattr(item, name) for name in FACTS}
    for name, value in _checked(item.conference, **{**kept, **facts}).items():
        setattr(item, name, value)
    _settle(item.conference, queries.items_of(item.conference_id))
    journal.record(by, "revised_item", item.conference, within=item.conference, title=item.title)
    return item


def remove(item, *, version, by):
    """Take an item out. Numbers that were published stay as they are."""
    conference = item.conference
    _while_shapeable(conference)
    item.expect(version)
    journal.record(by, "removed_item", conference, within=conference, title=item.title)
    db.session.delete(item)
    db.session.flush()
    _settle(conference, queries.items_of(conference.id))


def move(item, steps: int, *, version, by):
    """Move an item up (negative) or down by `steps` places; `version` is the agenda's."""
    order = queries.items_of(item.conference_id)
    here = order.index(item)
    order.insert(max(0, min(len(order) - 1, here + steps)), order.pop(here))
    return reorder(item.conference, [row.id for row in order], version=version, by=by)


def reorder(conference, item_ids, *, version, by) -> Agenda:
    """Put the items into the order of `item_ids`. `version` is that of the agenda as it was shown.

    Raises `Stale` with both orders when somebody else changed the agenda meanwhile, `NotValid` when the list is not
    exactly the items of the conference.
    """
    _while_shapeable(conference)
    known = {item.id: item for item in queries.items_of(conference.id)}
    if sorted(item_ids) != sorted(known):
        raise NotValid(_l("The list of items is not the one of this agenda. Reload the page and try again."))
    wanted = [known[item_id] for item_id in item_ids]
    agenda = _agenda(conference)
    agenda.expect(version, mine=_titles(wanted), theirs=_titles(known.values()))
    _settle(conference, wanted)
    journal.record(by, "reordered_agenda", conference, within=conference)
    return agenda


def publish(conference, *, by) -> Agenda:
    """Freeze the numbers: papers and speakers refer to them from now on. Refused without items or a second time."""
    _while_shapeable(conference)
    agenda = _agenda(conference)
    if agenda.published_at:
        raise NotNow(_l("The agenda has been published already."))
    if not queries.items_of(conference.id):
        raise NotValid(_l("The agenda has no item yet. Add one, then publish it."))
    agenda.published_at = clock.now()
    journal.record(by, "published_agenda", conference, within=conference)
    return agenda


def release(conference, *, by):
    """Give out the programme under the next number of the organiser's series; its facts are frozen."""
    _while_shapeable(conference)
    plan = queries.plan(conference)
    if not plan.linked:
        raise NotValid(_l("The agenda has no item yet. Add one, then publish it."))
    agenda = _agenda(conference)
    if agenda.paper_id:
        raise NotNow(_l("The programme has been released already."))
    paper = registry.release(
        kind=PaperKind.PROGRAMME,
        issuer=conference.organiser,
        subject=conference.title,
        template=papers.TEMPLATE,
        facts=lambda stamp: papers.programme(conference, plan, stamp),
        about=agenda,
        within=conference,
        signer_name=conference.chair.name if conference.chair else "",
        by=by,
    )
    db.session.flush()
    agenda.paper_id = paper.id
    agenda.published_at = agenda.published_at or clock.now()
    return paper


def copy(source, target, *, by) -> int:
    """Give `target` the items of `source`, without fixed starts, sites and secret ones; returns how many."""
    _while_shapeable(target)
    taken = [item for item in queries.items_of(source.id) if item.kind is not ItemKind.LOCAL and not item.is_secret]
    place = queries.last_position(target.id)
    for offset, item in enumerate(taken, start=1):
        facts = {name: getattr(item, name) for name in FACTS if name not in ("fixed_start", "site_id")}
        db.session.add(Item(conference_id=target.id, position=place + offset, **facts))
    db.session.flush()
    _settle(target, queries.items_of(target.id))
    journal.record(by, "copied_agenda", target, within=target, items=len(taken), title=source.title)
    return len(taken)


def lay_out(conference, rows, *, by) -> int:
    """Let the agenda consist of exactly these items, in their order: `rows` are facts as `add` takes them.

    For a draft that is made by a rule. Refused like `add`; an item on which papers hang makes the database refuse.
    """
    _while_shapeable(conference)
    for item in queries.items_of(conference.id):
        db.session.delete(item)
    db.session.flush()
    for place, row in enumerate(rows, start=1):
        facts = {"planned_minutes": 10, **row}
        db.session.add(Item(conference=conference, position=place, **_checked(conference, **facts)))
    db.session.flush()
    _settle(conference, queries.items_of(conference.id))
    journal.record(by, "laid_out_agenda", conference, within=conference, items=len(rows))
    return len(rows)


def _while_shapeable(conference):
    if conference.state not in SHAPEABLE:
        raise NotNow(OVER)


def _agenda(conference):
    agenda = queries.agenda(conference.id)
    if agenda is None:
        agenda = Agenda(conference_id=conference.id)
        db.session.add(agenda)
        db.session.flush()
    return agenda


def _settle(conference, order):
    """Give positions and numbers to the items in their new order, and count the change."""
    agenda = _agenda(conference)
    numbers = numbering.numbers(order, frozen=agenda.published_at is not None)
    db.session.flush()
    rows = [
        {"row": item.id, "place": place, "name": name}
        for place, (item, name) in enumerate(zip(order, numbers, strict=True), start=1)
    ]
    if rows:
        db.session.execute(PLACING, rows)
    for item, row in zip(order, rows, strict=True):
        set_committed_value(item, "position", row["place"])
        set_committed_value(item, "number", row["name"])
    agenda.changed_at = clock.now()


def _titles(items):
    return "\n".join(item.title for item in items)


def _checked(conference, *, kind, title, planned_minutes, **facts):
    if not title.strip():
        raise NotValid(_l("Give the item a title."), field="title")
    if not 0 < planned_minutes <= LONGEST:
        raise NotValid(_l("An item takes from 1 minute to 24 hours."), field="planned_minutes")
    if len([name for name in ("presenter_person_id", "presenter_unit_id", "presenter_text") if facts.get(name)]) > 1:
        raise NotValid(_l("Name one presenter: a person, a unit, or a text."), field="presenter_text")
    start = facts.get("fixed_start")
    if start and not conference.starts_at <= start < conference.ends_at:
        raise NotValid(_l("The fixed start lies outside the time of the conference."), field="fixed_start")
    if (kind is ItemKind.LOCAL) != bool(facts.get("site_id")):
        raise NotValid(_l("A local session, and only that, is held at a site. Choose the site."), field="site_id")
    return {"kind": kind, "title": title.strip(), "planned_minutes": planned_minutes, **facts}
