"""QR codes as drawn squares: a path for an SVG, without a file and without a colour of its own."""

from typing import NamedTuple

from meetings.base.later import Later

segno = Later("segno")

QUIET = 4


class Code(NamedTuple):
    """The path of the dark squares (`<path d>`) in a square of `size` units a side, quiet zone included."""

    path: str
    size: int


def code(text: str) -> Code:
    """The QR code of a text (error correction M: a fold or a stain does no harm). Runs in a row are one rectangle."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=QUIET)]
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return Code(path, len(rows))


def _runs(row):
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
