"""Reading people and posts."""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, is_imagined
from meetings.base.loading import by_join
from meetings.base.refs import ref_column
from meetings.base.search import matches
from meetings.journal.models import Entry
from meetings.notices import queries as notices
from meetings.notices.models import LostAddress, Notice, NoticeState
from meetings.units.models import Unit

WITH_POSTS = selectinload(Person.posts).options(by_join(Post.unit))
# Asked on every page: one statement instead of two.
IN_ONE = by_join(Person.posts, Post.unit)
NUMBER = bindparam("person_id")
BY_NUMBER = select(Person).where(Person.id == NUMBER).options(IN_ONE)
BY_SESSION = select(Person, notices.unread(NUMBER, now=bindparam("now"))).where(Person.id == NUMBER).options(IN_ONE)
ANEW = {"populate_existing": True}
INVITED = "password_invited"
# After one of these the account is another one to every link that was made for it before.
LINK_DIES = ("closed_account", "gave_password", "changed_password", "signed_out_everywhere")
HAS_EMAIL = Person.email.is_not(None) & (Person.email != "")


def person(person_id):
    """The person of that number with posts, or None."""
    found = db.session.scalars(BY_NUMBER, {"person_id": person_id}, execution_options=ANEW)
    return found.unique().one_or_none()


def language_of(person_id) -> str:
    """The language of that person's account; Vietnamese of who has none."""
    query = select(Person.language).where(Person.id == person_id)
    return (db.session.scalar(query) if person_id else None) or "vi"


def by_session(cookie: str):
    """The person whose session this is, with the count of his unread notices (one statement); None when he was signed
    out everywhere or closed since.
    """
    number, _, key = cookie.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    asked = {"person_id": int(number), "now": clock.now()}
    row = db.session.execute(BY_SESSION, asked, execution_options=ANEW).unique().one_or_none()
    if row is None or not row[0].is_active or row[0].session_key != key:
        return None
    found, found.unread = row
    return found


def by_sign_in_name(name: str):
    """The person with that user name or e-mail address (capitals do not count), or None."""
    typed = name.strip().lower()
    if not typed:
        return None
    column = Person.email if "@" in typed else Person.user_name
    return db.session.scalar(select(Person).where(column == typed).options(WITH_POSTS))


def posts_in(unit_ids, *roles, whole=False):
    """The posts with one of `roles` held today in one of the units (a select of numbers), with person and unit;
    `whole`: with every post that the person holds."""
    people = contains_eager(Post.person)
    query = (
        select(Post)
        .join(Post.person)
        .where(Post.unit_id.in_(unit_ids), Post.role.in_(roles), Person.is_closed.is_(False))
        .options(people.options(IN_ONE) if whole else people, by_join(Post.unit))
        .order_by(Post.id)
    )
    return [post for post in db.session.scalars(query).unique() if post.is_held_on(clock.today())]


def reaches(role) -> set[str]:
    """The paths below which today's holders of `role` act (one statement)."""
    query = select(Post).where(Post.role == role).join(Post.person).where(Person.is_closed.is_(False))
    held = db.session.scalars(query.options(by_join(Post.unit)))
    return {post.reach for post in held if post.is_held_on(clock.today())}


def administrators(*, without_post=None, on=None) -> list[Person]:
    """Whoever administers on that day (None: today) and can sign in, with their posts (one statement); the post of the
    number `without_post` does not count."""
    held = Post.role == Role.ADMINISTRATOR, *_held_on(on or clock.today())
    if without_post is not None:
        held += (Post.id != without_post,)
    query = select(Person).where(Person.is_closed.is_(False), Person.password_hash.is_not(None)).options(IN_ONE)
    query = query.where(Person.id.in_(select(Post.person_id).where(*(held[:1] if is_imagined() else held))))
    found = list(db.session.scalars(query.order_by(Person.name_key, Person.id)).unique())
    if not is_imagined():
        return found
    # What has changed since is in memory alone.
    found += [one.person for one in db.session if isinstance(one, Post) and one.person and one.person not in found]
    return [one for one in found if _administers(one, without_post, on or clock.today())]


def _administers(person, without_post, day):
    held = (post for post in person.posts if post.role is Role.ADMINISTRATOR and post.id != without_post)
    return person.is_active and bool(person.password_hash) and any(post.is_held_on(day) for post in held)


def post(post_id):
    """The post of that number with unit and person, or None."""
    return db.session.get(Post, post_id, options=[by_join(Post.unit), by_join(Post.person)])


def people(words=None, *, unit=None, role=None, within=None, state="open"):
    """The people who fit, by given name: a select for a pager.

    `unit` and all below it, `role` of a post; `within` are the paths to which the reader is limited (None: all);
    `state` is open, closed or all.
    """
    query = select(Person).where(matches(Person, words)).options(WITH_POSTS).order_by(Person.name_key, Person.id)
    if state != "all":
        query = query.where(Person.is_closed.is_(state == "closed"))
    conditions = []
    if unit is not None:
        conditions.append(Unit.path.startswith(unit.path, autoescape=True))
    if role:
        conditions.append(Post.role == role)
    if within is not None:
        conditions.append(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in within)))
    if conditions:
        held = select(Post.person_id).join(Post.unit).where(*conditions, _not_over())
        query = query.where(Person.id.in_(held))
    return query


class NeverIn(NamedTuple):
    """How many have never signed in: those with an e-mail address, of these those who have no good invitation, and
    those without an address."""

    reached: int
    fresh: int
    unreached: int


def never_in(*, invited_since, **asked) -> NeverIn:
    """How many of the `people` asked for never signed in (one statement)."""
    fresh = and_(HAS_EMAIL, ~_invited(invited_since))
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in (HAS_EMAIL, fresh, ~HAS_EMAIL)]
    kept = people(**asked).where(*_never_in(asked)).with_only_columns(Person.id).order_by(None)
    return NeverIn(*map(int, db.session.execute(select(*sums).where(Person.id.in_(kept))).one()))


def to_invite(*, invited_since=None, **asked):
    """Whom a mail can let in: who of the `people` asked for never signed in, has an e-mail address and (with
    `invited_since`) no invitation since then: a select."""
    query = people(**asked).where(HAS_EMAIL, *_never_in(asked))
    return query.where(~_invited(invited_since)) if invited_since else query


def invited_at(people, since) -> dict:
    """By number of the person: when he was last invited since then by a link that is good (one statement)."""
    query = select(Notice.person_id, func.max(Notice.created_at)).join(Person, Person.id == Notice.person_id)
    query = query.where(*_invitations(since))
    query = query.where(Notice.person_id.in_([person.id for person in people])).group_by(Notice.person_id)
    return dict(db.session.execute(query).all())


def _never_in(asked):
    """Somebody who was given a one-time password and has not used it is none who is in. Of whom one may keep: all his
    posts lie `within` those paths, and none is an administrator's, as `rules.can_edit_person` has it."""
    never = Person.last_seen_at.is_(None), Person.is_closed.is_(False)
    never += (or_(Person.password_hash.is_(None), Person.must_change_password.is_(True)),)
    if (within := asked.get("within")) is None:
        return never
    inside = or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in within))
    other = exists().where(Post.person_id == Person.id, Post.unit_id == Unit.id, _not_over())
    return *never, ~other.where(or_(Post.role == Role.ADMINISTRATOR, ~inside))


def _invited(since):
    return exists().where(Notice.person_id == Person.id, *_invitations(since))


def _invitations(since):
    """Of those to the people of the statement, the ones that can still let them in: as `tokens` has it, a link dies
    with the address it went to, when the account was closed and when he was given a password or signed out."""
    arrives = Notice.state != NoticeState.FAILED, func.lower(Notice.to_address) == func.lower(Person.email)
    lost = exists().where(LostAddress.address == func.lower(Notice.to_address), LostAddress.at > Notice.created_at)
    his = ref_column(Person, Notice.person_id)
    dead = exists().where(Entry.about == his, Entry.verb.in_(LINK_DIES), Entry.at > Notice.created_at)
    return Notice.kind == INVITED, Notice.created_at > since, *arrives, ~lost, ~dead


def holds_already(name, title, unit) -> bool:
    """Whether somebody of that name, whose account is open, holds that position in that very unit."""
    held = (Person.name == name, Person.is_closed.is_(False), Post.title == title, Post.unit_id == unit.id, _not_over())
    return db.session.scalar(select(exists().where(Post.person_id == Person.id, *held)))


def _held_on(day):
    return or_(Post.valid_from.is_(None), Post.valid_from <= day), _not_over(day)


def _not_over(day=None):
    return or_(Post.valid_until.is_(None), Post.valid_until >= (day or clock.today()))
