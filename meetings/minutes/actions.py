"""The life of minutes: started from the agenda, handed in, decided on, numbered, corrected by a new edition."""

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState
from meetings.journal import actions as journal
from meetings.minutes import content, judging, outline, papers, queries
from meetings.minutes.blocks import add_block, move, put_back, remove, restore, revise_block, stands, writable
from meetings.minutes.faults import faults
from meetings.minutes.models import BlockKind, Minutes
from meetings.registry.models import PaperKind

__all__ = [
    "add_block",
    "approve",
    "correct",
    "drop",
    "fill_from_agenda",
    "move",
    "put_back",
    "release",
    "remove",
    "restore",
    "revise_block",
    "revise_head",
    "send_back",
    "stands",
    "start_draft",
    "submit",
]

UNWRITTEN = (ConferenceState.DRAFT, ConferenceState.CANCELLED, ConferenceState.POSTPONED)
NOT_YET = _l("Minutes can be written once the conference has been announced, and not for one that is put off.")
REFUSALS = judging.Refusals(
    no_reason=_l("Say why the minutes are corrected."),
    not_frozen=_l("These minutes are not approved yet: write in them, no correction is needed."),
    superseded=_l("A newer edition of these minutes has been started. Work on that one."),
    no_correction=_l("Only a correction can be dropped. First minutes are written on, or given back by the chair."),
)


def first_draft(conference) -> Minutes:
    """An empty first draft, of which nobody has been told yet."""
    minutes = Minutes(conference_id=conference.id, created_at=clock.now(), recipients=papers.RECIPIENTS)
    db.session.add(minutes)
    db.session.flush()
    return minutes


def start_draft(conference, *, by) -> Minutes:
    """Open the minutes of a conference: an empty first draft. Where minutes stand already, they are handed back,
    and so are those of which somebody said that none are wanted.

    Refused for a conference that is a draft, cancelled or postponed.
    """
    standing = queries.newest(conference.id)
    if standing is not None:
        return standing
    if conference.state in UNWRITTEN:
        raise NotNow(NOT_YET)
    minutes = first_draft(conference)
    journal.record(by, "started_minutes", minutes, within=conference)
    return minutes


def fill_from_agenda(minutes, *, by) -> list:
    """Offer an outline: for each item of the agenda that has no block yet, a first sentence to go on from."""
    writable(minutes)
    told = [section.item for section in queries.sections(minutes) if section.item and not section.blocks]
    wanted = [(item, outline.sentence(item, minutes.conference)) for item in told]
    return [
        add_block(minutes, BlockKind.NARRATIVE, by=by, item=item, text=text, needs_reading=True)
        for item, text in wanted
        if text
    ]


def revise_head(minutes, *, version, by, began_at, finished_at, attendance_text, recipients):
    """Write when it began and ended, who attended (empty: told from attendance) and who gets the paper. Times that
    are those of the conference are not kept: saved while it sits, the planned end would pass for the true one.

    Raises `Stale` when somebody else did so since `version`, `NotValid` when it ends before it begins.
    """
    mine = dict(attendance_text=attendance_text, recipients=recipients)
    theirs = {name: getattr(minutes, name) for name in mine}
    writable(minutes)
    minutes.expect(version, mine=mine, theirs=theirs)
    if began_at and finished_at and finished_at < began_at:
        raise NotValid(_l("The conference cannot end before it begins."), field="finished_clock")
    conference = minutes.conference
    minutes.began_at = _unless_known(began_at, conference.began_at or conference.starts_at)
    minutes.finished_at = _unless_known(finished_at, conference.finished_at or conference.ends_at)
    minutes.attendance_text, minutes.recipients = attendance_text, recipients
    journal.record(by, "wrote_minutes_head", minutes, within=minutes.conference)


def _unless_known(typed, known):
    return None if typed and clock.minute(typed) == clock.minute(known) else typed


def submit(minutes, *, by):
    """Hand the minutes in to the chair; from now on nobody writes in them.

    Raises `NotValid` while something is missing that must not be (see `faults`), and for a correction that corrects
    nothing.
    """
    writable(minutes)
    if minutes.is_correction:
        judging.expect_difference(minutes, queries.editions(minutes.conference_id), papers.facts, _blocks)
    judging.hand_in(minutes, faults(minutes))
    journal.record(by, "submitted_minutes", minutes, within=minutes.conference)


def _blocks(minutes):
    """What stands in each block: of what kind it is and which units it charges decides what follows from it."""
    return [content.content(block) for block in queries.blocks_of(minutes.id)]


def send_back(minutes, *, note, by):
    """Give the minutes back to be written on, with the chair's note (a writer who takes them back may leave it out)."""
    judging.send_back(minutes, note)
    journal.record(by, "sent_back_minutes", minutes, within=minutes.conference, note=minutes.review_note)


def approve(minutes, *, by, version=None):
    """Approve: all facts of the paper are frozen as they are now.

    `version` is what the chair was shown; raises `Stale` when the minutes have changed since. That the conclusions
    get their numbers is part of the story `desk.rulings.approve_minutes`.
    """
    judging.approve(minutes, papers.facts, version=version, by=by)
    journal.record(by, "approved_minutes", minutes, within=minutes.conference)


def release(minutes, *, by):
    """Give the minutes out: the number is taken and the paper frozen (Decree 30/2020, form 1.9).

    A correction stands beside the paper of the edition before it, which it supersedes. Refused when not approved,
    or when a newer edition was started.
    """
    hold(minutes)
    conference = minutes.conference
    paper = judging.give_out(
        minutes,
        queries.editions(minutes.conference_id),
        REFUSALS,
        kind=PaperKind.MINUTES,
        subject=conference.named,
        papers=papers,
        signer_name=conference.chair.name if conference.chair else "",
        by=by,
    )
    journal.record(by, "released_minutes", minutes, within=conference)
    return paper


def correct(minutes, *, reason, by) -> Minutes:
    """Start the next edition as a copy of an approved or released one; the old one stays as it is.

    Raises `NotValid` without a reason, `NotNow` unless this is the newest edition and frozen.
    """
    hold(minutes)
    judging.expect_correctable(minutes, queries.newest(minutes.conference_id), reason, REFUSALS)
    kept = ("conference_id", "began_at", "finished_at", "attendance_text", "recipients")
    edition = Minutes(
        **{name: getattr(minutes, name) for name in kept},
        edition=queries.last_edition(minutes.conference_id) + 1,
        correction_reason=reason.strip(),
        created_at=clock.now(),
    )
    db.session.add(edition)
    db.session.flush()
    for block in queries.blocks_of(minutes.id):
        _copy(block, edition, by)
    journal.record(by, "corrected_minutes", edition, within=minutes.conference, note=reason.strip())
    return edition


def drop(minutes, *, by, reason="", version=None):
    """Drop a correction that is being written: the edition before it is the newest again, as it is. What was written
    is kept, but nobody goes on with it.

    Refused for first minutes, and for a correction that is with the chair or approved. Raises `Stale` when somebody
    wrote in any part of it since `version` (see `queries.whole`).
    """
    hold(minutes)
    judging.drop(minutes, queries.whole(minutes), REFUSALS, version=version)
    journal.record(by, "dropped_minutes", minutes, within=minutes.conference, note=reason.strip())


# Whether a part is to be read again is a matter of the first draft: what is copied has been approved.
COPIED = (
    "speaker_name",
    "speaker_title",
    "due_on",
    "is_standing",
    "expected_result",
    "leads",
    "coordinators",
    "position",
    "text",
    "item",
    "site",
)


def _copy(block, edition, by):
    facts = {name: getattr(block, name) for name in COPIED}
    copy = add_block(edition, block.kind, by=by, **facts, known=[*block.leads, *block.coordinators])
    copy.recorded_at, copy.recorded_by_id = block.recorded_at, block.recorded_by_id
    copy.origin_id = block.origin_id or block.id
