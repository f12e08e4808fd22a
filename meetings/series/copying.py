"""A new conference after the model of a former one."""

from meetings.agenda import actions as agenda
from meetings.base import clock
from meetings.conferences import actions as conferences
from meetings.invitations import actions as invitations
from meetings.invitations import queries as letters
from meetings.sites import actions as sites
from meetings.sites import queries as site_queries
from meetings.sites.models import SiteKind

COPIED = ("chairs", "sites", "agenda", "letter")
LETTER = ("requirements", "contact_name", "contact_phone", "contact_email", "authority", "signer_name", "recipients")


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


def _presiding(source):
    chairs = [conferences.Presider(row.person, row.name, row.title) for row in source.chairs]
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


def _copy_sites(source, target, *, by):
    """The units that still exist on the new day; who presides and answers there is looked up anew."""
    day = clock.local(target.starts_at).date()
    rows = [site for site in site_queries.sites_of(source.id) if site.unit.exists_on(day)]
    sites.choose(
        target,
        [site.unit_id for site in rows],
        main_unit_id=next((site.unit_id for site in rows if site.kind is SiteKind.MAIN), None),
        relay_ids={site.unit_id for site in rows if site.kind is SiteKind.RELAY},
        by=by,
    )
