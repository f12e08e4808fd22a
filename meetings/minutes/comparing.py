"""What a corrected edition says otherwise than the one before it, part by part."""

from typing import NamedTuple

from meetings.minutes import content, queries
from meetings.minutes.models import Block, BlockKind, Minutes
from meetings.minutes.reading import FIELD_WORDS

ADDED, CHANGED, GONE = "added", "changed", "gone"


class Change(NamedTuple):
    """A part that was added, changed or taken out: its words with what differs, and what else changed in it."""

    kind: str
    block: Block
    differences: list[tuple[str, str]]
    fields: list[str]


def changes(old: Minutes, new: Minutes, *kinds: BlockKind) -> list[Change]:
    """What differs between two editions, in the order of the new one; what it left out comes last."""
    before = {block.root_id: block for block in queries.blocks_of(old.id, *kinds)}
    found = [_change(before.pop(block.root_id, None), block) for block in queries.blocks_of(new.id, *kinds)]
    gone = [Change(GONE, block, [("gone", block.text)], []) for block in before.values()]
    return [change for change in found if change is not None] + gone


def _change(old, new):
    if old is None:
        return Change(ADDED, new, [("added", new.text)], [])
    was, now = content.content(old), content.content(new)
    names = [name for name in content.changed_fields(was, now) if name != "needs_reading"]
    if not names:
        return None
    told = [str(FIELD_WORDS[name]) for name in names if name != "text"]
    return Change(CHANGED, new, content.differences(was["text"], now["text"]), told)
