"""Deleting stored files that no row names any more: seen so twice, a time of grace apart, and never while one is put.

A file that was put lately stays, for the row that will name it may not be written yet. One that is named no more is
marked first: whoever saved the database before that finds the file in the backup of the same night.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from meetings.base.errors import Refusal
from meetings.base.language import _l
from meetings.gateways.storage import FINGERPRINT, Store

MARKS = "unnamed"
WRONG_PLACE = _l(
    "No row names any of the stored files. Nothing is deleted: see whether database and files belong together."
)


class Swept(NamedTuple):
    """Fingerprints of what was deleted (or would be), its bytes, and how many files wait for their time of grace."""

    deleted: list[str]
    size: int
    waiting: int


def sweep(store: Store, named: set[str], *, now: datetime, grace: timedelta, dry=False) -> Swept:
    """Delete what no row has named for the time of `grace`; `dry` only looks, and marks nothing.

    `named` is read after this moment's uploads were put or before: what is younger than `grace` stays either way.
    Raises `Refusal` where files are stored and none of them is named.
    """
    files = {path.name: path for path in sorted(store.folder.glob("??/*")) if FINGERPRINT.fullmatch(path.name)}
    if len(files) > 1 and not named & files.keys():
        raise Refusal(WRONG_PLACE)
    latest = (now - grace).timestamp()
    if not dry:
        _tidy(store, files.keys() - named, latest)
    deleted, size, waiting = [], 0, 0
    for name in sorted(files.keys() - named):
        mark, bytes_ = _mark(store, name), files[name].stat().st_size
        if not mark.exists() or mark.stat().st_mtime > latest:
            waiting += 1
            if not dry and not mark.exists():
                _set(mark, now)
        elif _is_old(files[name], latest) if dry else store.drop_one(name, before=latest):
            deleted.append(name)
            size += bytes_
        else:
            waiting += 1
    return Swept(deleted, size, waiting)


def _mark(store, name) -> Path:
    return store.folder / MARKS / name


def _set(mark, now):
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    os.utime(mark, (now.timestamp(), now.timestamp()))


def _is_old(path, latest):
    return path.stat().st_mtime <= latest


def _tidy(store, unnamed, latest):
    """Take the marks off files that are named again or gone, and away what an upload left that was cut off."""
    for mark in (store.folder / MARKS).glob("*"):
        if mark.name not in unnamed:
            mark.unlink(missing_ok=True)
    for part in store.folder.glob(".incoming-*"):
        if _is_old(part, latest):
            part.unlink(missing_ok=True)
