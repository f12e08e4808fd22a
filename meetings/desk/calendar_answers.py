"""What the calendars of those invited answer, conference by conference; and the mailbox to which they answer."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.conferences import queries as conferences
from meetings.conferences.models import Conference
from meetings.desk import adopting
from meetings.desk.doors import bp
from meetings.desk.guest_forms import GuestForm
from meetings.gateways import sheets
from meetings.invitations import bounces, by_hand, deciding, entries, rules, standing, strays
from meetings.invitations.models import CalendarReply, ReplyKind, ReplyState
from meetings.journal import actions as journal
from meetings.notices import queries as notices
from meetings.sites import sight
from meetings.web import answers, asking
from meetings.web.access import allow, me
from meetings.web.paging import kept, page
from meetings.web.words import word


@bp.get("/conferences/<int:conference_id>/calendar-answers")
@allow(rules.can_write, find=conferences.conference)
def calendar_answers(conference):
    return _page(conference, GuestForm())


@bp.post("/conferences/<int:conference_id>/calendar-answers")
@allow(rules.can_write, find=conferences.conference)
def invite_guest(conference):
    form = GuestForm()
    if form.done(lambda: by_hand.invite_guest(conference, **form.values(), by=me())):
        flash(_("The invitation to %(name)s is on its way.", name=form.name.data))
        return redirect(url_for("desk.calendar_answers", conference_id=conference.id))
    return _page(conference, form)


@bp.get("/conferences/<int:conference_id>/calendar-answers.xlsx")
@allow(rules.can_write, find=conferences.conference)
def calendar_answers_sheet(conference):
    query = standing.recipients(conference.id, **_asked()).limit(standing.MOST_ROWS)
    columns = [
        sheets.Column(_("Name"), 30),
        sheets.Column(_("E-mail"), 34),
        sheets.Column(_("Site"), 34),
        sheets.Column(_("Part"), 20),
        sheets.Column(_("Sent"), 18, "datetime"),
        sheets.Column(_("Answer"), 20),
        sheets.Column(_("Answered"), 18, "datetime"),
        sheets.Column(_("Answered the old time"), 22),
        sheets.Column(_("Note"), 40),
    ]
    table = sheets.Table(_("Calendar answers"), columns, [_row(row) for row in db.session.scalars(query)])
    book = sheets.Workbook(conference.title, [table]).to_bytes()
    with transaction():
        journal.record(me(), "exported_calendar_answers", conference, within=conference, people=len(table.rows))
    return answers.xlsx(book, "tra-loi-tu-lich.xlsx")


def _row(row):
    answer = _("Taken off") if row.is_void else str(word(row.partstat))
    is_bare = row.answered_at and not row.answered_by_token and not row.is_void
    answer += f" ({_('without its code')})" if is_bare else ""
    former = word(row.former) if row.former else ""
    return (
        row.name, row.address, row.site_name, word(row.part), row.sent_at, answer, row.answered_at, former,
        row.answer_note,
    )  # fmt: skip


@bp.post("/invites/<int:invite_id>/withdraw")
@allow(rules.can_write_invite, find=standing.invite)
def withdraw_invite(invite):
    with transaction():
        by_hand.withdraw(invite, by=me())
    flash(_("%(name)s loses the entry; nobody else is told.", name=invite.title))
    return _back(invite.conference_id)


@bp.post("/invites/<int:invite_id>/give-back")
@allow(rules.can_write_invite, find=standing.invite)
def give_back_invite(invite):
    with transaction():
        by_hand.give_back(invite, by=me())
    flash(_("The invitation to %(name)s is on its way.", name=invite.title))
    return _back(invite.conference_id)


@bp.get("/calendar-replies")
@allow(rules.can_read_replies)
def calendar_replies():
    asked = _asked_of_letters()
    managed = select(Conference.id).where(sight.managed_by(me()))
    within = None if me().is_admin else strays.within(me(), managed)
    return render_template(
        "desk/calendar_replies.html",
        letters=page(standing.letters(**asked, within=within)),
        asked=asked,
        is_narrowed=bool(asked["words"] or asked["of"] or asked["state"] is not ReplyState.OPEN),
        states=list(ReplyState),
        takes=_takes,
    )


@bp.post("/calendar-replies/<int:reply_id>/<any(believe, count, decline, invite, set_aside):act>")
@allow(rules.can_decide, find=lambda reply_id, act: standing.reply(reply_id))
def decide_reply(reply):
    act = request.view_args["act"]
    with transaction():
        DECISIONS[act](reply, by=me())
    flash(DONE[act](reply))
    return _back(reply.conference_id)


@bp.post("/stray-letters/<int:letter_id>/set-aside")
@allow(rules.can_set_aside, find=standing.stray)
def set_letter_aside(letter):
    with transaction():
        deciding.set_aside(letter, by=me())
    flash(DONE["set_aside"](letter))
    return redirect(url_for("desk.calendar_replies"))


DECISIONS = {
    "believe": bounces.believe,
    "count": deciding.count,
    "decline": deciding.decline,
    "invite": deciding.invite_named,
    "set_aside": deciding.set_aside,
}
DONE = {
    "believe": lambda _reply: _(
        "The address is marked: mail does not reach it. An answer from there takes the mark away."
    ),
    "count": lambda reply: (
        _("It is noted as the answer to the former time; the new one is still asked for.")
        if reply.is_old
        else _("The answer counts.")
    ),
    "decline": lambda _reply: _("It is declined; the one who asked is told."),
    "invite": lambda _reply: _("The invitation is on its way."),
    "set_aside": lambda _reply: _("The letter is set aside."),
}


def _takes(reply: CalendarReply) -> list[tuple[str, str]]:
    """What can be done about a letter and under which address, the likeliest first."""
    if reply.state is not ReplyState.OPEN:
        return []
    if reply.conference_id is None:
        return [("set_aside", url_for("desk.set_letter_aside", letter_id=reply.id))]
    possible = {
        "adopt": adopting.is_offered(reply),
        "believe": reply.kind is ReplyKind.BOUNCE and bool(reply.named_address),
        "count": _can_count(reply),
        "invite": bool(reply.named_address and reply.conference_id) and reply.kind is not ReplyKind.BOUNCE,
        "decline": reply.kind in (ReplyKind.COUNTER, ReplyKind.DELEGATION) and reply.invite_id is not None,
        "set_aside": True,
    }
    acts = [act for act, is_possible in possible.items() if is_possible]
    return [(act, _address(reply, act)) for act in acts]


def _address(reply, act):
    if act == "adopt":
        return url_for("desk.adopt_time", reply_id=reply.id)
    return url_for("desk.decide_reply", reply_id=reply.id, act=act)


def _can_count(reply):
    if reply.kind is not ReplyKind.ANSWER or reply.invite is None or reply.partstat is None:
        return False
    return not (reply.invite.is_void or reply.is_overtaken)


def _page(conference, form):
    asked = _asked()
    found = page(standing.recipients(conference.id, **asked))
    html = render_template(
        "desk/calendar_answers.html",
        conference=conference,
        invites=found,
        counts=standing.counts(conference.id),
        decisions=standing.to_decide(conference.id),
        lost=notices.lost([row.address for row in found.items]),
        asked=asked,
        stands=list(standing.STANDS),
        takes=_takes,
        form=form,
        may_invite=conference.state in entries.IN_CALENDARS,
        sheet=url_for("desk.calendar_answers_sheet", conference_id=conference.id, **kept("page")),
    )
    return html, form.status


def _asked():
    typed = asking.asked()
    return {"words": typed.words(), "stand": typed.one_of("stand", standing.STANDS, "")}


def _asked_of_letters():
    typed = asking.asked(**{"state": ReplyState.OPEN.value} | request.args.to_dict())
    return {"words": typed.words(), "state": typed.one_of("state", ReplyState), "of": typed.number("conference")}


def _back(conference_id):
    return redirect(url_for("desk.calendar_answers", conference_id=conference_id))
