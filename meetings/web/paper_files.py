"""PDFs of released papers: drawn once from their frozen facts, kept in storage, served from there ever after."""

from io import BytesIO
from typing import NamedTuple

from meetings.base.errors import Unreachable
from meetings.gateways import pdf
from meetings.gateways.storage import MISSING
from meetings.web import files

LARGEST = 200 * 1024 * 1024


class Kept(NamedTuple):
    """A stored PDF as `files.send` wants it."""

    fingerprint: str
    file_name: str
    content_type: str = "application/pdf"


def kept(template: str, facts: dict, name: str, fingerprint: str | None = None) -> Kept:
    """The PDF of the facts in storage; it is drawn only where it has no `fingerprint` or its file is lost.

    To be called outside a transaction. Raises `Unreachable` when a lost file cannot be drawn again byte for byte, or
    when the disk fails.
    """
    store = files.store()
    if fingerprint is None or not store.exists(fingerprint):
        drawn = store.put(BytesIO(pdf.paper(template, facts)), LARGEST).fingerprint
        if fingerprint not in (None, drawn):
            raise Unreachable(MISSING, again=False)
        fingerprint = drawn
    return Kept(fingerprint, name)
