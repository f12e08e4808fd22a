"""The doors of rehearsals are many: each module adds its routes to this blueprint, `views` calls them in."""

from flask import Blueprint

from meetings.rehearsals import queries

bp = Blueprint("rehearsals", __name__)


@bp.app_context_processor
def offer():
    """Let the pages of a site show what it found itself and how it stood in the trials."""
    return {"self_tests_of": queries.self_tests_of, "trials_of_site": queries.trials_of_site}
