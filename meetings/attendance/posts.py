"""Which required posts a list lacks: titles are compared as people write them, long or short, with or without marks."""

import re
from collections.abc import Iterable

from meetings.base.vietnamese import fold

SHORT = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("uy ban mat tran to quoc", "ubmttq"),
    ("mat tran to quoc", "mttq"),
)
PARTS = re.compile(r"[,;/()]| [-–] | kiem | va ")
SIGNS = re.compile(r"[^\w\s,;/()–-]+")


def missing(posts: Iterable[str], titles: Iterable[str]) -> list[str]:
    """The `posts` that none of the `titles` holds.

    "Chủ tịch UBND" is held by "Chủ tịch Ủy ban nhân dân xã" and by "Bí thư, Chủ tịch UBND", not by "Phó Chủ tịch UBND".
    """
    held = {part for title in titles for part in _parts(title)}
    return [post for post in posts if not _is_held(_short(post), held)]


def _is_held(post, held):
    return not post or post in held or any(one.startswith(f"{post} ") for one in held)


def _parts(title):
    short = _short(title)
    return {short, *(part.strip() for part in PARTS.split(short))}


def _short(text):
    plain = " ".join(SIGNS.sub(" ", fold(text)).split())
    for long, short in SHORT:
        plain = plain.replace(long, short)
    return plain
