"""`flask registry render` draws the released papers that nobody has asked for yet."""

import click
from flask.cli import AppGroup

from meetings.base.db import transaction
from meetings.registry import actions, queries
from meetings.web import paper_files

commands = AppGroup("registry", help="Official papers.")


def render() -> int:
    """Draw up to twenty papers and keep them; how many were drawn."""
    waiting = queries.unrendered()
    for paper in waiting:
        drawn = paper_files.kept(paper.template, paper.facts, paper.file_name)
        with transaction():
            actions.keep_pdf(paper, drawn.fingerprint)
    return len(waiting)


rounds = (render,)


@commands.command("render")
def render_all():
    """Draw the PDF of every released paper that has none yet."""
    number = 0
    while drawn := render():
        number += drawn
    click.echo(f"{number} papers drawn")
