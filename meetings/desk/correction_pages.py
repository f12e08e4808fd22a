"""The doors to dropping a correction of minutes or of a notice: what follows from it, then the act."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.conclusions import actions as notice_actions
from meetings.conclusions import queries as notices
from meetings.conclusions import rules as notice_rules
from meetings.desk.doors import bp
from meetings.desk.forms import DropForm
from meetings.minutes import actions as minutes_actions
from meetings.minutes import comparing
from meetings.minutes import queries as all_minutes
from meetings.minutes import rules as minutes_rules
from meetings.minutes.models import BlockKind
from meetings.web.access import allow, me


@bp.route("/minutes/<int:minutes_id>/drop", methods=["GET", "POST"])
@allow(minutes_rules.can_write, find=all_minutes.minutes)
def drop_minutes(minutes):
    former = _former(minutes, all_minutes.editions(minutes.conference_id))

    def drop(form):
        minutes_actions.drop(minutes, reason=form.reason.data, version=form.version.data, by=me())

    def changed():
        return len(comparing.changes(former, minutes))

    return _page("minutes", minutes, former, drop, changed, version=all_minutes.whole(minutes).version)


@bp.route("/conclusions/<int:notice_id>/drop", methods=["GET", "POST"])
@allow(notice_rules.can_write, find=notices.notice)
def drop_notice(notice):
    former = _former(notice, notices.editions(notice.conference_id))

    def drop(form):
        notice_actions.drop(notice, reason=form.reason.data, version=form.version.data, by=me())

    def changed():
        directives = comparing.changes(former.minutes, notice.minutes, BlockKind.DIRECTIVE)
        return len(notice_actions.differing(former, notice)) + len(directives)

    return _page("conclusions", notice, former, drop, changed, version=notice.version)


def _former(edition, editions):
    return next((one for one in editions if one.edition < edition.edition), None)


def _page(tab, edition, former, drop, changed, *, version):
    form, back = DropForm(), url_for(f"{tab}.show", conference_id=edition.conference_id)
    if not form.is_submitted():
        form.version.data = version
    if form.done(lambda: drop(form)):
        flash(_("The correction is dropped. The edition before it stands as it is."), "ok")
        return redirect(back)
    droppable = former is not None and edition.is_draft
    facts = dict(conference=edition.conference, tab=tab, edition=edition, former=former, form=form, back=back)
    facts |= dict(droppable=droppable, changed=changed() if droppable else 0)
    return render_template("desk/drop_correction.html", **facts), form.status
