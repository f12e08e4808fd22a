"""A mail taken apart by Python's own parser, within bounds: what takes it longer the longer it gets, by more than its
length, is cut off or refused before it is reached.

Its parameters (`a; b="c"`) cost the square of their number, and each line is asked by every part around it.
"""

import email
from email.message import Message
from email.policy import Compat32

LARGEST_HEAD = 256 * 1024
LONGEST_PARAMETERS = 4_000
MOST_PARAMETERS = 100
DEEPEST = 30


class TooDeep(ValueError):
    """More parts within parts than anybody writes."""


class _Part(Message):
    """A part that knows how deep it lies."""

    depth = 0

    def attach(self, payload):
        payload.depth = self.depth + 1
        if payload.depth > DEEPEST:
            raise TooDeep
        super().attach(payload)


class _Bounds(Compat32):
    """Headers with parameters are kept up to where they are still read at once."""

    def header_source_parse(self, sourcelines):
        name, value = super().header_source_parse(sourcelines)
        if name.lower().startswith("content-"):
            value = ";".join(value[:LONGEST_PARAMETERS].split(";", MOST_PARAMETERS)[:MOST_PARAMETERS])
        return name, value


BOUNDS = _Bounds(message_factory=_Part)


def message(content: bytes) -> Message:
    """The mail with its parts. Raises `TooDeep`, and whatever else the library raises for what it cannot read."""
    return email.message_from_bytes(content, policy=BOUNDS)


def head(content: bytes) -> Message:
    """The mail's headers alone, those within `LARGEST_HEAD`."""
    found = content[:LARGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    return email.message_from_bytes(found[0] + b"\n\n", policy=BOUNDS)
