"""Official papers: facts in, PDF out. No network, no file but our own styles and typefaces, no tag but the templates'.

A PDF is tagged, has language and title, embeds Tinos and is prepared as PDF/A-3u.
"""

import gc
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from meetings.gateways import paper_facts
from meetings.gateways.paper_words import FILTERS

__all__ = ["html", "paper"]

TOP = Path(__file__).resolve().parent.parent.parent
STATIC = TOP / "static"
# Everything a style asks for has an address below this one, which exists nowhere else.
HOME = "https://papers.invalid/static/"

_drawing = Lock()


def paper(template: str, facts: paper_facts.Facts | dict, draft: bool = False) -> bytes:
    """The PDF of the paper `template` (a key of `paper_facts.FORMS`) that says `facts`; equal facts give equal bytes.

    A draft carries DỰ THẢO and neither number nor day. Raises `KeyError` for an unknown template and `TypeError` for
    facts that are not those of its form.
    """
    source = _source(template, facts, draft, linked=False)
    with _drawing, _collecting_rarely():
        fonts, styles = _styles(draft)
        return HTML(string=source, url_fetcher=Nothing()).write_pdf(
            stylesheets=styles,
            font_config=fonts,
            pdf_variant="pdf/a-3u",
            pdf_tags=True,
            pdf_identifier=b"nhip-cau",
        )


def html(template: str, facts: paper_facts.Facts | dict, draft: bool = False) -> str:
    """The page from which `paper` draws, with links to its styles below /static: for a frame beside an editor."""
    return _source(template, facts, draft, linked=True)


def _source(template, facts, draft, *, linked):
    values = facts.plain() if isinstance(facts, paper_facts.Facts) else facts
    form = paper_facts.read(paper_facts.FORMS[template], values)
    return _templates().get_template(f"papers/{template}.html").render(facts=form, draft=draft, linked=linked)


@contextmanager
def _collecting_rarely():
    """Long tables make millions of objects of which none is garbage yet: looking for it took a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


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


@cache
def _styles(draft):
    """The parsed styles and their typefaces, kept for the life of the process: 25 ms a paper are saved."""
    fonts = FontConfiguration()
    names = ["paper-print.css", "paper.css"] + ["paper-draft.css"] * draft
    return fonts, [
        CSS(
            string=(STATIC / "css" / name).read_text(),
            base_url=f"{HOME}css/{name}",
            url_fetcher=Ours(),
            font_config=fonts,
        )
        for name in names
    ]


class Nothing(URLFetcher):
    """What a paper says can fetch nothing at all."""

    def fetch(self, url, headers=None):
        """Refuse every address."""
        raise ValueError(f"a paper may not fetch {url}")


class Ours(URLFetcher):
    """What a style asks for comes out of our own static files."""

    def fetch(self, url, headers=None):
        """The file below `static/`; `ValueError` for anything else."""
        path = (STATIC / url.removeprefix(HOME)).resolve()
        if not url.startswith(HOME) or not path.is_relative_to(STATIC):
            raise ValueError(f"a paper may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
