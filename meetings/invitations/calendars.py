"""A conference changes, and with it the entry in all calendars: who is told, and with what.

What a mail brings is not written down when it is queued: it says what is true when it leaves. So a message that waits
grows with every change, and nothing that left after a cancellation can bring the conference back.
"""

from typing import NamedTuple

from sqlalchemy import delete, exists, or_, select, update

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.rows import write_all
from meetings.conferences import times
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import entries, guests, known, queries, telling, waiting
from meetings.invitations.models import Invite, PartStat
from meetings.invitations.waiting import CHANGED, CORRECTED, GATHERED, INVITING
from meetings.notices.models import Notice, NoticeState
from meetings.sites.pace import merge_window

RESTORED, RESCHEDULED = "conference_restored", "conference_rescheduled"
CANCELLED, POSTPONED = queries.CANCELLED, queries.POSTPONED
REMINDED = "confirm_reminder"
# What an invite says before its calendar has answered.
UNANSWERED = {"partstat": PartStat.NEEDS_ACTION, "answer_note": ""}
UNANSWERED |= dict.fromkeys(("answered_at", "answered_sequence", "answered_stamp"))


def changed(conference, material: bool, *, but=frozenset(), before="", cast=None, **named) -> int:
    """Tell all who have the conference in their calendars what became of it; returns how many messages wait or leave.

    Call it once, after the change is made. `material` (time, place, cancelled, called again): SEQUENCE lies above all
    that was sent, answers given so far count for the former time, and everybody whom the conference concerns is told.
    Otherwise (a corrected title) only those who have had the entry get it anew; answers stay. Changes within a few
    minutes are gathered into the message that waits; a cancellation leaves at once, and what still waits is dropped
    before it, and calls void the letter that each was sent. Whoever is told already by a message with the entry that
    leaves at once is not told twice. `before` is the former time in words for whom no message has reached yet; `named`
    are the other facts that messages name: former_title, former_chair, former_main and what is the main site now
    (main). What is as it was by the time a message leaves is not named as former in it. Those of `but` (pairs of a
    site's number and a row's key) are invited next; `cast` are the sites and their people where the story has read
    them. Does nothing for a draft.

    A fixed number of statements, but for those from whom the entry goes.
    """
    if (turn := _turn(conference, material, cast, named)) is None:
        return 0
    return _tell_all(conference, material, turn.rows, turn.new, but, before, named)


def changed_for_house(conference, material: bool, *, but=frozenset(), before="", cast=None, **named) -> set[int] | None:
    """The same for those of the house, the guests and the main site alone, and for who is new or has lost the entry.
    What nobody is told (the SEQUENCE, what calendars have answered, messages that do not leave any more) is done for
    all. The others are told by `changed_for_sites`, part by part, but for those who were new: the numbers of their rows
    are returned; None where nobody is told."""
    if (turn := _turn(conference, material, cast, named)) is None:
        return None
    new = {row.id for row in turn.new}
    rows = [row for row in turn.rows if row.site is None or row.is_of_main_site or row.id in new]
    _tell_all(conference, material, rows, turn.new, but, before, named, {row.key for row in rows})
    return new


def changed_for_sites(conference, sites, keys, material: bool, *, but=frozenset(), new=(), before="", **named) -> int:
    """Tell it to those of some of the sites, but for the rows that were `new`; `keys` are those of the sites who have
    just been sent a message of another kind about it."""
    rows = [row for row in guests.rows_of(conference, sites) if row.id not in new]
    keys = {*keys, *(row.key for row in rows)}
    return _tell_all(conference, material, rows, [], but, before, named, keys)


class Turn(NamedTuple):
    """What a change makes of the rows: all of them, and those that are told apart, as somebody new."""

    rows: list[Invite]
    new: list[Invite]


def _turn(conference, material, cast, named):
    """Bring the rows up to date, and do what nobody is told; None where nobody is told anything."""
    if conference.state not in (*entries.IN_CALENDARS, C.CANCELLED):
        return None
    begun = guests.has_begun(conference.id)
    if not (begun or material):
        return None
    rows, new, lost = guests.enrol(conference, cast)
    has_new_chair = bool(named.get("former_chair")) or guests.is_chair_among(new, conference)
    for row in lost:
        entries.take_back(row, has_new_chair=has_new_chair)
    if material:
        _ask_anew(conference, rows)
    _drop_what_is_overtaken(conference)
    return Turn(rows, new if begun and conference.state in entries.IN_CALENDARS else [])


def _tell_all(conference, material, rows, new, but, before, named, keys=None):
    """Tell those of these rows, of whom some are `new`; `keys` are all who are looked at, where that is not everybody.
    Returns how many messages."""
    on_its_way, was = entries.leaving(conference), known.told(conference, keys) if material else {}
    told = _learn(was, rows)
    here, apart = ([row for row in some if (row.site_id, row.key) not in but] for some in (rows, new))
    entries.announce(conference, apart)
    new = {row.id for row in apart}
    staying = [row for row in here if row.id not in new and not row.is_void and _concerns(row, material, on_its_way)]
    kinds = _tell(conference, _kind(conference, material, staying), staying, told, before, named, keys)
    write_all(Invite, [{"id": row.id, "told": told[row.id]} for row in rows if row.told != told[row.id]])
    if was and not kinds.isdisjoint(known.CORRECTED):
        messages = waiting.read(conference, keys)
        known.correct(conference, messages, was)
        waiting.keep(messages)
    return len(apart) + len(staying)


def hurry(conference) -> None:
    """Let changes that are being gathered leave at once: the conference begins, and nothing more is waited for."""
    unsent = Notice.within == ref(conference), Notice.kind.in_(GATHERED), Notice.state == NoticeState.QUEUED
    late = Notice.send_after > clock.now()
    db.session.execute(update(Notice).where(*unsent, late).values(send_after=clock.now()))


def enrol(conference) -> None:
    """Give everybody whom the conference concerns his row; who is told at once by the invitation needs no other word.

    From whom it is taken is told so.
    """
    _rows, new, leaving = guests.enrol(conference)
    for row in leaving:
        entries.take_back(row, has_new_chair=guests.is_chair_among(new, conference))


def _concerns(row, material, on_its_way):
    """Whether the change concerns him: he has the entry, or it is on its way; or time or place is his affair, which it
    is not at the main site where nobody was asked."""
    return (material and not row.is_of_main_site) or row.sequence is not None or row.key in on_its_way


def _learn(was, rows):
    """By row what everybody knows, now that what was overtaken will not leave any more."""
    words = {plan: plan.words for plan in {one.plan for one in was.values()} if plan}
    return {row.id: words.get(was[row.key].plan, row.told) if row.key in was else row.told for row in rows}


def _tell(conference, kind, rows, told, before, named, keys):
    """Let what waits for the rows join, and queue a message to the others. Of what each row knows (`told`) keep what is
    new; returns the kinds of message that wait then."""

    def before_of(row):
        return _before(told[row.id], stands, before)

    stands = times.told(conference)
    messages, gathered = waiting.gather(waiting.read(conference, keys))
    pairs = [(row, gathered[row.key]) for row in rows if row.key in gathered]
    joined = waiting.join(conference, kind, pairs, before_of, named)
    waiting.keep(messages)
    others = [row for row in rows if row.key not in gathered]
    _queue(conference, kind, others, before_of, named)
    told |= dict.fromkeys([*joined, *(row.id for row in others)], stands)
    return {kind, *(one.kind for one in messages)}


def _ask_anew(conference, rows):
    sent = [row.sequence for row in rows if row.sequence is not None]
    # An invitation that waits leaves with the time it names (see `order.told`): what comes next lies above it, too.
    sent += [0] if _invites(conference) else []
    if sent and conference.sequence <= max(sent):
        conference.sequence = max(sent) + 1
    here = update(Invite).where(Invite.conference_id == conference.id)
    answered = here.where(Invite.partstat != PartStat.NEEDS_ACTION)
    db.session.execute(answered.values(former=Invite.partstat, former_at=Invite.answered_at))
    has_any = [getattr(Invite, name) != value for name, value in UNANSWERED.items() if value is not None]
    has_any += [getattr(Invite, name).is_not(None) for name, value in UNANSWERED.items() if value is None]
    db.session.execute(here.where(or_(*has_any)).values(UNANSWERED))


def _invites(conference):
    """Whether an invitation is on its way or waits."""
    states = NoticeState.QUEUED, NoticeState.SENDING
    return db.session.scalar(
        select(exists().where(Notice.within == ref(conference), Notice.kind.in_(INVITING), Notice.state.in_(states)))
    )


def _kind(conference, material, rows):
    if conference.state is C.CANCELLED:
        return CANCELLED
    if conference.state is C.POSTPONED:
        return POSTPONED
    sent = [row for row in rows if row.sequence is not None]
    if sent and all(row.ended for row in sent):
        return RESTORED
    return CHANGED if material else CORRECTED


def _drop_what_is_overtaken(conference):
    """Messages that have not left and whose words are no longer true; who never had any hears of the end only."""
    asking = (*GATHERED, RESTORED, RESCHEDULED, REMINDED)
    kinds = {C.CANCELLED: (*INVITING, *asking), C.POSTPONED: asking}
    overtaken = kinds.get(conference.state, (CANCELLED,))
    db.session.flush()
    db.session.execute(
        delete(Notice).where(
            Notice.within == ref(conference), Notice.kind.in_(overtaken), Notice.state == NoticeState.QUEUED
        )
    )


def _queue(conference, kind, rows, before_of, named):
    said = telling.facts(conference) | {"why": conference.why} | named
    send_after = clock.now() + merge_window() if kind in GATHERED else None
    entries.tell(conference, kind, rows, said, send_after=send_after, own=lambda row: {"before": before_of(row)})


def _before(told, stands, before):
    """What a recipient knows (`told`); nothing where that is what holds."""
    known = told or before
    return before if known == stands else known


def take_back_void(most=200) -> int:
    """Take the entry from the calendars of those whose site is no longer there, or in whose place another presides;
    returns how many. For the former the message that says so may wait already."""
    void = select(Invite).where(queries.VOID).order_by(Invite.id).limit(most)
    gone = list(db.session.scalars(void.with_for_update(skip_locked=True)))
    replaced = select(Invite).where(Invite.id.in_(queries.replaced(most))).order_by(Invite.id)
    replaced = list(db.session.scalars(replaced.with_for_update(skip_locked=True)))
    told = {}
    for invite in gone + replaced:
        invite.withdrawn_at = clock.now()
        conference = invite.conference
        if conference.state not in entries.IN_CALENDARS or invite.ended:
            continue
        if conference.id not in told:
            told[conference.id] = {known.key_of(one) for one in waiting.read(conference)}
        if invite in replaced or invite.key not in told[conference.id]:
            entries.take_back(invite)
    return len(gone) + len(replaced)
