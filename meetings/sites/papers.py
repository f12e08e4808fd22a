"""The facts of the board as a sheet to keep or print."""

from meetings.base.language import _l
from meetings.gateways.sheets import Column, Table
from meetings.sites.models import SiteKind
from meetings.web.words import word

# With these begins every sheet that has a row for each site.
NUMBER = Column(_l("No."), 6, "number")
SITE = Column(_l("Site"), 28)
SUPERIOR = Column(_l("Superior unit"), 24)
COLUMNS = (
    NUMBER,
    SITE,
    SUPERIOR,
    Column(_l("Kind"), 14),
    Column(_l("State"), 18),
    Column(_l("Site chair"), 24),
    Column(_l("Position"), 28),
    Column(_l("Delegates"), 10, "number"),
    Column(_l("Contact"), 22),
    Column(_l("Telephone"), 15),
    Column(_l("E-mail"), 24),
    Column(_l("Technician"), 22),
    Column(_l("Technician's telephone"), 15),
    Column(_l("Room"), 24),
    Column(_l("Line test"), 14),
    Column(_l("Answered at"), 17, "datetime"),
    Column(_l("Answered by"), 22),
    Column(_l("Note"), 40),
    Column(_l("Calendar answers"), 40),
    Column(_l("Mail or link came back"), 30),
)


def table(sites, marks) -> Table:
    """The sites in their order as a sheet, a heading over each column; `marks` as the board shows them, by site."""
    rows = [_row(number, site, marks[site.id]) for number, site in enumerate(sites, start=1)]
    return Table(_l("Sites"), COLUMNS, rows)


def _row(number, site, marks):
    return [
        number,
        site.name,
        site.group_name,
        str(word(site.kind)),
        "" if site.kind is SiteKind.MAIN else str(word(site.state)),
        site.chair_name,
        site.chair_title,
        site.announced,
        site.contact_name,
        site.phone,
        site.contact_email,
        site.technician_name,
        site.technician_phone,
        site.room,
        str(word(site.line)),
        site.answered_at,
        site.answered_by,
        site.answer_note,
        "; ".join(f"{one.name}: {word(one.answer)}" for one in marks.said),
        ", ".join(_came_back(one) for one in marks.lost),
    ]


def _came_back(one):
    """The address; of a link that its bearer sent back, from whom it came."""
    known = ", ".join(part for part in (one.name, one.address) if part)
    return str(_l("%(who)s: not his unit", who=known)) if one.is_back else one.address
