"""The facts of the board as a sheet to keep or print."""

from meetings.base import clock
from meetings.base.language import _l
from meetings.sites.models import LineState, SiteKind, SiteState

KINDS = {
    SiteKind.MAIN: _l("Main site"),
    SiteKind.MEMBER: _l("Member site"),
    SiteKind.RELAY: _l("Relay point"),
}
STATES = {
    SiteState.UNSENT: _l("Not invited"),
    SiteState.WAITING: _l("Waiting"),
    SiteState.SEEN: _l("Seen"),
    SiteState.CONFIRMED: _l("Confirmed"),
    SiteState.CHANGE_REQUESTED: _l("Asks for a change"),
    SiteState.DECLINED: _l("Does not take part"),
}
LINES = {
    LineState.UNTESTED: _l("Not tested"),
    LineState.GOOD: _l("Good"),
    LineState.FAULTY: _l("Faulty"),
}
HEADS = (
    _l("No."),
    _l("Site"),
    _l("Superior unit"),
    _l("Kind"),
    _l("State"),
    _l("Chair"),
    _l("Position"),
    _l("Delegates"),
    _l("Contact"),
    _l("Telephone"),
    _l("E-mail"),
    _l("Technician"),
    _l("Technician's telephone"),
    _l("Room"),
    _l("Line test"),
    _l("Answered at"),
    _l("Answered by"),
    _l("Note"),
)


def row(number, site) -> list:
    """One line of the sheet, under `HEADS`."""
    return [
        number,
        site.name,
        site.group_name,
        str(KINDS[site.kind]),
        str(STATES[site.state]),
        site.chair_name,
        site.chair_title,
        site.expected_count,
        site.contact_name,
        site.phone,
        site.contact_email,
        site.technician_name,
        site.technician_phone,
        site.room,
        str(LINES[site.line]),
        clock.local(site.answered_at).strftime("%d/%m/%Y %H:%M") if site.answered_at else "",
        site.answered_by,
        site.answer_note,
    ]


def rows(sites) -> list[list]:
    """All lines of the sheet in the order of the sites."""
    return [row(number, site) for number, site in enumerate(sites, start=1)]
