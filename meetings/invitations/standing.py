"""Reading who has the conference in his calendar and what came back: for the page of answers."""

from sqlalchemy import and_, exists, func, not_, or_, select

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.invitations import queries
from meetings.invitations.models import CalendarReply, Invite, InvitePart, PartStat, ReplyState
from meetings.notices.models import LostAddress
from meetings.sites.beside import Said

OFF = or_(Invite.withdrawn_at.is_not(None), and_(Invite.part == InvitePart.SITE, Invite.site_id.is_(None)))
ON = not_(OFF)
LOST = and_(ON, exists().where(LostAddress.address == func.lower(Invite.address)))
STANDS = {
    "silent": and_(ON, Invite.partstat == PartStat.NEEDS_ACTION, Invite.sequence.is_not(None)),
    "old": and_(ON, Invite.partstat == PartStat.NEEDS_ACTION, Invite.former.is_not(None)),
    "declined": and_(ON, Invite.partstat == PartStat.DECLINED),
    "tentative": and_(ON, Invite.partstat == PartStat.TENTATIVE),
    "delegated": and_(ON, Invite.partstat == PartStat.DELEGATED),
    "accepted": and_(ON, Invite.partstat == PartStat.ACCEPTED),
    "lost": LOST,
    "waiting": and_(ON, Invite.sequence.is_(None)),
    "off": OFF,
}
MOST_OPEN = 20
MOST_ROWS = 20_000


def invite(invite_id) -> Invite | None:
    """The row of that number, or None."""
    return db.session.get(Invite, invite_id)


def reply(reply_id) -> CalendarReply | None:
    """The letter of that number, or None."""
    return db.session.get(CalendarReply, reply_id)


def stray(letter_id) -> CalendarReply | None:
    """The letter of that number where it belongs to no conference, or None."""
    found = reply(letter_id)
    return found if found is not None and found.conference_id is None else None


def recipients(conference_id, *, words="", stand=""):
    """Who has the conference in his calendar, those without a site first: a select for a pager."""
    query = select(Invite).where(Invite.conference_id == conference_id, matches(Invite, words))
    query = query.where(STANDS[stand]) if stand in STANDS else query
    return query.order_by(Invite.site_name, Invite.part, Invite.name, Invite.id)


def counts(conference_id) -> dict[str, int]:
    """How many stand where, and how many there are (one statement)."""
    asked = [func.count().filter(condition).label(name) for name, condition in STANDS.items()]
    query = select(func.count().label("all"), *asked).where(Invite.conference_id == conference_id)
    return dict(db.session.execute(query).mappings().one())


def of_sites(site_ids) -> dict[int, list[Said]]:
    """By site: what calendars answered for it to the time that holds, the latest first (one statement)."""
    answered = ON, Invite.partstat != PartStat.NEEDS_ACTION, Invite.site_id.in_(site_ids)
    query = select(Invite).where(*answered).order_by(Invite.answered_at.desc(), Invite.id)
    found = {}
    for row in db.session.scalars(query):
        known = row.address, row.person_id, row.answered_by_token
        said = Said(row.title, row.partstat, row.answered_at, row.answer_note, *known)
        found.setdefault(row.site_id, []).append(said)
    return found


def answer_by(conference_id):
    """Until when the letter wants the sites to answer; None where it says nothing (one statement)."""
    return queries.answer_by(conference_id)


def last_of(conference_id):
    """When a calendar of the conference answered last, as a part of another statement."""
    return select(func.max(Invite.answered_at)).where(Invite.conference_id == conference_id).scalar_subquery()


def to_decide(conference_id) -> list[CalendarReply]:
    """The letters on which somebody must decide, the oldest first, so many as a page bears."""
    query = _open().where(CalendarReply.conference_id == conference_id)
    return list(db.session.scalars(query.order_by(CalendarReply.id).limit(MOST_OPEN)))


def letters(*, words="", state=None, of=None, within=None):
    """What came to the mailbox of replies, newest first: a select for a pager. `of` is the number of a conference,
    `within` the condition for those that the reader sees (see `strays`), None for all."""
    query = select(CalendarReply).where(matches(CalendarReply, words)).options(*_WITH)
    if state:
        query = query.where(CalendarReply.state == state)
    if of:
        query = query.where(CalendarReply.conference_id == of)
    if within is not None:
        query = query.where(within)
    return query.order_by(CalendarReply.id.desc())


_WITH = (by_join(CalendarReply.conference), by_join(CalendarReply.invite), by_join(CalendarReply.settled_by))


def _open():
    return select(CalendarReply).where(CalendarReply.state == ReplyState.OPEN).options(*_WITH)
