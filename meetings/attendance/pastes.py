"""A pasted list: kept at once where there is nothing to decide, else shown first; and the way back from it."""

import hashlib
from typing import NamedTuple

from sqlalchemy import select

from meetings.attendance import changes, hours, naming, rolls
from meetings.attendance.models import ChangeKind, Delegate
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, tally
from meetings.journal import actions as journal

NOBODY = _l("Write at least one name.")
TOUCHED = _l("The list has changed since: nothing was taken back. Correct the names one by one.")


class Pasted(NamedTuple):
    """What becomes of each line, whether it was kept, and what `take_back` needs: plain values."""

    steps: list[rolls.Step]
    is_kept: bool
    way_back: dict

    @property
    def added(self) -> naming.Added:
        """The same in numbers."""
        counts = tally(step.verdict for step in self.steps)
        known = tuple(step.line.name for step in self.steps if step.verdict.outcome is Outcome.UNCHANGED)
        return naming.Added(counts[Outcome.NEW], counts[Outcome.CHANGED], known)


def agreement(steps) -> str:
    """The same for the same lines that do the same: what one agrees to who was shown them."""
    facts = [(step.line, step.verdict.outcome.value, step.verdict.changes) for step in steps]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def paste(site, lines, *, agreed="", by) -> Pasted:
    """Write down who is to come. Where a line is refused, somebody gets another position than he has, or two of one
    name are to be two people, nothing is kept unless just that was `agreed` to (see `agreement`); a refused line is
    never kept. Refused like `naming.add`.
    """
    if not lines:
        raise NotValid(NOBODY, field="people")

    def is_settled(steps):
        outcomes = {step.verdict.outcome for step in steps}
        wants_word = Outcome.CHANGED in outcomes or any(step.asks for step in steps)
        return Outcome.REFUSED not in outcomes and (not wants_word or agreed == agreement(steps))

    steps = naming.enter(site, lines, by=by, when=is_settled)
    if not is_settled(steps):
        return Pasted(steps, False, {})
    db.session.flush()
    kept = (Outcome.NEW, Outcome.CHANGED)
    left = {one: [_left(step) for step in steps if step.verdict.outcome is one] for one in kept}
    return Pasted(steps, True, {outcome.value: rows for outcome, rows in left.items()})


def _left(step):
    """The one whom a line wrote down, and the position he had by then: as was shown, not as it was read before."""
    former = step.verdict.changes[0].before if step.verdict.changes else ""
    return step.known.id, step.known.version, former


def foreseen(site, lines, known) -> list[rolls.Step]:
    """What `paste` would do; `known` are the delegates of the site. Reads only."""
    return rolls.plan(known, lines, most=naming.MOST_DELEGATES)


def take_back(site, way_back, *, by) -> int:
    """Take a pasted list back: who came by it goes, who got another position has his former one. Returns how many.

    Refused like `naming.add`, and as a whole with `NotNow` when one of them was corrected, marked or taken off since.
    """
    hours.expect_names(site.conference, by)
    hold(site)
    left = [*way_back[Outcome.NEW.value], *way_back[Outcome.CHANGED.value]]
    rows = {one.id: one for one in db.session.scalars(select(Delegate).where(Delegate.site_id == site.id))}
    if any(number not in rows or rows[number].version != version for number, version, _ in left):
        raise NotNow(TOUCHED)
    gone = [rows[number] for number, _, _ in way_back[Outcome.NEW.value]]
    noted = [changes.Noted(ChangeKind.REMOVED, naming.described(one)) for one in gone]
    noted += [naming.written(rows[number], title=former) for number, _, former in way_back[Outcome.CHANGED.value]]
    changes.note(site, noted, by=by)
    for one in gone:
        db.session.delete(one)
    changes.settle(site)
    counts = {"delegates": len(gone), "changed": len(left) - len(gone)}
    journal.record(by, "took_back_delegates", site, within=site.conference, **counts)
    return len(left)
