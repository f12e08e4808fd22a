"""The one blueprint to which the modules of documents that carry pages add routes, and how each sends a file."""

from http import HTTPStatus

from flask import Blueprint, request

from meetings.base.db import transaction
from meetings.documents import actions
from meetings.web import files

bp = Blueprint("documents", __name__)


def sent(document, *, by):
    """The file itself; who gets its content, and not only the word that his copy is still good, is noted."""
    answer = files.send(document, download="download" in request.args)
    if answer.status_code == HTTPStatus.OK and request.method == "GET":
        with transaction():
            actions.note_download(document, by=by)
    return answer
