"""Choosing sites, asking them, and keeping what they answer."""

from dataclasses import dataclass

from sqlalchemy import case, func, insert, update

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.sites import choosing, guests, queries, snapshots, substitutes, telling
from meetings.sites.models import (
    LIFECYCLE,
    Answer,
    AnswerWay,
    ChangeKind,
    LineState,
    Reminder,
    Reply,
    Site,
    SiteKind,
    SiteState,
)

PLANNED = (C.DRAFT, C.INVITING, C.READY, C.POSTPONED)
CHOOSABLE = (*PLANNED, C.LIVE, C.PAUSED)
ASKED = (C.INVITING, C.READY)
CALLED = (*ASKED, C.LIVE, C.PAUSED)
OPEN = (*CHOOSABLE, C.ENDED)

ANSWERED = (SiteState.CONFIRMED, SiteState.CHANGE_REQUESTED, SiteState.DECLINED)
NOTHING_WANTED = {"change": None, "wanted_chair_id": None, "wanted_chair_name": "", "wanted_chair_title": ""}
DETAILS = frozenset(set(snapshots.AS_LAST_TIME) - {"expected_count"})
EDITABLE = DETAILS | {"chair_id", "chair_name", "chair_title", "expected_count"}

FEW = 5
CLOSED = _l("The conference has begun or is over. Ring the secretariat if something has changed.")
NOT_IN_STATE = _l("This cannot be done while the conference is in its present state. Reload the page.")


@dataclass(frozen=True)
class Change:
    """What a choice did: the units added, the names dropped, how many stayed."""

    added: int
    dropped: tuple[str, ...]
    kept: int


def foresee(conference, unit_ids, *, main_unit_id=None, relay_ids=None, known_ids=None, **_more) -> choosing.Choice:
    """What `choose` would do, without doing it. Refused like it while it sits or is over."""
    _while(conference, CHOOSABLE)
    there = {row.unit_id: row for row in choosing.there(conference)}
    main_unit_id, relay_ids = choosing.parts(there.values(), main_unit_id, relay_ids)
    wanted = choosing.wanted(set(unit_ids) | ({main_unit_id} - {None}), set(there), known_ids)
    dropped = [row for unit_id, row in there.items() if unit_id not in wanted]
    if dropped:
        _while(conference, PLANNED)
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
    choice = foresee(conference, unit_ids, main_unit_id=main_unit_id, relay_ids=relay_ids, known_ids=known_ids)
    if choice.dropped:
        choosing.drop(choice.dropped, although_answered=drop_answered)
    choosing.set_kinds(choice.there, choice.kinds)
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
    _while(site.conference, PLANNED)
    journal.record(by, "dropped_site", site, within=site.conference)
    choosing.drop([site], although_answered=drop_answered)
    db.session.expunge(site)


def invite(conference, *, site_ids=None, by) -> int:
    """Mark the sites (all when `site_ids` is None) that nobody has asked yet as asked; returns how many.

    The letter itself goes out with the invitations. Where nothing can be sent the question waits without a moment at
    which it was sent; sites named by `site_ids` count as asked, for somebody rang them up. Refused before the
    conference is called and after it ended.
    """
    _while(conference, CALLED)
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
    _while(conference, CALLED)
    had_answered = Site.state.in_(ANSWERED)
    former = case((had_answered, Site.state), else_=Site.former)
    facts = {"former": former, "seen_at": None, "decision_note": "", **NOTHING_WANTED}
    moved = _move_many(conference, "ask_again", None, by, **facts)
    anew = update(Site).where(Site.conference_id == conference.id, queries.ASKED, Site.reminders > 0)
    db.session.execute(anew.values(reminders=0, reminded_at=None, version=Site.version + 1))
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


def see(site, *, by):
    """Note that somebody who answers for the site has the question before him; nothing happens the second
    time."""
    if site.state is not SiteState.WAITING or site.conference.state not in ASKED:
        return
    LIFECYCLE.advance(site, "see")
    site.seen_at = clock.now()
    journal.record(by, "saw_site", site, within=site.conference)


def confirm(site, *, chair_id=None, chair_name="", chair_title="", expected_count=None, note="", reply=Reply.YES,
            joined_id=None, **more):  # fmt: skip
    """The site takes part, in its own room, in that of another site (`joined_id`), or as a relay.

    `more`: `details` of contact, technician and room, and how the answer came (see `_answer`).
    An empty `chair_name` keeps the named chair. Refused for the main site, when the conference does not wait
    for
    answers, and with `Stale` when somebody answered since the page was shown.
    """
    chair = {"chair_id": chair_id, "chair_name": chair_name, "chair_title": chair_title} if chair_name else {}
    _answer(
        site,
        "confirm",
        "confirmed_site",
        note,
        {**chair, "expected_count": expected_count, **NOTHING_WANTED, **_place(site, reply, joined_id)},
        **more,
    )
    _tell_of_place(site)


def decline(site, *, note, **more):
    """The site does not take part; the reason (`note`) is required. Refused like `confirm`."""
    _require(note, "note", _l("Say why the site does not take part."))
    _answer(site, "decline", "declined_site", note, {**NOTHING_WANTED, "reply": Reply.NO, "joined": None}, **more)
    guests.release(site, by=more["by"])


def request_change(site, *, change, note, chair_id=None, chair_name="", chair_title="", expected_count=None,
                   reply=Reply.CHANGE, joined_id=None, chair_email="", scan=None, **more):  # fmt: skip
    """The site asks for another chair, another time or something else; the conference's side decides.

    Another chair needs a name and the reason; `scan` is the authorisation, a file in storage, and `chair_email` brings
    him a link on consent. Refused like `confirm`.
    """
    if change is ChangeKind.CHAIR:
        _require(chair_name, "chair_name", _l("Give the name of the one who is to preside."))
        _require(note, "note", _l("Say why somebody else presides."))
    else:
        _require(note, "note", _l("Say what you ask to be changed, and why."))
        chair_id, chair_name, chair_title = None, "", ""
    wanted = {"wanted_chair_id": chair_id, "wanted_chair_name": chair_name, "wanted_chair_title": chair_title}
    facts = {**wanted, "change": change, "expected_count": expected_count, **_place(site, reply, joined_id)}
    _answer(site, "request_change", "requested_site_change", note, facts, **more)
    if change is ChangeKind.CHAIR:
        substitutes.ask(site, reason=note, asked_by=site.answered_by, email=chair_email, scan=scan)
    _tell_of_place(site)


def _place(site, reply, joined_id):
    """Where the site attends by its answer: a relay of its own choice becomes a two-way site again."""
    if reply is Reply.CHANGE:
        return {"reply": site.reply or reply}
    host = guests.host_of(site, joined_id) if reply is Reply.JOIN else None
    kind = SiteKind.MEMBER if site.reply is Reply.RELAY else site.kind
    return {"reply": reply, "joined": host, "kind": SiteKind.RELAY if reply is Reply.RELAY else kind}


def _tell_of_place(site):
    if site.joined is not None:
        guests.tell_host(site)


def answer(site, *, reply, change=ChangeKind.OTHER, chair_id=None, chair_name="", chair_title="", expected_count=None,
           note="", joined_id=None, chair_email="", scan=None, **more):  # fmt: skip
    """Record the three questions of the site's page as the answer they make.

    Taking part under another chair than the one named is a request: the conference's side consents
    (workflow, row 6).
    """
    chair = {"chair_id": chair_id, "chair_name": chair_name, "chair_title": chair_title}
    if reply is Reply.NO:
        return decline(site, note=note, **more)
    other = {"chair_email": chair_email, "scan": scan}
    more |= {"note": note, "expected_count": expected_count, **chair}
    if reply is Reply.CHANGE:
        return request_change(site, change=change, **other, **more)
    more |= {"reply": reply, "joined_id": joined_id}
    other_chair = chair_name and site.chair_name and chair_name != site.chair_name
    if other_chair and more.get("given_by") is None:
        return request_change(site, change=ChangeKind.CHAIR, **other, **more)
    return _confirm_with_chair(site, **more) if other_chair else confirm(site, **more)


def _confirm_with_chair(site, *, by, **more):
    """Who took the call consented: the other chair is kept beside the one he replaces."""
    former, email = (site.chair_name, site.chair_title), _chairs_email(site)
    confirm(site, by=by, **more)
    row = substitutes.ask(site, reason=more["note"], asked_by=site.answered_by)
    (row.former_name, row.former_title), (row.name, row.title) = former, (site.chair_name, site.chair_title)
    substitutes.pass_on(site, substitutes.settle(site, granted=True, by=by), former_email=email, by=by)


def _chairs_email(site):
    return (site.chair.email or "") if site.chair else ""


def record_by_telephone(site, *, given_by, by, **facts):
    """Record an answer that somebody of the site gave by telephone; `by` is who took it.

    The same questions as `answer`; another chair needs no second consent, for the secretariat took the call.
    Also
    possible while the conference sits.
    """
    _require(given_by, "given_by", _l("Say who gave the answer."))
    return answer(site, given_by=given_by, by=by, **facts)


def _answer(site, move, verb, note, facts, *, by, details=None, answers=None, given_by=None):
    """`answers`: how many the page knew; `given_by`: who spoke on the telephone, None for an answer on the
    page."""
    hold(site)
    way = AnswerWay.TELEPHONE if given_by is not None else AnswerWay.PAGE
    _while(site.conference, CALLED if way is AnswerWay.TELEPHONE else ASKED, CLOSED)
    if site.kind is SiteKind.MAIN:
        raise NotNow(_l("The main site is the organiser's own and needs no answer."))
    _expect_answers(site, answers)
    LIFECYCLE.advance(site, move)
    _write(site, facts | {k: v for k, v in (details or {}).items() if k in DETAILS and v is not None})
    site.answered_at, site.answered_by = clock.now(), given_by or by.name
    site.answer_note, site.decision_note, site.answers = note or "", "", site.answers + 1
    site.former = None
    db.session.add(Answer.of(site, way, by))
    journal.record(by, verb, site, within=site.conference, note=note, way=str(way), given_by=site.answered_by)


def _expect_answers(site, answers):
    if answers is not None and int(answers) != site.answers:
        when = clock.local(site.answered_at).strftime("%H:%M %d/%m/%Y") if site.answered_at else ""
        theirs = {"state": site.state.value, "by": site.answered_by, "note": site.answer_note}
        words = _l(
            "%(who)s answered for this site at %(when)s, while your page was open. "
            "Look at that answer; change it if you must.",
            who=site.answered_by,
            when=when,
        )
        raise Stale(words, theirs=theirs)


def grant_change(site, *, version, note="", by):
    """Agree to what the site asked: the site counts as confirmed, and a new chair takes the former's place.

    Agreeing to another time does not move the conference. The site's officers are told. Refused unless it
    asked.
    """
    _while(site.conference, CALLED)
    site.expect(version)
    LIFECYCLE.advance(site, "grant_change")
    former, email = site.chair_name, _chairs_email(site)
    if site.change is ChangeKind.CHAIR:
        site.chair_id, site.chair_name, site.chair_title = (
            site.wanted_chair_id, site.wanted_chair_name, site.wanted_chair_title,
        )  # fmt: skip
    passes = site.change is ChangeKind.CHAIR
    site.decision_note = note
    _close_change(site)
    row = substitutes.settle(site, granted=True, note=note, by=by) if passes else None
    if row is not None:
        db.session.flush()
        db.session.refresh(site, ["chair"])
        substitutes.pass_on(site, row, former_email=email, by=by)
    journal.record(
        by, "granted_site_change", site, within=site.conference, note=note, former=former, now=site.chair_name
    )
    telling.tell(site, "site_change_granted", note=note)


def refuse_change(site, *, version, note, by):
    """Say no to what the site asked, with a reason: it is asked anew. Its officers are told. Refused unless
    it asked."""
    _while(site.conference, CALLED)
    _require(note, "note", _l("Say why the change is refused."))
    site.expect(version)
    LIFECYCLE.advance(site, "refuse_change")
    site.decision_note = note
    if site.change is ChangeKind.CHAIR:
        substitutes.settle(site, granted=False, note=note, by=by)
    _close_change(site)
    journal.record(by, "refused_site_change", site, within=site.conference, note=note)
    telling.tell(site, "site_change_refused", note=note)


def _close_change(site):
    _write(site, NOTHING_WANTED)


def remind(conference, *, site_ids=None, groups=None, step=(None, None), by) -> int:
    """Remind the silent sites, all or the chosen ones (by number or by parent): each gets a stamp of its own and its
    officers are told.

    `by` is None for the schedule, whose `step` is so many days before a day. Who has answered is left in peace, and
    whom nothing reaches does not count as reminded. Returns how many were. Refused unless the conference waits for
    answers, and to a person where nothing reaches any of them.
    """
    _while(conference, ASKED)
    chosen = [
        site
        for site in queries.silent(conference.id)
        if (site_ids is None or site.id in site_ids) and (groups is None or site.group_name in groups)
    ]
    if not chosen:
        raise NotValid(_l("None of the chosen sites still owes an answer."), field="site")
    people = telling.addressees(chosen)
    lost = telling.beyond(chosen, people)
    chosen = [site for site in chosen if site not in lost]
    if not chosen and by is not None:
        names = ", ".join(site.name for site in lost[:FEW])
        raise NotValid(_l("Nothing reaches %(names)s: no address is known. Please ring.", names=names), field="site")
    if not chosen:
        return 0
    now, who = clock.now(), by.name if by else ""
    stamped = {"reminded_at": now, "reminded_by": who}
    stamped |= {"reminders": Site.reminders + 1, "version": Site.version + 1}
    stamped |= {"invited_at": func.coalesce(Site.invited_at, now)}
    db.session.execute(update(Site).where(Site.id.in_([site.id for site in chosen])).values(stamped))
    mark = {"at": now, "by_id": by.id if by else None, "by_name": who, "days": step[0], "due_on": step[1]}
    db.session.execute(insert(Reminder), [{"site_id": site.id, **mark} for site in chosen])
    telling.tell_with_links(chosen, people, "confirm_reminder", telling.facts)
    names = [site.name for site in chosen[:50]]
    journal.record(by, "reminded_sites", conference, within=conference, sites=len(chosen), names=names)
    return len(chosen)


def remind_one(site, *, by):
    """Remind one silent site. Refused like `remind`."""
    return remind(site.conference, site_ids={site.id}, by=by)


def test_line(site, *, line: LineState, by):
    """Note what a test of the line found. Refused once the conference is over."""
    _while(site.conference, CHOOSABLE)
    site.line = line
    site.line_tested_at = None if line is LineState.UNTESTED else clock.now()
    journal.record(by, "tested_line", site, within=site.conference, line=str(line))


def edit(site, *, version, by, **facts):
    """Correct contact, technician, room, chair or expected number.

    Refused when the conference is cancelled or concluded, and with `Stale` (both texts at hand) when somebody
    else changed the site.
    """
    _while(site.conference, OPEN)
    before = {name: getattr(site, name) for name in facts}
    site.expect(version, mine=facts, theirs=before)
    _write(site, {name: value for name, value in facts.items() if name in EDITABLE})
    changed = {name: [before[name], value] for name, value in facts.items() if before[name] != value}
    if changed:
        journal.record(by, "edited_site", site, within=site.conference, **changed)


def _write(thing, facts):
    for name, value in facts.items():
        setattr(thing, name, value)


def _while(conference, states, words=NOT_IN_STATE):
    if conference.state not in states:
        raise NotNow(words)


def _require(value, field, words):
    if not (value or "").strip():
        raise NotValid(words, field=field)
