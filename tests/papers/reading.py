"""Reading a PDF back with poppler, as somebody who opens, searches and measures it."""

import subprocess
from dataclasses import dataclass
from xml.etree import ElementTree

MM = 72 / 25.4
NAMESPACE = {"x": "http://www.w3.org/1999/xhtml"}


@dataclass(frozen=True)
class Word:
    """A word with the page it stands on, counted from 1, and its box in mm from the top left."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def _asked(*command, content):
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def pages(content: bytes) -> list[str]:
    """The text of every page in the order of its content, with single blanks and line breaks."""
    text = _asked("pdftotext", "-raw", "-enc", "UTF-8", "-", "-", content=content).decode()
    return [page.strip() for page in text.split("\f")[:-1]]


def text(content: bytes) -> str:
    """All text on one line, as somebody who copies it gets it."""
    return " ".join(" ".join(pages(content)).split())


def words(content: bytes) -> list[Word]:
    """Every word with its place."""
    tree = ElementTree.fromstring(_asked("pdftotext", "-bbox", "-", "-", content=content))
    return [
        Word(number, word.text, *(float(word.get(side)) / MM for side in ("xMin", "yMin", "xMax", "yMax")))
        for number, page in enumerate(tree.iterfind(".//x:page", NAMESPACE), 1)
        for word in page.iterfind("x:word", NAMESPACE)
    ]


def sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of every page in mm."""
    tree = ElementTree.fromstring(_asked("pdftotext", "-bbox", "-", "-", content=content))
    found = tree.iterfind(".//x:page", NAMESPACE)
    return [(round(float(page.get("width")) / MM), round(float(page.get("height")) / MM)) for page in found]


def find(content: bytes, *sought: str) -> list[Word]:
    """The first run of words that reads as `sought`."""
    known = words(content)
    for start in range(len(known)):
        if [word.text for word in known[start : start + len(sought)]] == list(sought):
            return known[start : start + len(sought)]
    raise LookupError(f"{' '.join(sought)} is not in the paper")


def fonts(content: bytes) -> list[tuple[str, bool, bool, bool]]:
    """Every font: its name, and whether it is embedded, a subset, and can be copied from (ToUnicode)."""
    rows = _asked("pdffonts", "-", content=content).decode().splitlines()[2:]
    return [(row.split()[0], *(flag == "yes" for flag in row.split()[-5:-2])) for row in rows]
