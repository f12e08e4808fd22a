"""The daily digest: one mail that gathers what does not press, for those who wish it so."""

from meetings.base.db import transaction
from meetings.base.errors import Unreachable
from meetings.desk.notice_names import kind_name
from meetings.notices import leaving, queries
from meetings.web import texts


def gather_due() -> int:
    """Write the digests that are due, each in a transaction of its own; how many."""
    written = 0
    for person_id in queries.digests_due():
        with transaction():
            written += leaving.gather(person_id, line) is not None
    return written


def line(notice) -> str:
    """What stands of a notice in a digest: its subject."""
    try:
        return texts.spoken(notice.kind, notice.facts, to_name=notice.to_name)[0]
    except Unreachable:
        return kind_name(notice.kind)
