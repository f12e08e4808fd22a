"""Mail that came back: reports of delivery (RFC 3464), and what older servers write instead of them."""

import re
from dataclasses import dataclass
from email.message import Message

from meetings.gateways.plain import one_line

# Our own messages are known by 32 hexadecimal digits before the @ of their Message-ID.
KEY = re.compile(r"<?\b([0-9a-f]{32})@[A-Za-z0-9.-]{1,250}")
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
# A server's answer as people read it: "550 5.1.1 …", "said: 550 …", "(#5.1.1)".
REFUSED = re.compile(r"(?:^|\s|\(|#)(5\d\d[ -]|5\.\d{1,3}\.\d{1,3}\b)")
POSTMEN = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mailerdaemon")
ADDRESS = re.compile(r"[^\s@<>\"\\;:,()\[\]]{1,64}@[A-Za-z0-9.-]{1,189}")
LONGEST = 60_000
MOST_RECIPIENTS = 20


@dataclass(frozen=True)
class Bounce:
    """One recipient whom a message did not reach, for good (`failed`) or not yet. `key` tells which of ours it was."""

    key: str
    address: str
    failed: bool
    status: str = ""
    reason: str = ""


def keys(text: str) -> list[str]:
    """The keys of our messages named in a text, each once."""
    return list(dict.fromkeys(KEY.findall(text[:LONGEST])))


def found(mail: Message, parts: list, sender: str, text_of) -> list[Bounce]:
    """What a mail reports as undelivered; nothing for any other mail."""
    if mail.get_content_type() == "multipart/report" or any(_is_status(part) for part in parts):
        reported = _reported(parts, text_of)
        if reported:
            return reported
    if sender.partition("@")[0] in POSTMEN or mail.get("X-Failed-Recipients") or _has_no_sender(mail):
        return _free(mail, parts, text_of)
    return []


def _is_status(part):
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _has_no_sender(mail):
    return str(mail.get("Return-Path", "-")).strip() == "<>"


def _reported(parts, text_of):
    key = next(iter(_original(parts, text_of)), "")
    blocks = [block for part in parts if _is_status(part) and part.is_multipart() for block in part.get_payload()]
    return [_of_block(block, key) for block in blocks[: MOST_RECIPIENTS + 1] if block.get("Action")]


def _of_block(block, key):
    """One recipient of a report. What was relayed or delivered is no bounce, but is told as one that did not fail."""
    action = str(block.get("Action", "")).strip().lower()
    status = STATUS.search(str(block.get("Status", "")))
    address = ADDRESS.search(str(block.get("Original-Recipient") or block.get("Final-Recipient") or "").lower())
    reason = one_line(str(block.get("Diagnostic-Code", ""))).partition(";")
    return Bounce(
        key=key,
        address=address[0] if address else "",
        failed=action == "failed" and (status is None or status[1] == "5"),
        status=status[0] if status else "",
        reason=(reason[2] or reason[0]).strip()[:300],
    )


def _original(parts, text_of):
    """The keys named by the letter that is returned: whole, its headers only, or quoted in the report's own words."""
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload()[0]
            yield from keys(str(inner.get("Message-ID", "")))
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822", "message/global-headers"):
            yield from keys(text_of(part))
    for part in parts:
        if part.get_content_type() == "text/plain":
            yield from keys(text_of(part))


def _free(mail, parts, text_of):
    """Only where one of our keys and a refusal for good both stand in it."""
    key = next(iter(_original(parts, text_of)), "")
    text = "\n".join(text_of(part) for part in parts if part.get_content_type() == "text/plain")[:LONGEST]
    refused = next((line for line in text.splitlines() if REFUSED.search(line)), "")
    if not key or not (refused or mail.get("X-Failed-Recipients")):
        return []
    named = ADDRESS.search(str(mail.get("X-Failed-Recipients", "")).lower())
    status = STATUS.search(refused)
    told = one_line(refused).strip()[:300]
    return [Bounce(key, named[0] if named else "", True, status[0] if status else "", told)]
