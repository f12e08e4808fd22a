"""Tables that people take away (XLSX, CSV): nothing in them is a formula, equal facts give equal bytes."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import NamedTuple

from meetings.base import clock
from meetings.gateways.plain import is_like_a_formula, lines
from meetings.gateways.press import Press

PLAIN = (int, float, date, type(None))

# Beside the one for PDFs: a sheet does not wait for a long annex, nor hold its memory.
_press = Press("meetings.gateways.filling", "fill")


class Column(NamedTuple):
    """A column: its heading, its width in characters, its kind (text, number, date, datetime, percent)."""

    label: str
    width: float = 20
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """One sheet. `rows` may be a generator; cells are text, numbers, dates, aware instants or None."""

    title: str
    columns: Sequence[Column | tuple]
    rows: Iterable[Sequence] = ()


@dataclass(frozen=True)
class Workbook:
    """A workbook of tables. `made_at` is written into it, so that the same facts give the same bytes."""

    title: str
    sheets: Sequence[Table]
    made_at: datetime = field(default_factory=clock.now)

    def to_bytes(self) -> bytes:
        """The XLSX file: bold frozen headings, a filter on each column, dates as dates, rows as they come."""
        return _press.make(str(self.title), [_facts(one) for one in self.sheets], self.made_at)


def _facts(table):
    columns = [(str(label), *facts) for label, *facts in (Column(*column) for column in table.columns)]
    return str(table.title), columns, [_plain(row, columns) for row in table.rows]


def _plain(row, columns):
    """Numbers and dates as they are, all else in the reader's words."""
    return [value if isinstance(value, PLAIN) else str(value) for value, _ in zip(row, columns, strict=True)]


def write_csv(header: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """The table as CSV that Excel opens with its Vietnamese letters: UTF-8 with a mark, semicolons.

    Text that a spreadsheet would compute gets an apostrophe before it; numbers and dates do not need one.
    """
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(label) for label in header])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _harmless(value):
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (clock.local(value) if value.tzinfo else value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return value
    text = lines(str(value))
    return f"'{text}" if is_like_a_formula(text) else text
