"""What follows for directives when a notice of conclusions is released, above all from one that replaces another."""

from typing import NamedTuple

from meetings.base.errors import NotValid
from meetings.conclusions import queries as notices
from meetings.directives import amending
from meetings.directives import queries as directives
from meetings.directives.models import Directive, DirectiveState
from meetings.minutes import charged, queries
from meetings.minutes.models import Block, BlockKind
from meetings.registry.models import Paper
from meetings.units.models import Unit


class Giving(NamedTuple):
    """Units that are newly charged with what a block says."""

    block: Block
    units: list[Unit]


class Amending(NamedTuple):
    """A directive that goes on, the block on which it rests from then on, and what of it is changed (maybe nothing)."""

    directive: Directive
    block: Block
    changed: dict

    @property
    def points(self) -> list[str]:
        """What changes, by the names that the fields of a block have."""
        names = {"speaker_name" if name.startswith("giver") else name: None for name in self.changed}
        return list(names)


class Foreseen(NamedTuple):
    """What the release of a notice does: `former` is the paper that it replaces, `blocks` are all that it charges with,
    those of the conference before those of the sites' own sessions. What is finished stays as it is."""

    former: Paper | None
    blocks: list[Block]
    given: list[Giving]
    amended: list[Amending]
    withdrawn: list[Directive]

    @property
    def changed(self) -> list[Amending]:
        """Those that say something else afterwards."""
        return [one for one in self.amended if one.changed]

    @property
    def resting(self) -> list[Amending]:
        """Those that only rest on the new notice afterwards."""
        return [one for one in self.amended if not one.changed]

    @property
    def number_given(self) -> int:
        """How many directives are given."""
        return sum(len(one.units) for one in self.given)


def foreseen(notice) -> Foreseen:
    """What the release does now, by comparing its minutes with those of the notice that it replaces.

    A unit that both name keeps its directive, and so does one to which that was handed over since; it is withdrawn from
    a unit that the replacement leaves out.
    """
    before = (one for one in notices.editions(notice.conference_id) if one.edition < notice.edition and one.paper_id)
    former = next(before, None)
    blocks = queries.blocks_of(notice.minutes_id, BlockKind.DIRECTIVE)
    was = {} if former is None else _by_root(former.minutes_id, notice.minutes_id, blocks)
    held = directives.of_minutes(notice.conference_id)
    found = Foreseen(former and former.paper, sorted(blocks, key=notices.is_local), [], [], [])
    for block in found.blocks:
        _judge(found, block, was.get(block.root_id), held.pop(block.root_id, []))
    found.withdrawn.extend(one for left in held.values() for one in left if one.is_open)
    return found


def hindrances(effect: Foreseen) -> list[NotValid]:
    """Why it cannot be released: of the units that are newly charged some have ended since the minutes were written.
    Who takes their place is for the chair to decide, by corrected minutes."""
    new = {unit: one.block for one in effect.given for unit in [*one.units, *one.block.coordinators]}
    for one in effect.amended:
        before = {unit.id for unit in one.directive.coordinators}
        new |= {unit: one.block for unit in one.changed.get("coordinators", ()) if unit.id not in before}
    days = {unit: charged.day_of(block.minutes.conference) for unit, block in new.items()}
    gone = [unit for unit, day in days.items() if charged.ended([unit], day)]
    return [NotValid(charged.sentence(unit, days[unit])) for unit in gone]


def _by_root(former_id, minutes_id, blocks):
    same = blocks if former_id == minutes_id else queries.blocks_of(former_id, BlockKind.DIRECTIVE)
    return {block.root_id: block for block in same}


def _judge(found, block, was, held):
    named = {unit.id for unit in block.leads}
    before = {unit.id for unit in was.leads} if was else set()
    holding = {one.lead_unit_id for one in held}
    # Units that were charged and hold nothing: theirs was handed over to another.
    passed_on = before - holding
    for one in held:
        is_known = one.lead_unit_id in named | before
        goes_on = one.lead_unit_id in named if is_known else not passed_on or bool(passed_on & named)
        if one.is_open and goes_on:
            changed = amending.changes(one, was or block, block, giver_of)
            found.amended.append(Amending(one, block, changed))
        elif one.is_open:
            found.withdrawn.append(one)
    has = before | {one.lead_unit_id for one in held if one.state is not DirectiveState.WITHDRAWN}
    new = [unit for unit in block.leads if unit.id not in has]
    if new:
        found.given.append(Giving(block, new))


def giver_of(block) -> dict:
    """In whose name a block is given, as the `giver_…` facts of its directives: what was ordered in a site's own
    session in that of the site's chair, all else in that of the conference's."""
    site = (block.item.site or block.site) if notices.is_local(block) else None
    conference = block.minutes.conference
    if site is not None:
        chair, person, unit = site, site.chair, site.unit
        known_name, known_title = chair.chair_name, chair.chair_title
    else:
        chair, unit = conference.chair, conference.organiser
        person = chair.person if chair else None
        known_name, known_title = (chair.name, chair.title) if chair else ("", "")
    name = block.speaker_name or known_name
    same = chair is not None and name == known_name
    title = block.speaker_title or (known_title if same else "")
    return dict(giver=person if same else None, giver_name=name, giver_title=title, giver_unit=unit)
