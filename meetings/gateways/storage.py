"""Files by their fingerprint (SHA-256), in a folder outside the web root: equal content is kept once."""

import fcntl
import hashlib
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.gateways.kinds import KINDS, TAKEN, kind_of

__all__ = ["KINDS", "TAKEN", "Store", "Stored", "kind_of"]

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
PART = 1024 * 1024

TOO_LARGE = _l("The file is larger than %(limit)s MB. Choose a smaller one.")
NO_FINGERPRINT = _l("There is no such file.")
MISSING = _l("The file is missing from the storage. Tell the administrator.")
FULL = _l("The file could not be stored. Try again, and tell the administrator if it fails again.")


@dataclass(frozen=True)
class Stored:
    """What was stored: its fingerprint and its size in bytes."""

    fingerprint: str
    size: int


class Store:
    """A folder of files named by their fingerprint, in drawers named by its first two digits."""

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)

    def put(self, stream: BinaryIO, limit_bytes: int) -> Stored:
        """Keep what `stream` holds, whole or not at all, on disk before this returns.

        Raises `NotValid` above `limit_bytes` (nothing is left behind), `Unreachable` when the disk fails.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".incoming-", delete=False) as file:
                try:
                    stored = _copy(stream, file, limit_bytes)
                    self._place(Path(file.name), stored.fingerprint)
                finally:
                    Path(file.name).unlink(missing_ok=True)
        except OSError as fault:
            raise Unreachable(FULL, again=True) from fault
        return stored

    def path(self, fingerprint: str) -> Path:
        """Where the file of this fingerprint is or would be. Raises `NotValid` for no fingerprint."""
        if not FINGERPRINT.fullmatch(fingerprint):
            raise NotValid(NO_FINGERPRINT)
        return self.folder / fingerprint[:2] / fingerprint

    def exists(self, fingerprint: str) -> bool:
        """Whether the file is here."""
        return self.path(fingerprint).is_file()

    def open(self, fingerprint: str) -> BinaryIO:
        """The file, open for reading. Raises `Unreachable` when it is not here."""
        try:
            return self.path(fingerprint).open("rb")
        except OSError as fault:
            raise Unreachable(MISSING, again=False) from fault

    def drop(self, *, before: datetime) -> int:
        """Delete the files that were put here before that instant; how many. For what is kept for a while only."""
        old = [path for path in self.folder.glob("??/*") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def drop_one(self, fingerprint: str, *, before: float) -> bool:
        """Delete a file that was put here before that time stamp and not again since; whether it is gone.

        Nobody puts a file here at the same moment: an equal one that comes is put after, and stays.
        """
        target = self.path(fingerprint)
        with self._held(fcntl.LOCK_EX):
            if not target.is_file() or target.stat().st_mtime > before:
                return False
            target.unlink()
        return True

    @contextmanager
    def _held(self, how):
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, how)
            yield
        finally:
            os.close(folder)

    def _place(self, written, fingerprint):
        target = self.path(fingerprint)
        target.parent.mkdir(exist_ok=True)
        os.chmod(written, 0o640)
        with self._held(fcntl.LOCK_SH):
            os.utime(written)  # a large file took a while to be written
            os.replace(written, target)
        _sync(target.parent)
        _sync(self.folder)


def _copy(stream, file, limit_bytes):
    digest, size = hashlib.sha256(), 0
    while part := stream.read(PART):
        size += len(part)
        if size > limit_bytes:
            raise NotValid(TOO_LARGE % {"limit": f"{limit_bytes / 1024 / 1024:.3g}"})
        digest.update(part)
        file.write(part)
    file.flush()
    os.fsync(file.fileno())
    return Stored(digest.hexdigest(), size)


def _sync(folder):
    """Make a rename outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
