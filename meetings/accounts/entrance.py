"""Signing in and out, and the door behind which a first password must be changed."""

from typing import NamedTuple

from flask import current_app, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.exceptions import HTTPException

from meetings.accounts import actions, passwords, queries, throttle
from meetings.accounts.doors import bp
from meetings.accounts.sign_in_forms import SignInForm
from meetings.base import origin
from meetings.base.db import barred, transaction
from meetings.base.errors import NotValid, Refusal, TooOften
from meetings.base.language import _l
from meetings.web.access import allow, anyone, me, signed_in

WRONG = _l("This name and password do not fit together. Check both; capitals count in the password.")
WAIT = _l("Too many failed tries. Wait %(minutes)s minutes, or ask for a new password.")
# Where somebody with a one-time password may go before he has his own.
OPEN_TO_NEWCOMERS = {"static", "accounts.sign_out", "accounts.change_password", "desk.appearance"}


class Knock(NamedTuple):
    """What came of a name and a password: who it is, or why not."""

    person_id: int | None
    refusal: Refusal | None
    new_hash: str | None = None


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(anyone)
def sign_in():
    if me().is_authenticated:
        return redirect(onward())
    form = SignInForm()
    knock = _knock(form.name.data, form.password.data) if form.validate_on_submit() else None
    if form.done(lambda: _enter(knock, form.name.data)):
        begin_session(form.outcome)
        return redirect(onward())
    return render_template("accounts/sign_in.html", form=form), form.status


def counted(name):
    """The limits that count for a try with this name from here."""
    account, address = _keys(name)
    return {account: current_app.config["SIGN_IN_LIMIT"], address: current_app.config["SIGN_IN_ADDRESS_LIMIT"]}


def _keys(name):
    """Of what is counted; an account is one, by whichever of its names somebody tries."""
    person = queries.by_sign_in_name(name)
    return throttle.keys(name, person.id if person else None, origin.address())


def _knock(name, password):
    """Hashing takes its time, so it is done between two transactions: the try is taken before, and given back after."""
    with transaction():
        minutes = throttle.take(counted(name))
    if minutes:
        return Knock(None, TooOften(WAIT % {"minutes": minutes}))
    person = queries.by_sign_in_name(name)
    known = person.password_hash if person and person.is_active else None
    if not passwords.fits(known, password):
        return Knock(None, NotValid(WRONG))
    return Knock(person.id, None, passwords.hashed(password) if passwords.is_outdated(known) else None)


def _enter(knock, name):
    if knock.refusal:
        raise knock.refusal
    person = queries.person(knock.person_id)
    actions.note_sign_in(person, new_hash=knock.new_hash)
    throttle.forgive(*_keys(name))
    return person


def begin_session(person):
    """A session of its own: nothing of the one before it stays."""
    session.clear()
    login_user(person)
    session.permanent = True


def onward():
    """The page that was asked for before signing in, when it is one of ours; else home."""
    asked = request.args.get("next", "")
    if not asked.startswith("/") or asked.startswith(("//", "/\\")) or any(ord(sign) < 33 for sign in asked):
        return url_for("desk.home")
    try:
        current_app.url_map.bind("").match(asked.partition("?")[0], method="GET")
    except HTTPException:
        return url_for("desk.home")
    return asked


@bp.post("/sign-out")
@allow(signed_in)
def sign_out():
    if expired := barred():
        raise expired
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@bp.before_app_request
def newcomers_change_their_password():
    """Somebody with a one-time password gets no further than the page on which he takes his own."""
    person = me()
    if person.is_authenticated and person.must_change_password and request.endpoint not in OPEN_TO_NEWCOMERS:
        return redirect(url_for("accounts.change_password"), 303)
    return None
