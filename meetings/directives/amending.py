"""What a notice of conclusions says otherwise than the one it replaces goes over into the directives given from that.

Who is charged is no matter of one directive: that is the story `desk.replacing`.
"""

from meetings.accounts import speakers
from meetings.directives import family, steps
from meetings.directives.models import EventKind
from meetings.notices.actions import Recipient

# What stands in the history is Vietnamese, as everything said there.
AMENDED = "Đã sửa theo {ground}."
WORDS_BEFORE, WORDS_AFTER = "Nội dung trước", "Nội dung mới"
LABELS = {
    "giver": "Người giao",
    "giver_unit": "Đơn vị giao",
    "due_on": "Thời hạn",
    "expected_result": "Sản phẩm",
    "coordinators": "Đơn vị phối hợp",
}
NONE = "không có"


def changes(directive, was, now, giver_of) -> dict:
    """What the block `now` says otherwise than `was`, the block that it replaces, by the attribute of the directive
    that is to change: what was agreed on since stays where the replacement itself says nothing else.

    `giver_of(block)` are its `giver_…` facts: they change with the speaker whom the block names, and where it moved
    between the conference and a site's own session, in which the site's chair gives it.
    """
    found = {name: getattr(now, name) for name in ("text", "due_on", "expected_result") if _differs(was, now, name)}
    if _numbers(was.coordinators) != _numbers(now.coordinators):
        found["coordinators"] = [unit for unit in now.coordinators if unit.id != directive.lead_unit_id]
    found |= _giver(giver_of(was), giver_of(now))
    return {name: value for name, value in found.items() if not _stands(directive, name, value)}


def _giver(was, now):
    """Who speaks, with name and title, is one fact; the unit in whose name is another."""
    spoke = {name: value for name, value in now.items() if name != "giver_unit"}
    unit = {"giver_unit": now["giver_unit"]} if was["giver_unit"] != now["giver_unit"] else {}
    return (spoke if any(was[name] != value for name, value in spoke.items()) else {}) | unit


def _differs(was, now, name):
    return getattr(was, name) != getattr(now, name)


def _stands(directive, name, value):
    kept = getattr(directive, name)
    return _numbers(kept) == _numbers(value) if name == "coordinators" else kept == value


def _numbers(units):
    return {unit.id for unit in units}


def outdates_result(directive, changed) -> bool:
    """Whether a result waits for the giver that was handed in for other words than it is to have."""
    return directive.is_handed_in and not changed.keys().isdisjoint(("text", "expected_result"))


def amend(directive, changed, *, block, source, paper, ground, by, place_id=None):
    """Let the directive say what is `changed` (see `changes`) and rest on the replacing `block`, `source` and `paper`;
    what was passed down on the same ground rests on it, too. The history says how it was and is, after `ground`, the
    replacement in words. A wish for longer that the new deadline grants is settled.

    `place_id` is the unit in whose place the lead unit has it from then on, where that is known.

    Where it says something else than before, the lead unit, the coordinating ones, those that coordinate no longer, and
    the giver's side, with that of a former giver, are told once each; units that are to coordinate from now on, as by
    every directive. A result that was handed in for other words stays: all are told that the giver is to judge it.
    """
    before, told_so_far = _in_words(directive), list(directive.coordinators)
    facts = dict(ground=ground, has_old_result=outdates_result(directive, changed))
    gave = steps.giving(directive) if any(name.startswith("giver") for name in changed) else []
    former = directive.source
    for name, value in changed.items():
        setattr(directive, name, value)
    directive.block, directive.item, directive.source, directive.paper = block, block.item, source, paper
    _settle_wish(directive, changed)
    after = _in_words(directive)
    differing = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not differing and former == source:
        return
    words = "\n".join([AMENDED.format(ground=ground), *_lines(differing)])
    steps.noted(directive, EventKind.AMENDED, by=by, side=steps.GIVER, text=words, from_unit_id=place_id)
    below = family.open_below(directive)
    for one in below:
        _rest_anew(one, former, source, paper, ground, by)
    if differing:
        children = [one for one in below if one.parent_id == directive.id]
        facts |= dict(changed=differing, later_below=_later(directive, children))
        _tell(directive, told_so_far, gave, by, **facts)


def _settle_wish(directive, changed):
    wanted = directive.wanted_due_on
    if wanted and "due_on" in changed and (directive.due_on is None or wanted <= directive.due_on):
        directive.wanted_due_on = None


def _rest_anew(directive, former, source, paper, ground, by):
    if former and directive.source == former:
        directive.source, directive.paper = source, paper
        steps.noted(directive, EventKind.AMENDED, by=by, side=steps.GIVER, text=AMENDED.format(ground=ground))


def _later(directive, children):
    """How many of those passed down are due after its deadline."""
    if directive.due_on is None:
        return 0
    return sum(one.due_on is None or one.due_on > directive.due_on for one in children)


def _in_words(directive):
    return {
        "text": directive.text,
        "giver": ", ".join(part for part in (directive.giver_name, directive.giver_title) if part),
        "giver_unit": directive.giver_unit.name,
        "due_on": steps.written(directive.due_on),
        "expected_result": directive.expected_result,
        "coordinators": ", ".join(unit.short_name for unit in directive.coordinators),
    }


def _lines(differing):
    for name, (was, now) in differing.items():
        if name == "text":
            yield from (f"{WORDS_BEFORE}: {was}", f"{WORDS_AFTER}: {now}")
        else:
            yield f"{LABELS[name]}: {was or NONE} → {now or NONE}"


def _tell(directive, former, gave, by, **facts):
    """One message to each, in the part that concerns him most."""
    kind, told = "directive_amended", set()

    def once(people):
        found = [one for one in people if Recipient.of(one).key not in told]
        told.update(Recipient.of(one).key for one in found)
        return found

    now = list(directive.coordinators)
    people = speakers.of([*former, *now]) if former or now else {}
    coming, staying, going = (
        [person for unit in units for person in people[unit.id]]
        for units in (
            [unit for unit in now if unit not in former],
            [unit for unit in now if unit in former],
            [unit for unit in former if unit not in now],
        )
    )
    steps.tell_lead(directive, kind, by=by, people=once(steps.leading(directive)), **facts)
    steps.tell_coordinators(directive, "directive_to_coordinate", by=by, people=once(coming))
    steps.tell_coordinators(directive, kind, by=by, people=once(staying), **facts)
    said = steps.facts_of(directive)
    steps.tell_former(directive, once(going), kind, by=by, reason=steps.COORDINATED, **said | facts)
    steps.tell(once(steps.giving(directive)), directive, kind, by=by, **facts)
    steps.tell_former(directive, once(gave), kind, by=by, reason=steps.GAVE, **said | facts)
