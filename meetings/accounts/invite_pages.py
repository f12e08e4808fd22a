"""Letting many people in at once: who has an e-mail address and never signed in is sent a link."""

from functools import partial
from urllib.parse import urljoin

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from meetings.accounts import letting_in, queries, rules
from meetings.accounts.doors import bp
from meetings.accounts.forms import InviteForm
from meetings.accounts.people_pages import asked
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.paging import kept

SHOWN = 200
NOBODY = _l("Tick at least one person. Who has signed in meanwhile is on this list no more.")
SENT = _l(
    "Sent since this page was opened: nothing was sent a second time. If you want to send once more, press again."
)


def invite(people, *, house="", by) -> None:
    """Queue the mail to each of these people (see `letting_in.invite`)."""
    config = current_app.config
    letting_in.invite(
        people, key=config["SECRET_KEY"], days=config["INVITE_DAYS"], address=new_password, house=house, by=by
    )


def new_password(token) -> str:
    """The public address of the page on which the bearer of the token chooses a password."""
    return urljoin(current_app.config["PUBLIC_URL"], url_for("accounts.reset", token=token, _external=False))


def _good_since():
    return letting_in.good_since(current_app.config["INVITE_DAYS"])


@bp.route("/people/invite", methods=["GET", "POST"])
@allow(rules.can_keep_people)
def invite_people():
    form, wanted = InviteForm(), asked() | {"state": "open", "within": rules.reach(me())}
    if form.done(lambda: _invite(wanted, **form.values())):
        _say(*form.outcome)
        return redirect(url_for("accounts.people", **kept("page")))
    found, since = list(db.session.scalars(queries.to_invite(**wanted).limit(SHOWN))), _good_since()
    told = queries.invited_at(found, since)
    html = render_template(
        "accounts/invite.html",
        form=form,
        found=found,
        number=queries.never_in(**wanted, invited_since=since),
        told=told,
        last=max(told.values(), default=None),
        ticked=_ticked() if form.is_submitted() else _proposed(found, told),
        ticks_at=partial(url_for, "accounts.invite_people", **kept("page", "tick")),
        unit=wanted["unit"],
        days=current_app.config["INVITE_DAYS"],
    )
    return html, form.status


def _say(sent, left_out):
    flash(
        ngettext(
            "%(num)s mail with a link to set a password is on its way.",
            "%(num)s mails with a link to set a password are on their way.",
            sent,
        )
    )
    if left_out:
        flash(
            ngettext(
                "%(num)s person was sent a link since the page was opened, and no second one.",
                "%(num)s people were sent a link since the page was opened, and no second one.",
                left_out,
            ),
            "warn",
        )


def _invite(wanted, since):
    """All who have no good invitation, or those who were ticked, as far as they are still to be let in and, as far as
    the page knew, nobody has sent them one `since`. How many are sent one, and how many are left out."""
    letting_in.alone_in_inviting()
    if "everybody" in request.form:
        chosen = list(db.session.scalars(queries.to_invite(**wanted, invited_since=_good_since())))
    else:
        ticked = _ticked()
        chosen = [person for person in db.session.scalars(queries.to_invite(**wanted)) if person.id in ticked]
    if not chosen:
        raise NotValid(NOBODY)
    since = since and max(since, _good_since())
    sent = queries.invited_at(chosen, since) if since else {}
    fresh = [person for person in chosen if person.id not in sent]
    if not fresh:
        raise NotValid(SENT)
    posts = me().current_posts
    invite(fresh, house=posts[0].unit.name if posts else "", by=me())
    return len(fresh), len(sent)


def _ticked():
    return {id_or_none(typed) for typed in request.form.getlist("people")}


def _proposed(found, told):
    """Who has no mail yet, or nobody where the address says so."""
    return set() if request.args.get("tick") == "none" else {person.id for person in found if person.id not in told}
