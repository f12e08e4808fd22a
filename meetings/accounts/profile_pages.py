"""One's own account: name, telephone, language, appearance, sessions."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh

from meetings.accounts import actions, queries
from meetings.accounts.doors import bp
from meetings.accounts.entrance import begin_session
from meetings.accounts.forms import ProfileForm
from meetings.base.db import transaction
from meetings.web.access import allow, me, signed_in


@bp.route("/account", methods=["GET", "POST"])
@allow(signed_in)
def profile():
    form = ProfileForm(obj=me())
    if form.done(lambda: actions.change_person(me(), **form.values(), version=form.version.data, by=me())):
        refresh()
        flash(_("The changes are kept."))
        return redirect(url_for("accounts.profile"))
    return render_template("accounts/profile.html", form=form, person=me()), form.status


@bp.post("/account/sessions/end")
@allow(signed_in)
def end_sessions():
    with transaction():
        actions.sign_out_everywhere(me(), by=me())
    begin_session(queries.person(me().id))
    flash(_("You are signed out everywhere else."))
    return redirect(url_for("accounts.profile"))
