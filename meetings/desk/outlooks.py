"""What a change of a conference will do, told before it is done: old and new, who is told, what becomes of the rest.

Reading only. Whom the story tells afterwards comes from the same place (`telling.audience`), so that the page that
asks never says another number than what leaves.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.desk import routing, telling
from meetings.invitations.models import Letter
from meetings.invitations.queries import INVITATION
from meetings.registry.models import Paper
from meetings.rehearsals.models import Rehearsal, RehearsalState
from meetings.sites import actions as sites
from meetings.sites import links
from meetings.sites.models import SILENT, SiteKind
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


class Row(NamedTuple):
    """One fact before and after; whether it matters to those who were called."""

    label: str
    old: str
    new: str
    is_material: bool


class Effect(NamedTuple):
    """What becomes of one thing beside the facts."""

    icon: str
    label: str
    words: str


@dataclass(frozen=True)
class Outlook:
    """A change as it is shown before it is done. `letter` is the number that a new letter can supersede."""

    rows: list[Row]
    told: list[telling.Told] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    letter: str = ""

    @property
    def is_material(self) -> bool:
        """Whether anything in it matters to those who were called."""
        return any(row.is_material for row in self.rows)

    def routed(self, config) -> "Outlook":
        """The same with the way by which the message leaves to each, under the settings `config`."""
        return replace(self, told=routing.routed(self.told, config))

    @property
    def counts(self) -> list[tuple[str, str, str, bool, int]]:
        """How many are told: by kind of message, part, way, and whether a short message goes beside."""
        counted = Counter((told.kind, told.part, told.way, told.beside) for told in self.told)
        return [(*key, number) for key, number in counted.items()]

    @property
    def invites(self) -> bool:
        """Whether somebody gets the invitation for the first time."""
        return any(told.kind == INVITATION for told in self.told)

    @property
    def reached(self) -> list[telling.Told]:
        """Those to whom something leaves."""
        return [told for told in self.told if told.way]


def revision(conference, *, version, **facts) -> Outlook:
    """What `changes.revise` will do; refused like it. Nothing in it for a draft: nobody knows of that yet."""
    found = conferences.foresee(conference, version=version, **facts)
    rows = [_row(conference, found.facts, name) for name in NAMES if name in found.changed]
    if found.changed & {"starts_at", "ends_at"}:
        rows.insert(0, _time(conference, found.facts["starts_at"], found.facts["ends_at"]))
    if "chairs" in found.changed:
        old, new = (_presiding(chairs) for chairs in (conference.chairs, found.chairs))
        rows.append(Row(_("Those who preside"), old, new, "chair" in found.changed))
    if not (found.changed & conferences.MATERIAL and conference.state in CALLED):
        if conference.state not in CALLED:
            return Outlook(rows)
        shown = found.changed & SHOWN
        told = telling.of_calendars(conference, "conference_corrected") if shown else []
        return Outlook(rows, told, _cosmetic())
    people = [row.person for row in found.chairs if row.person] if "chairs" in found.changed else None
    return _anew(conference, rows, "conference_changed", people)


def postponement(conference, *, reason, starts_at=None, ends_at=None, version=None) -> Outlook:
    """What `changes.postpone` will do; refused like it."""
    conferences.expect_turn(conference, "postpone", version)
    if starts_at is not None:
        conferences.expect_time(starts_at, ends_at)
        rows = [_time(conference, starts_at, ends_at), _reason(reason)]
        return _anew(conference, rows, "conference_rescheduled")
    row = Row(_("Time"), _when(conference.starts_at, conference.ends_at), _("Postponed; not known yet"), True)
    return _off(conference, [row, _reason(reason)], "conference_postponed", _("are marked as postponed"))


def rescheduling(conference, *, starts_at, ends_at, version=None) -> Outlook:
    """What `changes.reschedule` will do; refused like it."""
    conferences.expect_turn(conference, "reschedule", version)
    conferences.expect_time(starts_at, ends_at)
    return _anew(conference, [_time(conference, starts_at, ends_at)], "conference_rescheduled")


def cancelling(conference) -> Outlook:
    """What `changes.cancel` will do."""
    row = Row(_("State"), word(conference.state), word(S.CANCELLED), True)
    if conference.state is S.DRAFT:
        return Outlook([row])
    return _off(conference, [row], "conference_cancelled", _("are cancelled (same entry, not a second one)"))


def restoring(conference, *, starts_at, ends_at, version=None) -> Outlook:
    """What `changes.restore` will do; refused like it."""
    conferences.expect_turn(conference, "restore", version)
    conferences.expect_time(starts_at, ends_at)
    rows = [Row(_("State"), word(conference.state), word(S.INVITING), True)]
    if (starts_at, ends_at) != (conference.starts_at, conference.ends_at):
        rows.append(_time(conference, starts_at, ends_at))
    return _anew(conference, rows, "conference_restored")


def other_sites(conference, choice, newcomers) -> Outlook:
    """What `changes.choose_sites` will do; `newcomers` are the sites that will be asked, each with its people."""
    rows = [Row(_("Added"), "", one.name, False) for one, _people in newcomers]
    rows += [Row(_("Dropped"), one.name, "", False) for one in choice.dropped]
    if choice.main_changes:
        rows.insert(0, Row(_("Main site"), choice.old_main, choice.new_main, True))
    gone = {one.id for one in choice.dropped}
    there = telling.all_sites(conference)
    here = [site for site in there if site.kind is not SiteKind.MAIN]
    leaving = telling.farewells(conference, telling.leaving([site for site in there if site.id in gone]))
    coming = [telling.to_site(site, someone, "invitation") for site, someones in newcomers for someone in someones]
    staying = [site for site in here if site.id not in gone]
    told = telling.audience(conference, "conference_changed", staying) if choice.main_changes else []
    return Outlook(rows, [*leaving, *coming, *told], _of_sites(choice, leaving, coming), _symbol(conference))


def _of_sites(choice, leaving, coming):
    answered = sum(bool(row.answers) for row in choice.dropped)
    found = []
    if choice.dropped:
        lost = ngettext("%(num)s answer goes with its site.", "%(num)s answers go with their sites.", answered)
        found.append(Effect("history", _("Answers"), lost if answered else _("None is lost.")))
        found.append(Effect("link-off", _("Links"), _("Those of dropped sites open nothing any more.")))
    if coming:
        found.append(Effect("send", _("Invitation"), _("Added sites are invited at once, with papers and calendar.")))
    return found


def _anew(conference, rows, kind, chairs=None):
    """All sites are asked anew and everybody is told."""
    here, given = _asked(conference)
    symbol, planned = _prepared(conference)
    answered = sum(site.state in sites.ANSWERED for site in here)
    kept = ngettext(
        "%(num)s site has answered: it is asked anew, and its answer stays, marked as given for the old plan.",
        "%(num)s sites have answered: they are asked anew, and their answers stay, marked as given for the old plan.",
        answered,
    )
    silent = sum(site.state in SILENT for site in here)
    begin = ngettext(
        "They begin anew, for %(num)s site that is silent now, too.",
        "They begin anew, for %(num)s sites that are silent now, too.",
        silent,
    )
    effects = [
        Effect("history", _("Answers"), kept),
        Effect("link", _("Links"), _open_links(given) + " " + _("They stay good and ask the question anew.")),
        Effect("calendar-event", _("Calendars"), _("Entries take the new facts (same entry, next version).")),
        Effect("bell", _("Reminders"), begin),
        Effect("video", _("Room"), _("It keeps its name and address.")),
        *_rehearsals(planned, stays=True),
    ]
    return Outlook(rows, telling.audience(conference, kind, here, given, chairs), effects, symbol)


def _off(conference, rows, kind, calendars):
    """It does not take place, or not now: everybody is told and nobody is asked."""
    here, given = _asked(conference)
    symbol, planned = _prepared(conference)
    paper = _("Letter No. %(symbol)s stays in the register; the message says that it no longer holds.", symbol=symbol)
    effects = [
        Effect("history", _("Answers"), _("They are kept as they are.")),
        Effect("link", _("Links"), _open_links(given) + " " + _("They say what became of the conference.")),
        Effect("calendar-event", _("Calendars"), _("Entries %(what)s.", what=calendars)),
        Effect("bell", _("Reminders"), _("None is sent any more.")),
        Effect("video", _("Room"), _("It lets nobody in.")),
        *_rehearsals(planned, stays=False),
        *([Effect("file-text", _("Papers given out"), paper)] if symbol else []),
    ]
    return Outlook(rows, telling.audience(conference, kind, here, given), effects)


def _cosmetic():
    return [
        Effect("history", _("Answers"), _("They stand; nobody is asked anew.")),
        Effect("calendar-event", _("Calendars"), _("They show it by themselves; nobody answers anew.")),
    ]


def _asked(conference):
    """The sites that are asked and their open links."""
    here = telling.asked(conference)
    return here, links.open_links([site.id for site in here])


def _open_links(given):
    return ngettext("%(num)s is open.", "%(num)s are open.", len(given))


def _prepared(conference):
    """The number of the letter that was given out ("": none), and the rehearsals ahead (one statement)."""
    ahead = (Rehearsal.conference_id == Conference.id) & (Rehearsal.state == RehearsalState.PLANNED)
    query = (
        select(Paper.symbol, Rehearsal)
        .select_from(Conference)
        .outerjoin(Letter, Letter.conference_id == Conference.id)
        .outerjoin(Paper, Paper.id == Letter.paper_id)
        .outerjoin(Rehearsal, ahead)
        .where(Conference.id == conference.id)
        .order_by(Rehearsal.number)
    )
    rows = db.session.execute(query).all()
    return rows[0].symbol or "", [row.Rehearsal for row in rows if row.Rehearsal]


def _rehearsals(planned, *, stays):
    if not planned:
        return []
    names = ", ".join(f"{row.number} ({filters.moment(row.starts_at)})" for row in planned)
    words = _("No. %(names)s stays as planned: see whether its time still fits.", names=names)
    off = _("No. %(names)s is called off with it.", names=names)
    return [Effect("test-pipe", _("Rehearsals"), words if stays else off)]


def _symbol(conference):
    return _prepared(conference)[0]


def _row(conference, facts, name):
    old, new = (_said(value) for value in (getattr(conference, name), facts[name]))
    return Row(str(NAMES[name]), old, new, name in conferences.MATERIAL)


def _said(value):
    if value is None:
        return ""
    return getattr(value, "name", value) if hasattr(value, "id") else word(value) if hasattr(value, "value") else value


def _time(conference, starts_at, ends_at):
    return Row(_("Time"), _when(conference.starts_at, conference.ends_at), _when(starts_at, ends_at), True)


def _reason(reason):
    return Row(_("Reason"), "", reason, False)


def _when(starts_at, ends_at):
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    ending = f"{ends:%H:%M}" if starts.date() == ends.date() else filters.moment(ends_at)
    return f"{filters.time(starts_at)} – {ending}, {filters.weekday(starts_at)} {filters.day(starts_at)}"


def _presiding(chairs):
    return "; ".join(", ".join(filter(None, (row.name, row.title))) for row in chairs)
