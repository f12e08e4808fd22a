"""The outbox: what went to whom, when and why, how often it was tried, and why it did not arrive."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import String, cast, literal, select

from meetings.accounts import queries as accounts
from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.base.errors import Unreachable
from meetings.conferences.models import Conference
from meetings.desk.doors import bp
from meetings.desk.notice_names import kind_name
from meetings.notices import actions, queries
from meetings.notices.models import NoticeState
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.web import texts
from meetings.web.access import allow, me
from meetings.web.paging import page


def can_read_outbox(user, *_):
    """The secretariats, each within the conferences it manages, and the administrator."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))


def can_read_notice(user, notice):
    """The administrator; a secretariat what was told within a conference it manages."""
    if not can_read_outbox(user):
        return False
    return user.is_admin or bool(db.session.scalar(_managed(user).where(_name() == notice.within)))


@bp.get("/notices")
@allow(can_read_outbox)
def outbox():
    asked = _asked(request.args)
    within = None if me().is_admin else _managed(me())
    return render_template(
        "desk/outbox.html",
        notices=page(queries.outbox(**asked, within=within)),
        counts=queries.counts(within),
        kinds=queries.kinds(within),
        conference=_conference(asked["of"]),
        asked=asked,
        states=list(NoticeState),
        kind_name=kind_name,
    )


@bp.get("/notices/<int:notice_id>")
@allow(can_read_notice, find=queries.notice)
def notice(found):
    return render_template("desk/notice.html", notice=found, text=_text(found), kind_name=kind_name)


@bp.post("/notices/<int:notice_id>/try-again")
@allow(can_read_notice, find=queries.notice)
def try_again(found):
    person = accounts.person(found.person_id) if found.person_id else None
    with transaction():
        actions.try_again(found, address=(person.email or "") if person else "", by=me())
    flash(_("The message is queued again."))
    return redirect(url_for("desk.notice", notice_id=found.id))


def _asked(arguments):
    """The filters of the address; unknown ones count as none."""
    state, kind, number = (arguments.get(name, "") for name in ("state", "kind", "conference"))
    return {
        "words": arguments.get("q", "").strip()[:200],
        "state": NoticeState(state) if state in set(NoticeState) else None,
        "kind": kind[:60],
        "of": f"conference:{number}" if number.isascii() and number.isdigit() and len(number) < 10 else "",
    }


def _conference(name):
    """The conference of that name, where the reader may see it."""
    found = db.session.get(Conference, int(name.partition(":")[2])) if name else None
    return found if found and sites.can_see(me(), found) else None


def _text(found):
    """What left; of one that waits what would leave now; nothing of one that holds a one-time link."""
    if found.is_private:
        return ""
    if found.text:
        return found.text
    try:
        return texts.written(found.kind, found.facts, to_name=found.to_name, reason=found.reason).text
    except Unreachable as no:
        return str(no.message)


def _managed(user):
    """The names of the conferences that the person manages, as `Notice.within` holds them."""
    return select(_name()).where(sight.managed_by(user))


def _name():
    return literal("conference:") + cast(Conference.id, String)
