"""Planning rehearsals, giving verdicts, and keeping what sites find themselves."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, func, insert, literal, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import Faults, NotNow, NotValid, TooOften
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.rehearsals import queries
from meetings.rehearsals.models import (
    LIFECYCLE,
    LINES,
    VITAL,
    Check,
    Finding,
    Probe,
    Rehearsal,
    RehearsalState,
    Result,
    SelfTest,
    Trial,
    Verdict,
)
from meetings.sites import actions as sites

PLANNABLE = (C.INVITING, C.READY, C.POSTPONED)
# A rehearsal may still be judged on the morning of the day, while the conference has not begun.
JUDGEABLE = sites.CHOOSABLE
# So many self-tests of a site are kept, and so many may come within a short time: a script that floods is refused.
KEPT_SELF_TESTS = 20
SHORT_TIME = timedelta(minutes=10)

NOT_CALLED = _l("A rehearsal can be planned once the conference is announced and until it begins.")
CLOSED = _l("The rehearsal is closed or called off; its verdicts stay as they are. Reopen it to change them.")
CANNOT_PASS = _l(
    "Picture, sound or echo is marked bad, so the site cannot pass. Press “Failed”, or mark the point as good once it "
    "works and press “Passed” again."
)
NOT_BEGUN = _l(
    "The rehearsal begins at %(at)s and cannot be closed before. If it was held earlier, change its time; if it is not "
    "held, call it off."
)
OVER = _l("The conference is over or cancelled; nothing is tested any more.")


def plan(conference, *, starts_at, ends_at, operator=None, repeats=None, note="", by) -> Rehearsal:
    """Plan a trial for all sites that take part, or for those that have not passed `repeats`, with a room of its own.

    Refused unless the conference is announced and has not begun, for a time that is past or not before the
    conference, and where no site would have a part.
    """
    if conference.state not in PLANNABLE:
        raise NotNow(NOT_CALLED)
    _check_times(conference, starts_at, ends_at)
    row = Rehearsal(
        conference=conference,
        number=queries.last_number(conference.id) + 1,
        state=RehearsalState.PLANNED,
        starts_at=starts_at,
        ends_at=ends_at,
        slug=f"thu-{clock.local(starts_at):%Y-%m}-{secrets.token_hex(10)}",
        operator=operator,
        repeats=repeats,
        note=note,
    )
    db.session.add(row)
    db.session.flush()
    if not _take_in(row, queries.not_passed(repeats.id) if repeats else queries.untried(row)):
        raise NotValid(_l("No site would take part in this rehearsal."), field="repeats")
    journal.record(by, "planned_rehearsal", row, within=conference, note=note)
    return row


def take_in(rehearsal, *, by) -> int:
    """Give the sites that were added since a part in the rehearsal; returns how many. Refused once it is closed."""
    _while_planned(rehearsal)
    taken = _take_in(rehearsal, queries.untried(rehearsal))
    if taken:
        journal.record(by, "took_sites_into_rehearsal", rehearsal, within=rehearsal.conference, sites=taken)
    return taken


def revise(rehearsal, *, version, starts_at, ends_at, operator=None, note="", by) -> bool:
    """Change time, technical unit or note; says whether the time is another.

    Refused once the rehearsal is closed, for times that `plan` refuses, and with `Stale` when somebody was faster.
    """
    rehearsal.expect(version)
    _while_planned(rehearsal)
    moved = (rehearsal.starts_at, rehearsal.ends_at) != (starts_at, ends_at)
    if moved:
        _check_times(rehearsal.conference, starts_at, ends_at)
    rehearsal.starts_at, rehearsal.ends_at = starts_at, ends_at
    rehearsal.operator, rehearsal.note = operator, note
    journal.record(by, "revised_rehearsal", rehearsal, within=rehearsal.conference, note=note)
    return moved


def close(rehearsal, *, version, by):
    """Close the trial: verdicts are fixed, the protocol bears the name of who closed it. Refused when not open and
    before it has begun: a protocol says what was."""
    if rehearsal.state is RehearsalState.PLANNED and clock.now() < rehearsal.starts_at:
        raise NotNow(NOT_BEGUN % {"at": f"{clock.local(rehearsal.starts_at):%H:%M %d/%m/%Y}"})
    _advance(rehearsal, "close", version)
    rehearsal.closed_at, rehearsal.closed_by, rehearsal.closed_by_title = clock.now(), by.name, by.position
    journal.record(by, "closed_rehearsal", rehearsal, within=rehearsal.conference)


def reopen(rehearsal, *, version, by):
    """Let verdicts be changed again. Refused unless the trial is closed and the conference still lies ahead."""
    if rehearsal.conference.state not in JUDGEABLE:
        raise NotNow(OVER)
    _advance(rehearsal, "reopen", version)
    rehearsal.closed_at, rehearsal.closed_by, rehearsal.closed_by_title = None, "", ""
    journal.record(by, "reopened_rehearsal", rehearsal, within=rehearsal.conference)


def cancel(rehearsal, *, version, by):
    """Call the trial off. Refused once it is closed."""
    _advance(rehearsal, "cancel", version)
    journal.record(by, "cancelled_rehearsal", rehearsal, within=rehearsal.conference)


def judge(trial, *, verdict: Verdict, findings=None, note=None, version, by):
    """Give the verdict on a site with its checklist; time and name are kept, and the site's line follows.

    Without `findings` and `note` those that stand are kept; a pass then makes every point good that nobody found bad.
    Refused while picture, sound or echo is bad (pass) or nothing says what is wrong (fail), when the rehearsal is
    closed or the conference over, and with `Stale` (both verdicts at hand) when another technician was faster.
    """
    mine = {"verdict": verdict, "findings": _known(findings), "note": note or ""}
    theirs = {"verdict": trial.verdict, "findings": dict(trial.findings), "note": trial.note, "by": trial.judged_by}
    trial.expect(version, mine=mine, theirs=theirs)
    _while_planned(trial.rehearsal)
    if trial.rehearsal.conference.state not in JUDGEABLE:
        raise NotNow(OVER)
    found = dict(trial.findings) if findings is None else _known(findings)
    note = trial.note if note is None else note
    if verdict is Verdict.PASSED and findings is None:
        found = {check.value: found.get(check.value, Finding.GOOD.value) for check in Check}
    _check_verdict(verdict, found, note)
    before = trial.verdict
    trial.verdict, trial.findings, trial.note = verdict, found, note
    _sign(trial, by)
    journal.record(
        by, "judged_site", trial, within=trial.rehearsal.conference, note=note, verdict=[str(before), str(verdict)]
    )
    if not queries.judged_later(trial):
        sites.test_line(trial.site, line=LINES[verdict], by=by)


def record_self_test(site, *, results, level=0, browser="", note="", by) -> SelfTest:
    """Keep what a site found on its own; the last twenty are kept. Refused once the conference is over, when
    nothing was tried, and after twenty within ten minutes.
    """
    if site.conference.state not in JUDGEABLE:
        raise NotNow(OVER)
    kept = {Probe(key).value: Result(value).value for key, value in results.items() if value != Result.UNTRIED}
    if not kept:
        raise NotValid(_l("Nothing was tried yet. Press “Start the test” or say by hand what works."))
    if queries.self_tests_since(site.id, clock.now() - SHORT_TIME) >= KEPT_SELF_TESTS:
        raise TooOften(_l("This site was tested many times just now. Wait ten minutes and try again."))
    row = SelfTest(
        site_id=site.id, at=clock.now(), by_id=by.id, by_name=by.name, results=kept,
        level=level, browser=browser[:200], note=note,
    )  # fmt: skip
    db.session.add(row)
    journal.record(by, "tested_own_site", site, within=site.conference, **kept)
    last = select(SelfTest.id).where(SelfTest.site_id == site.id).order_by(SelfTest.id.desc()).limit(KEPT_SELF_TESTS)
    kept_ids = list(db.session.scalars(last))
    db.session.execute(delete(SelfTest).where(SelfTest.site_id == site.id, SelfTest.id.not_in(kept_ids)))
    return row


def _check_times(conference, starts_at, ends_at):
    Faults(time_faults(conference, starts_at, ends_at)).tell()


def time_faults(conference, starts_at, ends_at):
    """What is wrong with the time of a rehearsal, as `NotValid`s."""
    if starts_at <= clock.now():
        yield NotValid(_l("The rehearsal must lie ahead."), field="starts_on")
    if ends_at <= starts_at:
        yield NotValid(_l("The end must lie after the beginning."), field="ends")
    if conference.state is not C.POSTPONED and ends_at > conference.starts_at:
        yield NotValid(_l("The rehearsal must be over before the conference begins."), field="starts_on")


def _check_verdict(verdict, found, note):
    bad = [check for check in VITAL if found.get(check.value) == Finding.BAD]
    if verdict is Verdict.PASSED and bad:
        raise NotValid(CANNOT_PASS, field="verdict")
    if verdict is Verdict.FAILED and Finding.BAD not in found.values() and not note.strip():
        raise NotValid(_l("Say what is wrong: mark a point as bad, or write a note."), field="note")


def _known(findings):
    return {Check(key).value: Finding(value).value for key, value in (findings or {}).items() if value != "unchecked"}


def _sign(trial, by):
    is_open = trial.verdict is Verdict.OPEN
    trial.judged_at = None if is_open else clock.now()
    trial.judged_by_id, trial.judged_by = (None, "") if is_open else (by.id, by.name)


def _take_in(rehearsal, site_ids):
    columns = ("rehearsal_id", "site_id", "verdict", "findings", "note", "judged_by", "version")
    wanted = site_ids.subquery()
    number = db.session.scalar(select(func.count()).select_from(wanted))
    facts = {"rehearsal_id": rehearsal.id, "verdict": Verdict.OPEN, "findings": {}, "note": "", "judged_by": ""}
    values = [
        wanted.c.id if name == "site_id" else literal(facts.get(name, 1), Trial.__table__.c[name].type)
        for name in columns
    ]
    db.session.execute(insert(Trial).from_select(columns, select(*values), include_defaults=False))
    return number


def _advance(rehearsal, name, version):
    rehearsal.expect(version)
    LIFECYCLE.advance(rehearsal, name)


def _while_planned(rehearsal):
    if rehearsal.state is not RehearsalState.PLANNED:
        raise NotNow(CLOSED)
