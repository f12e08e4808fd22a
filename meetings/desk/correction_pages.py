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
    def changed(former):
        return len(comparing.changes(former, minutes))

    editions, version = all_minutes.editions(minutes.conference_id), all_minutes.whole(minutes).version
    return _page("minutes", minutes, editions, minutes_actions.drop, changed, version=version)


@bp.route("/conclusions/<int:notice_id>/drop", methods=["GET", "POST"])
@allow(notice_rules.can_write, find=notices.notice)
def drop_notice(notice):
    def changed(former):
        directives = comparing.changes(former.minutes, notice.minutes, BlockKind.DIRECTIVE)
        return len(notice_actions.differing(former, notice)) + len(directives)

    editions = notices.editions(notice.conference_id)
    return _page("conclusions", notice, editions, notice_actions.drop, changed, version=notice.version)


def _page(tab, edition, editions, drop, changed, *, version):
    """What follows from dropping: how much is `changed` from the edition that then stands again."""
    form, back = DropForm(), url_for(f"{tab}.show", conference_id=edition.conference_id)
    former = next((one for one in editions if one.edition < edition.edition), None)
    if not form.is_submitted():
        form.version.data = version
    if form.done(lambda: drop(edition, reason=form.reason.data, version=form.version.data, by=me())):
        flash(_("The correction is dropped. The edition before it stands as it is."), "ok")
        return redirect(back)
    droppable = former is not None and edition.is_draft
    facts = dict(conference=edition.conference, tab=tab, edition=edition, former=former, form=form, back=back)
    facts |= dict(droppable=droppable, changed=changed(former) if droppable else 0)
    return render_template("desk/drop_correction.html", **facts), form.status
