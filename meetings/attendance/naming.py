"""The names on the list of a site: adding, correcting, substituting, taking off."""

from dataclasses import dataclass

from sqlalchemy import func, select

from meetings.attendance import changes, hours, queries, rolls
from meetings.attendance.models import ChangeKind, Delegate
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, tally

MOST_DELEGATES = rolls.MOST
MOST_FAULTS = 5


@dataclass(frozen=True)
class Added:
    """What adding names did: how many are new, how many got another position, and the names that were there already."""

    added: int
    changed: int
    known: tuple[str, ...]


def add(site, people, *, by) -> Added:
    """Write down who is to come: `people` are pairs of name and position, or `rolls.Line`s, in their order. Who is on
    the list is changed or left (see `rolls.plan`), never doubled.

    Refused while the conference is a draft, for all but the secretariat after its end, beyond 2,000 a site, and as a
    whole with the first line that cannot be.
    """
    if not people:
        raise NotValid(_l("Write at least one name."), field="people")
    lines = [one if isinstance(one, rolls.Line) else rolls.Line(n, *one) for n, one in enumerate(people, start=1)]
    steps = enter(site, lines, by=by)
    wrong = [step.verdict for step in steps if step.verdict.outcome is Outcome.REFUSED]
    if wrong:
        told = (str(_l("Line %(n)s: %(why)s", n=one.row, why=one.why)) for one in wrong[:MOST_FAULTS])
        raise NotValid(" ".join(told), field="people")
    counts = tally(step.verdict for step in steps)
    known = tuple(step.line.name for step in steps if step.verdict.outcome is Outcome.UNCHANGED)
    return Added(counts[Outcome.NEW], counts[Outcome.CHANGED], known)


def enter(site, lines, *, by, when=None) -> list[rolls.Step]:
    """Do what `lines` do to the site's list; nothing at all when one of them is refused, nor unless `when(steps)`.
    Returns the steps with their verdicts, and whom they added. Refused like `add`."""
    hours.expect_names(site.conference, by)
    hold(site)
    steps = rolls.plan(db.session.scalars(queries.delegates(site.id)), lines, most=MOST_DELEGATES)
    counts = tally(step.verdict for step in steps)
    if counts[Outcome.REFUSED] or not (counts[Outcome.NEW] or counts[Outcome.CHANGED]) or (when and not when(steps)):
        return steps
    fresh = [step.line for step in steps if step.verdict.outcome is Outcome.NEW]
    renamed = [step for step in steps if step.verdict.outcome is Outcome.CHANGED]
    noted = [changes.Noted(ChangeKind.ADDED, line.name) for line in fresh]
    noted += [written(step.known, title=step.line.title) for step in renamed]
    late_at = changes.note(site, noted, by=by)
    for step in renamed:
        step.known.late_at = late_at or step.known.late_at
    place = db.session.scalar(select(func.max(Delegate.position)).where(Delegate.site_id == site.id)) or 0
    added = {}
    for number, line in enumerate(fresh, start=place + 1):
        facts = {"name": line.name, "title": line.title, "position": number, "late_at": late_at}
        added[line.row] = Delegate(site_id=site.id, **facts)
    db.session.add_all(added.values())
    changes.settle(site)
    changes.record(by, "named_delegates", site, delegates=counts[Outcome.NEW], changed=counts[Outcome.CHANGED])
    return [step._replace(known=added.get(step.line.row, step.known)) for step in steps]


def written(delegate, **facts) -> changes.Noted:
    """Write something else of a delegate; what his list's log is to say of it."""
    former = described(delegate)
    for key, value in facts.items():
        setattr(delegate, key, value)
    return changes.Noted(ChangeKind.CHANGED, described(delegate), former)


def described(delegate) -> str:
    """The delegate in a line: name, position, and who comes in his place."""
    own = ", ".join(part for part in (delegate.name, delegate.title) if part)
    other = ", ".join(part for part in (delegate.substitute_name, delegate.substitute_title) if part)
    return f"{own} → {other}" if other else own


def edit(delegate, *, version, by, name, title="", substitute_name="", substitute_title=""):
    """Correct a delegate, or name who comes in his place: both names stay. Refused like `add`, and with `Stale`
    (both texts at hand) when somebody else changed the delegate."""
    hours.expect_names(delegate.site.conference, by)
    facts = {
        "name": name,
        "title": title,
        "substitute_name": substitute_name,
        "substitute_title": substitute_title,
    }
    before = {key: getattr(delegate, key) for key in facts}
    delegate.expect(version, mine=facts, theirs=before)
    faults = Faults(substitute_faults(substitute_name, substitute_title))
    if not name.strip():
        faults.found.insert(0, NotValid(_l("Give the delegate's name."), field="name"))
    faults.tell()
    changed = sorted(key for key, value in facts.items() if before[key] != value)
    if changed:
        late_at = changes.note(delegate.site, [written(delegate, **facts)], by=by)
        delegate.late_at = late_at or delegate.late_at
        changes.settle(delegate.site)
        changes.record(by, "edited_delegate", delegate.site, place=delegate.position, changed=changed)


def substitute_faults(name, title):
    """What is wrong with who comes instead, as `NotValid`s."""
    if title and not name:
        yield NotValid(_l("Give the name of the one who comes instead."), field="substitute_name")


def remove(delegate, *, version, by):
    """Take a delegate off the list; the list's own log keeps the name, as long as names are kept. Refused like
    `edit`."""
    site = delegate.site
    hours.expect_names(site.conference, by)
    delegate.expect(version)
    changes.record(by, "removed_delegate", site, place=delegate.position, presence=str(delegate.presence))
    changes.note(site, [changes.Noted(ChangeKind.REMOVED, described(delegate))], by=by)
    db.session.delete(delegate)
    changes.settle(site)
