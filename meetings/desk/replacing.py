"""What follows for directives when a notice of conclusions is released, above all from one that replaces another."""

from typing import NamedTuple

from meetings.agenda.models import Item
from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.loading import by_join
from meetings.conclusions import queries as notices
from meetings.directives import amending, charges
from meetings.directives.models import Directive, DirectiveState
from meetings.minutes import charged, queries
from meetings.minutes.models import Block, BlockKind
from meetings.registry.models import Paper
from meetings.sites.models import Site
from meetings.units.models import Unit

# What `giver_of` asks of a block that was said in a site's own session.
LOCAL_GIVERS = (
    by_join(Block.item, Item.site, Site.chair),
    by_join(Block.item, Item.site, Site.unit),
    by_join(Block.site, Site.chair),
    by_join(Block.site, Site.unit),
)


class Giving(NamedTuple):
    """Units that are newly charged with what a block says."""

    block: Block
    units: list[Unit]


class Amending(NamedTuple):
    """A directive that goes on, the block on which it rests from then on, what of it is changed (maybe nothing), and
    the unit that the block names in whose place its lead unit has it (None where nobody can tell)."""

    directive: Directive
    block: Block
    changed: dict
    place_id: int | None

    @property
    def points(self) -> list[str]:
        """What changes: by the names of its attributes, who gives it as one."""
        names = {"giver" if name in ("giver_name", "giver_title") else name: None for name in self.changed}
        return list(names)

    @property
    def outdates_result(self) -> bool:
        """Whether a result waits that was handed in for other words."""
        return amending.outdates_result(self.directive, self.changed)

    @property
    def is_late_at_once(self) -> bool:
        """Whether its new deadline has passed already, maybe before the unit was given it at all."""
        due_on = self.changed.get("due_on")
        return due_on is not None and due_on < (self.directive.completed_on or clock.today())


class Foreseen(NamedTuple):
    """What the release of a notice does: `former` is the paper that it replaces, `blocks` are all that it charges with,
    those of the conference before those of the sites' own sessions. What is finished stays as it is. Of the amended
    ones `unclear` are those that go on because nobody can tell whether the unit in whose place they are led is named.
    """

    former: Paper | None
    blocks: list[Block]
    given: list[Giving]
    amended: list[Amending]
    withdrawn: list[Directive]
    unclear: list[Directive]

    @property
    def changed(self) -> list[Amending]:
        """Those that say something else afterwards."""
        return [one for one in self.amended if one.changed]

    @property
    def resting(self) -> list[Amending]:
        """Those that only rest on the new notice afterwards."""
        return [one for one in self.amended if not one.changed]

    @property
    def outdating(self) -> list[Amending]:
        """Those of which the unit has handed in a result for the former words."""
        return [one for one in self.amended if one.outdates_result]

    @property
    def late_at_once(self) -> list[Amending]:
        """Those whose new deadline has passed already."""
        return [one for one in self.amended if one.is_late_at_once]

    @property
    def number_given(self) -> int:
        """How many directives are given."""
        return sum(len(one.units) for one in self.given)


def foreseen(notice) -> Foreseen:
    """What the release does now, by comparing its minutes with those of the notice that it replaces.

    A unit that both name keeps its directive, and so does one to which that was handed over since; it is withdrawn from
    a unit that the replacement leaves out, and from one that has it in the place of such a unit.
    """
    before = (one for one in notices.editions(notice.conference_id) if one.edition < notice.edition and one.paper_id)
    former = next(before, None)
    blocks = queries.blocks_of(notice.minutes_id, BlockKind.DIRECTIVE, options=LOCAL_GIVERS)
    was = {} if former is None else _by_root(former.minutes_id, notice.minutes_id, blocks)
    held = charges.of_minutes(notice.conference_id)
    found = Foreseen(former and former.paper, sorted(blocks, key=notices.is_local), [], [], [], [])
    for block in found.blocks:
        _judge(found, block, was.get(block.root_id), held.pop(block.root_id, []))
    found.withdrawn.extend(one.directive for left in held.values() for one in left if one.directive.is_open)
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
    if former_id != minutes_id:
        blocks = queries.blocks_of(former_id, BlockKind.DIRECTIVE, options=LOCAL_GIVERS)
    return {block.root_id: block for block in blocks}


def _judge(found, block, was, held):
    named = {unit.id for unit in block.leads}
    before = {unit.id for unit in was.leads} if was else set()
    alive = [one for one in held if one.directive.state is not DirectiveState.WITHDRAWN]
    own = {one.place_id: one for one in held if one.place_id and (one in alive or one.place_id in before)}
    holding = {one.directive.lead_unit_id for one in alive}
    places = {one.directive.id: _places(one, named, before, own, holding) for one in alive}
    led = set().union(*places.values())
    for directive in (one.directive for one in alive if one.directive.is_open):
        among, lead_id = places[directive.id], directive.lead_unit_id
        if not among & named and lead_id in named - led:
            among = {lead_id}
        if among and not among & named:
            found.withdrawn.append(directive)
            continue
        if not (among and among <= named):
            found.unclear.append(directive)
        changed = amending.changes(directive, was or block, block, giver_of)
        found.amended.append(Amending(directive, block, changed, *(among if len(among) == 1 else (None,))))
    # A unit whose own the giver withdrew is not given it anew by naming it again; where its own is not known, neither.
    unknown = any(one.place_id is None for one in held)
    settled = before if unknown else {place_id for place_id, one in own.items() if one not in alive}
    new = [unit for unit in block.leads if unit.id not in led | holding | settled]
    if new:
        found.given.append(Giving(block, new))


def _places(one, named, before, own, holding):
    """The unit of which it is the charge, or the several of which nobody can tell whose it is. A unit that is newly
    named has its own in what was handed over to it before."""
    lead_id = one.directive.lead_unit_id
    if lead_id in named - own.keys():
        return {lead_id}
    if one.place_id is not None:
        return {one.place_id} if own.get(one.place_id) is one else {lead_id}
    return {lead_id} if lead_id in before - own.keys() else before - own.keys() - holding


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
