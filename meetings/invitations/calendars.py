"""A conference changes, and with it the entry in all calendars: who is told, and with what.

What a mail brings is not written down when it is queued: it says what is true when it leaves. So a message that waits
grows with every change, and nothing that left after a cancellation can bring the conference back.
"""

from sqlalchemy import and_, delete, exists, or_, select, update

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences import times
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import entries, guests, known, queries, telling
from meetings.invitations.models import Invite, PartStat
from meetings.invitations.pace import merge_window
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState

CHANGED, CORRECTED, RESTORED = "conference_changed", "conference_corrected", "conference_restored"
RESCHEDULED = "conference_rescheduled"
CANCELLED, POSTPONED = queries.CANCELLED, queries.POSTPONED
REMINDED = "confirm_reminder"
GATHERED = (CHANGED, CORRECTED)
# What a message names as it was: "before", "former_place" …
BEFORE = ("before", "former_")
INVITING = ("invitation", "conference_announced", entries.ENTERED)


def changed(conference, material: bool, *, but=frozenset(), before="", **named) -> int:
    """Tell all who have the conference in their calendars what became of it; returns how many messages wait or leave.

    Call it once, after the change is made. `material` (time, place, cancelled, called again): SEQUENCE lies above all
    that was sent, answers given so far count for the former time, and everybody whom the conference concerns is told.
    Otherwise (a corrected title) only those who have had the entry get it anew; answers stay. Changes within a few
    minutes are gathered into the message that waits; a cancellation leaves at once, and what still waits is dropped
    before it, and calls void the letter that each was sent. Whoever is told already by a message with the entry that
    leaves at once is not told twice. `before` is the former time in words for whom no message has reached yet; `named`
    are the other facts that messages name: former_title, former_chair, former_main and what is the main site now
    (main). What is as it was by the time a message leaves is not named as former in it. The sites `but` (numbers) are
    invited next. Does nothing for a draft.
    """
    if conference.state not in (*entries.IN_CALENDARS, C.CANCELLED):
        return 0
    begun = bool(guests.invites(conference.id))
    if not (begun or material):
        return 0
    rows, new, lost = guests.enrol(conference)
    has_new_chair = bool(named.get("former_chair")) or guests.is_chair_among(new, conference)
    for row in lost:
        entries.take_back(row, has_new_chair=has_new_chair)
    on_its_way = entries.leaving(conference)
    if material:
        _ask_anew(conference, rows)
    _drop_what_is_overtaken(conference)
    was = _learn(conference, rows) if material else {}
    rows, new = ([row for row in some if row.site_id not in but] for some in (rows, new))
    apart = new if begun and conference.state in entries.IN_CALENDARS else []
    for row in apart:
        entries.announce(conference, row)
    told = [row for row in rows if row not in apart and not row.is_void and _concerns(row, material, on_its_way)]
    count = len(apart) + _tell(conference, _kind(conference, material, told), told, before, named)
    if was:
        db.session.flush()
        known.correct(conference, _with_entry(conference), was)
    return count


def hurry(conference) -> None:
    """Let changes that are being gathered leave at once: the conference begins, and nothing more is waited for."""
    waiting = Notice.within == ref(conference), Notice.kind.in_(GATHERED), Notice.state == NoticeState.QUEUED
    late = Notice.send_after > clock.now()
    db.session.execute(update(Notice).where(*waiting, late).values(send_after=clock.now()))


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


def _learn(conference, rows):
    """Write down what everybody knows, now that what was overtaken will not leave any more."""
    was = known.told(conference)
    for row in rows:
        plan = was[row.key].plan if row.key in was else None
        row.told = plan.words if plan else row.told
    return was


def _tell(conference, kind, rows, before, named):
    waiting = _gathered(conference)
    _join(conference, kind, [(row, waiting[row.key]) for row in rows if row.key in waiting], before, named)
    _queue(conference, kind, [row for row in rows if row.key not in waiting], before, named)
    return len(rows)


def _ask_anew(conference, rows):
    sent = [row.sequence for row in rows if row.sequence is not None]
    # An invitation that waits leaves with the time it names (see `order.told`): what comes next lies above it, too.
    sent += [0] if _invites(conference) else []
    if sent and conference.sequence <= max(sent):
        conference.sequence = max(sent) + 1
    for row in rows:
        if row.partstat is not PartStat.NEEDS_ACTION:
            row.former, row.former_at = row.partstat, row.answered_at
        row.partstat, row.answered_at, row.answered_sequence = PartStat.NEEDS_ACTION, None, None
        row.answered_stamp, row.answer_note = None, ""


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


def _waiting(conference):
    """The messages with the entry that wait to leave, by their recipient: invitations do not count, their words are
    older than the change."""
    return {known.key_of(notice): notice for notice in _with_entry(conference)}


def _with_entry(conference):
    # Whom nothing reaches finds it in his own list, or stands among the failed: once told is enough for a while.
    unreached = Notice.state == NoticeState.FAILED, Notice.to_address == ""
    lately = and_(*unreached, Notice.created_at > clock.now() - merge_window())
    stands = or_(Notice.state == NoticeState.QUEUED, lately)
    waiting = select(Notice).where(Notice.within == ref(conference), stands, Notice.kind.not_in(INVITING))
    # Held, so that none of them leaves with its former words while it is being written anew.
    found = db.session.scalars(waiting.order_by(Notice.id).with_for_update())
    return [notice for notice in found if entries.brings_entry(notice)]


def _gathered(conference):
    """The messages that wait, one to each: an older change goes into the newer, which says what was before both."""
    found = {}
    for notice in _with_entry(conference):
        older = found.get(known.key_of(notice))
        if older is not None and older.kind in GATHERED and notice.kind in GATHERED:
            first = {name: value for name, value in older.facts.items() if value and name.startswith(BEFORE)}
            notice.facts, notice.send_after = notice.facts | first, older.send_after
            notice.kind = CHANGED if CHANGED in (older.kind, notice.kind) else notice.kind
            db.session.delete(older)
        elif notice.kind in GATHERED and notice.created_at == notice.send_after:
            notice.send_after = notice.created_at + merge_window()
        found[known.key_of(notice)] = notice
    return found


def _join(conference, kind, pairs, before, named):
    """Let messages that are gathered say what is true now; they leave when they would have left."""
    said = telling.facts(conference)
    former, now = _parted(named)
    for row, notice in pairs:
        if notice.kind not in GATHERED:
            continue
        notice.kind = CHANGED if kind == CHANGED else notice.kind
        facts = notice.facts | {name: said[name] for name in said if name != "path"} | now
        was = former | ({"before": _before(row, conference, before)} if kind == CHANGED else {})
        facts |= {name: facts.get(name) or value for name, value in was.items()}
        notice.facts = facts | dict.fromkeys(_restored(conference, facts), "")
        notice.attachments = [times.enclosure(conference) if times.ENTRY in one else one for one in notice.attachments]
        row.told = times.told(conference) if notice.kind == CHANGED else row.told


def _parted(named):
    """What is named as it was, of which the first counts, and what is so now, of which the last does."""
    former = {name: value for name, value in named.items() if name.startswith(BEFORE)}
    return former, {name: value for name, value in named.items() if name not in former}


def _restored(conference, facts):
    """What a message would name as it was and that is so again."""
    now = {
        "before": times.told(conference),
        "former_title": conference.named,
        "former_chair": facts["chair"],
        "former_main": facts.get("main"),
    }
    return [name for name, value in now.items() if facts.get(name) == value]


def _queue(conference, kind, rows, before, named):
    now, said = clock.now(), telling.facts(conference) | {"why": conference.why} | named
    send_after = now + merge_window() if kind in GATHERED else now
    given = entries.links_of(rows)
    for row in rows:
        facts = said | telling.own_facts(row, given.get(row.id)) | {"before": _before(row, conference, before)}
        about, enclosed = row.site or conference, [times.enclosure(conference)]
        notices.tell([telling.recipient(row)], kind, about=about, within=conference, reason=telling.reason(row),
                     send_after=send_after, attachments=enclosed, **facts)  # fmt: skip
        row.told = times.told(conference)


def _before(row, conference, before):
    """What the recipient knows; nothing where that is what holds."""
    known = row.told or before
    return before if known == times.told(conference) else known


def take_back_void(most=200) -> int:
    """Take the entry from the calendars of those whose site is no longer there, or in whose place another presides;
    returns how many. For the former the message that says so may wait already."""
    void = select(Invite).where(queries.VOID).order_by(Invite.id).limit(most)
    gone = list(db.session.scalars(void.with_for_update(skip_locked=True)))
    replaced = select(Invite).where(Invite.id.in_(queries.replaced(most))).order_by(Invite.id)
    replaced = list(db.session.scalars(replaced.with_for_update(skip_locked=True)))
    waiting = {}
    for invite in gone + replaced:
        invite.withdrawn_at = clock.now()
        conference = invite.conference
        if conference.state not in entries.IN_CALENDARS or invite.ended:
            continue
        if conference.id not in waiting:
            waiting[conference.id] = _waiting(conference)
        if invite in replaced or invite.key not in waiting[conference.id]:
            entries.take_back(invite)
    return len(gone) + len(replaced)
