"""The time that a calendar proposes, adopted: the change that it is, shown with all that follows from it, then done."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.language import _l
from meetings.conferences import planning
from meetings.conferences.models import ConferenceState as S
from meetings.desk import changes, changing, outlooks
from meetings.desk.doors import bp
from meetings.desk.forms import RescheduleForm
from meetings.invitations import deciding, rules, standing
from meetings.invitations.models import CalendarReply, ReplyKind, ReplyState
from meetings.web.access import allow, me

NO_TIME = _l("This proposal names no time that can be adopted.")


def is_offered(reply: CalendarReply) -> bool:
    """Whether the letter waits and proposes a time that its conference can still take."""
    if reply.kind is not ReplyKind.COUNTER or reply.state is not ReplyState.OPEN:
        return False
    if reply.conference is None or reply.conference.state not in (*changes.CALLED, S.POSTPONED):
        return False
    return bool(reply.starts_at and reply.ends_at and clock.now() < reply.starts_at < reply.ends_at)


@bp.route("/calendar-replies/<int:reply_id>/adopt", methods=["GET", "POST"])
@allow(rules.can_decide, find=standing.reply)
def adopt_time(reply):
    conference, form = reply.conference, RescheduleForm(version=reply.conference.version)
    there = url_for("desk.calendar_answers", conference_id=conference.id)
    if request.method == "GET":
        if not is_offered(reply):
            flash(deciding.DECIDED if reply.state is ReplyState.SETTLED else NO_TIME, "warn")
            return redirect(there)
        form.show_times(reply.starts_at, reply.ends_at)
    is_put_off = conference.state is S.POSTPONED

    def foresee():
        deciding.expect_waiting(reply, ReplyKind.COUNTER)
        planning.expect_time(**form.times())
        look = outlooks.rescheduling if is_put_off else outlooks.revision
        return look(conference, **form.values())

    def act(**more):
        deciding.expect_open(reply, ReplyKind.COUNTER)
        planning.expect_time(**form.times())
        change = changes.reschedule if is_put_off else changes.revise
        change(conference, **form.values(), **more, by=me())
        if form.times() == _proposed(reply):
            deciding.adopted(reply, by=me())

    return changing.turn(
        conference,
        form,
        title=_("Take this time"),
        foresee=foresee,
        act=act,
        page=lambda: _typing(conference, form),
        words=_("The new time is set. All sites are asked again."),
        back=there,
    )


def _typing(conference, form):
    facts = {"form": form, "move": "adopt", "goes_on": True}
    return render_template("desk/move.html", conference=conference, tab="", **facts), form.status


def _proposed(reply):
    """The time as one types it, to the minute."""
    named = {"starts_at": reply.starts_at, "ends_at": reply.ends_at}
    return {key: at and at.replace(second=0, microsecond=0) for key, at in named.items()}
