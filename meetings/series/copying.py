"""A new conference after the model of a former one."""

from typing import NamedTuple

from sqlalchemy import func, select

from meetings.agenda import actions as agenda
from meetings.agenda.models import Item
from meetings.base import clock
from meetings.base.db import db
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences import planning
from meetings.invitations import actions as invitations
from meetings.invitations import queries as letters
from meetings.invitations.models import Letter
from meetings.sites import actions as sites
from meetings.sites import queries as site_queries
from meetings.sites.models import Site, SiteKind

COPIED = ("chairs", "sites", "agenda", "letter")
PARTS = {
    "chairs": _l("Chair and co-chairs"),
    "secretary": _l("Secretary, who writes the minutes"),
    "place": _l("Place of the main site"),
    "content_owner": _l("Prepares the content"),
    "sites": _l("Sites"),
    "agenda": _l("Agenda"),
    "letter": _l("Text of the letter"),
}
LETTER = ("requirements", "contact_name", "contact_phone", "contact_email", "authority", "signer_name", "recipients")


class Part(NamedTuple):
    """A part of a conference, in words: what the former one has (`offered`) and what the draft has (`standing`); ""
    or 0 for nothing."""

    name: str
    label: str
    offered: str | int
    standing: str | int


def copy(source, *, starts_at, ends_at, title="", parts=COPIED, by):
    """A new draft after the model of `source`: its kind, organiser, content owner and place, at a new time.

    `parts` says what else is taken along: "chairs" (with the secretary), "sites", "agenda", and of the letter
    of invitation what is not about this one conference ("letter"). Documents and lists of delegates never are.
    """
    target = conferences.draft(
        title=title or source.title,
        kind=source.kind,
        organiser=source.organiser,
        content_owner=source.content_owner,
        place=source.place,
        starts_at=starts_at,
        ends_at=ends_at,
        copied_from=source,
        by=by,
        **(_presiding(source) if "chairs" in parts else {}),
    )
    if "sites" in parts:
        _copy_sites(source, target, by=by)
    if "agenda" in parts:
        agenda.copy(source, target, by=by)
    if "letter" in parts:
        _copy_letter(source, target, by=by)
    return target


def take_over(source, target, *, by) -> None:
    """Let a draft that stands already be like `source`: all of `copy` but its title and time."""
    facts = {name: getattr(source, name) for name in ("kind", "content_owner", "place")}
    conferences.revise(target, version=target.version, by=by, **facts, **_presiding(source))
    target.copied_from_id = source.id
    _copy_sites(source, target, by=by)
    agenda.lay_out(target, [], by=by)
    agenda.copy(source, target, by=by)
    _copy_letter(source, target, by=by)


def compare(source, target=None) -> tuple[Part, ...]:
    """What `source` could give to a draft, part by part, beside what the draft has (None: there is no draft yet).

    Three statements, however large both are.
    """
    both = [source, target] if target else [source]
    numbers = [conference.id for conference in both]
    sites = _counted(Site.conference_id, numbers, Site.kind != SiteKind.MAIN)
    items = _counted(Item.conference_id, numbers)
    found = [
        [_seats(one), _name(one.secretary), one.place, _name(one.content_owner), sites.get(one.id, 0)]
        + [items.get(one.id, 0)]
        for one in both
    ]
    letter = _counted(Letter.conference_id, numbers)
    rows = [[*row, letter.get(one.id, 0)] for row, one in zip(found, both, strict=True)]
    standing = rows[1] if target else [""] * len(PARTS)
    return tuple(Part(name, PARTS[name], *row) for name, *row in zip(PARTS, rows[0], standing, strict=True))


def add_missing(source, target, *, by) -> tuple[Part, ...]:
    """Give a draft those parts of `source` that it has not; returns them. What stands there stays."""
    parts = tuple(part for part in compare(source, target) if part.offered and not part.standing)
    missing = {part.name for part in parts}
    facts = {name: getattr(source, name) for name in ("secretary", "place", "content_owner") if name in missing}
    if "chairs" in missing:
        presiding = _presiding(source)
        facts |= {"chair": presiding["chair"], "co_chairs": presiding["co_chairs"]}
    if facts:
        conferences.revise(target, version=target.version, by=by, **facts)
    if "sites" in missing:
        _copy_sites(source, target, beside=True, by=by)
    if "agenda" in missing:
        agenda.copy(source, target, by=by)
    if "letter" in missing:
        _copy_letter(source, target, by=by)
    return parts


def _counted(column, numbers, *conditions):
    query = select(column, func.count()).where(column.in_(numbers), *conditions).group_by(column)
    return dict(db.session.execute(query).all())


def _seats(conference):
    return ", ".join(row.name for row in conference.chairs)


def _name(thing):
    return thing.name if thing else ""


def _presiding(source):
    chairs = [planning.Presider(row.person, row.name, row.title) for row in source.chairs]
    has_chair = source.chair is not None
    return {
        "secretary": source.secretary,
        "chair": chairs[0] if has_chair else None,
        "co_chairs": chairs[1:] if has_chair else chairs,
    }


def _copy_letter(source, target, *, by):
    model = letters.letter(source.id)
    if model:
        letter = invitations.start(target, by=by)
        texts = {name: getattr(model, name) for name in LETTER}
        invitations.revise(letter, version=letter.version, by=by, **texts)


def _copy_sites(source, target, *, beside=False, by):
    """The units that still exist on the new day; who presides and answers there is looked up anew. With `beside` the
    main site that stands there stays."""
    day = clock.local(target.starts_at).date()
    rows = [site for site in site_queries.sites_of(source.id) if site.unit.exists_on(day)]
    main = next((site.unit_id for site in rows if site.kind is SiteKind.MAIN), None)
    if beside and any(site.kind is SiteKind.MAIN for site in site_queries.sites_of(target.id)):
        rows, main = [site for site in rows if site.unit_id != main], None
    sites.choose(
        target,
        [site.unit_id for site in rows],
        main_unit_id=main,
        relay_ids={site.unit_id for site in rows if site.kind is SiteKind.RELAY},
        known_ids=() if beside else None,
        by=by,
    )
