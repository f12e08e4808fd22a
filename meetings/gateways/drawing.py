"""Drawing a paper with WeasyPrint: HTML in, PDF out. Only `gateways.pdf` comes here, with the first paper drawn."""

import gc
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
# Everything a style asks for has an address below this one, which exists nowhere else.
HOME = "https://papers.invalid/static/"

_drawing = Lock()


def draw(source: str, draft: bool) -> bytes:
    """The PDF of a page, prepared as PDF/A-3u and tagged; equal pages give equal bytes."""
    with _drawing, _collecting_rarely():
        fonts, styles = _styles(draft)
        return HTML(string=source, url_fetcher=Nothing()).write_pdf(
            stylesheets=styles,
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
