"""Writing the blocks of minutes: each save a revision, no writer over another, nothing after approval."""

from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified

from meetings.agenda import queries as agenda
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.base.vietnamese import nfc
from meetings.journal import actions as journal
from meetings.minutes import charged, content, hands, queries
from meetings.minutes.models import Block, BlockKind, Minutes, MinutesState, Revision

FROZEN = _l("These minutes are approved and stay as they are. Start a correction to change something.")
WITH_THE_CHAIR = _l("These minutes are with the chair. Take them back, or let the chair send them back, to write on.")
DROPPED = _l("This correction was dropped. The edition before it stands; start a new correction to change something.")
UNWANTED = _l(
    "Somebody said that no minutes are wanted. Whoever wants them all the same takes that back on the page of the "
    "minutes."
)
REMOVED = _l("This part was removed from the minutes. Put it back to go on writing.")
LONGEST = 20_000


def writable(minutes: Minutes) -> None:
    """Hold the minutes against every other writer until the transaction ends; go on only while they are a draft.

    Raises `NotNow` when they are with the chair, approved, released, dropped or not wanted.
    """
    hold(minutes)
    if minutes.state is MinutesState.DROPPED:
        raise NotNow(DROPPED)
    if minutes.is_unwanted:
        raise NotNow(UNWANTED)
    if minutes.is_frozen:
        raise NotNow(FROZEN)
    if minutes.state is not MinutesState.DRAFT:
        raise NotNow(WITH_THE_CHAIR)


def add_block(
    minutes, kind, *, by, text="", item=None, site=None, leads=(), coordinators=(), position=None, known=(), **facts
):
    """Add a block at the end of an item (None: to what belongs to none), or at `position`; keep its first revision.

    `facts` are any of speaker_name, speaker_title, needs_reading, due_on, is_standing, expected_result.
    Refused once the minutes are with the chair, for an item or site of another conference, and for a unit that has
    ended unless it is one of those `known`, which the block of which this is a copy charges.
    """
    writable(minutes)
    now = clock.now()
    block = Block(
        minutes_id=minutes.id,
        kind=BlockKind(kind),
        recorded_at=now,
        revised_at=now,
        revised_by_name=by.name if by else "",
        recorded_by_id=by.id if by else None,
        **_blank(),
    )
    block.position = queries.last_position(minutes.id, item.id if item else None) + 1 if position is None else position
    values = _values(block, text=text, item_id=_id(item), site_id=_id(site), **facts)
    _write(block, minutes, {**values, "leads": list(leads), "coordinators": list(coordinators)}, known)
    db.session.add(block)
    db.session.flush()
    _keep(block, by)
    return block


def revise_block(block, *, version, by, hand=None, is_last=False, **changes):
    """Write a block anew; what `changes` does not name stays. Every save that changes something is a revision.

    Raises `Stale` with both contents when another writer saved since `version`; saying again what is already
    written is no change and never stale, so that a save sent twice does no harm. What the same `hand` (one opened
    editor) saved since `version` is no other writer: it goes on, and what it sent before but arrives after changes
    nothing. It is `Stale`, too, where the writer pressed the button (`is_last`): a page that "Back" brought up again.
    Raises `NotValid` for a unit that has ended, unless the block charges it already.
    """
    _held(block)
    before = content.content(block)
    values = _values(block, **changes)
    mine = content.described(values)
    if mine == before:
        return block
    if int(version) != block.version:
        since, base = _since(block, int(version))
        if hands.comes_late(hand, by, since, is_last=is_last, mine=mine, theirs=before, base=base):
            return block
    moved = values["item_id"] != block.item_id
    with db.session.no_autoflush:  # one save raises the version once
        _write(block, block.minutes, values, [*block.leads, *block.coordinators])
        if moved:
            block.position = queries.last_position(block.minutes_id, values["item_id"]) + 1
        block.revised_at, block.revised_by_name = clock.now(), by.name if by else ""
        flag_modified(block, "revised_at")
        db.session.flush()
    _keep(block, by, hand)
    return block


def stands(block, **changes) -> bool:
    """Whether the block says these things now."""
    return content.described(_values(block, **changes)) == content.content(block)


def _since(block, version):
    """What was saved since `version`, and what the block said before. A step that is no save raises the version too;
    then one more is looked at."""
    saves, number = queries.revisions(block.id), max(block.version - version, 0)
    return saves[:number], saves[number].content if number < len(saves) else None


def restore(block, revision, *, version, by):
    """Make a block what it was at an earlier revision; that, too, is a new revision."""
    was = revision.content
    plain = {name: was[name] for name in content.PLAIN if name not in ("item_id", "site_id")}
    units = {part: queries.units(content.unit_ids(was, part)) for part in ("leads", "coordinators")}
    journal.record(by, "restored_block", block, within=block.minutes.conference, number=revision.number)
    return revise_block(block, version=version, by=by, due_on=content.deadline(was), **plain, **units)


def move(block, *, down: bool):
    """Put a block one place further up or down; at the end of its item it goes over to the next one.

    Says whether it moved. The order is written past the version: a writer in the block loses nothing.
    """
    _held(block)
    row = [number for number, _position in queries.siblings(block)]
    place = row.index(block.id)
    target = place + (1 if down else -1)
    if not 0 <= target < len(row):
        return _move_over(block, down)
    row[place], row[target] = row[target], row[place]
    _number(row)
    db.session.expire(block, ["position"])
    return True


def _move_over(block, down):
    items = [item.id for item in agenda.items_of(block.minutes.conference_id)] + [None]
    target = items.index(block.item_id) + (1 if down else -1)
    if not 0 <= target < len(items):
        return False
    there = [b.id for b in queries.blocks_of(block.minutes_id) if b.item_id == items[target]]
    _place(block.id, item_id=items[target])
    _number([block.id, *there] if down else [*there, block.id])
    db.session.expire(block, ["position", "item_id", "item"])
    return True


def remove(block, *, version, by):
    """Take a block out; it is kept and can be put back. Raises `Stale` when it was written to since `version`."""
    _held(block)
    block.expect(version, mine=None, theirs=content.content(block))
    block.removed_at = clock.now()
    journal.record(by, "removed_block", block, within=block.minutes.conference, text=block.text[:200])


def put_back(block, *, by):
    """Put a removed block back to where it was."""
    writable(block.minutes)
    db.session.refresh(block)
    block.removed_at = None
    journal.record(by, "put_back_block", block, within=block.minutes.conference)


def _held(block):
    writable(block.minutes)
    db.session.refresh(block)
    if block.removed_at:
        raise NotNow(REMOVED)


def _blank():
    return dict(text="", speaker_name="", speaker_title="", needs_reading=False, is_standing=False, expected_result="")


def _id(row):
    return row.id if row is not None else None


def _values(block, **changes):
    """All of what the block says after `changes`; a standing directive has no deadline."""
    for name in ("item", "site"):
        if name in changes:
            changes[f"{name}_id"] = _id(changes.pop(name))
    values = {name: changes.pop(name, getattr(block, name)) for name in content.FIELDS}
    if changes:
        raise TypeError(f"a block has no {', '.join(changes)}")
    for name in ("text", "speaker_name", "speaker_title", "expected_result"):
        values[name] = nfc(values[name] or "").strip()
    if values["is_standing"]:
        values["due_on"] = None
    values["leads"], values["coordinators"] = list(values["leads"]), list(values["coordinators"])
    return values


def _write(block, minutes, values, known):
    _check(block, minutes, values, known)
    for name, value in values.items():
        setattr(block, name, value)


def _check(block, minutes, values, known):
    Faults([*_faults(block, minutes, values), *_ended(minutes.conference, values, known)]).tell()


def _ended(conference, values, known):
    """A unit that is newly charged must be there; one that ended since is told of when the minutes are handed in."""
    day, before = charged.day_of(conference), {unit.id for unit in known}
    for part in ("leads", "coordinators"):
        for unit in charged.ended(values[part], day):
            if unit.id not in before:
                yield NotValid(charged.sentence(unit, day), field=part)


def _faults(block, minutes, values):
    if len(values["text"]) > LONGEST:
        yield NotValid(_l("This part is too long. Write it as several parts."), field="text")
    item_id = values["item_id"]
    if item_id not in (None, block.item_id) and queries.item_in(item_id, minutes.conference_id) is None:
        yield NotValid(_l("Choose an item of this conference's agenda."), field="item_id")
    site_id = values["site_id"]
    if site_id not in (None, block.site_id) and queries.site_in(site_id, minutes.conference_id) is None:
        yield NotValid(_l("Choose a site of this conference."), field="site_id")
    if {unit.id for unit in values["leads"]} & {unit.id for unit in values["coordinators"]}:
        yield NotValid(_l("A unit that leads does not coordinate as well. Choose one of both."), field="coordinators")


def _keep(block, by, hand=None):
    """Keep what the block says now as its next revision, and the hand that wrote it."""
    number = queries.last_revision_number(block.id) + 1
    said = content.content(block) | ({"hand": str(hand)} if hand else {})
    facts = dict(at=block.revised_at, by_id=_id(by), by_name=block.revised_by_name, content=said)
    db.session.add(Revision(block_id=block.id, number=number, **facts))


def _place(block_id, **values):
    table = Block.__table__
    db.session.execute(update(table).where(table.c.id == block_id).values(**values))


def _number(row):
    for position, block_id in enumerate(row, 1):
        _place(block_id, position=position)
