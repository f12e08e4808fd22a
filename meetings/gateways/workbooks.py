"""Tables that people take away (XLSX, CSV): nothing in them is a formula, equal facts give equal bytes."""

import csv
import re
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO, StringIO
from math import isfinite
from typing import NamedTuple

from meetings.base import clock
from meetings.base.later import Later
from meetings.gateways.plain import lines

openpyxl, cells = Later("openpyxl"), Later("openpyxl.cell")
styles, utils = Later("openpyxl.styles"), Later("openpyxl.utils")

FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm", "number": "#,##0", "percent": "0%"}
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Spreadsheets know no day before this one.
FIRST_DAY = date(1900, 3, 1)
MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
FIRST_STAMP = (1980, 1, 1, 0, 0, 0)


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
        book = openpyxl.Workbook(write_only=True)
        book.properties.title, book.properties.creator = lines(self.title), "Nhịp Cầu"
        taken: set[str] = set()
        for table in self.sheets:
            _write(book.create_sheet(_title(table.title, taken)), table)
        file = BytesIO()
        book.save(file)
        return _settled(file, self.made_at)


def _write(sheet, table):
    columns = [Column(*column) for column in table.columns]
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[utils.get_column_letter(place)].width = column.width
    with closing(sheet):
        sheet.append([_heading(sheet, column.label) for column in columns])
        height = 1
        for row in table.rows:
            sheet.append([_cell(sheet, value, column) for value, column in zip(row, columns, strict=True)])
            height += 1
        sheet.auto_filter.ref = f"A1:{utils.get_column_letter(len(columns))}{height}"


def _heading(sheet, label):
    cell = _text(sheet, label)
    cell.font, cell.fill = styles.Font(bold=True), styles.PatternFill("solid", fgColor="E8EEF4")
    cell.alignment = styles.Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet, value, column):
    if value is None or value == "":
        return None
    if not _is_measure(value):
        cell = _text(sheet, str(value))
        cell.alignment = _on_top(True)
        return cell if cell.value else None
    if isinstance(value, datetime):
        value = (clock.local(value) if value.tzinfo else value).replace(tzinfo=None)
        value = value.date() if column.kind == "date" else value
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < FIRST_DAY:
        return _text(sheet, value.strftime("%d/%m/%Y"))
    cell = cells.WriteOnlyCell(sheet, value)
    cell.alignment = _on_top(False)
    cell.number_format = _format(value, column.kind)
    return cell


@cache
def _on_top(wraps):
    return styles.Alignment(wrap_text=wraps, vertical="top")


def _is_measure(value):
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int | date) and not isinstance(value, bool)


def _format(value, kind):
    if isinstance(value, date):
        return FORMATS["datetime" if isinstance(value, datetime) else "date"]
    if kind == "number" and value == int(value):
        return FORMATS["number"]
    return FORMATS["percent"] if kind == "percent" else "General"


def _text(sheet, text):
    """A cell that stays text whatever it begins with, also when somebody edits it in a spreadsheet."""
    cell = cells.WriteOnlyCell(sheet)
    text = lines(text)
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    cell.data_type = "s"
    if _is_like_a_formula(text):
        cell.quotePrefix = True
    return cell


def _title(text, taken):
    base = NOT_IN_TITLES.sub(" ", " ".join(lines(text).split())).strip(" '") or "Sheet"
    title, number = base[:LONGEST_TITLE], 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: LONGEST_TITLE - 5]} ({number})"
    taken.add(title.casefold())
    return title


def _settled(file, made_at):
    """The same archive with one time written everywhere, instead of the time of packing."""
    stamp, settled = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = MADE.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, FIRST_STAMP)
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


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
    return f"'{text}" if _is_like_a_formula(text) else text


def _is_like_a_formula(text):
    return text.startswith("\t") or text.lstrip().startswith(FORMULA_STARTS)
