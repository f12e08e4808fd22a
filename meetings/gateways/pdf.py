"""Official papers: facts in, PDF out. No network, no file but our own styles and typefaces, no tag but the templates'.

A PDF is tagged, has language and title, embeds Tinos and is prepared as PDF/A-3u.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from meetings.gateways import paper_facts, site_papers
from meetings.gateways.paper_words import FILTERS

__all__ = ["html", "paper"]

TOP = Path(__file__).resolve().parent.parent.parent
# Fetched with the first drawing: WeasyPrint is a third of what starting the application would cost, in time and memory.
DRAWING = "meetings.gateways.drawing"
FORMS = paper_facts.FORMS | site_papers.FORMS


def paper(template: str, facts: paper_facts.Facts | dict, draft: bool = False) -> bytes:
    """The PDF of the paper `template` (a key of `FORMS`) that says `facts`; equal facts give equal bytes.

    A draft carries DỰ THẢO and neither number nor day. Raises `KeyError` for an unknown template and `TypeError` for
    facts that are not those of its form.
    """
    source = _source(template, facts, draft, linked=False)
    return import_module(DRAWING).draw(source, draft)


def html(template: str, facts: paper_facts.Facts | dict, draft: bool = False) -> str:
    """The page from which `paper` draws, with links to its styles below /static: for a frame beside an editor."""
    return _source(template, facts, draft, linked=True)


def _source(template, facts, draft, *, linked):
    values = facts.plain() if isinstance(facts, paper_facts.Facts) else facts
    form = paper_facts.read(FORMS[template], values)
    return _templates().get_template(f"papers/{template}.html").render(facts=form, draft=draft, linked=linked)


@cache
def _templates():
    environment = Environment(
        loader=FileSystemLoader(TOP / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
