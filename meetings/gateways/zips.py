"""Opening a zip that a stranger sent: looked over before anything in it is unpacked."""

import zipfile
import zlib
from contextlib import contextmanager
from typing import BinaryIO

from meetings.base.errors import NotValid
from meetings.base.language import _l

MOST_MEMBERS = 5_000
MOST_UNPACKED = 400 * 1024 * 1024
LIGHTLY_PACKED = 20 * 1024 * 1024
HIGHEST_RATIO = 150
CHUNK, OVERLAP = 1 << 20, 16
ENCRYPTED = 0x1

# What zipfile raises for members that are cut off, mangled, or packed in a way nobody uses.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)

DAMAGED = _l("The file is damaged or incomplete. Open it, save it again and send the new copy.")
LOCKED = _l("The file is protected with a password. Remove the protection and send it again.")
BOMB = _l("The file unpacks to far more than it should. Save it again without large empty areas or images.")


@contextmanager
def looked_over(file: BinaryIO, *, most_unpacked: int = MOST_UNPACKED):
    """The zip in `file`, once its directory shows no bomb, no password and no strange paths.

    zipfile never unpacks more of a member than the directory admits, so its sizes can be trusted.
    Raises `NotValid`, also for damage found while the zip is in use.
    """
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            _look_over(archive.infolist(), most_unpacked)
            yield archive
    except BROKEN as fault:
        raise NotValid(DAMAGED) from fault


def holds(archive: zipfile.ZipFile, name: str, pattern) -> bool:
    """Whether a member has that pattern of a few bytes somewhere; it is never unpacked as a whole."""
    with archive.open(name) as member:
        before = b""
        while chunk := member.read(CHUNK):
            if pattern.search(before + chunk):
                return True
            before = chunk[-OVERLAP:]
    return False


def _look_over(members, most_unpacked):
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise NotValid(LOCKED)
    if any(_is_strange(member.filename) for member in members):
        raise NotValid(DAMAGED)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > most_unpacked:
        raise NotValid(BOMB)
    if unpacked > LIGHTLY_PACKED and unpacked / packed > HIGHEST_RATIO:
        raise NotValid(BOMB)


def _is_strange(name):
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\0" in name
