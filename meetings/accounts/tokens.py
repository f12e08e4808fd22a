"""Links for a new password: signed, for a while, and good only until the password changes."""

import hashlib

from itsdangerous import BadData, URLSafeTimedSerializer

from meetings.accounts import queries


def _signer(key):
    return URLSafeTimedSerializer(key, salt="password reset")


def _state(person):
    """Changes with the password and whenever all sessions are ended, so that a used link is dead."""
    return hashlib.sha256(f"{person.password_hash}.{person.session_key}".encode()).hexdigest()[:32]


def made(key: str, person) -> str:
    """The token for a link that lets `person` choose a new password."""
    return _signer(key).dumps([person.id, _state(person)])


def owner(key: str, token: str, *, minutes: int):
    """Whose token this is; None when it is forged, too old, used, or the account is closed."""
    try:
        number, state = _signer(key).loads(token, max_age=minutes * 60)
    except (BadData, ValueError, TypeError):
        return None
    person = queries.person(number)
    return person if person and person.is_active and _state(person) == state else None
