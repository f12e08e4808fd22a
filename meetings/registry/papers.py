"""The head of an official paper, from the settings of the unit that issues it; who signs how; what can be drawn."""

from meetings.gateways.paper_facts import FORMS
from meetings.gateways.paper_parts import Head, authority, read
from meetings.registry import letterheads
from meetings.registry.letterheads import CHIEF, COMMITTEE, COMMITTEES
from meetings.units.models import Unit, UnitKind


def head(issuer, kind="", stamp=None, *, dated=True) -> Head:
    """The head for a paper of `kind`; `stamp` is what `registry.release` hands over, None while there is no number.

    `dated=False` leaves out place and day, as minutes do (form 1.9). A paper without a kind has no number at all.
    """
    tail = f"/{kind}-{letterheads.abbreviation(issuer)}" if kind else ""
    return Head(
        issuer=letterheads.issuer_name(issuer),
        parent=letterheads.parent_name(issuer),
        symbol=stamp.symbol if stamp else tail,
        place=letterheads.place(issuer) if dated else "",
        issued_on=stamp.issued_on.isoformat() if stamp and dated else "",
        large=issuer.large_heading,
    )


def drawable(template: str, facts: dict) -> dict:
    """The facts, if `template` can draw them: a paper that could never be drawn must not take a number.

    Raises `KeyError` for an unknown template and `TypeError` for facts of another form.
    """
    read(FORMS[template], facts)
    return facts


def still_says(frozen: dict, now: dict, *, but=("head",)) -> bool:
    """Whether a released paper still says what it would say today, `but` for some of its facts (its head always
    differs); those that it did not know when it was released are passed over.
    """
    return all(now.get(name) == value for name, value in frozen.items() if name not in but)


def by_order(unit: Unit) -> list[str]:
    """The lines over the name of the head of an office who signs by order; in his own office he signs as its head."""
    if unit.kind is UnitKind.OFFICE:
        return authority("", CHIEF)
    return authority("TL", letterheads.head_of(unit), CHIEF)


def signing(unit: Unit, title: str) -> list[str]:
    """The lines over the name of a person with that post who signs a paper of the unit: TM., KT. or TL.

    A deputy signs for the head, the head of a committee on behalf of the collective, whoever leads another body by
    order of the head.
    """
    post, head = title.strip(), letterheads.head_of(unit)
    lowered = post.lower()
    if lowered.startswith(f"phó {head.lower()}"):
        return authority("KT", head, f"Phó {head}")
    if lowered.startswith(head.lower()):
        return authority("TM", COMMITTEE, head) if unit.kind in COMMITTEES else authority("", head)
    if lowered.startswith(f"phó {CHIEF.lower()}"):
        return [*authority("TL", head), *authority("KT", CHIEF, f"Phó {CHIEF}")]
    if lowered.startswith(CHIEF.lower()):
        return authority("TL", head, CHIEF)
    if lowered.startswith(("giám đốc", "phó giám đốc", "trưởng ban")):
        return authority("TL", head, post)
    return authority("", post)
