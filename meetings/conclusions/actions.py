"""Conclusions get their numbers; the notice of them is drafted, decided on, numbered and corrected."""

from operator import attrgetter

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.vietnamese import nfc
from meetings.conclusions import papers, queries
from meetings.conclusions.draft import first_words
from meetings.conclusions.faults import faults
from meetings.conclusions.models import Conclusion, ConclusionNotice, NoticeState
from meetings.invitations import queries as invitations
from meetings.journal import actions as journal
from meetings.minutes import content, hands, judging, merging
from meetings.minutes import queries as minutes_queries
from meetings.minutes.models import BlockKind
from meetings.registry.models import PaperKind

TEXTS = ("subject", "opening", "assessment", "shortcomings", "closing", "authority", "signer_name", "recipients")
ONCE = ("subject", "authority", "signer_name")
NOT_APPROVED = _l("The notice is drafted from approved minutes. Let the chair approve the minutes first.")
FROZEN = _l("This notice is approved and stays as it is. Start a correction to change something.")
WITH_THE_CHAIR = _l("This notice is with the chair. Take it back, or let the chair send it back, to write on.")
DROPPED = _l("This correction was dropped. The edition before it stands; start a new correction to change something.")
REFUSALS = judging.Refusals(
    no_reason=_l("Say why the notice is corrected."),
    not_frozen=_l("This notice is not approved yet: write in it, no correction is needed."),
    superseded=_l("A newer edition of this notice has been started. Work on that one."),
    no_correction=_l("Only a correction can be dropped. A first notice is written on, or given back by the chair."),
)


def collect(minutes) -> list[Conclusion]:
    """Number the conclusions of an approved edition of the minutes, from 1, in the order of the paper; those that have
    their numbers are handed back. Raises `NotNow` while it is not approved."""
    if not minutes.is_frozen:
        raise NotNow(NOT_APPROVED)
    if queries.conclusions(minutes.id):
        return queries.conclusions(minutes.id)
    blocks = minutes_queries.blocks_of(minutes.id, BlockKind.CONCLUSION)
    rows = [
        Conclusion(
            conference_id=minutes.conference_id,
            minutes_id=minutes.id,
            block_id=block.id,
            number=number,
            text=block.text,
        )
        for number, block in enumerate(blocks, 1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def start_notice(conference, *, by) -> ConclusionNotice:
    """Draft the notice from the newest approved minutes, signed by whoever signed the letter (else the organiser's last
    notice). Where a notice stands already, it is handed back.

    Raises `NotNow` while no minutes are approved.
    """
    standing = queries.newest(conference.id)
    if standing is not None:
        return standing
    minutes = minutes_queries.newest_frozen(conference.id)
    if minutes is None:
        raise NotNow(NOT_APPROVED)
    words = first_words(
        minutes,
        queries.conclusions(minutes.id),
        minutes_queries.linked_sites(conference.id),
        letter=invitations.letter(conference.id),
        last=queries.last_signed(conference.organiser_id),
    )
    notice = ConclusionNotice(conference_id=conference.id, minutes_id=minutes.id, created_at=clock.now(), **words)
    db.session.add(notice)
    db.session.flush()
    journal.record(by, "started_notice", notice, within=conference)
    return notice


def revise(notice, *, version, by, hand=None, is_last=False, **texts):
    """Write the notice anew; what `texts` does not name stays.

    Raises `Stale` with both texts when somebody else saved since `version`; saying again what is written is no change.
    What the same `hand` (one opened editor) saved since goes on, and what it sent before but arrives after changes
    nothing (see `minutes.revise_block`).
    """
    hold(notice)
    _open(notice)
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise TypeError(f"a notice has no {', '.join(sorted(unknown))}")
    before = {name: getattr(notice, name) for name in TEXTS}
    mine = before | {name: nfc(text or "").strip() for name, text in texts.items()}
    if mine == before:
        return notice
    if int(version) != notice.version:
        since = queries.saves(notice, notice.version - int(version))
        base = since[-1].content.get("before") if since else None
        if hands.comes_late(hand, by, since, is_last=is_last, mine=mine, theirs=before, base=base):
            return notice
    if len(mine["subject"]) > 500:
        raise NotValid(_l("At most 500 characters (Decree 30/2020, Annex VI)."), field="subject")
    for name, text in mine.items():
        setattr(notice, name, text)
    changed = sorted(name for name in TEXTS if mine[name] != before[name])
    told = dict(changed=changed, before=before, **({"hand": str(hand)} if hand else {}))
    journal.record(by, queries.WROTE, notice, within=notice.conference, **told)
    return notice


def stands(notice, **texts) -> bool:
    """Whether the notice says these things now."""
    return all(getattr(notice, name) == nfc(text or "").strip() for name, text in texts.items())


def merged(mine: dict, theirs: dict, base: dict | None) -> dict:
    """Both writers' texts in one, field by field, begun from `base` where it is known (`minutes.merging`). Nobody is
    subject or signer twice: where both changed one of those, mine stands."""
    return {name: _merged(name, mine, theirs, base) for name in TEXTS}


def _merged(name, mine, theirs, base):
    was = (base or theirs)[name]
    if name not in ONCE:
        return merging.merged(theirs[name], mine[name], base and was)
    return theirs[name] if mine[name] == was else mine[name]


def differing(old, new) -> list[tuple[str, list]]:
    """The names of the texts in which two editions differ, each with the way from the old one to the new."""
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in TEXTS]
    return [(name, content.differences(was, now)) for name, was, now in pairs if was != now]


def submit(notice, *, by):
    """Hand the notice in to the chair. Raises `NotValid` while something is missing that must not be, and for a
    correction that corrects nothing."""
    hold(notice)
    if notice.is_draft and notice.is_correction:
        ground = attrgetter("minutes_id")
        judging.expect_difference(notice, queries.editions(notice.conference_id), papers.facts, ground)
    judging.hand_in(notice, faults(notice) if notice.is_draft else ())
    journal.record(by, "submitted_notice", notice, within=notice.conference)


def send_back(notice, *, note, by):
    """Give the notice back to be written on, with the chair's note."""
    judging.send_back(notice, note)
    journal.record(by, "sent_back_notice", notice, within=notice.conference, note=notice.review_note)


def approve(notice, *, by, version=None):
    """Approve: all facts of the paper are frozen. Raises `Stale` when it changed since `version`."""
    judging.approve(notice, papers.facts, version=version, by=by)
    journal.record(by, "approved_notice", notice, within=notice.conference)


def release(notice, *, by):
    """Give the notice out: the number is taken and the paper frozen (Decree 30/2020, form 1.4).

    That its directives become binding is the story `desk.rulings.release_notice`. Refused when not approved, or when a
    newer edition was started.
    """
    hold(notice)
    paper = judging.give_out(
        notice,
        queries.editions(notice.conference_id),
        REFUSALS,
        kind=PaperKind.NOTICE,
        subject=notice.subject,
        papers=papers,
        signer_name=notice.signer_name,
        by=by,
    )
    journal.record(by, "released_notice", notice, within=notice.conference)
    return paper


def correct(notice, *, reason, by) -> ConclusionNotice:
    """Start the next edition as a copy, on the newest approved minutes; the old one stays as it is.

    Raises `NotValid` without a reason, `NotNow` unless this is the newest edition and frozen.
    """
    hold(notice)
    judging.expect_correctable(notice, queries.newest(notice.conference_id), reason, REFUSALS)
    edition = ConclusionNotice(
        **{name: getattr(notice, name) for name in (*TEXTS, "conference_id")},
        minutes_id=minutes_queries.newest_frozen(notice.conference_id).id,
        edition=queries.last_edition(notice.conference_id) + 1,
        correction_reason=reason.strip(),
        created_at=clock.now(),
    )
    db.session.add(edition)
    db.session.flush()
    journal.record(by, "corrected_notice", edition, within=notice.conference, note=reason.strip())
    return edition


def drop(notice, *, by, reason="", version=None):
    """Drop a correction that is being written: the edition before it is the newest again, as it is, with what was
    directed by it. What was written is kept, but nobody goes on with it.

    Refused for a first notice, and for a correction that is with the chair or approved. Raises `Stale` when somebody
    wrote in it since `version`.
    """
    hold(notice)
    judging.drop(notice, notice, REFUSALS, version=version)
    journal.record(by, "dropped_notice", notice, within=notice.conference, note=reason.strip())


def _open(notice):
    if notice.state is NoticeState.DROPPED:
        raise NotNow(DROPPED)
    if notice.is_frozen:
        raise NotNow(FROZEN)
    if notice.state is not NoticeState.DRAFT:
        raise NotNow(WITH_THE_CHAIR)
