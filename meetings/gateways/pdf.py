"""Official papers: facts in, PDF out. No network, no file but our own styles and typefaces, no tag but the templates'.

A PDF is tagged, has language and title, embeds Tinos and is prepared as PDF/A-3u.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from meetings.gateways import paper_facts, paper_parts, site_papers
from meetings.gateways.paper_words import FILTERS
from meetings.gateways.press import Press

__all__ = ["html", "paper", "sources"]

TOP = Path(__file__).resolve().parent.parent.parent
FORMS = paper_facts.FORMS | site_papers.FORMS
# Beyond so many rows a table is drawn in parts that are joined: memory and time grow faster than the table.
MOST_ROWS = 500

_press = Press("meetings.gateways.drawing", "draw")


def paper(template: str, facts: paper_parts.Facts | dict, draft: bool = False) -> bytes:
    """The PDF of the paper `template` (a key of `FORMS`) that says `facts`; equal facts give equal bytes.

    A draft carries DỰ THẢO and neither number nor day. Raises `KeyError` for an unknown template and `TypeError` for
    facts that are not those of its form.
    """
    return _press.make(sources(template, facts, draft), draft)


def sources(template: str, facts: paper_parts.Facts | dict, draft: bool = False) -> list[str]:
    """What `drawing.draw` is given for it: one page, of a long table several."""
    form = _read(template, facts)
    parts = form.parts(MOST_ROWS) if isinstance(form, paper_facts.AttendanceAnnex) else [None]
    return [_source(template, form, draft, part=part) for part in parts]


def html(template: str, facts: paper_parts.Facts | dict, draft: bool = False, *, places=()) -> str:
    """The page from which `paper` draws, with links to its styles below /static: for a frame beside an editor. `places`
    are numbers by which the editor finds the points in it again: a list for each section."""
    return _source(template, _read(template, facts), draft, linked=True, places=places)


def _read(template, facts):
    values = facts.plain() if isinstance(facts, paper_parts.Facts) else facts
    return paper_parts.read(FORMS[template], values)


def _source(template, form, draft, *, linked=False, part=None, places=()):
    page = _templates().get_template(f"papers/{template}.html")
    return page.render(facts=form, draft=draft, linked=linked, part=part, places=places)


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
