"""Whose directives these are, as conditions for the database: seen by, owed by, given by a person."""

from sqlalchemy import and_, false, or_, select, true

from meetings.accounts.models import Role
from meetings.accounts.speakers import WORKING
from meetings.base.statements import remembered
from meetings.conferences.models import Chair, Conference
from meetings.directives.models import OWED, Directive, directive_coordinators
from meetings.units.models import Unit

GIVERS = (Role.SECRETARIAT, Role.LEADER)


def seen_by(person):
    """What a person may read: his units' (leading, coordinating, giving), his own, what lies below him in the tree,
    what was passed down from what his units gave, and the directives of conferences that he presides over or keeps.
    """
    if person.is_admin:
        return true()
    reaches = {post.reach for post in person.posts_as(*GIVERS)}
    return _seen_by(person.id, tuple(sorted(person.unit_ids)), tuple(sorted(reaches)))


@remembered
def _seen_by(person_id, units, reaches):
    given = Directive.giver_unit_id.in_(units)
    return or_(
        given,
        Directive.lead_unit_id.in_(units),
        Directive.id.in_(_coordinated_by(units)),
        Directive.giver_id == person_id,
        Directive.person_id == person_id,
        Directive.parent_id.in_(_ids(given)),
        Directive.parent_id.in_(_ids(Directive.parent_id.in_(_ids(given)))),
        _below(reaches),
        Directive.conference_id.in_(_conferences_of(person_id)),
    )


def owed_by(person):
    """What a person's units lead, and what is his own."""
    return _owed_by(person.id, tuple(sorted(person.unit_ids)))


@remembered
def _owed_by(person_id, units):
    return or_(Directive.lead_unit_id.in_(units), Directive.person_id == person_id)


def worked_on_by(person):
    """What waits for a person's own work: what the units owe in which he works, and what is his own. What is owed by
    the body that his division is part of stands in the register; he could do nothing about it."""
    units = set().union(*(post.acts_for_ids for post in person.posts_as(*WORKING)))
    return and_(_owed_by(person.id, tuple(sorted(units))), Directive.state.in_(OWED))


def given_by(person):
    """What was given in the name of a unit for which the person gives and accepts, and what he gave himself."""
    return _given_by(person.id, tuple(sorted(gives_for_ids(person))))


@remembered
def _given_by(person_id, units):
    return or_(Directive.giver_unit_id.in_(units), Directive.giver_id == person_id)


def gives_for_ids(person) -> set[int]:
    """The units in whose name the person may give directives: leaders and secretariats, an office for its body."""
    return set().union(*(post.acts_for_ids for post in person.posts_as(*GIVERS)))


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
