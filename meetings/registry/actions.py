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
from meetings.registry.models import Numbering, Paper, PaperKind, Series

IN_COMMON = _l("In that year this issuer numbers all papers in one series: choose that one.")
BY_KIND = _l("In that year this issuer numbers each kind of paper in a series of its own: choose the kind.")


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
    """Give out a paper: take the next number of the issuer's series of the year (see `set_numbering`) and freeze what
    the paper says.

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
    in_common = _numbering(issuer.id, day.year).is_common
    counter = _counter(issuer.id, day.year, None if in_common else kind)
    counter.last_number += 1
    taken = symbol(counter.last_number, kind, letterheads.abbreviation(issuer))
    return Stamp(counter.last_number, taken, day, letterheads.place(issuer))


def _numbering(issuer_id, year):
    """How the issuer numbers that year, held until the transaction ends."""
    wanted = dict(issuer_id=issuer_id, year=year)
    return _held(Numbering, wanted, is_common=queries.numbers_in_common(issuer_id, year))


def _counter(issuer_id, year, kind):
    """The counter of a kind, or of all papers, held until the transaction ends."""
    return _held(Series, dict(issuer_id=issuer_id, year=year, kind=kind), last_number=0)


def _held(model, wanted, **first):
    """The one row of which these things are `wanted`, locked and read anew; made with `first` where there is none."""
    locked = select(model).filter_by(**wanted).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(locked)
    if row is None:
        try:
            with db.session.begin_nested():
                db.session.add(model(**wanted, **first))
        except IntegrityError:
            pass  # another releaser made the row at the same moment; it is read, locked, below
        row = db.session.scalar(locked)
    return row


def continue_series(issuer, *, year, kind, last_number, by):
    """Say which number a series had reached outside, so that the next one follows it; a wrong one is said again. `kind`
    is None for the common series of all papers.

    Raises `NotValid` for a series in which the issuer does not number that year, and when a later number has already
    been given out here.
    """
    in_common = _numbering(issuer.id, year).is_common
    if in_common is not (kind is None):
        raise NotValid(IN_COMMON if in_common else BY_KIND, field="kind")
    counter = _counter(issuer.id, year, kind)
    taken = queries.highest_number(issuer.id, year, kind)
    if last_number < taken:
        raise NotValid(
            _l("Number %(taken)s is already taken. Give one that is not below it.", taken=taken), field="last_number"
        )
    counter.last_number = last_number
    journal.record(by, "continued_numbers", issuer, kind=kind and str(kind), year=year, last_number=last_number)
    return counter


def set_numbering(issuer, *, year, is_common, by):
    """Say whether the issuer numbers all papers of a year in one series, or each kind in its own; the years after it go
    on so until something else is said of one (Decree 30/2020, Art. 15: the head of the agency decides).

    Raises `NotValid` once a number of that year has been taken, here or elsewhere: a change within the year would give
    numbers a second time or leave some out.
    """
    numbering = _numbering(issuer.id, year)
    if numbering.is_common is is_common:
        return numbering
    if queries.has_numbers(issuer.id, year):
        raise NotValid(_l("Numbers of %(year)s have already been taken. Choose a later year.", year=year), field="year")
    numbering.is_common = is_common
    journal.record(by, "numbered_in_common" if is_common else "numbered_by_kind", issuer, year=year)
    return numbering


def keep_pdf(paper, fingerprint: str):
    """Remember, once, the fingerprint of the PDF drawn from the frozen facts."""
    if paper.fingerprint is None:
        paper.fingerprint = fingerprint
