"""A new password: one's own, or through a link that came by mail."""

from functools import partial

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.accounts import actions, passwords, queries, throttle, tokens
from meetings.accounts.doors import bp
from meetings.accounts.entrance import WAIT, begin_session, counted
from meetings.accounts.invite_pages import invite, new_password
from meetings.accounts.sign_in_forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from meetings.base.db import transaction
from meetings.base.errors import NotNow, TooOften
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.web.access import allow, anyone, me, signed_in

DEAD_LINK = _l("This link is no longer good: it was used, is too old, or is incomplete. Ask for a new one.")


@bp.route("/password/forgotten", methods=["GET", "POST"])
@allow(anyone)
def forgotten():
    form = ForgottenForm()
    if form.done(lambda: _send_link(form.name.data)):
        flash(_("If there is such an account with an e-mail address, a message with a link is on its way to it."))
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/forgotten.html", form=form), form.status


def _send_link(name):
    """Whoever it is, the answer and what is counted are the same."""
    limits = {f"reset:{key}": limit for key, limit in counted(name).items()}
    if minutes := throttle.take(limits):
        raise TooOften(WAIT % {"minutes": minutes})
    person = queries.by_sign_in_name(name)
    if person is None or person.is_closed or not person.email:
        return
    if not person.is_active:  # he has none yet: he is let in for the first time
        invite([person], by=None)
        return
    minutes = current_app.config["RESET_MINUTES"]
    token = tokens.made(current_app.config["SECRET_KEY"], person)
    notices.tell([person], "password_reset", about=person, link=new_password(token), minutes=minutes)
    journal.record(None, "asked_for_password", person)


@bp.route("/password/new/<token>", methods=["GET", "POST"])
@allow(anyone)
def reset(token):
    person = _owner(token)
    if person is None:
        return render_template("accounts/dead_link.html"), NotNow.status
    form = NewPasswordForm()
    weigh, look = partial(actions.weighed, person, form.password.data), partial(_weaknesses, form, person)
    if form.done(lambda new: actions.choose_password(_still_owner(token), new), prepare=weigh, look=look):
        flash(_("Your new password is kept. Sign in with it."))
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/reset.html", form=form, person=person), form.status


def _owner(token):
    config = current_app.config
    return tokens.owner(config["SECRET_KEY"], token, minutes=config["RESET_MINUTES"], days=config["INVITE_DAYS"])


def _still_owner(token):
    person = _owner(token)
    if person is None:
        raise NotNow(DEAD_LINK)
    return person


@bp.route("/account/password", methods=["GET", "POST"])
@allow(signed_in)
def change_password():
    form, person = ChangePasswordForm(), me()
    look = partial(_weaknesses, form, person)
    limits = {f"password:{person.id}": current_app.config["SIGN_IN_LIMIT"]}
    wait = _take_try(limits) if form.validate_on_submit() else 0
    if form.done(lambda new: _change(new, limits), prepare=lambda: _weighed(form, wait), look=look):
        begin_session(queries.person(person.id))
        flash(_("Your password is changed. You are signed out everywhere else."))
        return redirect(url_for("desk.home"))
    return render_template("accounts/change_password.html", form=form, person=me()), form.status


def _weaknesses(form, person):
    password = form.password.data
    return passwords.faults(password, names=(person.user_name, person.email)) if password else ()


def _take_try(limits):
    """A try counts even if it is refused, so it is written down before; who fits is forgiven."""
    with transaction():
        return throttle.take(limits)


def _weighed(form, wait):
    if wait:
        raise TooOften(WAIT % {"minutes": wait})
    return actions.weighed(me(), form.password.data, present=form.present.data)


def _change(new, limits):
    actions.choose_password(me(), new)
    throttle.forgive(*limits)
