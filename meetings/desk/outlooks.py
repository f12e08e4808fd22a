"""What a change of a conference will do, told before it is done: old and new, who is told, what becomes of the rest.

Reading only. Whom the story tells afterwards comes from the same place (`telling.audience`), so that the page that
asks never says another number than what leaves.
"""

from flask_babel import gettext as _

from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences import left, planning
from meetings.conferences.models import ConferenceState as S
from meetings.desk import belongings, effects, telling
from meetings.desk.foreseen import Outlook, Row
from meetings.invitations import mailings
from meetings.invitations import queries as letters
from meetings.sites import telling as site_telling
from meetings.sites.models import SiteKind
from meetings.web import filters
from meetings.web.words import word

CALLED = (S.INVITING, S.READY)
SHOWN = {"title", "organiser", "chairs"}
NAMES = {
    "title": _l("Title"),
    "kind": _l("Kind"),
    "organiser": _l("Organiser"),
    "content_owner": _l("Prepares the content"),
    "place": _l("Place of the main site"),
    "secretary": _l("Secretary"),
}


def revision(conference, *, version, **facts) -> Outlook:
    """What `changes.revise` will do; refused like it. Nothing in it for a draft: nobody knows of that yet."""
    found = planning.foresee(conference, version=version, **facts)
    rows = [_row(conference, found.facts, name) for name in NAMES if name in found.changed]
    if found.changed & {"starts_at", "ends_at"}:
        rows.insert(0, _time(conference, found.facts["starts_at"], found.facts["ends_at"]))
    if "chairs" in found.changed:
        old, new = (_presiding(chairs) for chairs in (conference.chairs, found.chairs))
        rows.append(Row(_("Those who preside"), old, new, "chair" in found.changed))
    if not (found.changed & planning.MATERIAL and conference.state in CALLED):
        if conference.state not in CALLED:
            return Outlook(rows)
        shown = found.changed & SHOWN
        told = telling.of_calendars(conference, "conference_corrected") if shown else []
        return Outlook(rows, told, effects.cosmetic())
    people = [row.person for row in found.chairs if row.person] if "chairs" in found.changed else None
    moves = bool(found.changed & {"starts_at", "ends_at", "place"})
    times = {"starts_at": found.facts["starts_at"]} if "starts_at" in found.changed else {}
    return effects.anew(conference, rows, "conference_changed", people, moves=moves, **times)


def postponement(conference, *, reason, starts_at=None, ends_at=None, version=None) -> Outlook:
    """What `changes.postpone` will do; refused like it."""
    conferences.expect_turn(conference, "postpone", version)
    if starts_at is not None:
        planning.expect_time(starts_at, ends_at)
        rows = [_time(conference, starts_at, ends_at), _reason(reason)]
        return effects.anew(conference, rows, "conference_rescheduled", starts_at=starts_at)
    row = Row(_("Time"), _when(conference.starts_at, conference.ends_at), _("Postponed; not known yet"), True)
    return effects.off(conference, [row, _reason(reason)], "conference_postponed", _("are marked as postponed"))


def rescheduling(conference, *, starts_at, ends_at, version=None) -> Outlook:
    """What `changes.reschedule` will do; refused like it."""
    conferences.expect_turn(conference, "reschedule", version)
    planning.expect_time(starts_at, ends_at)
    return effects.anew(
        conference, [_time(conference, starts_at, ends_at)], "conference_rescheduled", starts_at=starts_at
    )


def cancelling(conference) -> Outlook:
    """What `changes.cancel` will do."""
    row = Row(_("State"), word(conference.state), word(S.CANCELLED), True)
    if conference.state is S.DRAFT:
        return Outlook([row])
    return effects.off(conference, [row], "conference_cancelled", _("are cancelled (same entry, not a second one)"))


def restoring(conference, *, starts_at, ends_at, version=None) -> Outlook:
    """What `changes.restore` will do; refused like it."""
    conferences.expect_turn(conference, "restore", version)
    planning.expect_time(starts_at, ends_at)
    rows = [Row(_("State"), word(conference.state), word(S.INVITING), True)]
    if (starts_at, ends_at) != (conference.starts_at, conference.ends_at):
        rows.append(_time(conference, starts_at, ends_at))
    return effects.anew(conference, rows, "conference_restored", moves=len(rows) > 1, starts_at=starts_at)


def other_sites(conference, choice, newcomers) -> Outlook:
    """What `changes.choose_sites` will do; `newcomers` are the sites that will be asked, each with its people."""
    rows = [Row(_("Added"), "", one.name, False) for one, _people in newcomers]
    rows += [Row(_("Dropped"), one.name, "", False) for one in choice.dropped]
    if choice.main_changes:
        rows.insert(0, Row(_("Main site"), choice.old_main, choice.new_main, True))
    gone = {one.id for one in choice.dropped}
    there = telling.all_sites(conference)
    leaving = telling.farewells(conference, telling.leaving([site for site in there if site.id in gone]))
    asked = [(site, someones) for site, someones in newcomers if site.kind is not SiteKind.MAIN]
    coming = [telling.to_site(site, someone, letters.INVITATION) for site, someones in asked for someone in someones]
    staying = [site for site in there if site.id not in gone]
    told = _of_the_move(conference, choice, staying)
    symbol, _planned = effects.prepared(conference)
    lost = belongings.of(gone)
    found = effects.of_sites(choice, lost, coming)
    return Outlook(rows, [*leaving, *coming, *told], found, symbol, lost.hindrance)


def _of_the_move(conference, choice, staying):
    """Who of those that stay is invited with the ones that come, or as the former main site; and where another site
    becomes the main one, who reads of that: those of that site where they have the entry."""
    is_moved = choice.main_changes and conference.state in CALLED and not left.is_unbegun(conference)
    if not is_moved and not (choice.added and mailings.goes_on(conference)):
        return []
    others = [site for site in staying if choice.kinds[site.unit_id] is not SiteKind.MAIN]
    people = site_telling.people(others, are_asked=True)
    invited = telling.Invited.of(others, letters.to_invite(conference, choice), people)
    if not is_moved:
        return invited.told(others)
    kind, known = "conference_changed", {site.id for site in staying} - {site.id for site in others}
    own = [one for one in telling.of_calendars(conference, kind) if one.site is not None and one.site.id in known]
    return [*invited.told(others), *telling.audience(conference, kind, others, people=people, invited=invited), *own]


def _row(conference, facts, name):
    old, new = (_said(value) for value in (getattr(conference, name), facts[name]))
    return Row(str(NAMES[name]), old, new, name in planning.MATERIAL)


def _said(value):
    if value is None:
        return ""
    return getattr(value, "name", value) if hasattr(value, "id") else word(value) if hasattr(value, "value") else value


def _time(conference, starts_at, ends_at):
    return Row(_("Time"), _when(conference.starts_at, conference.ends_at), _when(starts_at, ends_at), True)


def _reason(reason):
    return Row(_("Reason"), "", reason, False)


def _when(starts_at, ends_at):
    if filters.day(starts_at) != filters.day(ends_at):
        return filters.when(starts_at, ends_at)
    return f"{filters.hours(starts_at, ends_at)}, {filters.weekday(starts_at)} {filters.day(starts_at)}"


def _presiding(chairs):
    return "; ".join(", ".join(filter(None, (row.name, row.title))) for row in chairs)
