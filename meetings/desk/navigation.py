"""The sidebar: where one can go. An entry is shown to whom the rule of its route lets in."""

from typing import NamedTuple

from flask import current_app, request, url_for

from meetings.base.language import _l
from meetings.desk.doors import bp
from meetings.web.access import me


class Place(NamedTuple):
    """One address of the sidebar; `group` is the heading under which it stands, blueprints `near` light it up too,
    `key` after "g" goes there."""

    endpoint: str
    label: str
    icon: str
    group: str = ""
    near: tuple[str, ...] = ()
    key: str = ""


class Entry(NamedTuple):
    """A place as the layout draws it."""

    endpoint_url: str
    label: str
    icon: str
    badge: str
    current: bool
    group: str
    key: str


WORK, LISTS, KEEPING = "", _l("Directories"), _l("Administration")

PLACES = (
    Place("desk.home", _l("Home"), "home", key="h"),
    Place(
        "desk.conferences", _l("Conferences"), "calendar-event", near=("conferences", "agenda", "documents"), key="c"
    ),
    Place("sites.mine", _l("My sites"), "map-pin"),
    Place("directives.register", _l("Directives"), "clipboard-list", near=("directives",), key="n"),
    Place("desk.papers", _l("Papers"), "file-text"),
    Place("desk.my_calendar", _l("My calendar"), "rss"),
    Place("units.tree", _l("Units"), "sitemap", LISTS, near=("units",)),
    Place("sites.groups", _l("Groups of sites"), "stack-2", LISTS),
    Place("accounts.people", _l("People"), "users", LISTS),
    Place("workdays.year", _l("Working days"), "calendar-off", LISTS, near=("workdays",)),
    Place("desk.outbox", _l("Messages sent"), "mail-forward", KEEPING, near=("notices",)),
    Place("journal.entries", _l("Journal"), "history", KEEPING, near=("journal",)),
    Place("accounts.rights", _l("Who may do what"), "shield-check", KEEPING),
    Place("desk.settings", _l("Settings"), "settings", KEEPING),
)


def navigation() -> list[Entry]:
    """The entries that the reader may open, in order."""
    return [_entry(place) for place in PLACES if opens(place.endpoint)]


def opens(endpoint: str) -> bool:
    """Whether the rule of a page without an object lets the reader in: links to it are drawn only then."""
    return current_app.view_functions[endpoint].rule(me())


def _entry(place):
    here = request.endpoint == place.endpoint or (request.blueprint or "") in place.near
    return Entry(url_for(place.endpoint), place.label, place.icon, "", here, place.group, place.key)


@bp.app_context_processor
def offer():
    """Let every layout draw the sidebar."""
    return {"navigation": navigation, "opens": opens}
