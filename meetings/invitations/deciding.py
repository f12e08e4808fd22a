"""What somebody of the house decides about a letter that waits in the mailbox of replies; each is decided once."""

from meetings.base import clock
from meetings.base.db import hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState
from meetings.conferences.times import enclosure
from meetings.invitations import by_hand, guests, telling
from meetings.invitations.models import Invite, Outcome, PartStat, ReplyKind, ReplyState
from meetings.journal import actions as journal
from meetings.notices import actions as notices

K = ReplyKind
QUIET = (K.AUTOMATIC, K.BOUNCE)
DECIDED = _l("Somebody has dealt with this already.")
ANSWERED_SINCE = _l("A later answer of the same person stands already; this one changes nothing.")
NO_ANSWER = _l("This letter says neither yes nor no, or answers no invitation of ours, so it cannot count.")
TAKEN_OFF = _l("The invitation was taken back from this one: no answer counts any more.")
NO_DELEGATE = _l("This answer names nobody with an address who could be invited.")


def expect_open(row, *kinds) -> None:
    """Go on only while nobody has decided, and for a letter of these kinds; whether it answers the time that holds now
    is kept with the decision. Raises `NotNow`."""
    hold(row)
    expect_waiting(row, *kinds)
    row.is_old = row.answers_old


def expect_waiting(row, *kinds) -> None:
    """The same for who only looks at what would follow. Raises `NotNow`."""
    if row.state is not ReplyState.OPEN or (kinds and row.kind not in kinds):
        raise NotNow(DECIDED)


def settle(row, outcome, by=None) -> None:
    """Write down what became of it, and by whom where somebody decided; it waits no longer."""
    row.state, row.outcome, row.settled_at = ReplyState.SETTLED, outcome, clock.now()
    row.settled_by_id = by.id if by else None


def count(row, *, by) -> None:
    """Let an answer count that waited because nothing proved whose it is: somebody has asked. Where the conference was
    moved meanwhile it is kept as the answer to the former time.

    Refused once it has been decided, for what answers no invitation or one that was taken back, and where a later
    answer stands.
    """
    expect_open(row, K.ANSWER)
    invite = row.invite
    if invite is None or row.partstat is None:
        raise NotNow(NO_ANSWER)
    hold(invite.conference)  # so that the time which it answers does not change meanwhile
    hold(invite)
    if invite.is_void:
        raise NotNow(TAKEN_OFF)
    if row.is_overtaken:
        raise NotNow(ANSWERED_SINCE)
    row.is_old = row.answers_old
    if row.is_old:
        invite.former, invite.former_at = row.partstat, row.received_at
    else:
        invite.partstat, invite.answered_at, invite.answer_note = row.partstat, row.received_at, row.note
        invite.answered_sequence, invite.answered_by_token = row.sequence, False
    settle(row, Outcome.OLD_TIME if row.is_old else Outcome.COUNTED, by)
    journal.record(by, "counted_reply", row, within=row.conference)


def decline(row, *, by) -> None:
    """Say no to another time or another person: the one who asked is told, unless the conference is called off or put
    off, and his answer is open again. Refused once it has been decided."""
    expect_open(row, K.COUNTER, K.DELEGATION)
    invite = row.invite
    if invite is None:
        raise NotNow(DECIDED)
    hold(invite)
    # He may have answered otherwise since, or named another.
    if row.kind is K.DELEGATION and invite.partstat is PartStat.DELEGATED and invite.answered_at == row.received_at:
        invite.partstat, invite.answered_at = PartStat.NEEDS_ACTION, None
    kind = "counter_declined" if row.kind is K.COUNTER else "delegate_declined"
    if invite.conference.state not in (ConferenceState.CANCELLED, ConferenceState.POSTPONED):
        _tell(invite, kind, named=row.named or row.named_address)
    settle(row, Outcome.DECLINED, by)
    journal.record(by, "declined_reply", row, within=row.conference)


def _tell(invite, kind, **more):
    conference = invite.conference
    facts = telling.facts(conference) | telling.own_facts(invite, None) | more
    notices.tell([telling.recipient(invite)], kind, about=invite.site or conference, within=conference,
                 reason=telling.reason(invite), attachments=[enclosure(conference)], **facts)  # fmt: skip


def invite_named(row, *, by) -> Invite:
    """Invite whom a delegation names, for the same site; or who answered an invitation that was passed on to him.

    Refused once it has been decided, where the answer names no address, and as `by_hand.invite_guest` is.
    """
    expect_open(row)
    if not row.named_address or row.conference is None or row.kind in QUIET:
        raise NotValid(NO_DELEGATE)
    standing = guests.invite_of(row.conference, row.named_address)
    if standing is None or standing.is_void:
        site = row.invite.site if row.invite else None
        facts = {"name": row.named, "address": row.named_address, "site": site}
        standing = by_hand.invite_guest(row.conference, by=by, **facts)
    settle(row, Outcome.INVITED, by)
    return standing


def set_aside(row, *, by) -> None:
    """Nothing is to be done about it. Refused once it has been decided."""
    expect_open(row)
    settle(row, Outcome.SET_ASIDE, by)
    journal.record(by, "set_aside_reply", row, within=row.conference)


def adopted(row, *, by) -> None:
    """Note that the conference was moved to the time that a COUNTER proposed."""
    settle(row, Outcome.ADOPTED, by)
    journal.record(by, "adopted_counter", row, within=row.conference)
