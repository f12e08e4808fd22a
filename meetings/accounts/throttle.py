"""How often one may try to sign in, counted in the database: for all processes, through restarts."""

from datetime import timedelta
from math import ceil

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from meetings.accounts.models import SignInTry
from meetings.base import clock
from meetings.base.db import db
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.base.vietnamese import fold

TIMES = _l("%(times)s times within %(minutes)s minutes")
# It brings asyncio and TLS with it, and is needed when somebody signs in.
limits = Later("limits")


def keys(name: str, person_id: int | None, address: str) -> tuple[str, str]:
    """What is counted: tries for the account, and from the network address. A typed `name` that is no account's
    (`person_id` None) has a beginning of its own, so that nobody can type the key of an account."""
    return f"name:{fold(name)[:100]}" if person_id is None else f"account:{person_id}", f"address:{address}"


def take(counted: dict[str, str]) -> int:
    """Take one try under each key, before it is known whether it fails; whole minutes to wait, 0 when it was granted.

    `counted` maps keys to limits ("10 per 15 minutes"). Asking and counting are one step under a lock, so that tries
    made at the same moment do not all pass; refused ones count nothing. Who fits is forgiven. Needs a transaction.
    """
    _clear_old(max(limits.parse(limit).get_expiry() for limit in counted.values()))
    rows = [(_held(key), limits.parse(limit)) for key, limit in sorted(counted.items())]
    wait = max(_minutes(row, limit) for row, limit in rows)
    for row, limit in rows if not wait else ():
        if row.since < clock.now() - timedelta(seconds=limit.get_expiry()):
            row.count, row.since = 0, clock.now()
        row.count += 1
    return wait


def spoken(limit: str):
    """A limit in words."""
    parsed = limits.parse(limit)
    return TIMES % {"times": parsed.amount, "minutes": parsed.get_expiry() // 60}


def forgive(account: str, *others: str) -> None:
    """Begin anew for an account after it was signed in to, and give the try back to the `others` it was taken from."""
    db.session.execute(delete(SignInTry).where(SignInTry.key == account))
    for key in others:
        one_less = update(SignInTry).where(SignInTry.key == key, SignInTry.count > 0)
        db.session.execute(one_less.values(count=SignInTry.count - 1))
    db.session.execute(delete(SignInTry).where(SignInTry.key.in_(others), SignInTry.count == 0))


def _minutes(row, limit):
    left = row.since + timedelta(seconds=limit.get_expiry()) - clock.now()
    return max(0, ceil(left.total_seconds() / 60)) if row.count >= limit.amount else 0


def _held(key):
    """The row of the key, made where it is missing, held until the transaction ends."""
    while (row := db.session.get(SignInTry, key, with_for_update=True, populate_existing=True)) is None:
        try:
            with db.session.begin_nested():
                db.session.add(SignInTry(key=key, count=0, since=clock.now()))
        except IntegrityError:
            continue  # another try made the row at the same moment; it is read, locked, above
    return row


def _clear_old(seconds):
    """Forget what is older than the longest pause; what another try holds is left to it."""
    old = select(SignInTry.key).where(SignInTry.since < clock.now() - timedelta(seconds=seconds))
    db.session.execute(delete(SignInTry).where(SignInTry.key.in_(old.with_for_update(skip_locked=True))))
