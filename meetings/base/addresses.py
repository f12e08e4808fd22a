"""E-mail addresses as mail can be sent to them: one rule for forms, tables, pasted lists and actions alike."""

import re

from meetings.base.language import _l

LONGEST = 254  # RFC 5321: what a mail server must take
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"({LABEL}\.)+(?=.*[A-Za-z]){LABEL}")
NO_ADDRESS = _l("This is no e-mail address, such as ten@don-vi.gov.vn.")
MARKED = _l("An e-mail address has no Vietnamese letters: switch the keyboard off and write it as ten@don-vi.gov.vn.")


def is_address(text: str) -> bool:
    """Whether mail can go to it: letters without marks, one "@", and a domain with a dot in it."""
    local, _at, domain = text.partition("@")
    return len(text) <= LONGEST and len(local) <= 64 and bool(LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain))


def fault(text: str | None):
    """Why mail cannot go to what was written, as a sentence; empty where it can, and where nothing was written."""
    if not text or is_address(text):
        return ""
    return NO_ADDRESS if text.isascii() else MARKED
