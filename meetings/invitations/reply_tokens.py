"""The mark in the address for replies: an answer from an alias or a deputy's mailbox still finds the one it is for.

`12-` and 24 letters of a HMAC-SHA256 (120 bits) in base 32, so that it fits into the 64 signs before the @ (RFC 5321).
"""

import base64
import hmac
import re

from meetings.invitations.models import Invite

TOKEN = re.compile(r"(?P<number>[1-9][0-9]{0,8})-(?P<signature>[a-z2-7]{24})")
MARKED = re.compile(r"[^@]*\+(?P<token>[1-9][0-9]{0,8}-[a-z2-7]{24})@[^@]+")


def token(invite: Invite, secret: str) -> str:
    """The token of the invite under the secret key of the installation."""
    return f"{invite.id}-{_signature(invite, secret)}"


def address(mailbox: str, invite: Invite, secret: str) -> str:
    """The mailbox with the invite's mark: vp@tinh.example becomes vp+12-abc…@tinh.example."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{token(invite, secret)}@{domain}"


def found_in(address: str) -> str:
    """The token that an address bears, as it came in (mail servers may have changed the case); empty without one."""
    found = MARKED.fullmatch(address.strip().lower())
    return found["token"] if found else ""


def number(typed: str) -> int | None:
    """Which invite a token claims to be of; None when it is no token."""
    found = TOKEN.fullmatch(typed)
    return int(found["number"]) if found else None


def opens(typed: str, invite: Invite, secret: str) -> bool:
    """Whether it is the invite's token; compared in constant time."""
    return hmac.compare_digest(typed.encode(), token(invite, secret).encode())


def _signature(invite, secret):
    said = f"reply of invite {invite.id} to conference {invite.conference_id}: {invite.nonce}"
    mac = hmac.new(secret.encode(), said.encode(), "sha256").digest()
    return base64.b32encode(mac[:15]).decode().lower()
