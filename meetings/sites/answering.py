"""What a site answers, by page, link or telephone; and what the conference's side decides about what it asks."""

from blinker import Namespace

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotNow, Stale
from meetings.base.language import _l
from meetings.base.vietnamese import alike
from meetings.conferences import left
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.sites import guests, hearing, substitutes, telling
from meetings.sites.models import LIFECYCLE, Answer, AnswerWay, ChangeKind, Reply, SiteKind, SiteState
from meetings.sites.stages import (
    ASKED,
    CALLED,
    DETAILS,
    NOTHING_WANTED,
    expect_stage,
    expect_stage_now,
    require,
    write,
)

# Sent with a site, within the transaction in which its answer was written: what nouns above owe it then is done there.
site_answered = Namespace().signal("site-answered")
CLOSED = _l("The conference has begun or is over. Ring the secretariat if something has changed.")
WHY_NOT = _l("Say why the site does not take part.")
WHY_ANOTHER = _l("Say why somebody else presides.")
WHY_CHANGE = _l("Say what you ask to be changed, and why.")
# What the journal calls an answer that somebody else wrote down.
TAKEN = {
    "confirmed_site": "took_confirmation",
    "declined_site": "took_refusal",
    "requested_site_change": "took_site_change",
}
# What a question is about, and whether it is still asked.
PLAN = ("state", "sequence", "starts_at", "ends_at", "place")


def see(site, *, by):
    """Note that somebody who answers for the site has the question before him; only the first time."""
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
    for answers, and with `Stale` when somebody answered since the page was shown.
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


def decline(site, *, note, **more):
    """The site does not take part; the reason (`note`) is required. Refused like `confirm`."""
    require(note, "note", WHY_NOT)
    hold(site.conference)  # nobody comes to a site while it goes
    _answer(site, "decline", "declined_site", note, {**NOTHING_WANTED, "reply": Reply.NO, "joined": None}, **more)


def request_change(site, *, change, note, chair_id=None, chair_name="", chair_title="", expected_count=None,
                   reply=Reply.CHANGE, joined_id=None, chair_email="", scan=None, **more):  # fmt: skip
    """The site asks for another chair, another time or something else; the conference's side decides.

    Another chair needs a name and the reason; `scan` is the authorisation, a file in storage, and `chair_email` brings
    him a link on consent. Refused like `confirm`.
    """
    faults = Faults()
    if change is ChangeKind.CHAIR:
        faults.of(require, chair_name, "chair_name", _l("Give the name of the one who is to preside."))
    faults.of(require, note, "note", WHY_ANOTHER if change is ChangeKind.CHAIR else WHY_CHANGE)
    faults.tell()
    if change is not ChangeKind.CHAIR:
        chair_id, chair_name, chair_title = None, "", ""
    wanted = {"wanted_chair_id": chair_id, "wanted_chair_name": chair_name, "wanted_chair_title": chair_title}
    facts = {**wanted, "change": change, "expected_count": expected_count, **_place(site, reply, joined_id)}
    _answer(site, "request_change", "requested_site_change", note, facts, **more)
    if change is ChangeKind.CHAIR:
        substitutes.ask(site, reason=note, asked_by=site.answered_by, email=chair_email, scan=scan)


def _place(site, reply, joined_id):
    """Where the site attends by its answer: a relay of its own choice becomes a two-way site again."""
    if reply is Reply.CHANGE:
        return {"reply": site.reply or reply}
    if reply in (Reply.JOIN, Reply.RELAY):
        hold(site.conference)  # who comes to whom is settled for one site after the other
    host = guests.host_of(site, joined_id) if reply is Reply.JOIN else None
    kind = SiteKind.MEMBER if site.reply is Reply.RELAY else site.kind
    return {"reply": reply, "joined": host, "kind": SiteKind.RELAY if reply is Reply.RELAY else kind}


def answer(site, *, reply, change=ChangeKind.OTHER, chair_id=None, chair_name="", chair_title="", expected_count=None,
           note="", joined_id=None, chair_email="", scan=None, **more):  # fmt: skip
    """Record the three questions of the site's page as the answer they make.

    Taking part under another chair than the one named is a request: the conference's side consents
    (workflow, row 6).
    """
    if reply is Reply.NO:
        return decline(site, note=note, **more)
    if chair_name and site.chair_name and alike(chair_name) == alike(site.chair_name):
        # Typed once more: as papers write him, with the position they give him.
        chair_name, chair_title = site.chair_name, chair_title or site.chair_title
    chair = {"chair_id": chair_id, "chair_name": chair_name, "chair_title": chair_title}
    other = {"chair_email": chair_email, "scan": scan}
    more |= {"note": note, "expected_count": expected_count, **chair}
    if reply is Reply.CHANGE:
        return request_change(site, change=change, **other, **more)
    more |= {"reply": reply, "joined_id": joined_id}
    is_other = chair_name != site.chair_name or is_another(site.chair_id, chair_id)
    other_chair = chair_name and site.chair_name and is_other
    if other_chair and more.get("given_by") is None:
        return request_change(site, change=ChangeKind.CHAIR, **other, **more)
    return _confirm_with_chair(site, **more) if other_chair else confirm(site, **more)


def meant(namesakes, title, named_id):
    """The number of the one who is meant of those of one name, each a number with a position: the only one, else the
    one of that position, else the one who is named already; None where it is not clear."""
    numbers = {number for number, _ in namesakes}
    fitting = {number for number, position in namesakes if alike(position) == alike(title)}
    return next((min(some) for some in (numbers, fitting, numbers & {named_id}) if len(some) == 1), None)


def is_another(number, other) -> bool:
    """Whether two of the same name are known to be two: each by an account of his own."""
    return None not in (number, other) and number != other


def _confirm_with_chair(site, *, by, **more):
    """Who took the call consented: the other chair is kept beside the one he replaces."""
    former, presided = (site.chair_name, site.chair_title), site.chair
    confirm(site, by=by, **more)
    row = substitutes.ask(site, reason=more["note"], asked_by=site.answered_by)
    (row.former_name, row.former_title), (row.name, row.title) = former, (site.chair_name, site.chair_title)
    substitutes.pass_on(site, substitutes.settle(site, granted=True, by=by), former=presided, by=by)


def record_by_telephone(site, *, given_by, by, **facts):
    """Record an answer that somebody of the site gave by telephone; `by` is who took it.

    The same questions as `answer`; another chair needs no second consent, for the secretariat took the call.
    Also
    possible while the conference sits.
    """
    require(given_by, "given_by", _l("Say who gave the answer."))
    return answer(site, given_by=given_by, by=by, **facts)


def _answer(site, move, verb, note, facts, *, by, details=None, answers=None, asked=None, given_by=None):
    """Who keeps the conference is told of an answer that needs somebody. `answers`: how many the page knew; `asked`:
    the SEQUENCE of what it asked about; `given_by`: who spoke on the telephone, None for an answer on the page."""
    hold(site)
    db.session.refresh(site.conference, PLAN)
    way = AnswerWay.TELEPHONE if given_by is not None else AnswerWay.PAGE
    expect_stage(site.conference, CALLED if way is AnswerWay.TELEPHONE else ASKED, CLOSED)
    if way is AnswerWay.PAGE and left.is_unbegun(site.conference):
        raise NotNow(CLOSED)
    if site.kind is SiteKind.MAIN:
        raise NotNow(_l("The main site is the organiser's own and needs no answer."))
    _expect_answers(site, answers)
    _expect_asked(site.conference, asked)
    former = site.state
    LIFECYCLE.advance(site, move)
    host, count = site.joined, site.expected_count
    write(site, facts | {k: v for k, v in (details or {}).items() if k in DETAILS and v is not None})
    site.answered_at, site.answered_by = clock.now(), given_by or by.name
    site.answer_note, site.decision_note, site.answers = note or "", "", site.answers + 1
    site.former = None
    db.session.add(_as_kept(site, way, by))
    notices.unsay(telling.REMINDER, about=site)
    told = {"way": str(way), "given_by": site.answered_by}
    journal.record(by, verb if given_by is None else TAKEN[verb], site, within=site.conference, note=note, **told)
    guests.moved(site, host, count, by=by)
    hearing.answered(site, former, by=by)
    site_answered.send(site)


def _as_kept(site, way, by):
    """The answer that the site has just been given, as a row to keep."""
    other_chair = site.change is ChangeKind.CHAIR
    return Answer(
        site_id=site.id,
        state=site.state,
        at=site.answered_at,
        way=way,
        given_by=site.answered_by,
        recorded_by_id=by.id,
        chair_name=site.wanted_chair_name if other_chair else site.chair_name,
        chair_title=site.wanted_chair_title if other_chair else site.chair_title,
        change=site.change,
        expected_count=site.expected_count,
        note=site.answer_note,
        for_start=site.conference.starts_at,
        reply=site.reply,
        joined_name=site.joined.name if site.joined else "",
    )


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


def _expect_asked(conference, asked):
    """Whoever has read the old time, place or chair has not answered the new question."""
    if asked is not None and int(asked) != conference.sequence:
        when = clock.local(conference.starts_at).strftime("%H:%M %d/%m/%Y")
        words = _l(
            "The conference has changed while your page was open. It now begins at %(when)s. "
            "Look at time, place and chair above, then send your answer again.",
            when=when,
        )
        raise Stale(words)


def grant_change(site, *, version, note="", by):
    """Agree to what the site asked: the site counts as confirmed, and a new chair takes the former's place.

    Agreeing to another time does not move the conference. The site's officers are told. Refused unless it
    asked.
    """
    expect_stage_now(site.conference, CALLED)
    site.expect(version)
    LIFECYCLE.advance(site, "grant_change")
    former, presided = site.chair_name, site.chair
    if site.change is ChangeKind.CHAIR:
        site.chair_id, site.chair_name, site.chair_title = (
            site.wanted_chair_id, site.wanted_chair_name, site.wanted_chair_title,
        )  # fmt: skip
    passes = site.change is ChangeKind.CHAIR
    site.decision_note = note
    _close_change(site)
    hearing.unsay(site.conference, [site])
    row = substitutes.settle(site, granted=True, note=note, by=by) if passes else None
    journal.record(
        by, "granted_site_change", site, within=site.conference, note=note, former=former, now=site.chair_name
    )
    if row is None:
        telling.tell(site, "site_change_granted", note=note, asked=site.answer_note)
        return
    db.session.flush()
    db.session.refresh(site, ["chair"])
    substitutes.pass_on(site, row, former=presided, note=note, by=by)


def refuse_change(site, *, version, note, by):
    """Say no to what the site asked, with a reason: it is asked anew. Its officers are told. Refused unless
    it asked."""
    expect_stage_now(site.conference, CALLED)
    require(note, "note", _l("Say why the change is refused."))
    site.expect(version)
    LIFECYCLE.advance(site, "refuse_change")
    site.decision_note = note
    wanted = ", ".join(part for part in (site.wanted_chair_name, site.wanted_chair_title) if part)
    if site.change is ChangeKind.CHAIR:
        substitutes.settle(site, granted=False, note=note, by=by)
    _close_change(site)
    hearing.unsay(site.conference, [site])
    journal.record(by, "refused_site_change", site, within=site.conference, note=note)
    telling.tell(site, "site_change_refused", note=note, asked=site.answer_note, wanted=wanted)


def _close_change(site):
    write(site, NOTHING_WANTED)
