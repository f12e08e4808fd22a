"""Refusals become a page or JSON in the person's language; nothing else is caught."""

from flask import current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from meetings.base.db import bar
from meetings.base.errors import Expired, Refusal
from meetings.base.language import _l
from meetings.web.access import me
from meetings.web.addresses import came_from, is_page
from meetings.web.parts import is_fetched, is_opened_by_hand

SENTENCES = {
    400: _l("The request could not be understood. Go back, reload the page and try again."),
    401: _l("Your session has ended. All that stands here is kept: sign in, then go on in this tab."),
    403: _l("You are not allowed to see or do this. Ask the secretariat if you think you should be."),
    404: _l("There is nothing at this address. It may have been removed, or the link is incomplete."),
    405: _l("This address does not take that kind of request. Go back and use the buttons of the page."),
    429: _l("Too many tries. Wait a few minutes and try again."),
    500: _l("Something went wrong on our side and has been noted. Nothing was changed. Try again in a moment."),
}


SECRET = {"csrf_token", "version", "ticket"}
AGAIN = _l("This page had expired, so nothing was saved. Press once more.")
# A page says in one place what its scripts were refused; the part that was asked for stays as it is, with what was
# typed in it.
BESIDE = {"HX-Retarget": "#nc-refused", "HX-Reswap": "innerMorph", "HX-Reselect": ".nc-note"}
WORTH_KEEPING, MOST_KEPT = 12, 20


def register(app):
    """Let the application answer refusals, forged forms and HTTP errors in words."""
    app.register_error_handler(Refusal, lambda no: answer(getattr(no, "told", no.message), no.status))
    app.register_error_handler(CSRFError, lambda _error: forged())
    app.register_error_handler(Expired, lambda _error: forged(is_let_in=True))
    # What a page is about was there when it was asked for, and somebody took it away since.
    app.register_error_handler(ObjectDeletedError, lambda _gone: answer(SENTENCES[404], 404))
    app.register_error_handler(HTTPException, _http)


def answer(message, status):
    """The sentence as a page; where a part of one was asked for, as a note on the page that stands; as JSON for a
    script that asked for it."""
    if _is_json_asked():
        return jsonify(message=str(message)), status
    page = came_from()
    facts = {"message": message, "status": status, "came_from": page}
    if is_fetched():
        return render_template("errors/_refused.html", **facts), status, BESIDE
    return render_template("errors/refusal.html", **facts, typed=_typed() if page else []), status


def _is_json_asked() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and not request.accept_mimetypes.accept_html


def _typed() -> list[str]:
    """The longer texts of a form that was not taken, so that nobody has to think them up again; passwords aside."""
    try:
        sent = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    texts = [text for name, text in sent if name not in SECRET and "password" not in name]
    return [text.strip() for text in texts if len(text.strip()) >= WORTH_KEEPING][:MOST_KEPT]


def is_bare() -> bool:
    """Whether a button alone was pressed on a page of ours, with nothing typed."""
    return is_opened_by_hand() and is_page(came_from()) and not request.form.keys() - SECRET and not request.files


def forged(*, is_let_in=False):
    """The refusal of a form whose token is none of this session; what was typed stands on it, see `answer`. Where it
    was but a button, its page is shown anew with the reason: at the button's own address there is none. `is_let_in`:
    the door has let the person in, with an account or by a link, and signing in would change nothing."""
    is_known, page = is_let_in or me().is_authenticated, came_from()
    signed_out = _("You have been signed out meanwhile, so nothing was saved. Sign in and send the form again.")
    if is_bare():
        bar(None)  # it is told here
        session.pop("_flashes", None)
        flash(AGAIN if is_known else signed_out, "warn")
        return redirect(page if is_known else url_for("accounts.sign_in", next=page), 303)
    words = _("This form has expired or did not come from this site. Reload its page and send it again.")
    words = words if is_known else signed_out
    return answer(words, 401 if not is_known and (is_fetched() or _is_json_asked()) else 400)


def _too_large():
    """Nothing of what was sent can be read here: only the browser still has what was typed."""
    return _(
        "What was sent is too large, so nothing was saved. All files of a form together may have %(most)s MB, its "
        "texts half a MB. Your browser’s “Back” leads back to what you typed: choose a smaller file there.",
        most=current_app.config["UPLOAD_LIMIT_MB"],
    )


def _http(error):
    if error.code is None or error.code < 400:
        return error
    if error.code == 413:
        return answer(_too_large(), 413)
    return answer(SENTENCES.get(error.code, SENTENCES[400 if error.code < 500 else 500]), error.code)
