"""Which conferences a person may see, as one condition for lists: what `sites.rules.can_see` says, row by row."""

from sqlalchemy import and_, exists, or_, select, true

from meetings.accounts.models import Role
from meetings.conferences.models import Chair, Conference, ConferenceState
from meetings.sites.models import Site
from meetings.units.models import Unit


def seen_by(user):
    """The condition on `Conference` that holds for all that the person may see; needs no statement of its own."""
    if user.is_admin:
        return true()
    announced = Conference.state != ConferenceState.DRAFT
    return or_(run_by(user), and_(announced, _takes_part(user)))


def run_by(user):
    """The condition for those that the person manages or presides over, drafts included."""
    presides = exists().where(Chair.conference_id == Conference.id, Chair.person_id == user.id).correlate(Conference)
    return or_(managed_by(user), presides)


def managed_by(user):
    """The condition for those that the person manages."""
    if user.is_admin:
        return true()
    reaches = [Unit.path.startswith(post.reach, autoescape=True) for post in user.posts_as(Role.SECRETARIAT)]
    parts = [Conference.secretary_id == user.id]
    if reaches:
        parts.append(Conference.organiser_id.in_(select(Unit.id).where(or_(*reaches))))
    return or_(*parts)


def _takes_part(user):
    own_site = or_(Site.unit_id.in_(sorted(user.unit_ids)), Site.chair_id == user.id)
    return exists().where(Site.conference_id == Conference.id, own_site).correlate(Conference)
