"""Telephone numbers of Vietnam in one spelling (E.164, "+84912345678"), whatever way somebody typed them."""

import re

from meetings.base.errors import NotValid
from meetings.base.language import _l

NO_NUMBER = _l("This is no telephone number. Give its digits, or leave it empty.")
APART = re.compile(r"[\s.\-()/\u00a0\u2010-\u2015]+")
MOBILE = re.compile(r"\+84(3|5|7|8|9)[0-9]{8}")
LANDLINE = re.compile(r"\+842[0-9]{8,9}")
ABROAD = re.compile(r"\+(?!84)[1-9][0-9]{6,14}")
# The shortest that is rung: an extension of the house, or 113.
SHORTEST = 3
# Where a second number or an extension begins.
MORE = re.compile(r"[;,]|máy lẻ|ext|nội bộ", re.IGNORECASE)


def can_be_rung(typed: str) -> bool:
    """Whether it holds a number at all, whatever stands around it: text without digits is none."""
    return sum(sign.isdigit() for sign in typed or "") >= SHORTEST


def expect_number(typed: str, field: str = "phone") -> None:
    """Raise `NotValid` where something is typed that cannot be rung."""
    if typed and not can_be_rung(typed):
        raise NotValid(NO_NUMBER, field=field)


def normal(typed: str) -> str:
    """The number as the networks write it; empty where it is none. Of several the first counts.

    Local numbers begin with 0, those with a country code with +, 00 or 84; landlines may have an extension.
    """
    bare = APART.sub("", MORE.split(typed or "", maxsplit=1)[0])
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif bare.startswith("0"):
        bare = f"+84{bare[1:]}"
    elif bare.startswith("84") and len(bare) > 10:
        bare = f"+{bare}"
    if bare.startswith("+840"):
        bare = f"+84{bare[4:]}"
    known = bare.isascii() and any(kind.fullmatch(bare) for kind in (MOBILE, LANDLINE, ABROAD))
    return bare if known else ""


def takes_texts(typed: str) -> str:
    """The number in E.164 if it is a mobile one of Vietnam, to which a short message can go; else empty."""
    number = normal(typed)
    return number if MOBILE.fullmatch(number) else ""
