"""The steps of an edition, of minutes or a notice, from hand to hand; each noun has its own words for the journal."""

from typing import NamedTuple

from meetings.base import clock
from meetings.base.db import STALE, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.registry import actions as registry

SAME = _l(
    "Nothing in this correction differs from the edition that it is to replace. Write what is to be corrected, or drop "
    "the correction."
)


class Refusals(NamedTuple):
    """Why an edition cannot be corrected or dropped, in the words of its paper."""

    no_reason: str
    not_frozen: str
    superseded: str
    no_correction: str


def hand_in(edition, faults) -> None:
    """The edition is with the chair. Raises `NotValid` while one of the `faults` must not be."""
    missing = [fault for fault in faults if fault.stops]
    if missing:
        raise NotValid(_l("Something is still missing: %(what)s", what=missing[0].sentence))
    edition.lifecycle.advance(edition, "submit")
    edition.submitted_at, edition.review_note = clock.now(), ""


def expect_difference(edition, editions, facts_of, beneath) -> None:
    """Raise `NotValid` where a correction says just what the frozen edition before it says, the reason aside, and
    nothing else is to follow from it: `beneath(edition)` is what its paper does not show."""
    former = next((one for one in editions if one.edition < edition.edition and one.is_frozen), None)
    if former is None or beneath(edition) != beneath(former):
        return
    if _but_reason(facts_of(edition)) == _but_reason(former.facts):
        raise NotValid(SAME)


def _but_reason(facts):
    return {name: said for name, said in facts.items() if name != "correction"}


def send_back(edition, note) -> None:
    """It can be written on again; `note` says what is to be changed."""
    hold(edition)
    edition.lifecycle.advance(edition, "send_back")
    edition.review_note = note.strip()


def approve(edition, facts_of, *, version, by) -> None:
    """Freeze what `facts_of` the edition says now. Raises `Stale` when it changed since `version` (None: not asked)."""
    hold(edition)
    if version is not None:
        edition.expect(version)
    edition.lifecycle.advance(edition, "approve")
    edition.approved_at, edition.approved_by_id = clock.now(), by.id if by else None
    edition.facts = facts_of(edition)


def give_out(edition, editions, refusals, *, kind, subject, papers, signer_name, by):
    """Take the number and freeze the paper, which supersedes that of the newest edition before (Decree 30/2020, Art.
    15). `editions` are all, newest first; `papers` knows the template and puts number and day into the facts.

    Raises `NotNow` when not approved, or when a newer edition was started.
    """
    if editions[0].id != edition.id:
        raise NotNow(refusals.superseded)
    edition.lifecycle.advance(edition, "release")
    edition.paper = registry.release(
        kind=kind,
        issuer=edition.conference.organiser,
        subject=subject,
        template=papers.TEMPLATE,
        facts=lambda stamp: papers.stamped(edition.facts, stamp),
        about=edition,
        within=edition.conference,
        signer_name=signer_name,
        supersedes=next((former.paper for former in editions[1:] if former.paper), None),
        by=by,
    )
    edition.released_at = clock.now()
    return edition.paper


def expect_correctable(edition, newest, reason, refusals) -> None:
    """Go on only with a `reason`, and only from the `newest` edition once it is frozen."""
    if not reason.strip():
        raise NotValid(refusals.no_reason, field="reason")
    if not edition.is_frozen:
        raise NotNow(refusals.not_frozen)
    if newest.id != edition.id:
        raise NotNow(refusals.superseded)


def drop(edition, standing, refusals, *, version) -> None:
    """A correction is given up; the edition before it is the newest again.

    `standing` bears the version that counts every part of it. Raises `NotNow` for a first edition and for one that is
    with the chair or approved, `Stale` when somebody wrote in it since `version` (None: not asked).
    """
    if not edition.is_correction:
        raise NotNow(refusals.no_correction)
    edition.lifecycle.advance(edition, "drop")
    if version is not None and str(version) != str(standing.version):
        raise Stale(STALE, row=standing)
