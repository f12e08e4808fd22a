"""What is wrong with what was said of a person or a post: asked before anything is written. Reads only."""

import re

from sqlalchemy import select

from meetings.accounts import queries
from meetings.accounts.models import Person
from meetings.base import addresses
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l

NO_NAME = _l("Write the name.")
NO_TITLE = _l("Write the position, as it stands under the name.")
BAD_USER_NAME = _l(
    "A user name has 3 to 80 small letters, digits, dots, dashes or underscores, and begins with a letter."
)
USER_NAME_TAKEN = _l("Somebody else has this user name.")
EMAIL_TAKEN = _l("Somebody else has this e-mail address.")
NO_WAY_IN = _l("Somebody who signs in needs a user name or an e-mail address.")
UNIT_NOT_THERE = _l("The unit does not exist in that time (%(period)s).")
KNOWN_ALREADY = _l(
    "%(name)s already stands in the list with this position in this unit. If somebody else of the same name is meant, "
    "give a user name or an e-mail address too."
)
SAME_POST = _l("The person already holds this position in that time.")
BACKWARDS = _l("The last day lies before the first.")
USER_NAME = re.compile(r"[a-z][a-z0-9._-]{2,79}")


def key_of(text: str | None) -> str | None:
    """A user name or address as it is kept, by which it is looked for."""
    return (text or "").strip().lower() or None


def is_taken(column, value, but) -> bool:
    """Whether another person than the one of the number `but` has that user name or address in the database."""
    return db.session.scalar(select(Person.id).where(column == value, Person.id != (but or 0))) is not None


def person_faults(*, name="", user_name=None, email=None, but=None, signs_in=False, is_taken=is_taken):
    """All that is wrong with what was said of a person, as `NotValid`s; `but` is the number of the person meant. Reads
    only."""
    user_name, email = key_of(user_name), key_of(email)
    if not (name or "").strip():
        yield NotValid(NO_NAME, field="name")
    if signs_in and not (user_name or email):
        yield NotValid(NO_WAY_IN, field="user_name")
    if user_name and not USER_NAME.fullmatch(user_name):
        yield NotValid(BAD_USER_NAME, field="user_name")
    elif user_name and is_taken(Person.user_name, user_name, but):
        yield NotValid(USER_NAME_TAKEN, field="user_name")
    if said := addresses.fault(email):
        yield NotValid(said, field="email")
    elif email and is_taken(Person.email, email, but):
        yield NotValid(EMAIL_TAKEN, field="email")


def double_faults(unit, *, name, title, user_name, email):
    """Whether a new person would be somebody who is there already: the same name and position in the same unit, and
    nothing else by which the two could be told apart. Reads only."""
    if unit is None or user_name or email:
        return
    if queries.holds_already(name, title, unit):
        yield NotValid(KNOWN_ALREADY % {"name": name}, field="name")


def post_faults(unit, *, title, valid_from=None, valid_until=None):
    """All that is wrong with what was said of a post, as `NotValid`s. Reads only."""
    if not (title or "").strip():
        yield NotValid(NO_TITLE, field="title")
    if valid_from and valid_until and valid_until < valid_from:
        yield NotValid(BACKWARDS, field="valid_until")
    elif unit is not None and not unit.overlaps(valid_from, valid_until):
        yield NotValid(UNIT_NOT_THERE % {"period": unit.period}, field="unit")


def is_same(other, post, unit) -> bool:
    """Whether two posts of one person are the same position in the unit at the same time."""
    return other.unit_id == unit.id and (other.title, other.role) == (post.title, post.role) and _meet(other, post)


def _meet(one, other):
    return (one.valid_until is None or other.valid_from is None or other.valid_from <= one.valid_until) and (
        other.valid_until is None or one.valid_from is None or one.valid_from <= other.valid_until
    )
