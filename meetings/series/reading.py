"""How a template reads: line by line, in words, for its page, its former editions and two texts side by side."""

from sqlalchemy import func, select

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.base.language import _l
from meetings.base.vietnamese import collation_key
from meetings.series.content import Content
from meetings.sites.models import SiteGroup, SiteGroupUnit
from meetings.units.models import Unit
from meetings.web.words import word

LABELS = {
    "name": _l("Name of the template"),
    "title": _l("Title of the conference"),
    "kind": _l("Kind"),
    "hours": _l("Hours"),
    "place": _l("Place of the main site"),
    "content_owner": _l("Prepares the content"),
    "secretary": _l("Secretary, who writes the minutes"),
    "chair": _l("Chair"),
    "co_chairs": _l("Co-chairs"),
    "agenda": _l("Agenda"),
    "main_site": _l("Main site"),
    "groups": _l("Groups of sites"),
    "units": _l("Further sites"),
    "papers": _l("Papers that are expected"),
    "reminders": _l("Days before the answers are due on which the silent are reminded"),
}
FEW = 12


def lines(name: str, content: Content) -> dict[str, str]:
    """What the template says, by the names of `LABELS`; names of people, units and groups as they are today."""
    units = _names(Unit, {content.content_owner_id, content.main_unit_id, *content.unit_ids, *content.relay_ids})
    people = _names(Person, {content.secretary_id})
    return {
        "name": name,
        "title": content.title,
        "kind": str(word(content.kind)),
        "hours": hours(content.starts, content.minutes),
        "place": content.place,
        "content_owner": units.get(content.content_owner_id, ""),
        "secretary": people.get(content.secretary_id, ""),
        "chair": str(content.chair or ""),
        "co_chairs": "\n".join(map(str, content.co_chairs)),
        "agenda": "\n".join(_point(point) for point in content.agenda),
        "main_site": units.get(content.main_unit_id, ""),
        "groups": "\n".join(_groups(content.group_ids)),
        "units": _listed([units[number] for number in (*content.unit_ids, *content.relay_ids) if number in units]),
        "papers": "\n".join(content.papers),
        "reminders": ", ".join(map(str, content.remind_days)),
    }


def hours(starts: str, minutes: int) -> str:
    """08:00 – 11:30; with the number of days where it ends on another one."""
    hour, minute = map(int, starts.split(":"))
    days, rest = divmod(hour * 60 + minute + minutes, 24 * 60)
    later = f" (+{days})" if days else ""
    return f"{starts} – {rest // 60:02d}:{rest % 60:02d}{later}"


def differing(mine: dict, theirs: dict) -> list[tuple[str, str, str]]:
    """Label, my text and theirs of each line in which both differ."""
    return [(LABELS[name], mine[name], theirs[name]) for name in LABELS if mine[name] != theirs[name]]


def _point(point):
    said = f"{point.minutes}′ {point.title}"
    return f"{said} ({point.presenter})" if point.presenter else said


def _names(model, ids):
    ids = {number for number in ids if number}
    found = db.session.execute(select(model.id, model.name).where(model.id.in_(ids))) if ids else ()
    return {number: name for number, name in found}


def _groups(ids):
    if not ids:
        return []
    query = select(SiteGroup.name, func.count(SiteGroupUnit.unit_id)).join(
        SiteGroupUnit, SiteGroupUnit.group_id == SiteGroup.id
    )
    query = query.where(SiteGroup.id.in_(ids)).group_by(SiteGroup.id, SiteGroup.name)
    found = sorted(db.session.execute(query), key=lambda row: collation_key(row[0]))
    return [f"{name} ({number})" for name, number in found]


def _listed(names):
    shown, rest = sorted(names, key=collation_key)[:FEW], len(names) - FEW
    return ", ".join(shown) + (f" +{rest}" if rest > 0 else "")
