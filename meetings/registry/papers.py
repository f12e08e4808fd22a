"""The head of an official paper, from the settings of the unit that issues it; who signs how; what can be drawn."""

import re

from meetings.gateways.paper_facts import FORMS
from meetings.gateways.paper_parts import Head, authority, read
from meetings.registry import letterheads
from meetings.registry.letterheads import CHIEF, COMMITTEE, COMMITTEES, INSPECTOR
from meetings.units.models import Unit, UnitKind

# An acting head ("Quyền Chủ tịch", "Q. Giám đốc"): "Q." stands before his post (Decree 30/2020, Annex I §II.7).
ACTING = re.compile(r"(?:quyền|q\.)\s+", re.IGNORECASE)
# Who leads a body below the one that issues the paper, or is the deputy there: they sign by order of its head.
BELOW = re.compile(r"(phó\s+)?(chánh văn phòng|chánh thanh tra|giám đốc|trưởng ban|trưởng phòng)\b", re.IGNORECASE)


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
    """The lines over the name of a person with that post who signs a paper of the unit: TM., KT., TL. or Q.

    A deputy signs for the head, the head of a committee on behalf of the collective, whoever leads another body by
    order of the head, his deputy for him; an acting head signs as the head, with "Q." before the post.
    """
    post, head = title.strip(), letterheads.head_of(unit)
    acting = ACTING.match(post)
    post = post[acting.end() :] if acting else post
    lowered = post.lower()
    if lowered.startswith(f"phó {head.lower()}"):
        return authority("KT", head, f"Phó {head}")
    if lowered.startswith(head.lower()):
        own = authority("Q" if acting else "", head)
        return [*authority("TM", COMMITTEE), *own] if unit.kind in COMMITTEES else own
    if below := BELOW.match(post):
        return [*authority("TL", head), *_of_another_body(below, post, acting)]
    return authority("Q" if acting else "", post) if post else []


def _of_another_body(below, post, acting):
    """What stands below "TL.": whose bodies have a name of their own keeps it with the post."""
    deputy, led = below.groups()
    is_known = led.lower() in (CHIEF.lower(), INSPECTOR.lower())
    if deputy and (is_known or led.lower() == "trưởng phòng"):
        short = led if is_known else post[below.start(2) :]
        return [*authority("KT", led), *authority("", f"{deputy.strip()} {short}")]
    return authority("Q" if acting else "", led if is_known else post)
