"""The secret in the address of a private calendar: unguessable, shown again at any time, ended by a new nonce."""

import hmac
import re

from meetings.invitations.models import Feed

TOKEN = re.compile(r"(?P<number>[1-9][0-9]{0,8})-(?P<signature>[0-9a-f]{64})")


def token(feed: Feed, secret: str) -> str:
    """The token of the feed under the secret key of the installation."""
    return f"{feed.id}-{_signature(feed, secret)}"


def number(typed: str) -> int | None:
    """Which feed a token claims to open; None when it is no token."""
    found = TOKEN.fullmatch(typed)
    return int(found["number"]) if found else None


def opens(typed: str, feed: Feed, secret: str) -> bool:
    """Whether the token is the one of the feed today; compared in constant time."""
    return hmac.compare_digest(typed.encode(), token(feed, secret).encode())


def _signature(feed, secret):
    said = f"calendar feed {feed.id} of {feed.person_id}: {feed.nonce}"
    return hmac.new(secret.encode(), said.encode(), "sha256").hexdigest()
