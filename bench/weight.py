"""Bytes of the first view: a page and everything its head asks for, packed as deploy/nginx.conf packs it."""

import gzip
import re
from urllib.parse import urljoin, urlsplit

LEVEL, SMALLEST = 6, 1000
PACKED = ("text/", "application/javascript", "application/json", "image/svg+xml")
ASKED_BY_PAGE = re.compile(r'<(?:link|script|img|use)\b[^>]*?(?:href|src)="([^"#]+)')
NOT_FETCHED = re.compile(r"latin-ext|/tinos/")
ASKED_BY_STYLE = re.compile(r'url\("?([^")]+)"?\)')


def first_view(client, path="/") -> dict[str, int]:
    """The packed size of every part, by address; `client` is a test client that is signed in.

    Of the typefaces those count that a browser fetches for a Vietnamese page: the screen's Latin and Vietnamese,
    neither the rarer Latin ones nor Tinos, which official papers are set in.
    """
    page = client.get(path)
    parts, waiting = {path: _packed(page)}, _asked(page, path)
    while waiting:
        address = waiting.pop()
        if address in parts or urlsplit(address).netloc or not address.startswith("/static/"):
            continue
        if NOT_FETCHED.search(address):
            continue
        part = client.get(address)
        parts[address] = _packed(part)
        if part.mimetype == "text/css":
            waiting |= {urljoin(address, found) for found in ASKED_BY_STYLE.findall(part.text)}
    return parts


def _asked(page, path):
    return {urljoin(path, found) for found in ASKED_BY_PAGE.findall(page.text) if "data:" not in found}


def _packed(answer):
    content = answer.get_data()
    worth_it = len(content) >= SMALLEST and answer.mimetype.startswith(PACKED)
    return len(gzip.compress(content, LEVEL)) if worth_it else len(content)
