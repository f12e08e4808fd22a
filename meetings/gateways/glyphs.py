"""Only signs that the papers' typeface has reach a paper, so that none comes from whatever a machine has installed."""

import unicodedata
from functools import cache
from pathlib import Path

from meetings.base.later import Later
from meetings.gateways.plain import lines

ttLib = Later("fontTools.ttLib")

FACES = Path(__file__).resolve().parent.parent.parent / "static" / "fonts" / "tinos"
MISSING = "\u25a1"


def printable(text: str) -> str:
    """The text composed (NFC), with □ for what Tinos lacks, and without signs that are not seen.

    Marks of direction, soft hyphens and zero-width signs go: they would let a paper read otherwise than it is stored.
    """
    plain = lines(text)
    if known().issuperset(plain):
        return plain
    return "".join(sign if sign in known() else _instead(sign) for sign in plain)


def _instead(sign):
    return "" if unicodedata.category(sign) in ("Cf", "Mn", "Me") else MISSING


@cache
def known() -> frozenset[str]:
    """The signs that all four faces have, and the line break."""
    faces = [set(ttLib.TTFont(path, lazy=True).getBestCmap()) for path in FACES.glob("*.ttf")]
    signs = (chr(code) for code in set.intersection(*faces))
    return frozenset(s for s in signs if unicodedata.category(s) not in ("Cf", "Cc")) | frozenset("\n\t")
