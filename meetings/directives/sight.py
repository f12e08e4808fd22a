"""Whose directives these are, as conditions for the database: seen by, owed by, given by a person.

What somebody gave is his while he holds a post that he held then; afterwards it is that of the unit in whose name he
gave it alone. A post without a first day was held then, unless it came after one that has ended since.
"""

from datetime import date, time, timedelta

from sqlalchemy import and_, false, or_, select, true

from meetings.accounts.models import Role
from meetings.accounts.speakers import WORKING
from meetings.base import clock
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conferences.models import Chair, Conference
from meetings.directives.models import OWED, Directive, directive_coordinators
from meetings.sites.models import Site
from meetings.units.models import Unit

GIVERS = (Role.SECRETARIAT, Role.LEADER)
ALWAYS = date(1900, 1, 1)
A_DAY = timedelta(days=1)


def seen_by(person):
    """What a person may read: his units' (leading, coordinating, giving), his own, what lies below him in the tree,
    what was passed down from what his units gave, and the directives of conferences that he presides over or keeps.
    """
    if person.is_admin:
        return true()
    reaches = {post.reach for post in person.posts_as(*GIVERS)}
    return _seen_by(person.id, _holds_since(person), tuple(sorted(person.unit_ids)), tuple(sorted(reaches)))


@remembered
def _seen_by(person_id, since, units, reaches):
    given = Directive.giver_unit_id.in_(units)
    return or_(
        given,
        Directive.lead_unit_id.in_(units),
        Directive.id.in_(_coordinated_by(units)),
        _given_himself(person_id, since),
        Directive.person_id == person_id,
        Directive.parent_id.in_(_ids(given)),
        Directive.parent_id.in_(_ids(Directive.parent_id.in_(_ids(given)))),
        _below(reaches),
        Directive.conference_id.in_(_conferences_of(person_id)),
    )


def owed_by(person):
    """What the units lead in whose name he works, and what is his own. What is led by the body that his division is
    part of is no work of the division's."""
    return _owed_by(person.id, _acts_for(person.current_posts))


@remembered
def _owed_by(person_id, units):
    return or_(Directive.lead_unit_id.in_(units), Directive.person_id == person_id)


def worked_on_by(person):
    """What waits for a person's own work: what the units owe in which he works, and what is his own."""
    units = _acts_for(person.posts_as(*WORKING))
    return and_(_owed_by(person.id, units), Directive.state.in_(OWED))


def followed_by(person):
    """What home and the sidebar count for a person: who gives directives follows all that lies below him, as the
    register shows it to him; who gives none, what is owed by his units and himself."""
    givers = person.posts_as(*GIVERS)
    if not givers:
        return owed_by(person)
    reaches = {post.reach for post in givers}
    units = _acts_for(person.current_posts)
    return _seen_by(person.id, _holds_since(person), units, tuple(sorted(reaches)))


def _acts_for(posts):
    return tuple(sorted(set().union(*(post.acts_for_ids for post in posts))))


def given_by(person):
    """What was given in the name of a unit for which the person gives and accepts, and what he gave himself."""
    return _given_by(person.id, _holds_since(person), tuple(sorted(gives_for_ids(person))))


@remembered
def _given_by(person_id, since, units):
    return or_(Directive.giver_unit_id.in_(units), _given_himself(person_id, since))


def still_gives(person, directive) -> bool:
    """Whether the person gave it and holds a post that he held then."""
    since = _holds_since(person)
    return person.id == directive.giver_id and since is not None and since <= directive.given_at


def _given_himself(person_id, since):
    return false() if since is None else and_(Directive.giver_id == person_id, Directive.given_at >= since)


def _holds_since(person):
    """Since when the person holds the oldest of his posts; None without any."""
    days = [post.valid_from or _after_former(person.posts, post) for post in person.current_posts]
    return clock.instant(min(days), time()) if days else None


def _after_former(posts, post):
    """From when on a post without a first day counts: its holder may have come to it from any that he was given before
    it and that is over; without such a one he has always held it. Who knows the day writes it into the post."""
    former = [one.valid_until for one in posts[: posts.index(post)] if one.valid_until]
    over = [day for day in former if day < clock.today()]
    return max(over) + A_DAY if over else ALWAYS


def gives_for_ids(person) -> set[int]:
    """The units in whose name the person may give directives: leaders and secretariats, an office for its body."""
    return set().union(*(post.acts_for_ids for post in person.posts_as(*GIVERS)))


def gives_at_a_site(person, conference_id) -> bool:
    """Whether one of these units has a site at the conference (one statement)."""
    here = Site.conference_id == conference_id, Site.unit_id.in_(sorted(gives_for_ids(person)))
    return db.session.scalar(select(Site.id).where(*here).limit(1)) is not None


def _ids(condition):
    return select(Directive.id).where(condition).correlate(None)


def _coordinated_by(units):
    column = directive_coordinators.c
    return select(column.directive_id).where(column.unit_id.in_(units))


def _below(reaches):
    if not reaches:
        return false()
    units = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in reaches)))
    return or_(Directive.lead_unit_id.in_(units), Directive.giver_unit_id.in_(units))


def _conferences_of(person_id):
    presided = select(Chair.conference_id).where(Chair.person_id == person_id)
    return select(Conference.id).where(or_(Conference.secretary_id == person_id, Conference.id.in_(presided)))
