"""Reading the outbox."""

from sqlalchemy import and_, func, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.search import matches
from meetings.notices.models import DIGEST_KIND, PRIVATE, Channel, LostAddress, Notice, NoticeState, Wish

NOT_UNDER_THE_BELL = PRIVATE | {DIGEST_KIND}


def notice(notice_id) -> Notice | None:
    """The notice of that number, or None."""
    return db.session.get(Notice, notice_id)


def wish(person_id) -> Wish | None:
    """How that person wants to be told; None while he has not said."""
    return db.session.get(Wish, person_id)


def wishes_of(person_ids) -> dict[int, Wish]:
    """How these people want to be told, by person; who has not said is left out (one statement)."""
    return {row.person_id: row for row in db.session.scalars(select(Wish).where(Wish.person_id.in_(person_ids)))}


def twin(notice) -> Notice | None:
    """The short message that went beside a mail, or the mail beside which this short message went."""
    where = Notice.id == notice.twin_of if notice.twin_of else Notice.twin_of == notice.id
    return db.session.scalar(select(Notice).where(where).limit(1))


def digests_due() -> list[int]:
    """The people for whom a digest is due now."""
    query = select(Notice.person_id).where(*_for_digest()).distinct().order_by(Notice.person_id)
    return list(db.session.scalars(query))


def for_digest(person_id) -> list[Notice]:
    """What is to stand in the digest of one person, held for the one who asks; what another worker holds is left."""
    query = select(Notice).where(*_for_digest(), Notice.person_id == person_id).order_by(Notice.id)
    return list(db.session.scalars(query.with_for_update(skip_locked=True)))


def _for_digest():
    due = Notice.held_until <= clock.now()
    return Notice.state == NoticeState.QUEUED, Notice.channel == Channel.DIGEST, due


def outbox(*, words=None, state=None, kind=None, channel=None, of=None, within=None, without=None):
    """What was to be told, newest first: a select for a pager.

    `of` names the whole (`base.refs.ref`) within which it was told; `within` is a select of such names, all when None.
    `without` is a condition on what is left out.
    """
    query = select(Notice).where(matches(Notice, words)).order_by(Notice.created_at.desc(), Notice.id.desc())
    if state:
        query = query.where(Notice.state == state)
    if kind:
        query = query.where(Notice.kind == kind)
    if channel:
        query = query.where(Notice.channel == channel)
    if of:
        query = query.where(Notice.within == of)
    if without is not None:
        query = query.where(~without)
    return query if within is None else query.where(Notice.within.in_(within))


def inbox(person_id, *, words=None, unread=False):
    """What was told to a person himself, newest first: a select for a pager. One-time links and what is to be told
    later are left out.
    """
    query = select(Notice).where(*told_to(person_id), matches(Notice, words))
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return query.order_by(Notice.created_at.desc(), Notice.id.desc())


def unread(person_id, *, now=None, most=100):
    """How many of his notices a person has not opened, counted up to `most`: a part of another statement.

    `person_id` and `now` may be parameters of a statement that is put together once.
    """
    rows = select(Notice.id).where(*told_to(person_id, now), Notice.read_at.is_(None)).limit(most)
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def told_to(person_id, now=None):
    """The conditions on what a person has been told: no one-time links, no digest of what stands there anyway, nothing
    that is to be told later, nor what was set aside since it held no longer."""
    due = or_(Notice.attempts > 0, Notice.send_after <= (clock.now() if now is None else now))
    return Notice.person_id == person_id, Notice.kind.not_in(NOT_UNDER_THE_BELL), due, ~was_set_aside()


def was_set_aside():
    """The condition on a message that was queued and did not leave as what it said held no longer (see
    `leaving.set_aside`); it does not stay under the bell by anybody's wish."""
    by_bell = and_(Notice.channel.is_not(None), Notice.channel == Channel.BELL)
    return and_(Notice.state == NoticeState.KEPT, Notice.hold.is_(None), ~by_bell)


def counts(within=None, **asked) -> dict[NoticeState, int]:
    """How many there are in each state, of what `outbox` shows for `asked`."""
    found = outbox(**asked, within=within).order_by(None).with_only_columns(Notice.state, func.count())
    return dict(db.session.execute(found.group_by(Notice.state)).all())


def failed(without, within=None, **asked) -> int:
    """How many did not arrive of what `outbox` shows for `asked`, those that fit the condition `without` left out."""
    found = outbox(**asked | {"state": NoticeState.FAILED}, within=within, without=without).order_by(None)
    return db.session.scalar(found.with_only_columns(func.count()))


def kinds(within=None) -> list[str]:
    """The kinds that occur, by name."""
    query = select(Notice.kind).distinct().order_by(Notice.kind)
    query = query if within is None else query.where(Notice.within.in_(within))
    return list(db.session.scalars(query))


def lost(addresses) -> dict[str, LostAddress]:
    """Those of the addresses (in small letters) from which mail came back."""
    wanted = {address.lower() for address in addresses if address}
    rows = db.session.scalars(select(LostAddress).where(LostAddress.address.in_(wanted))) if wanted else ()
    return {row.address: row for row in rows}
