"""Keeping people, their posts and their way in. Nothing that was is deleted: accounts are closed, posts end."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import update

from meetings.accounts import passwords, queries
from meetings.accounts.faults import (
    BACKWARDS,
    NO_WAY_IN,
    SAME_POST,
    is_same,
    is_taken,
    key_of,
    person_faults,
    post_faults,
)
from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.notices import actions as notices

LAST_ADMIN = _l("This is the last administrator. Give somebody else that role first.")
CLOSED_ALREADY = _l("The account is closed already.")
OPEN_ALREADY = _l("The account is open already.")
HASH_CHANGED = _l("The password was changed elsewhere meanwhile. Begin again.")
NOT_YOURSELF = _l("You cannot close your own account.")
POST_ENDED = _l("This position has ended already.")
POST_BEGUN = _l("This position has begun. Let it end instead.")
WRONG_PASSWORD = _l("This is not your present password.")
SAME_PASSWORD = _l("Take a new password, not the present one.")
FIELDS = "name user_name email phone language theme".split()


class Weighed(NamedTuple):
    """A new password's hash, and the one it is to take the place of."""

    before: str | None
    hash: str


def add_person(
    name,
    *,
    by,
    user_name=None,
    email=None,
    phone="",
    password=None,
    must_change=True,
    language="vi",
    is_taken=is_taken,
):
    """Add somebody; with a `password` (`passwords.made` or `first`, hashed before the transaction) he can sign in and
    must take one of his own first, unless `must_change` is False. `is_taken` looks elsewhere than in the database
    whether somebody has such a user name or address.

    Raises `NotValid`, with all faults, without a name, for a user name or address that is not one or is taken.
    """
    person = Person(name=name, user_name=user_name, email=email, phone=phone or "", language=language)
    _check(person, said=email, signs_in=password is not None, is_taken=is_taken)
    if password is not None:
        person.password_hash, person.must_change_password = password.hash, must_change
    person.session_key = secrets.token_hex(8)
    db.session.add(person)
    journal.record(by, "added_person", person)
    return person


def change_person(person, *, by, version=None, is_taken=is_taken, **fields):
    """Change what is known of somebody (any of `FIELDS`). A mail with a one-time link that has not left to his former
    address never does. Refused as `add_person` is, and when `version` is old."""
    if version is not None:
        person.expect(version)
    before = {name: getattr(person, name) for name in FIELDS}
    with db.session.no_autoflush:
        for name, value in fields.items():
            if name in FIELDS:
                setattr(person, name, value)
        _check(person, said=person.email if person.email != before["email"] else None, is_taken=is_taken)
    changed = [name for name in FIELDS if getattr(person, name) != before[name]]
    if set(changed) - {"language", "theme"}:
        journal.record(by, "changed_person", person, fields=changed)
    if "email" in changed:
        notices.unsay_links(person)
    return person


def _check(person, *, said, is_taken, signs_in=False):
    """Raise what is wrong with the person. Only an address that is `said` now is judged: one that was taken before,
    under an older rule, is in nobody's way."""
    person.name = (person.name or "").strip()
    person.user_name, person.email = key_of(person.user_name), key_of(person.email)
    Faults(
        fault
        for fault in person_faults(
            name=person.name,
            user_name=person.user_name,
            email=person.email,
            but=person.id,
            signs_in=signs_in or bool(person.password_hash),
            is_taken=is_taken,
        )
        if said or fault.field != "email"
    ).tell()


def give_post(person, unit, *, title, role, by, valid_from=None, valid_until=None):
    """Give somebody a position in a unit, with the role it carries, from a day until a day (None: open).

    Raises `NotValid` without a title, with days the wrong way round or when the unit does not exist then, and when the
    same position is held in that unit at the same time.
    """
    post = _meant(title, role, valid_from, valid_until)
    _check_post(person, unit, post)
    post.unit, post.unit_id = unit, unit.id
    person.posts.append(post)
    journal.record(by, "gave_post", person, unit=unit.name, title=post.title, role=post.role.value)
    return post


def _meant(title, role, valid_from, valid_until):
    return Post(title=(title or "").strip(), role=Role(role), valid_from=valid_from, valid_until=valid_until)


def change_post(post, *, by, version=None, title, role, valid_from=None, valid_until=None):
    """Change title, role or days of a post. Refused as `give_post` is, and when no administrator would be left."""
    if version is not None:
        post.expect(version)
    meant = _meant(title, role, valid_from, valid_until)
    _expect_an_administrator(post, meant)
    _check_post(post.person, post.unit, meant, but=post)
    for name in ("title", "role", "valid_from", "valid_until"):
        setattr(post, name, getattr(meant, name))
    journal.record(by, "changed_post", post.person, unit=post.unit.name, title=post.title, role=post.role.value)
    return post


def _expect_an_administrator(post, meant):
    if meant.role is not post.role or meant.valid_until or (meant.valid_from and meant.valid_from > clock.today()):
        _keep_an_administrator(post)


def _check_post(person, unit, meant, but=None):
    found = Faults(post_faults(unit, title=meant.title, valid_from=meant.valid_from, valid_until=meant.valid_until))
    if not found.found and any(is_same(other, meant, unit) for other in person.posts if other is not but):
        found.found.append(NotValid(SAME_POST, field="title"))
    found.tell()


def expect_possible(person, unit, *, but=None, title, role, valid_from=None, valid_until=None) -> None:
    """Raise what `give_post` would, or `change_post` of the post `but`; changes nothing."""
    meant = _meant(title, role, valid_from, valid_until)
    if but is not None:
        _expect_an_administrator(but, meant)
    _check_post(person, unit, meant, but=but)


def end_post(post, *, on, by, version=None):
    """Let a post end after the day `on`. Raises `NotNow` when it has ended; the last administrator stays."""
    if version is not None:
        post.expect(version)
    if post.valid_until is not None and post.valid_until <= on:
        raise NotNow(POST_ENDED)
    if post.valid_from and on < post.valid_from:
        raise NotValid(BACKWARDS, field="on")
    _keep_an_administrator(post, on=max(on + timedelta(days=1), clock.today()))
    post.valid_until = on
    journal.record(by, "ended_post", post.person, unit=post.unit.name, title=post.title, on=on.isoformat())
    return post


def drop_post(post, *, by) -> None:
    """Take a post away that nobody has ever held: it is still to begin, or begins when its unit is no more. The journal
    keeps it.

    Raises `NotNow` for any other, which ends instead; the last administrator stays.
    """
    begins, last = post.valid_from, post.unit.valid_until
    if begins is None or not (begins > clock.today() or (last and begins > last)):
        raise NotNow(POST_BEGUN)
    _keep_an_administrator(post, on=max(begins, clock.today()))
    journal.record(by, "dropped_post", post.person, unit=post.unit.name, title=post.title, begins=begins.isoformat())
    post.person.posts.remove(post)
    db.session.delete(post)


def holds(person, unit, *, title, role, valid_from=None, valid_until=None) -> bool:
    """Whether somebody holds that position in that unit at some time between these days. Reads only."""
    wanted = Post(title=(title or "").strip(), role=Role(role), valid_from=valid_from, valid_until=valid_until)
    return any(is_same(one, wanted, unit) for one in person.posts)


def _keep_an_administrator(post, on=None):
    """Refuse what would leave nobody who can keep the system on that day (None: today)."""
    if post.role is Role.ADMINISTRATOR and post.id and not queries.administrators(without_post=post.id, on=on):
        raise NotValid(LAST_ADMIN)


def close(person, *, by):
    """Shut somebody out at once, everywhere. Nothing of what he did changes. Raises for oneself and the last admin."""
    if by is not None and by.id == person.id:
        raise NotValid(NOT_YOURSELF)
    if person.is_closed:
        raise NotNow(CLOSED_ALREADY)
    if person.is_admin and [one.id for one in queries.administrators()] == [person.id]:
        raise NotValid(LAST_ADMIN)
    person.is_closed, person.session_key = True, secrets.token_hex(8)
    journal.record(by, "closed_account", person)
    notices.unsay_links(person)


def reopen(person, *, by):
    """Let somebody in again, with the password he had."""
    if not person.is_closed:
        raise NotNow(OPEN_ALREADY)
    person.is_closed = False
    journal.record(by, "reopened_account", person)


def give_first_password(person, first, *, by) -> None:
    """Give somebody a one-time password (a `passwords.First`, made before the transaction); he must change it at once.

    Signs him out everywhere. Raises `NotValid` when there is neither user name nor address to sign in with.
    """
    if not (person.user_name or person.email):
        raise NotValid(NO_WAY_IN, field="user_name")
    _set_password(person, first.hash, must_change=True)
    journal.record(by, "gave_password", person)
    notices.unsay_links(person)


def weighed(person, password, *, present=None) -> Weighed:
    """A new password of somebody's own, measured and hashed; to be called before the transaction, as it takes its time.
    With `present` that one must fit.

    Raises `NotValid`, with all faults, when the present one is wrong, when the new one is weak or is the present one.
    """
    faults, before = Faults(), person.password_hash
    if present is not None and not passwords.fits(before, present):
        faults.found.append(NotValid(WRONG_PASSWORD, field="present"))
    faults.of(passwords.check, password, names=(person.user_name, person.email))
    if not faults.found and passwords.fits(before, password):
        faults.found.append(NotValid(SAME_PASSWORD, field="password"))
    faults.tell()
    return Weighed(before, passwords.hashed(password))


def choose_password(person, new, *, by=None):
    """Take a password of one's own, `weighed` before; every other session ends.

    Raises `NotNow` when it was changed since.
    """
    if person.password_hash != new.before:
        raise NotNow(HASH_CHANGED)
    _set_password(person, new.hash, must_change=False)
    journal.record(by or person, "changed_password", person)
    notices.unsay_links(person)


def _set_password(person, password_hash, *, must_change):
    person.password_hash, person.must_change_password = password_hash, must_change
    person.session_key = secrets.token_hex(8)


def sign_out_everywhere(person, *, by):
    """End all sessions of somebody."""
    person.session_key = secrets.token_hex(8)
    journal.record(by, "signed_out_everywhere", person)
    notices.unsay_links(person)


def note_sign_in(person, *, new_hash=None):
    """Write down that somebody signed in; keep the password under today's settings when they have changed.

    Past the version: two who come in at once with one account do not refuse each other, nor is an open form stale.
    """
    seen = {"last_seen_at": clock.now()} | ({"password_hash": new_hash} if new_hash else {})
    table = Person.__table__
    db.session.execute(update(table).where(table.c.id == person.id).values(**seen))
    db.session.expire(person, list(seen))
    journal.record(person, "signed_in", person)


def note_export(*, by):
    """Write down that somebody took away a table of people (personal data, law 91/2025/QH15)."""
    journal.record(by, "exported_people", by)
