"""One's own notices: what one was told, as it was told by mail, for whom mail does not reach as well."""

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext

from meetings.base.db import transaction
from meetings.base.errors import Unreachable
from meetings.desk.doors import bp
from meetings.desk.notice_names import icon_of, kind_name
from meetings.notices import actions, queries, rules
from meetings.web import asking, english, texts
from meetings.web.access import allow, me, signed_in
from meetings.web.language import language
from meetings.web.paging import page

SHOWN = 20


@bp.get("/inbox")
@allow(signed_in)
def inbox():
    typed = asking.asked()
    words, unread = typed.words(), typed.is_set("show", "unread")
    found = page(queries.inbox(me().id, words=words, unread=unread), size=SHOWN)
    return render_template(
        "desk/inbox.html", notices=found, said={one.id: _said(one) for one in found.items}, words=words, unread=unread
    )


@bp.post("/inbox/<int:notice_id>")
@allow(rules.was_told, find=queries.notice)
def open_notice(notice):
    path = _path(notice)
    with transaction():
        actions.open_(notice)
    return redirect(path or url_for("desk.inbox"))


@bp.post("/inbox/read")
@allow(signed_in)
def read_all():
    with transaction():
        number = actions.open_all(me().id)
    flash(ngettext("%(num)s notice is marked as read.", "%(num)s notices are marked as read.", number))
    return redirect(url_for("desk.inbox"))


def _said(notice):
    """Subject, body and icon of a notice, and the language that these are in."""
    tongue = language() if texts.is_in(language(), notice.kind) else "vi"
    try:
        subject, body = texts.spoken(notice.kind, notice.facts, to_name=notice.to_name, language=language())
    except Unreachable:
        subject, body, tongue = kind_name(notice.kind), "", language()
    # What is written in several languages may have left in another than is read now.
    left = "" if texts.is_in("en", notice.kind) else notice.subject
    return {
        "subject": left or subject,
        "body": body,
        "icon": icon_of(notice.kind),
        "reason": english.reason_for_reader(notice.reason),
        "language": "vi" if left else tongue,
    }


def _path(notice):
    """Where it leads: an address of ours, or none."""
    path = str(notice.facts.get("path", ""))
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""
