"""Links for a new password: signed, for a while, and good only until the password or the address changes."""

import hashlib
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from meetings.accounts import queries

RESET, INVITATION = "password reset", "password invitation"


def _signer(key, salt):
    return URLSafeTimedSerializer(key, salt=salt)


def _state(person):
    """Changes with the password, with the address and whenever all sessions are ended: a used link is dead, and one
    that went to an address by mistake once the mistake is mended."""
    known = f"{person.password_hash}.{person.session_key}.{person.email}"
    return hashlib.sha256(known.encode()).hexdigest()[:32]


def made(key: str, person) -> str:
    """The token for a link that lets `person`, who can sign in, choose a new password."""
    return _signer(key, RESET).dumps([person.id, _state(person)])


def invitation(key: str, person) -> str:
    """The token for a link that lets `person`, who never signed in, choose the first password."""
    return _signer(key, INVITATION).dumps([person.id, _state(person)])


def owner(key: str, token: str, *, minutes: int, days: int):
    """Whose token this is, of either kind; None when it is forged, too old (a reset after `minutes`, an invitation
    after `days`), used, or the account is closed."""
    for salt, life in ((RESET, timedelta(minutes=minutes)), (INVITATION, timedelta(days=days))):
        try:
            number, state = _signer(key, salt).loads(token, max_age=life.total_seconds())
        except (BadData, ValueError, TypeError):
            continue
        person = queries.person(number)
        may_enter = person and not person.is_closed and (person.is_active or salt == INVITATION)
        return person if may_enter and _state(person) == state else None
    return None
