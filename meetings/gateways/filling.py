"""Filling a workbook with openpyxl: plain values in, XLSX out. Only `gateways.press` comes here, in its own process."""

import re
import zipfile
from contextlib import closing
from datetime import date, datetime
from functools import cache
from io import BytesIO
from math import isfinite

import openpyxl
from openpyxl import styles, utils
from openpyxl.cell import WriteOnlyCell

from meetings.base import clock
from meetings.gateways.plain import is_like_a_formula, lines

FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm", "number": "#,##0", "percent": "0%"}
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
# Spreadsheets know no day before this one.
FIRST_DAY = date(1900, 3, 1)
MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
FIRST_STAMP = (1980, 1, 1, 0, 0, 0)


def fill(title: str, tables: list[tuple], made_at: datetime) -> bytes:
    """The XLSX file of `tables`, each a title, columns (label, width, kind) and rows."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.title, book.properties.creator = lines(title), "Nhịp Cầu"
    taken: set[str] = set()
    for name, columns, rows in tables:
        _write(book.create_sheet(_title(name, taken)), columns, rows)
    file = BytesIO()
    book.save(file)
    return _settled(file, made_at)


def _write(sheet, columns, rows):
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    for place, (_, width, _kind) in enumerate(columns, start=1):
        sheet.column_dimensions[utils.get_column_letter(place)].width = width
    with closing(sheet):
        sheet.append([_heading(sheet, label) for label, *_ in columns])
        height = 1
        for row in rows:
            sheet.append([_cell(sheet, value, kind) for value, (_, _, kind) in zip(row, columns, strict=True)])
            height += 1
        sheet.auto_filter.ref = f"A1:{utils.get_column_letter(len(columns))}{height}"


def _heading(sheet, label):
    cell = _text(sheet, label)
    cell.font, cell.fill = styles.Font(bold=True), styles.PatternFill("solid", fgColor="E8EEF4")
    cell.alignment = styles.Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet, value, kind):
    if value is None or value == "":
        return None
    if not _is_measure(value):
        cell = _text(sheet, str(value))
        cell.alignment = _on_top(True)
        return cell if cell.value else None
    if isinstance(value, datetime):
        value = (clock.local(value) if value.tzinfo else value).replace(tzinfo=None)
        value = value.date() if kind == "date" else value
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < FIRST_DAY:
        return _text(sheet, value.strftime("%d/%m/%Y"))
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = _on_top(False)
    cell.number_format = _format(value, kind)
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
    cell = WriteOnlyCell(sheet)
    text = lines(text)
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    cell.data_type = "s"
    if is_like_a_formula(text):
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
