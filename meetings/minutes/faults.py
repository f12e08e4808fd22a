"""What is still missing before minutes go to the chair."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.attendance import queries as attendance
from meetings.base import clock
from meetings.base.language import _l
from meetings.conferences.models import HELD
from meetings.minutes import charged, queries
from meetings.minutes.models import Block, BlockKind, Minutes


class Fault(NamedTuple):
    """One thing missing, and in which block (None: in the whole); `stops` the minutes from going to the chair."""

    sentence: str
    block: Block | None = None
    stops: bool = True

    @property
    def is_to_read(self) -> bool:
        """Whether nothing is missing but that somebody reads it and says so."""
        return self.sentence in (READ_AGAIN, FROM_AGENDA)


NOT_HELD = _l("The conference has not ended yet.")
NO_CHAIR = _l("Nobody is named who presides over the conference.")
NOTHING = _l("Nothing is written yet.")
NO_CONCLUSION = _l("Nothing is written of what the chair concluded or directed.")
NO_TEXT = _l("Nothing is written in this part.")
NO_UNIT = _l("The directive names no unit that leads.")
NO_DEADLINE = _l("The directive has no deadline and is not marked as standing.")
TOO_EARLY = _l("The deadline of the directive lies before the day of the conference.")
NO_RESULT = _l("The directive does not say what result is expected.")
NO_SPEAKER = _l("The opinion does not say who spoke.")
CONCLUDING = (BlockKind.CONCLUSION, BlockKind.DIRECTIVE)
NAMED = 10  # sites in a sentence
READ_AGAIN = _l("Noted in a hurry: read it again.")
FROM_AGENDA = _l("Begun from the agenda: read it.")


def faults(minutes: Minutes, blocks: list[Block] | None = None) -> list[Fault]:
    """All that is missing, what stops first (Decision 45/2018, Art. 14: a directive names lead, time and result)."""
    blocks = queries.blocks_of(minutes.id) if blocks is None else blocks
    of_blocks = (fault for block in blocks for fault in _of_block(block))
    found = [*_of_the_whole(minutes, blocks), *of_blocks, *_ended(minutes, blocks)]
    return sorted(found, key=lambda fault: not fault.stops)


def _of_the_whole(minutes, blocks):
    if minutes.conference.state not in HELD:
        yield Fault(NOT_HELD)
    if minutes.conference.chair is None:
        yield Fault(NO_CHAIR)
    if not blocks:
        yield Fault(NOTHING)
    elif not any(block.kind in CONCLUDING for block in blocks):
        yield Fault(NO_CONCLUSION, stops=False)
    if sites := attendance.unreported(minutes.conference_id):
        yield Fault(_unreported(sites), stops=False)


def _unreported(names):
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return _n(
        "%(num)s site has not reported who was there: %(sites)s.",
        "%(num)s sites have not reported who was there: %(sites)s.",
        len(names),
        sites=_("%(names)s and %(n)s more", names=shown, n=more) if more > 0 else shown,
    )


def _ended(minutes, blocks):
    """Units that have ended; what the edition before charged them with may have been handed over since, so that only a
    reader can know whether they are still to be named."""
    day = charged.day_of(minutes.conference)
    named = ((block, unit) for block in blocks for unit in dict.fromkeys([*block.leads, *block.coordinators]))
    gone = [(block, unit) for block, unit in named if charged.ended([unit], day)]
    before = _charged_before(minutes) if gone and minutes.is_correction else set()
    for block, unit in gone:
        yield Fault(charged.sentence(unit, day), block, stops=(block.root_id, unit.id) not in before)


def _charged_before(minutes):
    former = next(one for one in queries.editions(minutes.conference_id) if one.edition < minutes.edition)
    blocks = queries.blocks_of(former.id, BlockKind.DIRECTIVE)
    return {(block.root_id, unit.id) for block in blocks for unit in [*block.leads, *block.coordinators]}


def _of_block(block):
    if not block.text:
        yield Fault(NO_TEXT, block)
    if block.kind is BlockKind.DIRECTIVE:
        yield from _of_directive(block)
    if block.kind is BlockKind.OPINION and not (block.speaker_name or block.site_id):
        yield Fault(NO_SPEAKER, block, stops=False)
    if block.needs_reading:
        yield Fault(FROM_AGENDA if _is_as_begun(block) else READ_AGAIN, block, stops=False)


def _is_as_begun(block):
    """Whether it stands as the outline wrote it: a person's part begins empty."""
    return block.kind is BlockKind.NARRATIVE and block.item_id is not None and block.revised_at == block.recorded_at


def _of_directive(block):
    if not block.leads:
        yield Fault(NO_UNIT, block)
    if block.due_on is None and not block.is_standing:
        yield Fault(NO_DEADLINE, block)
    if block.due_on and block.due_on < clock.local(block.minutes.conference.starts_at).date():
        yield Fault(TOO_EARLY, block)
    if not block.expected_result:
        yield Fault(NO_RESULT, block, stops=False)
