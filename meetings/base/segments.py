"""How long a short message is for the networks that carry it: one piece, or several that the telephone joins again."""

import unicodedata
from typing import NamedTuple

# GSM 03.38: what fits into seven bits, and what takes two places there.
PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")
# Places in a message that stands alone, and in each piece of a longer one (the header takes the rest).
LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


class Size(NamedTuple):
    """How the text is written on the air, how many places it takes and how many pieces."""

    alphabet: str
    units: int
    segments: int


def size(text: str) -> Size:
    """The size of a text: with Vietnamese marks it is UCS-2 (70 places, 67 in each of several pieces)."""
    if all(letter in PLAIN or letter in DOUBLE for letter in text):
        places = [2 if letter in DOUBLE else 1 for letter in text]
        return Size("GSM-7", sum(places), _pieces(places, *LIMITS["GSM-7"]))
    places = [len(letter.encode("utf-16-be")) // 2 for letter in text]
    return Size("UCS-2", sum(places), _pieces(places, *LIMITS["UCS-2"]))


def _pieces(places, alone, each):
    """A sign of two places is never torn apart, so a piece may end one place early."""
    if sum(places) <= alone:
        return 1
    pieces, room = 1, each
    for place in places:
        if place > room:
            pieces, room = pieces + 1, each
        room -= place
    return pieces


def without_marks(text: str) -> str:
    """The text without Vietnamese marks, capitals kept: it takes less than half of the places."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.translate(str.maketrans("đĐ–—“”‘’…", "dD--\"\"''.", ""))
