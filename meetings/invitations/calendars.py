"""The life of the entry in the recipients' calendars: what changed, who is taken off or comes back, what has left.

What a mail brings is not written down when it is queued: it says what is true when it leaves. So a message that waits
grows with every change, and nothing that left after a cancellation can bring the conference back.
"""

from sqlalchemy import and_, delete, or_, select, update

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import guests, queries, telling
from meetings.invitations.models import Invite, InvitePart, PartStat
from meetings.invitations.pace import merge_window
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links
from meetings.sites import queries as sites
from meetings.sites.models import Site
from meetings.sites.substitutes import NAMED

CHANGED, CORRECTED, RESTORED = "conference_changed", "conference_corrected", "conference_restored"
CANCELLED, POSTPONED = "conference_cancelled", "conference_postponed"
REMINDED = "confirm_reminder"
GATHERED = (CHANGED, CORRECTED)
ENTERED, WITHDRAWN = "conference_entered", "conference_withdrawn"
# What a message names as it was: "before", "former_place" …
BEFORE = ("before", "former_")
INVITING = ("invitation", "conference_announced", ENTERED)
IN_CALENDARS = (C.INVITING, C.READY, C.POSTPONED, C.LIVE, C.PAUSED)
NO_LONGER = _l("The conference is over or called off; nobody is asked any more.")


def changed(conference, material: bool, *, before="", former_title="") -> int:
    """Tell all who have the conference in their calendars what became of it; returns how many messages wait or leave.

    Call it once, after the change is made. `material` (time, place, cancelled, called again): SEQUENCE lies above all
    that was sent, answers given so far count for the former time, and everybody whom the conference concerns is told.
    Otherwise (a corrected title) only those who have had the entry get it anew; answers stay. Changes within a few
    minutes are gathered into the message that waits; a cancellation leaves at once, and what still waits is dropped
    before it. Whoever is told already by a message with the entry that leaves at once is not told twice. `before` is
    the former time in words for whom no message has reached yet, `former_title` the title that was corrected; what is
    as it was by the time a message leaves is not named as former in it. Does nothing for a draft.
    """
    if conference.state not in (*IN_CALENDARS, C.CANCELLED):
        return 0
    begun = bool(guests.invites(conference.id))
    if not (begun or material):
        return 0
    rows, new, lost = guests.enrol(conference)
    for row in lost:
        _take_back(row)
    on_its_way = leaving(conference)
    if material:
        _ask_anew(conference, rows)
    _drop_what_is_overtaken(conference)
    apart = new if begun and conference.state in IN_CALENDARS else []
    for row in apart:
        _announce(conference, row)
    had = [row for row in rows if material or row.sequence is not None or row.key in on_its_way]
    told = [row for row in had if not row.is_void and row not in apart]
    return len(apart) + _tell(conference, _kind(conference, material, told), told, before, former_title)


def enrol(conference) -> None:
    """Give everybody whom the conference concerns his row; who is told at once by the invitation needs no other word.

    From whom it is taken is told so.
    """
    for row in guests.enrol(conference).leaving:
        _take_back(row)


def _tell(conference, kind, rows, before, former_title):
    waiting = _gathered(conference)
    _join(conference, kind, [(row, waiting[row.key]) for row in rows if row.key in waiting], former_title)
    _queue(conference, kind, [row for row in rows if row.key not in waiting], before, former_title)
    return len(rows)


def _ask_anew(conference, rows):
    sent = [row.sequence for row in rows if row.sequence is not None]
    if sent and conference.sequence <= max(sent):
        conference.sequence = max(sent) + 1
    for row in rows:
        if row.partstat is not PartStat.NEEDS_ACTION:
            row.former, row.former_at = row.partstat, row.answered_at
        row.partstat, row.answered_at, row.answered_sequence = PartStat.NEEDS_ACTION, None, None
        row.answered_stamp, row.answer_note = None, ""


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
    asking = (*GATHERED, RESTORED, REMINDED)
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
    return {_key(notice): notice for notice in _with_entry(conference)}


def _with_entry(conference):
    # Whom nothing reaches finds it in his own list, or stands among the failed: once told is enough for a while.
    unreached = Notice.state == NoticeState.FAILED, Notice.to_address == ""
    lately = and_(*unreached, Notice.created_at > clock.now() - merge_window())
    stands = or_(Notice.state == NoticeState.QUEUED, lately)
    waiting = select(Notice).where(Notice.within == ref(conference), stands, Notice.kind.not_in(INVITING))
    # Held, so that none of them leaves with its former words while it is being written anew.
    found = db.session.scalars(waiting.order_by(Notice.id).with_for_update())
    return [notice for notice in found if brings_entry(notice)]


def brings_entry(notice) -> bool:
    """Whether the entry for a calendar goes with the message."""
    return any("calendar_of" in one for one in notice.attachments)


def leaving(conference) -> set[str]:
    """The addresses to which the entry is on its way at this moment: nobody can call it back."""
    query = select(Notice).where(Notice.within == ref(conference), Notice.state == NoticeState.SENDING)
    return {notice.to_address.lower() for notice in db.session.scalars(query) if brings_entry(notice)}


def _gathered(conference):
    """The messages that wait, one to each: an older change goes into the newer, which says what was before both."""
    found = {}
    for notice in _with_entry(conference):
        older = found.get(_key(notice))
        if older is not None and older.kind in GATHERED and notice.kind in GATHERED:
            first = {name: value for name, value in older.facts.items() if value and name.startswith(BEFORE)}
            notice.facts, notice.send_after = notice.facts | first, older.send_after
            notice.kind = CHANGED if CHANGED in (older.kind, notice.kind) else notice.kind
            db.session.delete(older)
        elif notice.kind in GATHERED and notice.created_at == notice.send_after:
            notice.send_after = notice.created_at + merge_window()
        found[_key(notice)] = notice
    return found


def _key(notice):
    return notice.to_address.lower() or guests.without_address(notice.person_id, notice.to_phone, notice.to_name)


def _join(conference, kind, pairs, former_title):
    """Let messages that are gathered say what is true now; they leave when they would have left."""
    said = telling.facts(conference)
    for row, notice in pairs:
        if notice.kind not in GATHERED:
            continue
        notice.kind = CHANGED if kind == CHANGED else notice.kind
        facts = notice.facts | {name: said[name] for name in said if name != "path"}
        facts["former_title"] = facts.get("former_title") or former_title
        notice.facts = facts | dict.fromkeys(_restored(conference, facts), "")
        row.told = telling.told(conference) if notice.kind == CHANGED else row.told


def _restored(conference, facts):
    """What a message would name as it was and that is so again."""
    now = {
        "before": telling.told(conference),
        "former_title": conference.named,
        "former_chair": facts["chair"],
        "former_main": facts.get("main"),
    }
    return [name for name, value in now.items() if facts.get(name) == value]


def _queue(conference, kind, rows, before, former_title):
    now, said = clock.now(), telling.facts(conference) | {"why": conference.reason, "former_title": former_title}
    send_after = now + merge_window() if kind in GATHERED else now
    given = _links(rows)
    for row in rows:
        facts = said | telling.own_facts(row, given.get(row.id)) | {"before": _before(row, conference, before)}
        about, enclosed = row.site or conference, [{"calendar_of": conference.id}]
        notices.tell([telling.recipient(row)], kind, about=about, within=conference, reason=telling.reason(row),
                     send_after=send_after, attachments=enclosed, **facts)  # fmt: skip
        row.told = telling.told(conference)


def _before(row, conference, before):
    """What the recipient knows; nothing where that is what holds."""
    known = row.told or before
    return before if known == telling.told(conference) else known


def _links(rows):
    reached = {row.id: notices.Recipient.of(telling.recipient(row)) for row in rows if row.site_id is not None}
    wanted = [row for row in rows if row.site_id is not None and reached[row.id].is_reached]
    given = links.issue_all([(row.site, row.name, row.address or reached[row.id].phone) for row in wanted])
    return {row.id: link.id for row, link in zip(wanted, given, strict=True)}


def invite_guest(conference, *, name, address, site=None, by) -> Invite:
    """Put somebody else's calendar on the list by hand, for the house or for a `site`; he is asked at once.

    Refused for an address that has the entry, and unless the conference is called.
    """
    _while_called(conference)
    hold(conference)
    standing = guests.invite_of(conference, address)
    if standing and not standing.is_void:
        raise NotValid(_l("This address has the conference in its calendar already."), field="address")
    if standing:
        return give_back(standing, by=by)
    one = guests.Wanted(InvitePart.GUEST, name.strip(), address.strip(), None, site)
    [row] = guests.add(conference, [one])
    _announce(conference, row)
    journal.record(by, "invited_guest", row, within=conference)
    return row


def withdraw(invite, *, by) -> None:
    """Take the entry back from this one, at once; nobody else hears of it. Refused when that has been done."""
    hold(invite)
    if invite.is_void:
        raise NotNow(_l("This one has been taken off already."))
    invite.withdrawn_at, invite.by_hand = clock.now(), True
    journal.record(by, "withdrew_invite", invite, within=invite.conference)
    _take_back(invite)


def give_back(invite, *, by) -> Invite:
    """Ask somebody again from whom the entry was taken. Refused while he has it, and after the conference."""
    _while_called(invite.conference)
    hold(invite)
    if not invite.is_void:
        raise NotNow(_l("This one has the conference in the calendar already."))
    if invite.site_id is None and invite.part is InvitePart.SITE:
        invite.part = InvitePart.GUEST
    guests.given_back(invite)
    _drop_waiting(invite)
    _announce(invite.conference, invite)
    journal.record(by, "gave_back_invite", invite, within=invite.conference)
    return invite


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
        if conference.state not in IN_CALENDARS or invite.ended:
            continue
        if conference.id not in waiting:
            waiting[conference.id] = _waiting(conference)
        if invite in replaced or invite.key not in waiting[conference.id]:
            _take_back(invite)
    return len(gone) + len(replaced)


def _while_called(conference):
    if conference.state not in IN_CALENDARS:
        raise NotNow(NO_LONGER)


def _announce(conference, row):
    """The whole message as to somebody new."""
    given = _links([row])
    facts = telling.facts(conference) | telling.own_facts(row, given.get(row.id))
    notices.tell([telling.recipient(row)], ENTERED, about=row.site or conference, within=conference,
                 reason=telling.reason(row), attachments=[{"calendar_of": conference.id}], **facts)  # fmt: skip


def _take_back(invite):
    """Who has never had the entry, nor is about to get it, only loses what waits for him."""
    _drop_waiting(invite)
    if invite.sequence is None and invite.key not in leaving(invite.conference):
        return
    conference = invite.conference
    facts = telling.facts(conference) | {"path": "", "site": invite.site_name}
    notices.tell([telling.recipient(invite)], WITHDRAWN, about=conference, within=conference,
                 reason=telling.reason(invite), attachments=[{"calendar_of": conference.id}], **facts)  # fmt: skip


def _drop_waiting(invite):
    db.session.flush()
    waiting = select(Notice).where(
        Notice.within == ref(invite.conference), Notice.state == NoticeState.QUEUED, Notice.to_address == invite.address
    )
    for notice in db.session.scalars(waiting.with_for_update()):
        if brings_entry(notice):
            db.session.delete(notice)


def of_notice(notice, conference) -> Invite:
    """The row of the one to whom a message with the entry goes; made now where nobody made it before.

    Who is told about a site answers for it: as its new chair, or with a link that was given to him. Who presides again
    after another did has the entry again.
    """
    standing = guests.invite_of(conference, notice.to_address)
    site = _site_of(notice, conference) if standing is None or notice.kind == NAMED else None
    if standing:
        return _named_again(standing, site)
    part = InvitePart.SITE if site else InvitePart.GUEST
    one = guests.Wanted(part, notice.to_name, notice.to_address.strip(), notice.person_id, site)
    return guests.add(conference, [one])[0]


def _named_again(invite, site):
    if site is not None and invite.is_void and not invite.by_hand:
        invite.part, invite.site_id, invite.site_name = InvitePart.SITE, site.id, site.name
        guests.given_back(invite)
    return invite


def _site_of(notice, conference):
    noun, _, number = (notice.about or "").partition(":")
    site = sites.site(int(number)) if noun == Site.__tablename__ else None
    return site if site is not None and site.conference_id == conference.id else None


def has_gone(invite_id, *, sequence, ended) -> None:
    """The mail server has taken a message with the entry: what it said is what the recipient's calendar knows."""
    values = {"sequence": sequence, "ended": ended, "sent_at": clock.now()}
    older = Invite.sequence.is_(None) | (Invite.sequence <= sequence)
    db.session.execute(update(Invite).where(Invite.id == invite_id, older).values(values))
