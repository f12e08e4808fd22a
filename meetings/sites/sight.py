"""Which conferences a person may see, as one condition for lists: what `sites.rules.can_see` says, row by row."""

from sqlalchemy import and_, exists, or_, select, true

from meetings.accounts.models import Role
from meetings.base.statements import remembered
from meetings.conferences.models import Chair, Conference, ConferenceState
from meetings.sites.models import Site
from meetings.sites.queries import ANY_ASKED
from meetings.units.models import Unit


def seen_by(user):
    """The condition on `Conference` that holds for all that the person may see; needs no statement of its own."""
    if user.is_admin:
        return true()
    return _seen_by(user.id, _reaches(user), tuple(sorted(user.unit_ids)))


def run_by(user):
    """The condition for those that the person manages or presides over, drafts included."""
    return true() if user.is_admin else _run_by(user.id, _reaches(user))


def managed_by(user):
    """The condition for those that the person manages."""
    return true() if user.is_admin else _managed_by(user.id, _reaches(user))


def _reaches(user):
    return tuple(sorted({post.reach for post in user.posts_as(Role.SECRETARIAT)}))


@remembered
def _seen_by(user_id, reaches, units):
    is_called_off = Conference.state == ConferenceState.CANCELLED
    announced = and_(Conference.state != ConferenceState.DRAFT, or_(~is_called_off, ANY_ASKED))
    return or_(_run_by(user_id, reaches), and_(announced, _takes_part(user_id, units)))


@remembered
def _run_by(user_id, reaches):
    presides = exists().where(Chair.conference_id == Conference.id, Chair.person_id == user_id).correlate(Conference)
    return or_(_managed_by(user_id, reaches), presides)


@remembered
def _managed_by(user_id, reaches):
    parts = [Conference.secretary_id == user_id]
    if reaches:
        below = or_(*(Unit.path.startswith(reach, autoescape=True) for reach in reaches))
        parts.append(Conference.organiser_id.in_(select(Unit.id).where(below)))
    return or_(*parts)


def _takes_part(user_id, units):
    own_site = or_(Site.unit_id.in_(units), Site.chair_id == user_id)
    return exists().where(Site.conference_id == Conference.id, own_site).correlate(Conference)
