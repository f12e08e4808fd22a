"""The secret in the address of a site's page: unguessable, the same at every reminder, dead once its link has ended.

`12-` and 32 letters of a HMAC-SHA256 (160 bits) in base 32: short enough for a message on the telephone and for a QR
code in alphanumeric mode, and without signs that are taken for each other.
"""

import base64
import hmac
import re

from meetings.sites.models import SiteLink

TOKEN = re.compile(r"(?P<number>[1-9][0-9]{0,8})-(?P<signature>[a-z2-7]{32})")


def token(link: SiteLink, secret: str) -> str:
    """The token of the link under the secret key of the installation."""
    return f"{link.id}-{_signature(link, secret)}"


def number(typed: str) -> int | None:
    """Which link a token claims to be; None when it is no token."""
    found = TOKEN.fullmatch(typed)
    return int(found["number"]) if found else None


def opens(typed: str, link: SiteLink, secret: str) -> bool:
    """Whether it is the link's token; compared in constant time. Whether the link still opens anything is its own."""
    return hmac.compare_digest(typed.encode(), token(link, secret).encode())


def _signature(link, secret):
    said = f"site link {link.id} of site {link.site_id}: {link.nonce}"
    mac = hmac.new(secret.encode(), said.encode(), "sha256").digest()
    return base64.b32encode(mac[:20]).decode().lower()
