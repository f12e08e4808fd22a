"""The daily digest: one mail that gathers what does not press, for those who wish it so."""

from functools import partial

from meetings.accounts import queries as accounts
from meetings.base.db import transaction
from meetings.base.errors import Unreachable
from meetings.desk.notice_names import kind_name
from meetings.notices import leaving, queries
from meetings.sites import hearing
from meetings.web import texts


def gather_due() -> int:
    """Write the digests that are due, each in a transaction of its own; how many."""
    written = 0
    for person_id in queries.digests_due():
        with transaction():
            language = accounts.language_of(person_id)
            written += leaving.gather(person_id, partial(line, language=language), hearing.still_stands) is not None
    return written


def line(notice, *, language) -> str:
    """What stands of a notice in a digest: its subject, in the language of the one it is for."""
    try:
        return texts.spoken(notice.kind, notice.facts, to_name=notice.to_name, language=language)[0]
    except Unreachable:
        return kind_name(notice.kind)
