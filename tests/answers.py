"""What is kept is answered with a redirect: whoever reloads the page must not send the form a second time.

Watched in every test that posts anything, so that each form of the program is asked.
"""

from flask import g, request
from sqlalchemy import event
from sqlalchemy.orm import Session

# Those that keep something and answer with a page all the same: why reloading does no harm.
DRY_RUN = "a dry run shows what would become of each row, and undoes it"
WITH_A_PAGE = {
    "accounts.import_people": DRY_RUN,
    "desk.import_units": DRY_RUN,
    "attendance.import_names": DRY_RUN,
    "attendance.import_by_link": DRY_RUN,
    "sites.save_group": "the choice beside the group lives in the page until it is saved; a name is taken once",
}


def watch_answers(app):
    """Let a test fail in which a POST keeps something and answers with a whole page."""
    event.listen(Session, "after_flush", _note)
    app.before_request(_forget)
    app.after_request(_judge)


def _forget():
    g.kept = False


def _note(session, _flush):
    if "kept" in g:
        g.kept = g.kept or bool(session.new or session.dirty or session.deleted)


def _judge(answer):
    is_page = answer.status_code == 200 and answer.mimetype == "text/html" and "HX-Request" not in request.headers
    if request.method == "POST" and is_page and g.kept and b"<html" in answer.get_data():
        assert request.endpoint in WITH_A_PAGE, f"{request.endpoint} keeps something and answers with a page"
    return answer
