"""`flask registry render` draws the released papers that nobody has asked for yet."""

import logging
import time

import click
from flask.cli import AppGroup
from jinja2 import TemplateError

from meetings.base.db import transaction
from meetings.gateways.press import Broken
from meetings.registry import actions, queries
from meetings.web import paper_files

commands = AppGroup("registry", help="Official papers.")
log = logging.getLogger("meetings.worker")
AFTER_A_BREAK_SECONDS = 15 * 60.0
# The papers on which the press broke, and when they are tried again.
_rests_until: dict[int, float] = {}


def render() -> int:
    """Draw up to twenty papers and keep them; how many were drawn.

    One that cannot be drawn (`pdf.paper`) is said in the log and tried again later: neither the others nor the post
    wait for it.
    """
    resting = [number for number, until in _rests_until.items() if until > time.monotonic()]
    return sum(_is_drawn(paper) for paper in queries.unrendered(but=resting))


def _is_drawn(paper):
    try:
        drawn = paper_files.kept(paper.template, paper.facts, paper.file_name)
    except (Broken, KeyError, TypeError, TemplateError):
        log.exception("paper %s (%s) cannot be drawn and rests", paper.id, paper.symbol)
        _rests_until[paper.id] = time.monotonic() + AFTER_A_BREAK_SECONDS
        return False
    with transaction():
        actions.keep_pdf(paper, drawn.fingerprint)
    return True


rounds = (render,)


@commands.command("render")
def render_all():
    """Draw the PDF of every released paper that has none yet."""
    number = 0
    while drawn := render():
        number += drawn
    click.echo(f"{number} papers drawn")
