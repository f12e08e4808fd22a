"""What becomes of the rest when a conference changes: its answers, links, calendars, reminders, room and rehearsals."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from meetings.agenda import queries as agenda
from meetings.base.db import db
from meetings.conferences import slots
from meetings.conferences.models import Conference
from meetings.desk import telling
from meetings.desk.foreseen import Effect, Outlook
from meetings.invitations import actions as invitations
from meetings.invitations import queries as letters
from meetings.invitations.models import Letter
from meetings.registry.models import Paper
from meetings.rehearsals.models import Rehearsal, RehearsalState
from meetings.sites import actions as sites
from meetings.sites import links
from meetings.sites import telling as site_telling
from meetings.sites.models import SILENT
from meetings.web import filters

CALLING_AGAIN = ("conference_rescheduled", "conference_restored")


def of_sites(choice, lost, coming) -> list[Effect]:
    """Other sites: answers, links and what else hangs on them (`lost`) go with those that leave, those that come are
    invited."""
    answered = sum(bool(row.answers) for row in choice.dropped)
    found = []
    if choice.dropped:
        words = ngettext("%(num)s answer goes with its site.", "%(num)s answers go with their sites.", answered)
        found.append(Effect("history", _("Answers"), words if answered else _("None is lost.")))
        found.append(Effect("link-off", _("Links"), _("Those of dropped sites open nothing any more.")))
        found += _hanging(lost)
    if coming:
        found.append(Effect("send", _("Invitation"), _("Added sites are invited at once, with papers and calendar.")))
    return found


def _hanging(lost):
    if names := lost.names:
        words = ngettext("A list of %(num)s delegate is dropped.", "Lists of %(num)s delegates are dropped.", names)
        yield Effect("users", _("Lists of delegates"), words)
    if lost.speeches:
        words = ngettext("%(num)s speech is dropped.", "%(num)s speeches are dropped.", lost.speeches)
        yield Effect("microphone", _("Speeches"), words)
    if lost.trials:
        words = ngettext("%(num)s finding is dropped.", "%(num)s findings are dropped.", lost.trials)
        yield Effect("test-pipe", _("Rehearsals"), words)


def anew(conference, rows, kind, chairs=None, *, moves=True, starts_at=None) -> Outlook:
    """All sites are asked anew and everybody is told, with a message of `kind`; `chairs` as they will be, if others;
    `moves`: time or place change; `starts_at`: when it is to begin, if at another time."""
    here, given = _asked(conference)
    symbol, planned = prepared(conference)
    answered = sum(site.state in sites.ANSWERED for site in here)
    kept = ngettext(
        "%(num)s site has answered: it is asked again, and its answer stays, marked as given for the old plan.",
        "%(num)s sites have answered: they are asked again, and their answers stay, marked as given for the old plan.",
        answered,
    )
    silent = sum(site.state in SILENT for site in here)
    begin = ngettext(
        "They begin again, for %(num)s site that is silent now, too.",
        "They begin again, for %(num)s sites that are silent now, too.",
        silent,
    )
    effects = [
        Effect("history", _("Answers"), kept),
        Effect("link", _("Links"), _open_links(given) + " " + _("They stay good and ask the question again.")),
        Effect("calendar-event", _("Calendars"), _("Entries take the new facts (same entry, next version).")),
        Effect("bell", _("Reminders"), begin),
        Effect("video", _("Room"), _("It keeps its name and address.")),
        *_rehearsals(planned, stays=True),
        *(_agreement(conference) if moves else ()),
        *(_programme(conference) if moves else ()),
        *(_deadline(conference, starts_at) if symbol and starts_at else ()),
    ]
    return Outlook(rows, _told_anew(conference, kind, here, given, chairs), effects, symbol)


def _told_anew(conference, kind, here, given, chairs):
    """Who is told with a message of `kind`; where the conference is called again, who has not been asked yet is invited
    instead."""
    numbers, people = letters.to_invite(conference) if kind in CALLING_AGAIN else set(), site_telling.people(here)
    invited = telling.Invited.of(here, numbers, people)
    return telling.audience(conference, kind, here, given, chairs, people=people, invited=invited) + invited.told(here)


def _agreement(conference):
    """What the technical unit agreed to, where it did, is another time or place."""
    about = conference.starts_at, conference.ends_at, conference.place
    if any((one.starts_at, one.ends_at, one.place) == about for one in slots.agreements(conference)):
        yield Effect("device-desktop", _("Technical unit"), _("It agreed to the former time and place: ask it again."))


def _programme(conference):
    """The programme that was given out names the former hours; nothing gives it out anew by itself."""
    if paper := agenda.programme(conference.id):
        said = _("No. %(symbol)s no longer says what is planned: give it out again afterwards.", symbol=paper.symbol)
        yield Effect("list-details", _("Programme"), said)


def _deadline(conference, starts_at):
    """Until when the sites are to answer moves with the conference where the letter is given out anew."""
    until = letters.answer_by(conference.id)
    moved = invitations.moved_deadline(until, starts_at - conference.starts_at, starts_at)
    if until and moved != until:
        facts = {"old": filters.moment(until), "new": filters.moment(moved) if moved else ""}
        said = _("A new letter asks for answers until %(new)s instead of %(old)s.", **facts)
        left = _("A new letter sets no time, for %(old)s would move to one that cannot be. Set it afterwards.", **facts)
        yield Effect("clock", _("Answers until"), said if moved else left)


def off(conference, rows, kind, calendars) -> Outlook:
    """It does not take place, or not now: everybody is told and nobody is asked."""
    here, given = _asked(conference)
    symbol, planned = prepared(conference)
    paper = _("Letter No. %(symbol)s stays in the register; whoever was sent one reads that it is void.", symbol=symbol)
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


def cosmetic() -> list[Effect]:
    """Nothing by which anybody plans is changed."""
    return [
        Effect("history", _("Answers"), _("They stand; nobody is asked again.")),
        Effect("calendar-event", _("Calendars"), _("They show it by themselves; nobody answers again.")),
    ]


def _asked(conference):
    """The sites that are asked and who has their open links."""
    here = telling.asked(conference)
    return here, links.held([site.id for site in here])


def _open_links(given):
    return ngettext("%(num)s is open.", "%(num)s are open.", len(given))


def prepared(conference) -> tuple[str, list]:
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
