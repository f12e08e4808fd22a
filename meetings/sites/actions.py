"""Choosing sites, asking and reminding them, and correcting what is known of them."""

from dataclasses import dataclass

from sqlalchemy import case, func, insert, update

from meetings.base import clock
from meetings.base.db import alone, db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.sites import addresses, beside, choosing, guests, hearing, queries, snapshots, telling
from meetings.sites.models import LIFECYCLE, LineState, Reminder, Site, SiteState
from meetings.sites.stages import (
    ASKED,
    CALLED,
    CHOOSABLE,
    DETAILS,
    NOTHING_WANTED,
    OPEN,
    PLANNED,
    expect_stage,
    expect_stage_now,
    write,
)

ANSWERED = (SiteState.CONFIRMED, SiteState.CHANGE_REQUESTED, SiteState.DECLINED)
EDITABLE = DETAILS | {"chair_id", "chair_name", "chair_title", "expected_count"}

FEW = 5
NOTHING_REACHES = _l(
    "Nothing is sent to %(names)s: no address is known, mail to it came back, or the link there was withdrawn or sent "
    "back. Please ring, or make a link by hand on the page of the site's links."
)
REMINDED = _l(
    "Reminded since this page was opened (%(name)s): nothing was sent a second time. "
    "If you want to remind once more, press again."
)
BY_SCHEDULE = _l("by schedule")


@dataclass(frozen=True)
class Change:
    """What a choice did: the units added, the names dropped, how many stayed."""

    added: int
    dropped: tuple[str, ...]
    kept: int


def foresee(
    conference, unit_ids, *, main_unit_id=None, relay_ids=None, known_ids=None, there=None, **_more
) -> choosing.Choice:
    """What `choose` would do, without doing it; `there` are the rows of `choosing.there` where they are at hand.
    Refused like it while it sits or is over."""
    expect_stage(conference, CHOOSABLE)
    there = {row.unit_id: row for row in there or choosing.there(conference)}
    main_unit_id, relay_ids = choosing.parts(there.values(), main_unit_id, relay_ids)
    wanted = choosing.wanted(set(unit_ids) | ({main_unit_id} - {None}), set(there), known_ids)
    dropped = [row for unit_id, row in there.items() if unit_id not in wanted]
    if dropped:
        expect_stage(conference, PLANNED)
    kinds = choosing.kinds(wanted, main_unit_id, relay_ids)
    return choosing.Choice(there, wanted - set(there), dropped, kinds)


def newcomers(conference, choice) -> list[dict]:
    """The rows of the sites that the choice adds, as they will stand. Raises `NotValid` for units gone by its day."""
    units = choosing.units(conference, choice.added)
    return snapshots.rows(conference, units, choice.kinds) if units else []


def choose(
    conference, unit_ids, *, main_unit_id=None, relay_ids=None, known_ids=None, drop_answered=False, by
) -> Change:
    """Let the conference have sites of exactly these units, by difference: those that stay keep what they
    answered.

    `known_ids` are the units that the page was opened with: what somebody else added or dropped since is
    left as he left it. The main site belongs to `main_unit_id`; `relay_ids` only relay (None: these stay as
    they are). New sites take names, chair, contact and room from the unit of today and from its last
    conference. Refused once the conference is over, for dropping while it sits, for a unit that does not
    exist on its day, and for dropping a site that has answered unless `drop_answered`.
    """
    hold(conference)  # two choices at once would each make a main site, and a guest come to a site that goes
    choice = foresee(conference, unit_ids, main_unit_id=main_unit_id, relay_ids=relay_ids, known_ids=known_ids)
    if choice.dropped:
        guests.leave([row.id for row in choice.dropped], by=by)
        hearing.unsay(conference, choice.dropped)
        choosing.drop(choice.dropped, although_answered=drop_answered)
    choosing.set_kinds(choice.there, choice.kinds)
    guests.release(choice.relayed, note=guests.HOST_RELAYS, by=by)
    added = newcomers(conference, choice)
    if added:
        db.session.execute(insert(Site), added)
    change = Change(len(added), tuple(row.name for row in choice.dropped), len(choice.kinds) - len(added))
    if change.added or change.dropped:
        facts = {"added": change.added, "dropped": change.dropped[:50]}
        journal.record(by, "chose_sites", conference, within=conference, **facts)
    return change


def drop(site, *, drop_answered=False, by):
    """Take one site out. Refused like dropping by `choose`; who tells its officers is the story."""
    hold(site.conference)
    expect_stage(site.conference, PLANNED)
    journal.record(by, "dropped_site", site, within=site.conference)
    guests.leave([site.id], by=by)
    hearing.unsay(site.conference, [site])
    choosing.drop([site], although_answered=drop_answered)
    db.session.expunge(site)


def invite(conference, *, site_ids=None, by) -> int:
    """Mark the sites (all when `site_ids` is None) that nobody has asked yet as asked; returns how many.

    The letter itself goes out with the invitations. Where nothing can be sent the question waits without a moment at
    which it was sent; sites named by `site_ids` count as asked, for somebody rang them up. Refused before the
    conference is called and after it ended.
    """
    expect_stage(conference, CALLED)
    now = clock.now()
    moved = _move_many(conference, "invite", site_ids, by, invited_at=now)
    if moved and site_ids is None:
        lost = [site.id for site in telling.unreached(queries.invited_at(conference.id, now))]
        db.session.execute(update(Site).where(Site.id.in_(lost)).values(invited_at=None))
    return moved


def invite_one(site, *, by):
    """Mark one site as asked. Refused like `invite`, and when it has been asked already."""
    if not invite(site.conference, site_ids=[site.id], by=by):
        raise NotNow(LIFECYCLE.refusal)


def ask_again(conference, *, by) -> int:
    """After a change that matters to the sites (day, time, place, chair): let all of them answer anew; former
    answers stay, and `former` says what they were. Reminders begin anew.

    Returns how many are asked. Refused unless the conference is called.
    """
    expect_stage(conference, CALLED)
    had_answered = Site.state.in_(ANSWERED)
    former = case((had_answered, Site.state), else_=Site.former)
    facts = {"former": former, "seen_at": None, "decision_note": "", **NOTHING_WANTED}
    moved = _move_many(conference, "ask_again", None, by, **facts)
    anew = update(Site).where(Site.conference_id == conference.id, queries.ASKED, Site.reminders > 0)
    db.session.execute(anew.values(reminders=0, reminded_at=None, version=Site.version + 1))
    hearing.unsay(conference)
    return moved


def _move_many(conference, name, site_ids, by, **facts):
    step = LIFECYCLE.moves[name]
    query = update(Site).where(Site.conference_id == conference.id, queries.ASKED, Site.state.in_(step.sources))
    if site_ids is not None:
        query = query.where(Site.id.in_(list(site_ids)))
    db.session.flush()
    moved = db.session.execute(query.values(state=step.target, version=Site.version + 1, **facts)).rowcount
    if moved:
        journal.record(by, f"{name}_sites", conference, within=conference, sites=moved)
    return moved


def alone_in_reminding(conference) -> None:
    """Let nobody else remind sites of the conference until the transaction ends: whom to remind is read afterwards."""
    alone(f"reminders of conference {conference.id}")


def remind(conference, *, site_ids=None, groups=None, step=(None, None), since=None, by) -> int:
    """Remind the silent sites, all or the chosen ones (by number or by parent): each gets a stamp of its own and its
    officers are told.

    `by` is None for the schedule, whose `step` is so many days before a day. Who has answered is left in peace, also at
    this very moment, and so is who was reminded after `since`, the last reminder that the page knew. Whom nothing
    reaches does not count as reminded. Returns how many were. Refused unless the conference waits for answers (its
    time has not passed), and to a person where nobody is left or nothing reaches any of them.
    """
    alone_in_reminding(conference)
    if by is not None:
        hold(conference)  # who is calling it off is waited for; the schedule holds it already
    expect_stage_now(conference, ASKED)
    silent = queries.hold_silent(conference.id, site_ids=site_ids, groups=groups)
    if by is None and not silent:
        return 0  # those whom the schedule had found have just answered
    chosen = _to_remind(silent, since)
    people = telling.living(telling.addressees(chosen))
    lost = [site for site in chosen if not people[site.id]]
    chosen = [site for site in chosen if people[site.id]]
    if not chosen and by is not None:
        names = ", ".join(site.name for site in lost[:FEW])
        raise NotValid(NOTHING_REACHES % {"names": names}, field="site")
    if not chosen:
        return 0
    now, who, due = clock.now(), by.name if by else "", beside.answer_by(conference.id)
    facts = telling.reminders(conference, chosen, due)
    stamped = {"reminded_at": now, "reminded_by": who}
    stamped |= {"reminders": Site.reminders + 1, "version": Site.version + 1}
    stamped |= {"invited_at": func.coalesce(Site.invited_at, now)}
    db.session.execute(update(Site).where(Site.id.in_([site.id for site in chosen])).values(stamped))
    mark = {"at": now, "by_id": by.id if by else None, "by_name": who, "days": step[0], "due_on": step[1]}
    db.session.execute(insert(Reminder), [{"site_id": site.id, **mark} for site in chosen])
    telling.tell_with_links(chosen, people, telling.REMINDER, lambda site: facts[site.id])
    names = [site.name for site in chosen[:50]]
    journal.record(by, "reminded_sites", conference, within=conference, sites=len(chosen), names=names)
    return len(chosen)


def _to_remind(silent, since):
    if not silent:
        raise NotValid(_l("None of the chosen sites still owes an answer."), field="site")
    chosen = [site for site in silent if since is None or site.reminded_at is None or site.reminded_at <= since]
    if not chosen:
        raise NotValid(REMINDED % {"name": silent[0].reminded_by or BY_SCHEDULE}, field="site")
    return chosen


def remind_one(site, *, since=None, by):
    """Remind one silent site. Refused like `remind`."""
    return remind(site.conference, site_ids={site.id}, since=since, by=by)


def test_line(site, *, line: LineState, by):
    """Note what a test of the line found. Refused once the conference is over."""
    expect_stage(site.conference, CHOOSABLE)
    site.line = line
    site.line_tested_at = None if line is LineState.UNTESTED else clock.now()
    journal.record(by, "tested_line", site, within=site.conference, line=str(line))


def edit(site, *, version, by, **facts):
    """Correct contact, technician, room, chair or expected number. Returns the message that leaves anew because the
    contact's address was one from which mail came back, if there is one.

    Refused when the conference is cancelled or concluded, and with `Stale` (both texts at hand) when somebody
    else changed the site.
    """
    expect_stage(site.conference, OPEN)
    before = {name: getattr(site, name) for name in facts}
    site.expect(version, mine=facts, theirs=before)
    write(site, {name: value for name, value in facts.items() if name in EDITABLE})
    changed = {name: [before[name], value] for name, value in facts.items() if before[name] != value}
    if changed:
        journal.record(by, "edited_site", site, within=site.conference, **changed)
    former = before.get("contact_email") if "contact_email" in changed else ""
    return addresses.corrected(site, former, by=by) if former else None
