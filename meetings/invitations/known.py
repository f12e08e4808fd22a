"""What each recipient knows of a conference: its time, and the letter. Only a message that has left told anything.

A change waits some minutes to be gathered. Where the conference is called off before that, nobody ever heard of the
new time, and the cancellation names the one for which he was invited, and the letter that he was sent.
"""

from typing import NamedTuple

from sqlalchemy import and_, func, or_, select, true

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences import times
from meetings.conferences.times import Plan
from meetings.invitations import guests, queries
from meetings.notices import queries as notices
from meetings.notices.models import Notice, NoticeState

# What names the time that does not hold any more, and under which name.
ENDING = {queries.CANCELLED: "when", queries.POSTPONED: "before"}
AGAIN = ("conference_restored", "conference_rescheduled")
CORRECTED = {*ENDING, *AGAIN}
# Whom nothing reaches finds it in his own list at once.
IN_HIS_LIST = (Notice.state == NoticeState.FAILED) & (Notice.to_address == "")
# By his own wish, or since he has read it, it stands in a digest or under the bell.
BY_HIS_WISH = or_(
    Notice.state == NoticeState.GATHERED, and_(Notice.state == NoticeState.KEPT, ~notices.was_set_aside())
)
HAS_LEFT = or_(Notice.state.in_((NoticeState.SENT, NoticeState.SENDING)), IN_HIS_LIST, BY_HIS_WISH)
NAMED = [Notice.facts[name].as_string() for name in ("symbol", "void_symbol")]


class Told(NamedTuple):
    """What one recipient was told last: time and place, the number of the letter that he was sent, and that number
    again once he was told that it is void."""

    plan: Plan | None = None
    letter: str = ""
    void: str = ""


def told(conference, keys=None) -> dict[str, Told]:
    """By the key of the recipient, what the messages that have left told him (one statement); of those of these `keys`
    alone, where they are given, and of others."""
    columns = Notice.to_address, Notice.person_id, Notice.to_phone, Notice.to_name, Notice.attachments, *NAMED
    query = select(*columns).where(Notice.within == ref(conference), HAS_LEFT, are_to_some(keys)).order_by(Notice.id)
    found = {}
    for *someone, attachments, symbol, void in db.session.execute(query):
        key, plan = _key(*someone), times.told_by(attachments)
        before = found.get(key, Told())
        now = Told(plan or before.plan, symbol, "") if symbol else before._replace(plan=plan or before.plan)
        found[key] = now._replace(void=void) if void else now
    return found


def plans(conference) -> dict[str, Plan]:
    """By the key of the recipient, what the last message with the entry told him (one statement)."""
    return {key: known.plan for key, known in told(conference).items() if known.plan}


def _key(address, person_id, phone, name):
    return address.lower() or guests.without_address(person_id, phone, name)


def key_of(notice) -> str:
    """By what the recipient of a message is known."""
    return _key(notice.to_address, notice.person_id, notice.to_phone, notice.to_name)


def are_to(notice):
    """The condition on `Notice` for the messages to the same recipient: those of one `key_of`."""
    if notice.to_address:
        return func.lower(Notice.to_address) == notice.to_address.lower()
    if notice.person_id:
        return and_(Notice.to_address == "", Notice.person_id == notice.person_id)
    unknown = and_(Notice.to_address == "", Notice.person_id.is_(None), Notice.to_phone == notice.to_phone)
    return unknown if notice.to_phone else and_(unknown, Notice.to_name == notice.to_name)


def are_to_some(keys):
    """The condition on `Notice` that leaves out those to addresses that are none of these `keys` (None: none of them);
    of messages without an address `key_of` says whose they are."""
    return true() if keys is None else or_(Notice.to_address == "", func.lower(Notice.to_address).in_(sorted(keys)))


def correct(conference, waiting, known) -> None:
    """Let each of the messages that wait name as former what its recipient was told (`known`, as `told` gives it): the
    time, where that is not what the conference was to be, and the letter. What ends the conference calls void the one
    that he was sent; what calls to it again says that it is replaced, or that none is in force."""
    newest = {(key_of(notice), notice.about): notice for notice in waiting}
    for (key, _about), notice in newest.items():
        if key in known and notice.kind in CORRECTED:
            notice.facts = notice.facts | _letters(notice, known[key])
            _correct_time(conference, notice, known[key].plan)


def _letters(notice, knows):
    if notice.kind in ENDING:
        return {"void_symbol": knows.letter}
    symbol = notice.facts.get("symbol")
    # Whom no mail reaches has this very message in his list, and the letter that it names.
    if symbol:
        return {"former_symbol": knows.letter} if knows.letter != symbol else {}
    return {"lapsed_symbol": knows.void}


def _correct_time(conference, notice, plan):
    if plan is None or plan == times.plan_of(conference):
        return
    if notice.kind in AGAIN:
        notice.facts = notice.facts | {"before": plan.words}
        return
    notice.facts = notice.facts | {ENDING[notice.kind]: plan.when}
    notice.attachments = [_as_told(one, conference, plan) for one in notice.attachments]


def _as_told(enclosed, conference, plan):
    return times.enclosure(conference, plan) if times.ENTRY in enclosed else enclosed
