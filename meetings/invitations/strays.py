"""Letters that belong to no conference: seen by the secretariats that have to do with the sender, through the tree.

Whom nobody knows the topmost secretariats look after, so that no letter is left to nobody.
"""

from sqlalchemy import and_, exists, func, or_, select, true

from meetings.accounts import queries as accounts
from meetings.accounts.models import Person, Post, Role
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.invitations.models import CalendarReply, Invite
from meetings.sites import sight
from meetings.sites.models import Site
from meetings.units.models import Unit

WRITERS = CalendarReply.sender, CalendarReply.named_address
PERSON = func.lower(Person.email).in_(WRITERS)
UNIT = func.lower(Unit.email).in_(WRITERS) & (Unit.email != "")
CONTACT = func.lower(Site.contact_email).in_(WRITERS) & (Site.contact_email != "")
INVITED = Invite.key.in_(WRITERS)
KNOWN = or_(*(exists().where(is_his) for is_his in (PERSON, UNIT, CONTACT, INVITED)))


def seen_by(user):
    """The condition on letters without a conference that holds for those the person sees (a statement of its own tells
    whether a secretariat stands above his)."""
    if user.is_admin:
        return true()
    reaches = {post.reach for post in user.posts_as(Role.SECRETARIAT)}
    below = or_(*(Unit.path.startswith(reach, autoescape=True) for reach in reaches))
    managed = sight.managed_by(user)
    his = [
        exists().where(PERSON, Post.person_id == Person.id, Post.unit_id == Unit.id, below),
        exists().where(UNIT, below),
        exists().where(CONTACT, Site.conference_id == Conference.id, managed),
        exists().where(INVITED, Invite.conference_id == Conference.id, managed),
    ]
    return or_(*his, ~KNOWN) if is_topmost(reaches) else or_(*his)


def is_topmost(reaches) -> bool:
    """Whether no other secretariat's reach holds one of these (one statement)."""
    others = accounts.reaches(Role.SECRETARIAT)
    return any(not any(mine != other and mine.startswith(other) for other in others) for mine in reaches)


def is_seen(user, letter) -> bool:
    """Whether the person sees this letter, which belongs to no conference."""
    query = select(exists().where(CalendarReply.id == letter.id, seen_by(user)))
    return letter.conference_id is None and db.session.scalar(query)


def within(user, conference_ids):
    """The condition for all letters that the person sees: those of the conferences, and of the others his own."""
    stray = and_(CalendarReply.conference_id.is_(None), seen_by(user))
    return or_(stray, CalendarReply.conference_id.in_(conference_ids))
