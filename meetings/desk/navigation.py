"""The sidebar: where one can go. An entry is shown to whom the rule of its route lets in."""

from typing import NamedTuple

from flask import current_app, g, request, url_for
from flask_babel import ngettext

from meetings.base.language import _l
from meetings.desk import counts
from meetings.desk.doors import bp
from meetings.directives.rules import can_give
from meetings.web.access import me


class Place(NamedTuple):
    """One address of the sidebar; `group` is the heading under which it stands, blueprints and endpoints `near` light
    it up too (a page of a conference belongs to the conferences, whatever it shows), `key` after "g" goes there,
    `waits` names what is counted beside it, in which tone."""

    endpoint: str
    label: str
    icon: str
    group: str = ""
    near: tuple[str, ...] = ()
    key: str = ""
    waits: str = ""


class Entry(NamedTuple):
    """A place as the layout draws it."""

    endpoint_url: str
    label: str
    icon: str
    badge: int
    badge_words: str
    current: bool
    group: str
    key: str


LISTS, KEEPING = _l("Directories"), _l("Administration")

PLACES = (
    Place("desk.home", _l("Home"), "home", key="h"),
    Place(
        "desk.conferences",
        _l("Conferences"),
        "calendar-event",
        near=("agenda", "documents", "series", "minutes", "conclusions", "rehearsals", "speeches", "invitations")
        + ("desk.conference_table", "desk.new"),
        key="c",
    ),
    Place("desk.now", _l("Where to go now"), "arrow-guide"),
    Place("sites.mine", _l("My sites"), "map-pin"),
    Place("directives.register", _l("Directives"), "clipboard-list", near=("directives",), key="n", waits="overdue"),
    Place("desk.papers", _l("Papers"), "file-text", waits="papers"),
    Place("desk.my_calendar", _l("My calendar"), "rss"),
    Place("units.tree", _l("Units"), "sitemap", LISTS, near=("units",)),
    Place("sites.groups", _l("Groups of sites"), "stack-2", LISTS),
    Place("accounts.people", _l("People"), "users", LISTS),
    Place("workdays.year", _l("Working days"), "calendar-off", LISTS, near=("workdays",)),
    Place("desk.calendar_replies", _l("Replies by mail"), "mail-opened", KEEPING),
    Place("desk.outbox", _l("Messages sent"), "mail-forward", KEEPING, near=("notices",)),
    Place("journal.entries", _l("Journal"), "history", KEEPING, near=("journal",)),
    Place("accounts.rights", _l("Who may do what"), "shield-check", KEEPING),
    Place("desk.settings", _l("Settings"), "settings", KEEPING),
)


def navigation() -> list[Entry]:
    """The entries that the reader may open, in order."""
    waits = g.get("waits") or counts.waits_for(me())
    return [_entry(place, getattr(waits, place.waits, 0)) for place in PLACES if opens(place.endpoint)]


def opens(endpoint: str) -> bool:
    """Whether the rule of a page without an object lets the reader in: links to it are drawn only then."""
    return current_app.view_functions[endpoint].rule(me())


def _entry(place, number):
    here = request.endpoint == place.endpoint or _is_near(place)
    words = _words(place.waits, number) if number else ""
    return Entry(url_for(place.endpoint), place.label, place.icon, number, words, here, place.group, place.key)


def _is_near(place):
    if {"conference_id", "site_id"} & (request.view_args or {}).keys():
        return place.endpoint == "desk.conferences"
    return request.blueprint in place.near or request.endpoint in place.near


def _words(waits, number):
    if waits == "overdue" and not can_give(me()):
        return ngettext("%(num)s overdue of your unit and yours", "%(num)s overdue of your unit and yours", number)
    if waits == "overdue":
        return ngettext("%(num)s overdue", "%(num)s overdue", number)
    return ngettext("%(num)s waiting", "%(num)s waiting", number)


@bp.app_context_processor
def offer():
    """Let every layout draw the sidebar."""
    return {"navigation": navigation, "opens": opens}
