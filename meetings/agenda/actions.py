"""Shaping the agenda: its items, their order, and the freeze of their numbers."""

from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from meetings.agenda import item_facts, numbering, papers, queries
from meetings.agenda.models import Agenda, Item, ItemKind
from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.registry import actions as registry
from meetings.registry import queries as released
from meetings.registry.models import PaperKind

# In the journal, about the item: its papers are hidden from then on, or seen again.
SAID_SECRET, SAID_OPEN = "closed_item", "opened_item"
SHAPEABLE = (C.DRAFT, C.INVITING, C.READY, C.LIVE, C.PAUSED, C.POSTPONED)
COPIED = ("kind", "title", "planned_minutes", *item_facts.PRESENTER)

# Beside the session: a new place is no change of the item, whose version somebody may be editing.
PLACING = (
    Item.__table__.update()
    .where(Item.__table__.c.id == bindparam("row"))
    .values(position=bindparam("place"), number=bindparam("name"))
)

IN_USE = _l(
    "Papers or directives belong to this item, perhaps papers that were taken off the shelf. Let them belong to "
    "another item first, or give this one another title."
)
OVER = _l("The agenda of a conference that is over or cancelled stays as it was.")


def add(conference, *, kind, title, planned_minutes=10, before=None, by, **facts) -> Item:
    """A new item at the end, or in front of the item `before`. `planned_minutes` are minutes; see `Item` for `facts`.

    Once the agenda is published the item gets a number of its own kind ("3a") and nobody's number moves. Refused when
    the conference is over, and for values that cannot be (`NotValid`).
    """
    _while_shapeable(conference)
    presented = item_facts.presenter_of(conference, facts)
    item = Item(
        conference=conference,
        position=queries.last_position(conference.id) + 1,
        **item_facts.checked(conference, kind=kind, title=title, planned_minutes=planned_minutes, **facts),
        **presented,
    )
    db.session.add(item)
    db.session.flush()
    order = [row for row in queries.items_of(conference.id) if row is not item]
    place = order.index(before) if before in order else len(order)
    _settle(conference, [*order[:place], item, *order[place:]])
    journal.record(by, "added_item", conference, within=conference, title=title)
    return item


def revise(item, *, version, by, **facts) -> Item:
    """Change an item; who presents it stays as written unless `facts` name somebody anew.

    Raises `Stale` when somebody else changed it since `version` was shown.
    """
    _while_shapeable(item.conference)
    item.expect(version)
    presented = item_facts.presenter_of(item.conference, facts)
    kept = {name: getattr(item, name) for name in item_facts.FACTS}
    was_secret = item.is_secret
    for name, value in {**item_facts.checked(item.conference, **{**kept, **facts}), **presented}.items():
        setattr(item, name, value)
    _settle(item.conference, queries.items_of(item.conference_id))
    journal.record(by, "revised_item", item.conference, within=item.conference, title=item.title)
    if item.is_secret is not was_secret:
        journal.record(by, SAID_SECRET if item.is_secret else SAID_OPEN, item, within=item.conference)
    return item


def remove(item, *, version, by):
    """Take an item out. Numbers that were published stay as they are, and its own is given to no other.

    Raises `NotNow` while papers, also those taken off the shelf, or directives hang on it.
    """
    conference = item.conference
    _while_shapeable(conference)
    item.expect(version)
    _retire(_agenda(conference), [item.number])
    journal.record(by, "removed_item", conference, within=conference, title=item.title)
    _delete(item)
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


def follow(conference, *, former_start, by):
    """The conference was moved from `former_start`: what was fixed to an hour moves with it by as much."""
    fixed = [item for item in queries.items_of(conference.id) if item.fixed_start]
    if not fixed or conference.starts_at == former_start:
        return
    for item in fixed:
        item.fixed_start += conference.starts_at - former_start
    _agenda(conference).changed_at = clock.now()
    journal.record(by, "moved_agenda", conference, within=conference, items=len(fixed))


def publish(conference, *, version, by) -> Agenda:
    """Freeze the numbers: papers and speakers refer to them from now on. Refused without items or a second time.

    Raises `Stale` when somebody else changed the agenda since `version` was shown.
    """
    _while_shapeable(conference)
    agenda = _agenda(conference)
    if agenda.published_at:
        raise NotNow(_l("The agenda has been published already."))
    if not queries.items_of(conference.id):
        raise NotValid(_l("The agenda has no item yet. Add one, then publish it."))
    agenda.expect(version)
    agenda.published_at = clock.now()
    journal.record(by, "published_agenda", conference, within=conference)
    return agenda


def release(conference, *, signature=None, version=None, by):
    """Give out the programme under the next number of the organiser's series; its facts are frozen.

    One that says something else by now is given out anew and supersedes the former. `signature` is the chair's unless
    told. Raises `Stale` when somebody else changed the agenda since `version` was shown.
    """
    _while_shapeable(conference)
    plan = queries.plan(conference)
    if not plan.linked:
        raise NotValid(_l("The agenda has no item yet. Add one, then publish it."))
    agenda = _agenda(conference)
    former = released.paper(agenda.paper_id) if agenda.paper_id else None
    if former and papers.still_true(conference, plan, former.facts):
        raise NotNow(_l("The programme has been released already."))
    if version is not None:
        agenda.expect(version)
    signature = signature or papers.signed_by(conference)
    paper = registry.release(
        kind=PaperKind.PROGRAMME,
        issuer=conference.organiser,
        subject=conference.named,
        template=papers.TEMPLATE,
        facts=lambda stamp: papers.programme(conference, plan, stamp, signature=signature),
        about=agenda,
        within=conference,
        signer_name=signature.name if signature else "",
        supersedes=former,
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
        facts = {name: getattr(item, name) for name in COPIED}
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
        facts = dict(row)
        presented = item_facts.presenter_of(conference, facts)
        said = item_facts.checked(conference, **facts)
        db.session.add(Item(conference=conference, position=place, **said, **presented))
    db.session.flush()
    _settle(conference, queries.items_of(conference.id))
    journal.record(by, "laid_out_agenda", conference, within=conference, items=len(rows))
    return len(rows)


def _delete(item):
    try:
        with db.session.begin_nested():
            db.session.delete(item)
    except IntegrityError as held:
        raise NotNow(IN_USE) from held


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
    """Give positions and numbers to the items in their new order, local sessions last, and count the change."""
    agenda = _agenda(conference)
    order = sorted(order, key=lambda item: item.kind is ItemKind.LOCAL)
    former = [item.number for item in order]
    numbers = numbering.numbers(order, frozen=agenda.published_at is not None, retired=agenda.retired.split())
    _retire(agenda, set(former) - set(numbers))
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


def _retire(agenda, numbers):
    if agenda.published_at:
        agenda.retired = " ".join([*agenda.retired.split(), *(number for number in numbers if number)])


def _titles(items):
    return "\n".join(item.title for item in items)
