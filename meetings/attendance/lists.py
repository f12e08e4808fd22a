"""The lists ahead of the conference: what is asked of them, as last time, out of a table, and their end."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import delete, func, or_, select

from meetings.attendance import changes, hours, naming, pasting, queries, rolls
from meetings.attendance.models import (
    ABSENT,
    PRESENT,
    Delegate,
    DelegateCall,
    DelegateChange,
    DelegateList,
    HeadCount,
    Presence,
)
from meetings.base import clock
from meetings.base.db import STALE, db, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, Verdict, unvalued
from meetings.conferences import left
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.sites.models import Site

CALLABLE = (C.DRAFT, C.INVITING, C.READY, C.POSTPONED)
ENDED = (C.ENDED, C.CONCLUDED, C.CANCELLED)
ALIASES = {
    "name": ("Họ và tên", "Họ tên", "Tên", "Đại biểu", "Full name", "Name"),
    "title": ("Chức vụ", "Chức danh", "Chức vụ, đơn vị", "Position"),
}
REQUIRED = ("name",)
PASSED = _l("%(at)s has passed already: every list would be late at once. Give a time that is still to come.")
AFTER_THE_START = _l("The deadline must lie before the conference begins.")
NOTHING_LAST_TIME = _l("No list of your site is kept from an earlier conference.")
BEGUN = _l("The conference has begun or is over; what was asked of the lists stays.")


def call(conference, *, quota=None, posts="", due_at=None, version=None, by) -> DelegateCall:
    """Say what is asked of every site's list: at most `quota` delegates, the `posts` that must be held (one a line),
    until `due_at`. Every list is judged anew.

    Refused once the conference has begun, for a new deadline that has passed or lies after the start, and with `Stale`
    on an old page.
    """
    _while_callable(conference)
    asked = changes.call_of(conference.id)
    if due_at and due_at > conference.starts_at:
        raise NotValid(AFTER_THE_START, field="due_on")
    if due_at and due_at < clock.now() and (asked is None or asked.due_at != due_at):
        raise NotValid(PASSED % {"at": f"{clock.local(due_at):%H:%M %d/%m/%Y}"}, field="due_on")
    if asked is None:
        asked = DelegateCall(conference_id=conference.id)
        db.session.add(asked)
    else:
        asked.expect(version)
    asked.quota, asked.posts, asked.due_at = quota, posts or "", due_at
    db.session.flush()
    _judge_all(conference, asked)
    facts = {"quota": quota, "posts": posts, "due_at": due_at.isoformat() if due_at else None}
    journal.record(by, "called_for_lists", conference, within=conference, **facts)
    return asked


class Asked(NamedTuple):
    """What is asked of one site alone, as its page shows it; `own` says that it has posts of its own."""

    quota: int | None = None
    own: bool = False
    posts: str = ""

    @property
    def version(self) -> str:
        """Another one for anything else that is asked: the list itself changes with every name."""
        return f"{self.quota or 0}-{self.own:d}-{crc32(self.posts.encode())}"


def asked_of(site) -> Asked:
    """What is asked of the site alone now."""
    kept = changes.list_of(site.id)
    return Asked(kept.quota, kept.posts is not None, kept.posts or "") if kept else Asked()


def call_site(site, *, quota=None, posts=None, version=None, by) -> DelegateList:
    """Ask something else of one site alone (None: what is asked of all). Refused once the conference has begun, and
    with `Stale` (both texts at hand) when somebody else asked something since the page of `version` was shown."""
    _while_callable(site.conference)
    hold(site)
    standing = asked_of(site)
    if version is not None and version != standing.version:
        raise Stale(STALE, row=standing)
    kept = changes.kept_list(site)
    kept.quota, kept.posts = quota, posts
    changes.settle(site)
    journal.record(by, "called_for_list", site, within=site.conference, quota=quota, posts=posts)
    return kept


def _while_callable(conference):
    if conference.state not in CALLABLE:
        raise NotNow(BEGUN)


def _judge_all(conference, asked):
    titles = {}
    found = select(Delegate.site_id, Delegate.title, Delegate.substitute_name, Delegate.substitute_title)
    for site_id, title, other, instead in db.session.execute(found.join(Delegate.site).where(_of(conference))):
        titles.setdefault(site_id, []).append(instead if other else title)
    rows = select(DelegateList).join(DelegateList.site).where(_of(conference))
    known = {kept.site_id: kept for kept in db.session.scalars(rows)}
    for site_id in titles.keys() - known.keys():
        known[site_id] = changes.begun_list(site_id)
    for site_id, kept in known.items():
        changes.keep_missing(kept, asked, titles.get(site_id, []))


def _of(conference):
    return Site.conference_id == conference.id


def as_last_time(site, *, by) -> naming.Added:
    """Add who stood on the site's list last time (`queries.last_list`). Who is on the list already stays as he is
    written there, for that is newer. Refused like `naming.add`, and where no such list is kept."""
    last = queries.last_list(site)
    if last is None:
        raise NotNow(NOTHING_LAST_TIME)
    people = enumerate(db.session.scalars(queries.delegates(last.id)), start=1)
    lines = [rolls.Line(number, one.name, one.title) for number, one in people]
    steps = rolls.plan(db.session.scalars(queries.delegates(site.id)), lines, most=naming.MOST_DELEGATES)
    there = (Outcome.CHANGED, Outcome.UNCHANGED)
    known = tuple(step.line.name for step in steps if step.verdict.outcome in there)
    fresh = [step.line for step in steps if step.verdict.outcome not in there]
    added = naming.add(site, fresh, by=by) if fresh else naming.Added(0, 0, ())
    return replace(added, known=known)


def take(sheet, site, *, by) -> list[Verdict]:
    """Write down who stands in the table; a verdict for each of its rows, and nothing kept while one is refused. What
    stands around a list, who made it and how many there are, is passed over.

    Raises `NotValid` where the table has no column of names. Refused like `naming.add`.
    """
    read = _read(sheet)
    steps = naming.enter(site, read.lines, by=by, when=lambda steps: not read.unread)
    return read.verdicts(steps)


def foresee(sheet, site, *, by) -> list[Verdict]:
    """The verdicts that `take` would give, and nothing is written. Refused like it."""
    hours.expect_names(site.conference, by)
    read, known = _read(sheet), db.session.scalars(queries.delegates(site.id))
    return read.verdicts(rolls.plan(known, read.lines, most=naming.MOST_DELEGATES))


class Read(NamedTuple):
    """The people in a table, and the verdicts of the rows that are none: around the list, or not to be read."""

    lines: list[rolls.Line]
    others: list[Verdict]

    @property
    def unread(self) -> bool:
        """Whether one of them could not be read."""
        return any(one.outcome is Outcome.REFUSED for one in self.others)

    def verdicts(self, steps) -> list[Verdict]:
        """All of them, in the order of the rows."""
        return sorted([*self.others, *(step.verdict for step in steps)], key=lambda one: one.row)


def _read(sheet):
    lines, others = [], []
    blind = sheet.blind(ALIASES, REQUIRED)
    whole = {row.number: row.cells for row in sheet.rows}
    for number, cells in sheet.records(ALIASES, REQUIRED):
        line = rolls.Line(number, _tidy(cells["name"]), _tidy(cells.get("title", "")))
        if number in blind:
            why = " ".join(str(no.message) for no in unvalued(blind[number], ALIASES))
            others.append(Verdict(number, line.name or line.title, Outcome.REFUSED, why=why))
        elif _is_around(line, whole[number]):
            others.append(Verdict(number, " ".join(filter(None, map(_tidy, whole[number]))), Outcome.PASSED_OVER))
        elif line.name or line.title:
            lines.append(line)
    return Read(lines, others)


def _is_around(line, cells):
    """Whether a row stands around the list. One with a name is judged by that alone, for a position may begin with the
    authority ("UBND xã …"); one without by each of its cells, unless it is numbered among the people."""
    if line.name:
        return pasting.is_around(line)
    said = [rolls.Line(line.row, text) for text in map(_tidy, cells) if text]
    is_numbered = bool(said) and said[0].name.rstrip(".)").isdigit()
    return not is_numbered and any(map(pasting.is_around, said))


def _tidy(text):
    return " ".join(text.split())


def note_export(about, *, names: int, by):
    """Keep in the journal that somebody took `names` names away: of a conference or of one site."""
    within = about.conference if isinstance(about, Site) else about
    journal.record(by, "exported_delegates", about, within=within, delegates=names)


def drop(site_ids) -> int:
    """Take the lists of sites away that are taken out before the conference; returns how many names stood on them.
    Who was asked and who is told is the story."""
    return db.session.execute(delete(Delegate).where(Delegate.site_id.in_(list(site_ids)))).rowcount


def outworn(*, days: int) -> list[Conference]:
    """The conferences that were over more than `days` days ago, or left (`conferences.left`), and still hold names."""
    before = clock.now() - timedelta(days=days)
    named = select(Delegate.id).where(Delegate.site_id == Site.id).exists()
    logged = select(DelegateChange.id).where(DelegateChange.site_id == Site.id).exists()
    holding = select(Site.conference_id).where(named | logged)
    is_over = or_(Conference.state.in_(ENDED), left.are_left())
    over = select(Conference).where(is_over, Conference.ends_at < before)
    return list(db.session.scalars(over.where(Conference.id.in_(holding)).order_by(Conference.id)))


def erase(conference, *, by=None) -> int:
    """Erase the delegates' names for good: head-counts stay, or are made of the marks; papers that were released keep
    what they froze. Returns how many names. Refused before the conference is over."""
    if conference.state not in ENDED:
        raise NotNow(_l("Names are erased only after the conference is over."))
    sites = select(Site.id).where(_of(conference))
    for site_id, present, absent, at in db.session.execute(_marks(sites)):
        facts = {"present": present, "absent": absent, "reported_at": at or clock.now()}
        db.session.add(HeadCount(site_id=site_id, note="", **facts))
    db.session.flush()
    gone = db.session.execute(delete(Delegate).where(Delegate.site_id.in_(sites))).rowcount
    db.session.execute(delete(DelegateChange).where(DelegateChange.site_id.in_(sites)))
    journal.record(by, "erased_delegates", conference, within=conference, delegates=gone)
    return gone


def _marks(sites):
    """By site without a head-count: who was marked present and absent by name, and when last."""
    return (
        select(
            Delegate.site_id,
            queries.number_of(Delegate.presence.in_(PRESENT)),
            queries.number_of(Delegate.presence.in_(ABSENT)),
            func.max(Delegate.marked_at),
        )
        .outerjoin(HeadCount, HeadCount.site_id == Delegate.site_id)
        .where(Delegate.site_id.in_(sites), HeadCount.id.is_(None), Delegate.presence != Presence.UNMARKED)
        .group_by(Delegate.site_id)
    )
