"""The head of an official paper, from the settings of the unit that issues it; and whether facts can be drawn."""

from meetings.gateways.paper_facts import FORMS, Head, read


def head(issuer, kind="", stamp=None, *, dated=True) -> Head:
    """The head for a paper of `kind`; `stamp` is what `registry.release` hands over, None while there is no number.

    `dated=False` leaves out place and day, as minutes do (form 1.9). A paper without a kind has no number at all.
    """
    tail = f"/{kind}-{issuer.abbreviation or 'UBND'}" if kind else ""
    return Head(
        issuer=issuer.letterhead or issuer.name.upper(),
        parent=issuer.letterhead_parent,
        symbol=stamp.symbol if stamp else tail,
        place=issuer.place if dated else "",
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
