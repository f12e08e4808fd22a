"""The head of an official paper, from the settings of the unit that issues it; and whether facts can be drawn."""

from meetings.gateways.paper_facts import FORMS, Head, read
from meetings.registry import letterheads


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
