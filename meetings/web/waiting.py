"""What somebody sent and has yet to decide on: it waits a day, under a signed ticket that stands in an address.

Neither what was sent nor what was said of it can be exchanged on the way.
"""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.gateways.storage import Store

HOURS = 24
NO_TICKET = _l("This was checked more than a day ago, or by somebody else. Send it once more.")


def put(content: bytes, most: int) -> str:
    """Let it wait; the fingerprint by which it is `read`."""
    return _store().put(BytesIO(content), most).fingerprint


def read(fingerprint: str) -> bytes:
    """The content that was put aside under the fingerprint (see `put`)."""
    with _store().open(fingerprint) as file:
        return file.read()


def signed(*facts) -> str:
    """A ticket with these plain values, that nobody can change."""
    return _signer().dumps(facts)


def told(ticket: str, refusal=NO_TICKET) -> list:
    """What a ticket says; raises `NotValid(refusal)` for one that is too old or none of ours."""
    try:
        return _signer().loads(ticket, max_age=HOURS * 3600)
    except (BadData, ValueError, TypeError) as fault:
        raise NotValid(refusal) from fault


def ticket(noun: str, by, text: str) -> str:
    """Let a text of `by`, concerning `noun`, wait; the ticket with which he finds it again."""
    content = text.encode()
    return signed(noun, by.id, put(content, len(content)))


def text_of(ticket: str, noun: str, by) -> str:
    """The text of a `ticket`; raises `NotValid` for one that is too old, of something else or of somebody else."""
    said = told(ticket)
    if said[:2] != [noun, by.id] or len(said) != 3:
        raise NotValid(NO_TICKET)
    return read(said[2]).decode()


def clear() -> int:
    """Delete what nobody can decide on any more; how many."""
    return _store().drop(before=clock.now() - timedelta(hours=HOURS))


def _store():
    """Apart from what is kept, for it may name people and is needed for a day only."""
    return Store(Path(current_app.config["FILES_FOLDER"]) / "waiting")


def _signer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="import")
