"""Drawing a paper with WeasyPrint: HTML in, PDF out. Only `gateways.press` comes here, in its own process."""

import gc
import os
import re
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from meetings.gateways.joined import joined

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
# Everything a style asks for has an address below this one, which exists nowhere else.
HOME = "https://papers.invalid/static/"

# Some papers are set closer, within what Decree 30/2020 allows, where that spares their last page.
TIGHTENS = re.compile(r'<body class="[^"]*\bpaper-tightens\b')
TIGHT = "paper-tight.css"
# A long one is not worth drawing twice.
MOST_PAGES = 6

# The first page of a later part: it counts on, and shows its number.
GOES_ON = "@page :first { counter-reset: page %s; @top-center { content: counter(page) } }"

# Where the system's HarfBuzz cannot make typefaces smaller (Ubuntu 22.04), fontTools does, and writes down the hour.
os.environ["SOURCE_DATE_EPOCH"] = "0"

_drawing = Lock()


def draw(sources: list[str], draft: bool) -> bytes:
    """The PDF of a page, prepared as PDF/A-3u and tagged; equal pages give equal bytes.

    Of several pages one PDF is made, whose page numbers and tags go on.
    """
    with _drawing, _collecting_rarely():
        first, *others = sources
        content = _drawn(first, draft)
        if not others and TIGHTENS.search(first):
            content = _tightened(first, draft, content)
        return joined(content, [_later(source, draft) for source in others]) if others else content


def _tightened(source, draft, content):
    usual = _pages(content)
    if not 1 < usual <= MOST_PAGES:
        return content
    tight = _drawn(source, draft, _style(TIGHT))
    return tight if _pages(tight) < usual else content


def _pages(content):
    with pikepdf.open(BytesIO(content)) as opened:
        return len(opened.pages)


@cache
def _style(name):
    return CSS(string=(STATIC / "css" / name).read_text())


def _later(source, draft):
    """How a later part is drawn, once it is known after how many pages it comes."""
    return lambda pages: _drawn(source, draft, CSS(string=GOES_ON % (pages + 1)))


def _drawn(source, draft, *more):
    fonts, styles = _styles(draft)
    return HTML(string=source, url_fetcher=Nothing()).write_pdf(
        stylesheets=[*styles, *more],
        font_config=fonts,
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        pdf_identifier=b"nhip-cau",
    )


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
