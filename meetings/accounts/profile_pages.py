"""One's own account: name, telephone, language, appearance, how one is told, sessions."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh

from meetings.accounts import actions, queries
from meetings.accounts.doors import bp
from meetings.accounts.entrance import begin_session
from meetings.accounts.forms import ProfileForm
from meetings.accounts.wish_forms import WishForm
from meetings.base.db import transaction
from meetings.notices import queries as notices
from meetings.notices import wishing
from meetings.web.access import allow, me, signed_in


@bp.route("/account", methods=["GET", "POST"])
@allow(signed_in)
def profile():
    form = ProfileForm(obj=me())
    if form.done(lambda: actions.change_person(me(), **form.values(), version=form.version.data, by=me())):
        refresh()
        flash(_("The changes are kept."))
        return redirect(url_for("accounts.profile"))
    return _page(form, WishForm.of(notices.wish(me().id)))


@bp.post("/account/notices")
@allow(signed_in)
def wishes():
    form = _offered(WishForm())
    if form.done(lambda: wishing.keep(me(), **form.values(), version=form.version.data, by=me())):
        flash(_("From now on you are told as you wish."))
        return redirect(url_for("accounts.profile", _anchor="notices"))
    return _page(ProfileForm(formdata=None, obj=me()), form)


def _offered(form):
    config = current_app.config
    return form.offer(me(), gateway=bool(config["TEXT_GATEWAY"]), called=config["TEXT_NAME"])


def _page(form, wish_form):
    html = render_template(
        "accounts/profile.html",
        form=form,
        wishes=_offered(wish_form),
        person=me(),
        usual_quiet=current_app.config["QUIET_HOURS"].replace("-", " – "),
        usual_digest=current_app.config["DIGEST_HOUR"],
    )
    return html, max(form.status, wish_form.status)


@bp.post("/account/sessions/end")
@allow(signed_in)
def end_sessions():
    with transaction():
        actions.sign_out_everywhere(me(), by=me())
    begin_session(queries.person(me().id))
    flash(_("You are signed out everywhere else."))
    return redirect(url_for("accounts.profile"))
