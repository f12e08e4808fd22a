"""Tables that people send (CSV, XLSX), read as text with the row numbers they see. `workbooks.py` writes."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice, repeat
from typing import NamedTuple
from zipfile import BadZipFile

from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.base.vietnamese import fold, seen
from meetings.gateways.kinds import KINDS, kind_of
from meetings.gateways.plain import lines
from meetings.gateways.workbooks import Column, Table, Workbook, write_csv
from meetings.gateways.zips import holds, looked_over

__all__ = ["Column", "Row", "Sheet", "Table", "Workbook", "read", "write_csv"]

openpyxl = Later("openpyxl")

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 100
LAST_ROW = 1_048_576
DELIMITERS = ";,\t"
# Parts the cells of a table of one column: no text holds it.
NO_SIGN = "\x1f"
SHEET_PART = re.compile(r"worksheets/[^/]+\.xml$")
FORMULA = re.compile(rb"<(?:x:)?f[ />]")
# One with attributes, however it is named: it may be shared by many cells, and openpyxl writes it out for each of them,
# which takes for ever where it is long.
SHARED = re.compile(rb"<(?:[^<>\s/:]*:)?f\s")
SIGNS = re.compile(r"[\W_]+")
# How far down the headings may stand: lists in use begin with the authority, the title of the list and a day.
MOST_ABOVE = 20

# What openpyxl and its XML parsers raise on a workbook whose parts are not what they should be.
BROKEN = LookupError, ValueError, TypeError, AttributeError, ArithmeticError
BROKEN += OSError, EOFError, SyntaxError, BadZipFile

EMPTY = _l("The file is empty. Choose the table with the rows to read.")
NOT_A_TABLE = _l("Only tables in .xlsx or .csv can be read. Open the file in Excel and save it as .xlsx.")
TOO_LARGE = _l("The table is too large. Split it into files of at most 20 MB.")
DAMAGED = _l("The table is damaged or incomplete. Open it in Excel, save it again as .xlsx and send the new copy.")
NO_HEADER = _l("The table has no heading row. Begin it with a row that names the columns.")
TOO_MANY_ROWS = _l("The table has more than %(limit)s rows. Split it into several files.")
TOO_MANY_COLUMNS = _l("The table has more than %(limit)s columns. Remove those that are not needed.")
BAD_TEXT = _l("The text of the table cannot be read. Save it in Excel as .xlsx or as “CSV UTF-8”.")
BAD_QUOTES = _l("A quotation mark is left open near row %(row)s. Correct it, or save the table as .xlsx.")
NO_COLUMN = _l("The table lacks the column “%(column)s”. Add it, or use the template.")
TWICE = _l("The columns “%(first)s” and “%(second)s” mean the same. Remove one of them.")


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, and its cells as text; `blind`: the places of formulas of which no
    value was kept."""

    number: int
    cells: tuple[str, ...]
    blind: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A heading row and the rows under it that are not empty, each at least as wide as the heading. A row that holds
    nothing but formulas without a value is not empty."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def places(self, aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()) -> dict[str, int]:
        """Which column holds which field.

        `aliases` gives for each field the headings people use, in any language; case, accents and punctuation
        do not matter. Raises `NotValid` when a `required` field has no column, or a field has two.
        """
        known = _fields(aliases)
        found: dict[str, int] = {}
        for place, heading in enumerate(self.header):
            name = known.get(_bare(heading))
            if name in found:
                raise NotValid(TWICE % {"first": self.header[found[name]], "second": heading})
            if name:
                found[name] = place
        for name in required:
            if name not in found:
                raise NotValid(NO_COLUMN % {"column": next(iter(aliases[name]), name)})
        return found

    def unused(self, aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()) -> list[str]:
        """The columns that hold no field: their headings, or their letters where cells stand under none.

        Raises as `places` does.
        """
        table = self.headed(aliases, required)
        used = set(table.places(aliases, required).values())
        last = max([len(table.header), *(len(row.cells) for row in table.rows)])
        heads = [*table.header, *[""] * (last - len(table.header))]
        return [
            head or f"({_letters(place)})"
            for place, head in enumerate(heads)
            if place not in used and (head or any(any(row.cells[place : place + 1]) for row in table.rows))
        ]

    def headed(self, aliases: Mapping[str, Iterable[str]], required: Iterable[str]) -> "Sheet":
        """The table from its headings on: where the first row lacks a `required` one, the next few are looked at, for a
        list often begins with a title. Itself where none of them has all."""
        known, wanted = _fields(aliases), set(required)
        if wanted <= _named(self.header, known):
            return self
        for place, row in enumerate(self.rows[:MOST_ABOVE], start=1):
            if wanted <= _named(row.cells, known):
                header = _trimmed(row.cells)
                return Sheet(header, tuple(one._replace(cells=_wide(one.cells, header)) for one in self.rows[place:]))
        return self

    def records(
        self, aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows under the headings as (number, {field: text}) for the fields that have a column.

        Titles above the headings are passed over, see `headed`. Raises as `places` does.
        """
        table = self.headed(aliases, required)
        places = table.places(aliases, required)
        used = set(places.values())
        for row in table.rows:
            if any(row.cells) or not row.blind or used & set(row.blind):
                yield row.number, {name: row.cells[place] for name, place in places.items()}

    def blind(self, aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()) -> dict[int, list[str]]:
        """By the number of a row: the fields in which a formula without a value stands. Raises as `places` does."""
        table = self.headed(aliases, required)
        fields = {place: name for name, place in table.places(aliases, required).items()}
        found = ((row.number, [fields[place] for place in row.blind if place in fields]) for row in table.rows)
        return {number: names for number, names in found if names}

    def without(self, numbers: Iterable[int]) -> "Sheet":
        """The same without the rows of these numbers."""
        left_out = set(numbers)
        return replace(self, rows=tuple(row for row in self.rows if row.number not in left_out))


def read(content: bytes, filename: str, limit_rows: int = 5_000, headings: Iterable[str] = ()) -> Sheet:
    """The first visible sheet as text. Formulas are not computed: their last value is read.

    Dates become dd/mm/yyyy, whole numbers lose ".0". Of a text that begins with one of the `headings` alone, commas
    part no cells: it has one column. Raises `NotValid` with a sentence that says what to do: another kind of file, a
    broken or locked one, macros, more than `limit_rows` rows, what unpacks to more than a table can be.
    """
    if not content:
        raise NotValid(EMPTY)
    if len(content) > MOST_BYTES:
        raise NotValid(TOO_LARGE)
    extension = filename.lower().rpartition(".")[2]
    if extension not in ("xlsx", "csv", "txt"):
        raise NotValid(NOT_A_TABLE)
    is_workbook = kind_of(content, filename) == KINDS["xlsx"]
    return _sheet(_from_workbook(content) if is_workbook else _from_text(_decoded(content), headings), limit_rows)


def _sheet(rows, limit_rows):
    rows = iter(rows)
    header = _trimmed(next((row for row in rows if any(row.cells)), Row(0, ())).cells)
    filled = (row for row in rows if any(row.cells) or row.blind)
    if not header:
        raise NotValid(NO_HEADER)
    kept = []
    for row in islice(filled, limit_rows + 1):
        cells = _trimmed(row.cells)
        if len(cells) > MOST_COLUMNS:
            raise NotValid(TOO_MANY_COLUMNS % {"limit": MOST_COLUMNS})
        kept.append(row._replace(cells=_wide(cells, header)))
    if len(header) > MOST_COLUMNS:
        raise NotValid(TOO_MANY_COLUMNS % {"limit": MOST_COLUMNS})
    if len(kept) > limit_rows:
        raise NotValid(TOO_MANY_ROWS % {"limit": limit_rows})
    return Sheet(header, tuple(kept))


def _letters(place):
    """What a spreadsheet calls the column: A to Z, then AA."""
    before, last = divmod(place, 26)
    return (chr(64 + before) if before else "") + chr(65 + last)


def _trimmed(cells):
    last = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return tuple(cells[:last])


def _wide(cells, header):
    return cells + ("",) * (len(header) - len(cells))


def _bare(heading):
    return SIGNS.sub(" ", fold(heading)).strip()


def _fields(aliases):
    return {_bare(name): one for one, names in aliases.items() for name in (one, *names)}


def _named(cells, known):
    return {known.get(_bare(cell)) for cell in cells}


def _decoded(content):
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotValid(BAD_TEXT)


def _from_text(text, headings):
    delimiter, text = _delimiter(text, set(map(_bare, headings)))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield Row(number, tuple(seen(lines(cell)).strip() for cell in cells))
    except csv.Error as fault:
        raise NotValid(BAD_QUOTES % {"row": reader.line_num}) from fault


def _delimiter(text, headings):
    """The sign between cells, as the heading row shows it, or as Excel's own first line "sep=;" says.

    A title without such signs may stand above; what follows it decides only with two signs or more, since a single
    comma may be part of a text. Under a heading that stands alone all commas are.
    """
    first, *rest = text.lstrip("\r\n").split("\n", MOST_ABOVE + 1)[: MOST_ABOVE + 1]
    if told := re.fullmatch(r"sep=([;,\t])\r?", first, re.IGNORECASE):
        # The line stays as an empty row, so that the row numbers are those people see.
        return told.group(1), text.replace(first, "", 1)
    if max(map(_outside_quotes(first).count, DELIMITERS)):
        return max(DELIMITERS, key=_outside_quotes(first).count), text
    is_alone = _bare(first) in headings
    signs = DELIMITERS.replace(",", "") if is_alone else DELIMITERS
    lines_below = (_outside_quotes(line) for line in rest)
    telling = next((line for line in lines_below if max(map(line.count, signs)) > 1), "")
    if not telling and is_alone:
        return NO_SIGN, text
    return max(signs, key=telling.count), text


def _outside_quotes(line):
    return re.sub(r'"[^"]*"', "", line)


def _from_workbook(content):
    with looked_over(BytesIO(content), most_unpacked=MOST_UNPACKED) as archive:
        # Most tables hold no formula at all, and need not be read twice.
        sheets = [name for name in archive.namelist() if SHEET_PART.search(name)]
        has_formulas = any(holds(archive, name, FORMULA) for name in sheets)
        has_formulas = has_formulas and not any(holds(archive, name, SHARED) for name in sheets)
    try:
        found = _cells(content, data_only=True, values_only=not has_formulas)
        typed = _cells(content, data_only=False) if has_formulas else repeat(())
        for number, (row, formulas) in enumerate(zip(found, typed, strict=False), start=1):
            blind = tuple(place for place, one in enumerate(formulas) if one is not None and _lacks_value(row[place]))
            cells = tuple(cell.value for cell in row) if has_formulas else row
            is_empty = cells.count(None) == len(cells)
            yield Row(number, () if is_empty else tuple(_as_text(cell) for cell in cells), blind)
    except (*BROKEN, StopIteration) as fault:
        raise NotValid(DAMAGED) from fault


def _lacks_value(cell):
    """Whether nothing was kept for a cell. Of an empty text openpyxl keeps that it is one."""
    return cell.value is None and cell.data_type != "str"


def _cells(content, *, data_only, values_only=True):
    """The rows of the first visible sheet: the values or the formulas themselves, as cells unless `values_only`."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
    # A sheet may claim a million rows; what it really holds is found by reading.
    sheet.reset_dimensions()
    return sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=values_only)


def _as_text(value):
    match value:
        case None:
            return ""
        case datetime() if value.time() != time.min:
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case float() if value.is_integer():
            return str(int(value))
    return seen(lines(str(value))).strip()
