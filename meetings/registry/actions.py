"""Giving out official papers: the number, the frozen facts, and what a paper supersedes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.journal import actions as journal
from meetings.registry import letterheads, papers, queries
from meetings.registry.models import Paper, PaperKind, Series


@dataclass(frozen=True)
class Stamp:
    """What a paper gets when it is released: number, symbol ("05/TB-UBND"), day and place."""

    number: int
    symbol: str
    issued_on: date
    place: str


def symbol(number: int, kind: PaperKind, abbreviation: str) -> str:
    """Number and symbol without blanks, below ten with a leading zero (Decree 30/2020, Annex I §II.3)."""
    return f"{number:02d}/{kind}-{abbreviation}"


def release(
    *,
    kind,
    issuer,
    subject,
    template,
    facts: Callable[[Stamp], dict],
    about,
    by,
    within=None,
    signer_name="",
    supersedes=None,
):
    """Give out a paper: take the next number of the issuer's series of the year and freeze what the paper says.

    `facts(stamp)` makes the plain values from which the PDF is drawn for ever after. To be called inside the
    transaction that releases the thing itself: no gap and no double can arise (Decree 30/2020, Art. 15).
    """
    day = clock.today()
    stamp = _stamp(kind, issuer, day)
    paper = Paper(
        kind=kind,
        issuer_id=issuer.id,
        year=day.year,
        number=stamp.number,
        symbol=stamp.symbol,
        subject=subject,
        issued_on=day,
        signer_name=signer_name,
        template=template,
        facts=papers.drawable(template, facts(stamp)),
        about=ref(about),
        within=ref(within) if within is not None else None,
        released_at=clock.now(),
        released_by_id=by.id if by else None,
        supersedes_id=supersedes.id if supersedes else None,
    )
    db.session.add(paper)
    journal.record(by, "released_paper", paper, within=within, symbol=stamp.symbol)
    return paper


def _stamp(kind, issuer, day):
    counter = _counter(issuer.id, day.year, kind)
    counter.last_number += 1
    taken = symbol(counter.last_number, kind, letterheads.abbreviation(issuer))
    return Stamp(counter.last_number, taken, day, letterheads.place(issuer))


def _counter(issuer_id, year, kind):
    wanted = dict(issuer_id=issuer_id, year=year, kind=kind)
    locked = select(Series).filter_by(**wanted).with_for_update()
    counter = db.session.scalar(locked)
    if counter is None:
        try:
            with db.session.begin_nested():
                db.session.add(Series(**wanted, last_number=0))
        except IntegrityError:
            pass  # another releaser made the row at the same moment; it is read, locked, below
        counter = db.session.scalar(locked.execution_options(populate_existing=True))
    return counter


def continue_series(issuer, *, year, kind, last_number, by):
    """Say which number a series had reached outside, so that the next one follows it; a wrong one is said again.

    Raises `NotValid` when a later number has already been given out here.
    """
    counter = _counter(issuer.id, year, kind)
    taken = queries.highest_number(issuer.id, year, kind)
    if last_number < taken:
        raise NotValid(
            _l("Number %(taken)s is already taken. Give one that is not below it.", taken=taken), field="last_number"
        )
    counter.last_number = last_number
    journal.record(by, "continued_numbers", issuer, kind=str(kind), year=year, last_number=last_number)
    return counter


def keep_pdf(paper, fingerprint: str):
    """Remember, once, the fingerprint of the PDF drawn from the frozen facts."""
    if paper.fingerprint is None:
        paper.fingerprint = fingerprint
