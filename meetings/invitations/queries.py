"""Reading letters of invitation and calendar feeds."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, and_, case, cast, func, null, select, union
from sqlalchemy.orm import aliased

from meetings.agenda.models import Item
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref, ref_column
from meetings.conferences.models import Conference
from meetings.invitations.models import Feed, Invite, InvitePart, Letter, Sending
from meetings.journal import queries as journal
from meetings.notices import queries as notices
from meetings.notices.models import Notice, NoticeState
from meetings.registry.models import PaperKind
from meetings.sites.models import Ending, Site, SiteKind, SiteLink, SiteState, Substitution

INVITATION = "invitation"
CANCELLED, POSTPONED = ENDINGS = "conference_cancelled", "conference_postponed"
# What changes the entry of a conference in calendars: its facts, its life, its agenda.
CALENDAR_VERBS = tuple(
    "drafted revised invited cancelled restored postponed rescheduled chose_sites added_item revised_item removed_item "
    "reordered_agenda moved_agenda copied_agenda laid_out_agenda".split()
)
ASKED = Site.kind != SiteKind.MAIN


def letter(conference_id) -> Letter | None:
    """The letter of the conference; None before anybody wrote it."""
    return db.session.scalar(select(Letter).filter_by(conference_id=conference_id).options(by_join(Letter.paper)))


def said_and_sites(letter) -> tuple[str | None, list[str]]:
    """What a letter that was given out is held against (one statement): the kind of the last message that called it
    void, that the conference is cancelled or postponed (None where nobody was told so, for what was set aside told
    nobody); and the `names_of_others`."""
    called = select(Notice.kind).where(
        Notice.within == ref(letter.conference),
        Notice.kind.in_(ENDINGS),
        Notice.facts["void_symbol"].as_string() == letter.paper.symbol,
        # Of the next year's series another may have the same number.
        Notice.created_at >= letter.paper.released_at,
        ~notices.was_set_aside(),
    )
    called = called.order_by(Notice.id.desc()).limit(1).scalar_subquery()
    rows = db.session.execute(_others(letter.conference_id).add_columns(called)).all()
    return rows[0][1], [name for name, _called in rows if name is not None]


def names_of_others(conference_id) -> list[str]:
    """The names of the sites beside the main one, in their order."""
    return [name for name in db.session.scalars(_others(conference_id)) if name is not None]


def _others(conference_id):
    """A select of these names; one row without a name where there is none."""
    others = (Site.conference_id == Conference.id) & ASKED
    query = select(Site.name).select_from(Conference).outerjoin(Site, others).where(Conference.id == conference_id)
    return query.order_by(Site.position, Site.id)


def void_letters(papers) -> dict[int, str]:
    """By the number of each of these papers that is a letter called void: by which kind of message (one statement, none
    where no letter is among them)."""
    given = {(one.within, one.symbol): one for one in papers if one.kind is PaperKind.INVITATION}
    if not given:
        return {}
    symbol = Notice.facts["void_symbol"].as_string()
    query = (
        select(Notice.within, symbol, Notice.kind, func.max(Notice.created_at))
        .where(Notice.within.in_({within for within, _ in given}), Notice.kind.in_(ENDINGS), ~notices.was_set_aside())
        .group_by(Notice.within, symbol, Notice.kind)
        .order_by(func.max(Notice.created_at), func.max(Notice.id))
    )
    found = {}
    for within, number, kind, at in db.session.execute(query):
        paper = given.get((within, number))
        if paper is not None and at >= paper.released_at:
            found[paper.id] = kind
    return found


def answer_by(conference_id):
    """Until when the letter asks the sites to answer; None where it does not say."""
    return db.session.scalar(select(Letter.answer_by).where(Letter.conference_id == conference_id))


def last_letter(organiser_id) -> Letter | None:
    """The newest letter of the organiser, from which a new one takes signer and contact."""
    query = select(Letter).join(Letter.conference).where(Conference.organiser_id == organiser_id)
    return db.session.scalar(query.order_by(Letter.id.desc()).limit(1))


def invited_sites(conference_id):
    """The sites that are invited by the letter, in their order: a select for a pager."""
    query = select(Site).where(Site.conference_id == conference_id, ASKED).order_by(Site.position, Site.id)
    light = by_join(Site.conference, without=(Conference.chairs,))
    return query.options(by_join(Site.unit), light, by_join(Site.conference, Conference.organiser))


def asked_sites(conference_id) -> list[Site]:
    """The sites that somebody has asked."""
    return list(db.session.scalars(invited_sites(conference_id).where(Site.state != SiteState.UNSENT)))


def not_told(conference) -> list[Site]:
    """Those of them to which no invitation was queued yet."""
    told = select(Notice.about).where(_is_invitation(conference))
    names = set(db.session.scalars(told))
    return [site for site in asked_sites(conference.id) if ref(site) not in names]


def to_invite(conference, choice=None) -> set[int]:
    """The sites, by number, to which the next mailing brings an invitation once all are asked, where some have not been
    asked yet; empty where all have (one statement). As they stand, or as they will once the `choice` (of sites) is
    made; those that it adds have no number yet."""
    told = select(Notice.about).where(_is_invitation(conference), Notice.about.is_not(None))
    query = select(Site.id, Site.unit_id, Site.kind, Site.state).where(Site.conference_id == conference.id)
    rows = db.session.execute(query.where(ref_column(Site, Site.id).not_in(told))).all()
    kinds = {row.unit_id: row.kind for row in rows} if choice is None else choice.kinds
    asked = [row for row in rows if kinds.get(row.unit_id, SiteKind.MAIN) is not SiteKind.MAIN]
    # Who sits at the main site was asked by nobody.
    is_any_new = any(row.state is SiteState.UNSENT or row.kind is SiteKind.MAIN for row in asked)
    return {row.id for row in asked} if is_any_new or (choice is not None and choice.asks_added) else set()


def _is_invitation(conference):
    """One that has left, is to leave or could not; not one that was set aside since the conference was put off."""
    return and_(Notice.within == ref(conference), Notice.kind == INVITATION, ~notices.was_set_aside())


def how_many(conference, *, again) -> int:
    """How many of the asked sites a mailing reaches (one statement)."""
    return db.session.scalar(select(func.count()).select_from(_to_tell(conference, again).subquery()))


def next_to_tell(conference, *, again, after, most) -> list[Site]:
    """The next sites of a mailing, in the order of their numbers; `after` the one that it has reached."""
    query = _to_tell(conference, again).where(Site.id > after).order_by(Site.id).limit(most)
    return list(db.session.scalars(query.options(by_join(Site.unit), by_join(Site.conference))))


def _to_tell(conference, again):
    asked = select(Site).where(Site.conference_id == conference.id, ASKED, Site.state != SiteState.UNSENT)
    told = select(Notice.about).where(_is_invitation(conference))
    return asked if again else asked.where(ref_column(Site, Site.id).not_in(told.where(Notice.about.is_not(None))))


def sending(conference_id=None, **which) -> Sending | None:
    """The mailing of invitations that is being prepared, of a conference or the oldest of all; None where none is.
    `which`: of those that are (not) `again` alone."""
    return db.session.scalar(_underway(conference_id, Sending.kind == INVITATION).filter_by(**which))


def telling(conference_id=None, *conditions) -> Sending | None:
    """The mailing that tells of a change and is being prepared (see `sending`): one that tells that a conference is off
    before all others."""
    return db.session.scalar(_underway(conference_id, Sending.kind != INVITATION, *conditions))


def _underway(conference_id, *conditions):
    is_first = case((Sending.kind.in_(ENDINGS), 0), else_=1)
    query = select(Sending).where(Sending.done_at.is_(None), *conditions).options(by_join(Sending.conference))
    query = query if conference_id is None else query.where(Sending.conference_id == conference_id)
    return query.order_by(is_first, Sending.id).limit(1)


def number_of_others(conference_id) -> int:
    """How many sites there are beside the main one."""
    return db.session.scalar(select(func.count()).where(Site.conference_id == conference_id, ASKED))


def asked_after(conference, number, *, most) -> list[Site]:
    """The next of the sites beside the main one, in the order of their numbers; `number` is the last one before."""
    query = select(Site).where(Site.conference_id == conference.id, ASKED, Site.id > number).order_by(Site.id)
    return list(db.session.scalars(query.limit(most).options(by_join(Site.unit), by_join(Site.conference))))


def letter_and_sending(conference_id) -> tuple[Letter | None, Sending | None]:
    """The `letter` of the conference and its mailing that is being prepared, each None where there is none (one
    statement)."""
    oldest = select(func.min(Sending.id)).where(Sending.conference_id == conference_id, Sending.done_at.is_(None))
    query = (
        select(Letter, Sending)
        .select_from(Conference)
        .outerjoin(Letter, Letter.conference_id == Conference.id)
        .outerjoin(Sending, Sending.id == oldest.scalar_subquery())
        .where(Conference.id == conference_id)
        .options(by_join(Letter.paper))
    )
    letter, prepared = db.session.execute(query).one()
    return letter, prepared


class Reach(NamedTuple):
    """How far the invitation has come, in sites: sent to somebody, on its way, reaching nobody, not sent at all."""

    sites: int
    sent: int
    underway: int
    unreached: int
    unsent: int


def reach(conference) -> Reach:
    """How far the invitation has come (one statement, which reads sites and messages once each)."""
    name = ref_column(Site, Site.id).label("about")
    sites = select(name, null().label("state")).where(Site.conference_id == conference.id, ASKED)
    told = select(Notice.about, cast(Notice.state, String)).where(_is_invitation(conference))
    asked, states = set(), defaultdict(set)
    for about, state in db.session.execute(union(sites, told)):
        if state is None:
            asked.add(about)
        else:
            states[about].add(NoticeState(state))
    best = Counter(_best(states[about]) for about in asked)
    return Reach(len(asked), *(best[name] for name in Reach._fields[1:]))


def _best(states):
    if NoticeState.SENT in states:
        return "sent"
    if states & {NoticeState.QUEUED, NoticeState.SENDING}:
        return "underway"
    return "unreached" if states else "unsent"


def notices_of(sites) -> dict:
    """The invitations queued to each of `sites`, newest first, by the site's id."""
    by_name = {ref(site): site.id for site in sites}
    query = select(Notice).where(Notice.about.in_(list(by_name)), Notice.kind == INVITATION)
    found = {site.id: [] for site in sites}
    for notice in db.session.scalars(query.order_by(Notice.id.desc())):
        found[by_name[notice.about]].append(notice)
    return found


def may_reach(notice) -> bool:
    """Whether the message has left or may still do so by itself."""
    return notice.state in (NoticeState.SENT, NoticeState.QUEUED, NoticeState.SENDING)


VOID = (Invite.part == InvitePart.SITE) & Invite.site_id.is_(None) & Invite.withdrawn_at.is_(None)


def has_void() -> bool:
    """Whether somebody still has the entry whose site is no longer there, or for whom another presides."""
    return db.session.scalar(select(Invite.id).where(VOID).limit(1)) is not None or bool(replaced(most=1))


def replaced(most) -> list[int]:
    """The rows of those who presided at a site until another took their place, and who answer for none any more: no
    link of theirs in the conference is open. Looked up from the few substitutions, so that a round costs little.
    """
    theirs = func.lower(SiteLink.to_address) == Invite.key
    here, other, conference = aliased(Site), aliased(SiteLink), aliased(Site)
    still = (
        select(other.id)
        .join(conference, conference.id == other.site_id)
        .where(
            conference.conference_id == Invite.conference_id,
            other.ended_at.is_(None),
            func.lower(other.to_address) == Invite.key,
        )
    )
    query = (
        select(Invite.id)
        .join(here, here.conference_id == Invite.conference_id)
        .join(SiteLink, SiteLink.site_id == here.id)
        .where(
            here.id.in_(select(Substitution.site_id).where(Substitution.is_granted.is_(True))),
            SiteLink.ending == Ending.SUBSTITUTED,
            theirs,
            Invite.part == InvitePart.SITE,
            Invite.withdrawn_at.is_(None),
            ~still.exists(),
        )
    )
    return list(db.session.scalars(query.order_by(Invite.id).distinct().limit(most)))


def feed(feed_id) -> Feed | None:
    """The feed of that number with its person, or None."""
    return db.session.get(Feed, feed_id, options=[by_join(Feed.person)])


def feed_of(person) -> Feed | None:
    """The person's feed; None until he asked for one."""
    return db.session.scalar(select(Feed).filter_by(person_id=person.id))


def last_changes(conference_ids) -> dict[int, datetime]:
    """When what the calendar entry of each says last changed: its facts, its state or its agenda (one statement)."""
    known = {f"conference:{number}": number for number in conference_ids}
    return {known[name]: at for name, at in journal.last_acts(known, CALENDAR_VERBS).items()}


def agendas(conference_ids) -> dict[int, list[Item]]:
    """The items of many conferences in order, by conference (one statement)."""
    found = {number: [] for number in conference_ids}
    query = select(Item).where(Item.conference_id.in_(list(found))).order_by(Item.position, Item.id)
    for item in db.session.scalars(query.options(by_join(Item.presenter_person), by_join(Item.presenter_unit))):
        found[item.conference_id].append(item)
    return found
