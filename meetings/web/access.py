"""The doorway: every route names its rule. Finds the thing (404), asks the rule (sign in, or 403), calls the view."""

from functools import wraps

from flask import abort, g
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError

from meetings.base.db import barred
from meetings.web.parts import is_fetched

login_manager = LoginManager()


def me():
    """The person whose request is being answered (Flask-Login's anonymous user when nobody signed in)."""
    return g._login_user if "_login_user" in g else current_user._get_current_object()


def anyone(user, *_):
    """Everybody, also without an account."""
    return True


def signed_in(user, *_):
    """Everybody with an account."""
    return user.is_authenticated


def allow(rule, *, find=None):
    """Guard a view with `rule(user, thing)`; `find` gets the values of the address and returns the thing or None.

    The view is called with the thing in hand. Answers 404, a redirect to sign-in, or 403.
    """

    def guard(view):
        @wraps(view)
        def door(**address):
            thing = (find(*address.values()),) if find else tuple(address.values())
            user = me()
            if thing == (None,):
                return _turned_away(user, 404)
            if not rule(user, *(thing if find else ())):
                return _turned_away(user, 403)
            return view(*thing)

        door.rule = rule
        return door

    return guard


def _turned_away(user, status):
    if user.is_authenticated:
        abort(status)
    if barred():  # at the sign-in page nothing would be left of what was typed
        raise CSRFError
    if is_fetched():
        abort(401)
    return login_manager.unauthorized()
