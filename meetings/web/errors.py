"""Refusals become a page or JSON in the person's language; nothing else is caught."""

from flask import current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from meetings.base.errors import Expired, Refusal
from meetings.base.language import _l
from meetings.web.access import me
from meetings.web.addresses import came_from

SENTENCES = {
    400: _l("The request could not be understood. Go back, reload the page and try again."),
    403: _l("You are not allowed to see or do this. Ask the secretariat if you think you should be."),
    404: _l("There is nothing at this address. It may have been removed, or the link is incomplete."),
    405: _l("This address does not take that kind of request. Go back and use the buttons of the page."),
    429: _l("Too many tries. Wait a few minutes and try again."),
    500: _l("Something went wrong on our side and has been noted. Nothing was changed. Try again in a moment."),
}


SECRET = ("csrf_token", "version", "ticket")
WORTH_KEEPING, MOST_KEPT = 12, 20


def register(app):
    """Let the application answer refusals, forged forms and HTTP errors in words."""
    app.register_error_handler(Refusal, lambda no: answer(getattr(no, "told", no.message), no.status))
    for error in (CSRFError, Expired):
        app.register_error_handler(error, lambda _error: forged())
    # What a page is about was there when it was asked for, and somebody took it away since.
    app.register_error_handler(ObjectDeletedError, lambda _gone: answer(SENTENCES[404], 404))
    app.register_error_handler(HTTPException, _http)


def answer(message, status):
    """The sentence as a page, or as JSON for a script that asked for it."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if best == "application/json" and not request.accept_mimetypes.accept_html:
        return jsonify(message=str(message)), status
    page = came_from()
    facts = {"message": message, "status": status, "came_from": page, "typed": _typed() if page else []}
    return render_template("errors/refusal.html", **facts), status


def _typed() -> list[str]:
    """The longer texts of a form that was not taken, so that nobody has to think them up again; passwords aside."""
    try:
        sent = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    texts = [text for name, text in sent if name not in SECRET and "password" not in name]
    return [text.strip() for text in texts if len(text.strip()) >= WORTH_KEEPING][:MOST_KEPT]


def forged():
    """The refusal of a form whose token is none of this session; what was typed stands on it, see `answer`."""
    if not me().is_authenticated:
        words = _("You have been signed out meanwhile, so nothing was saved. Sign in and send the form again.")
    else:
        words = _("This form has expired or did not come from this site. Open its page anew and send it again.")
    return answer(words, 400)


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
