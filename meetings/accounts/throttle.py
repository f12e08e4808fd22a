"""How often signing in may fail, counted in the database: for all processes, through restarts."""

from datetime import timedelta
from math import ceil

from limits import parse
from sqlalchemy import delete, select

from meetings.accounts.models import SignInTry
from meetings.base import clock
from meetings.base.db import db
from meetings.base.vietnamese import fold


def keys(name: str, address: str) -> tuple[str, str]:
    """What is counted: tries for the account as typed, and from the network address."""
    return f"account:{fold(name)[:100]}", f"address:{address}"


def minutes_to_wait(counted: dict[str, str]) -> int:
    """Whole minutes until the next try; 0 when one may try. `counted` maps keys to limits ("10 per 15 minutes")."""
    rows = db.session.scalars(select(SignInTry).where(SignInTry.key.in_(counted)))
    return max((_minutes(row, parse(counted[row.key])) for row in rows), default=0)


def _minutes(row, limit):
    left = row.since + timedelta(seconds=limit.get_expiry()) - clock.now()
    return max(0, ceil(left.total_seconds() / 60)) if row.count >= limit.amount else 0


def count(counted: dict[str, str]) -> None:
    """Write down one failed try under each key; what is older than its pause is forgotten."""
    longest = max(parse(limit).get_expiry() for limit in counted.values())
    db.session.execute(delete(SignInTry).where(SignInTry.since < clock.now() - timedelta(seconds=longest)))
    for key, limit in counted.items():
        row = db.session.get(SignInTry, key, with_for_update=True)
        if row is None:
            row = SignInTry(key=key, count=0, since=clock.now())
            db.session.add(row)
        if row.since < clock.now() - timedelta(seconds=parse(limit).get_expiry()):
            row.count, row.since = 0, clock.now()
        row.count += 1


def forget(key: str) -> None:
    """Begin anew for an account after it was signed in to."""
    db.session.execute(delete(SignInTry).where(SignInTry.key == key))
