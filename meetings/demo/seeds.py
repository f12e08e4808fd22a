"""The units of the demo: Hà Tĩnh with its districts of 2015, and with its communes and wards since 1 July 2025.

Codes are those of the statistical office (districts, communes of Vũ Quang in 2015; communes and wards of 2025). The
two communes made of four of them in 2020 stand without one: it was not established.
"""

from meetings.base.verdicts import Outcome
from meetings.demo.cast import DATA
from meetings.gateways import sheets
from meetings.units import imports

FILES = ("units-2025.csv", "units-2015.csv")


def units() -> None:
    """Bring the units to what the tables say, through the import of the pages; again and again without doubling."""
    rows = [sheets.read((DATA / name).read_bytes(), name) for name in FILES]
    whole = sheets.Sheet(rows[0].header, tuple(_numbered(row for sheet in rows for row in sheet.rows)))
    refused = [verdict for verdict in imports.run(whole, by=None) if verdict.outcome is Outcome.REFUSED]
    if refused:
        raise ValueError([(verdict.name, str(verdict.why)) for verdict in refused])


def _numbered(rows):
    return (sheets.Row(number, row.cells) for number, row in enumerate(rows, start=2))
