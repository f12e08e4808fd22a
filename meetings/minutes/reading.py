"""What the page of minutes shows, gathered in few questions."""

from datetime import date
from typing import NamedTuple

from meetings.attendance import queries as attendance
from meetings.base.language import _l
from meetings.minutes import content, papers, queries, rules
from meetings.minutes.faults import faults
from meetings.minutes.forms import form_for
from meetings.minutes.models import LIFECYCLE, BlockKind, Minutes, MinutesState, Revision
from meetings.web import filters, words

FIELD_WORDS = {
    "item_id": _l("item of the agenda"),
    "speaker_name": _l("who spoke"),
    "speaker_title": _l("position"),
    "site_id": _l("site"),
    "needs_reading": _l("to be read again"),
    "is_standing": _l("standing"),
    "expected_result": _l("expected result"),
    "due_on": _l("deadline"),
    "leads": _l("units that lead"),
    "coordinators": _l("coordinating units"),
}
TOGETHER = 600  # seconds within which saves of one person are shown as one step


def told(minutes: Minutes, user, *, editing="") -> dict:
    """The facts of the page: sections to write in or to read, what is missing, and the moves that can be made now."""
    writes = minutes.state is MinutesState.DRAFT and rules.can_write(user, minutes)
    drafts = rules.can_read_drafts(user, minutes)
    every = queries.all_blocks_of(minutes.id) if drafts else []
    blocks = [block for block in every if block.removed_at is None]
    removed = [block for block in every if block.removed_at] if writes else []
    sections = queries.sections(minutes, blocks) if drafts else []
    items = [section.item for section in sections if section.item]
    edited = [block for block in blocks if writes and str(block.id) == editing]
    return dict(
        sections=sections,
        writes=writes,
        drafts=drafts,
        removed=sorted(removed, key=lambda block: block.removed_at, reverse=True),
        faults=faults(minutes, blocks) if writes else [],
        to_read=sum(block.needs_reading for block in blocks),
        directives=sum(block.kind is BlockKind.DIRECTIVE for block in blocks),
        forms={block.id: form_for(block, items=items).show(block) for block in edited},
        kinds=[(kind.value, words.word(kind), words.badge_of(kind).icon) for kind in BlockKind],
        times=papers.times(minutes),
        attended=attendance.totals(minutes.conference_id).whole,
        moves=moves(minutes, user),
    )


def moves(minutes: Minutes, user) -> list[str]:
    """The moves that exist now and that the person may make."""
    may = dict(
        submit=rules.can_write(user, minutes),
        send_back=rules.can_take_back(user, minutes),
        approve=rules.can_decide(user, minutes),
        release=rules.can_write(user, minutes),
        drop=rules.can_write(user, minutes) and minutes.is_correction,
        waive=rules.can_waive(user, minutes.conference) and not minutes.is_correction,
        take_up=rules.can_waive(user, minutes.conference),
    )
    return [name for name in LIFECYCLE.timely(minutes.state) if may[name]]


class Difference(NamedTuple):
    """One thing other than the text that two writers say differently, in words."""

    name: str
    mine: str
    theirs: str


def differing(block, mine: dict, theirs: dict) -> list[Difference]:
    """All that two writers of a block say differently, beside the text."""
    names = [name for name in content.changed_fields(theirs, mine) if name != "text"]
    rows = {"item_id": queries.item_titles, "site_id": queries.site_choices}
    titles = {name: dict(rows[name](block.minutes.conference_id)) for name in rows if name in names}
    return [
        Difference(FIELD_WORDS[name], *(_in_words(name, one[name], titles) for one in (mine, theirs))) for name in names
    ]


def _in_words(name, value, titles):
    if name in titles:
        return titles[name].get(value, "")
    if isinstance(value, bool):
        return _l("Yes") if value else _l("No")
    if name == "due_on":
        return filters.day(date.fromisoformat(value)) if value else ""
    return ", ".join(unit for _id, unit in value) if isinstance(value, list) else value


class Step(NamedTuple):
    """A save as the history shows it: what it changed against the one before; short saves in a row are one step."""

    revision: Revision
    saves: int
    differences: list[tuple[str, str]]
    changed: list[str]


def history(block_id) -> list[Step]:
    """What the block has been, newest first; the saves that one person made in a row count as one step."""
    kept = list(reversed(queries.revisions(block_id)))
    ends = [n for n, one in enumerate(kept) if n + 1 == len(kept) or not _goes_on(one, kept[n + 1])]
    steps, before, done = [], {"text": ""}, -1
    for end in ends:
        now = kept[end].content
        changed = [FIELD_WORDS[name] for name in content.changed_fields(before, now) if name != "text" and done >= 0]
        steps.append(Step(kept[end], end - done, content.differences(before["text"], now["text"]), changed))
        before, done = now, end
    return steps[::-1]


def _goes_on(one, following):
    return one.by_id == following.by_id and (following.at - one.at).total_seconds() < TOGETHER
