"""Where one goes now: for a site, and for who keeps a conference, the right page for the minute, first things first.

Questions to rows and the clock only; the addresses are handed in by the door.
"""

from datetime import timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.attendance import queries as attendance
from meetings.base import clock
from meetings.conferences import left
from meetings.conferences.models import HELD
from meetings.conferences.models import ConferenceState as C
from meetings.rehearsals import queries as rehearsals
from meetings.rehearsals import room_hours
from meetings.rehearsals.models import TO_CALL, SelfTest, Trial, Verdict
from meetings.rooms import hours
from meetings.sites import actions as sites
from meetings.sites.models import SILENT, SiteKind, SiteState
from meetings.web import filters

SITTING = (C.LIVE, C.PAUSED)
# A trial that lies further ahead is no reason to hurry.
SOON = timedelta(days=7)


class Step(NamedTuple):
    """One thing to do now: where it leads, and how much it presses (tones of the badges)."""

    key: str
    icon: str
    tone: str
    title: str
    detail: str
    href: str


class Known(NamedTuple):
    """What is read of a site to say where it goes: its next trial, its last self-test, its list and report."""

    trial: Trial | None
    test: SelfTest | None
    line: attendance.Line


def known(site_ids) -> dict[int, Known]:
    """All that for these sites, in three statements."""
    ids = list(site_ids)
    if not ids:
        return {}
    trials, tests, lines = rehearsals.next_of_sites(ids), rehearsals.last_self_tests(ids), attendance.lines(ids)
    return {one: Known(trials.get(one), tests.get(one), lines.get(one, attendance.Line())) for one in ids}


def of_site(site, facts: Known, to, *, has_room, is_locked) -> list[Step]:
    """What a site does now, the most pressing first; `to(key)` is the address of a page, empty where there is none.

    Keys: answer, trial, test, delegates, speech, room, report, minutes, kit.
    """
    state = site.conference.state
    if left.is_unbegun(site.conference):
        found = []
    elif state in SITTING:
        found = _while_sitting(facts.line, has_room and not left.is_left(site.conference))
    elif state in HELD:
        found = _afterwards(site, facts.line)
    elif state in sites.ASKED and site.state is not SiteState.DECLINED:
        found = _before(site, facts, has_room, is_locked)
    elif state in sites.ASKED and not is_locked:
        found = [("answer", "edit", "mute", _("Change the answer"), _("The site does not take part."))]
    else:
        found = []
    return [Step(*row, to(row[0])) for row in found if to(row[0])]


def _while_sitting(line, has_room):
    if has_room:
        yield "room", "door-enter", "live", _("Enter the room"), _("The conference is in session.")
    if not line.is_reported:
        yield "report", "users", "warn", _("Report who is there"), _("Nothing has been reported yet.")
    else:
        yield "report", "users", "mute", _("Correct the attendance"), _people(line)
    yield _kit()


def _people(line):
    return ngettext("%(num)s person present", "%(num)s people present", line.present or 0)


def _afterwards(site, line):
    if site.conference.state is C.ENDED and not line.is_reported:
        yield "report", "users", "warn", _("Report who was there"), _("Nothing has been reported yet.")
    yield "minutes", "file-text", "info", _("Read the minutes and conclusions"), _("As soon as they are given out.")


def _before(site, facts, has_room, is_locked):
    conference = site.conference
    if has_room and hours.is_open(conference, keeps=False):
        if left.is_late(conference):
            detail = _("The room is open; the conference has not begun yet.")
        else:
            detail = _("The room is open; the conference begins at %(at)s.", at=filters.time(conference.starts_at))
        yield "room", "door-enter", "gold", _("Enter the room"), detail
    yield from _own_answer(site, is_locked)
    if site.joined_id is None:  # who attends elsewhere has no line of his own to try
        yield from _trial(facts, has_room)
    if not is_locked:
        yield from _list(site, facts.line)
    if not is_locked and site.kind is not SiteKind.RELAY:
        said = _("Topic and speaker; the secretariat orders them.")
        yield "speech", "microphone", "info", _("Register a speech"), said
    yield _kit()


def _own_answer(site, is_locked):
    if site.kind is SiteKind.MAIN or is_locked:
        return
    if site.answered_at is None or site.state in SILENT:
        detail = _("The conference begins at %(at)s.", at=filters.moment(site.conference.starts_at))
        yield "answer", "circle-check", "warn", _("Confirm the site"), detail


def _trial(facts, has_room):
    """The trial's room while it is open; else the self-test, pressing until it has been done without a fault."""
    trial, test = facts.trial, facts.test
    when = _said(trial.rehearsal) if trial and trial.rehearsal.starts_at - clock.now() < SOON else ""
    if trial and has_room and room_hours.is_open(trial.rehearsal, judges=False):
        yield "trial", "test-pipe", "gold", _("Enter the trial's room"), when
    elif when:
        yield "trial", "calendar-event", "info", _("A rehearsal lies ahead"), when
    if test is None:
        yield (
            "test",
            "headphones",
            "warn" if when else "info",
            _("Test camera, microphone and line"),
            _("Not done yet."),
        )
    elif test.faults:
        detail = _("Something did not work on %(at)s.", at=filters.moment(test.at))
        yield "test", "headphones", "bad", _("Test camera, microphone and line"), detail


def _said(rehearsal):
    starts = rehearsal.starts_at
    hours_ = f"{filters.time(starts)} – {filters.time(rehearsal.ends_at)}"
    return f"{hours_}, {filters.weekday(starts)} {filters.day(starts)}"


def _list(site, line):
    named = line.named
    if not named:
        yield "delegates", "users", "info", _("Send the list of delegates"), _("Nobody is named yet.")
    elif site.announced and named < site.announced:
        detail = _("%(n)s of %(all)s are named.", n=named, all=site.announced)
        yield "delegates", "users", "info", _("Complete the list of delegates"), detail


def _kit():
    detail = _("Agenda, telephone numbers, ways in when the room fails, sign-in sheet")
    return "kit", "first-aid-kit", "mute", _("Print the site kit"), detail


def of_keeper(conference, to, *, silent=0, wishes=0, speeches=0, rows=(), counted=None) -> list[Step]:
    """What the secretariat or the chair does now; `silent` sites can be reminded, `wishes` and `speeches` wait for a
    decision, `rows` are the rehearsals, the latest first, and `counted` their verdicts.

    Keys: left, room, attendance, minutes, remind, wishes, speeches, calls, rehearsal, plan, overview.
    """
    state = conference.state
    if left.is_left(conference):
        found = [("left", "calendar-time", "warn", *_left(conference))]
    elif left.is_late(conference):
        found = [("left", "calendar-time", "warn", *_late(conference)), *_room(conference)]
    elif state in SITTING:
        found = [
            ("room", "broadcast", "live", _("Open the room"), _("The conference is in session.")),
            ("attendance", "users", "info", _("Take attendance"), _("Sites that have not reported stand first.")),
            ("minutes", "writing", "info", _("Write the minutes"), _("While the conference sits.")),
            *_asking(wishes),
            *_offered(speeches),
        ]
    elif state in sites.ASKED:
        found = [*_preparing(conference, silent), *_asking(wishes), *_offered(speeches)]
        found += rehearsing(rows, counted or {})
    else:
        found = []
    found += [("overview", "calendar-event", "mute", _("Open the conference"), "")]
    return [Step(*row, to(row[0])) for row in found if to(row[0])]


def _left(conference):
    if conference.is_called:
        return _("Say whether it was held"), _("Its time has passed; record that it was held, postpone or cancel it.")
    return _("End the sitting"), _("It was to end at %(at)s.", at=filters.moment(conference.ends_at))


def _late(conference):
    detail = _("It was to end at %(at)s, and nobody has begun it.", at=filters.moment(conference.ends_at))
    return _("Begin late, postpone or cancel"), detail


def _room(conference):
    if hours.is_open(conference, keeps=False):
        if left.is_late(conference):
            detail = _("It has not begun yet.")
        else:
            detail = _("The conference begins at %(at)s.", at=filters.time(conference.starts_at))
        yield "room", "broadcast", "gold", _("Open the room"), detail


def _preparing(conference, silent):
    yield from _room(conference)
    if silent:
        title = ngettext("Remind %(num)s site…", "Remind %(num)s sites…", silent)
        yield "remind", "send", "warn", title, _("These have not answered yet.")


def _asking(wishes):
    if wishes:
        title = ngettext("%(num)s site asks for a change", "%(num)s sites ask for a change", wishes)
        yield "wishes", "refresh", "talk", title, _("They wait for your word.")


def _offered(speeches):
    if speeches:
        title = ngettext("Decide on %(num)s speech", "Decide on %(num)s speeches", speeches)
        yield "speeches", "microphone", "talk", title, _("Sites offered them and wait for your word.")


def going(rows):
    """The rehearsal at which verdicts are given now or next; None without one."""
    return next((row for row in reversed(rows) if room_hours.is_open(row, judges=True)), None)


def last_judged(rows, counted):
    """The latest rehearsal that has verdicts: whom it failed is called until a later one says otherwise."""
    return next((row for row in rows if sum(counted[row.id].values()) > counted[row.id][Verdict.OPEN]), None)


def rehearsing(rows, counted):
    """What the secretariat does about the rehearsals (`rows`, the latest first; `counted` their verdicts) of a
    conference that is called, as the first five parts of a `Step`: give verdicts, call, or plan the first one."""
    ahead, judged = going(rows), last_judged(rows, counted)
    if ahead:
        yield "rehearsal", "checklist", "gold", _("Rehearsal %(n)s: give verdicts", n=ahead.number), _said(ahead)
    calls = sum(counted[judged.id][verdict] for verdict in TO_CALL) if judged else 0
    if calls:
        title = ngettext("Call %(num)s site that failed", "Call %(num)s sites that failed", calls)
        yield "calls", "phone", "bad", title, _("Rehearsal %(n)s", n=judged.number)
    if not rows:
        yield "plan", "test-pipe", "info", _("Plan a rehearsal"), _("None is planned yet.")
