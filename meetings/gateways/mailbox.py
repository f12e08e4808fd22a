"""A mailbox that is read (IMAP, RFC 3501): what waits in its folder is fetched, and put away once it is kept.

Nothing is remembered here: what has been dealt with lies in another folder. Where we are stopped between keeping a
letter and putting it away, it is read a second time and recognised by what it says.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.gateways.bounded import LARGEST_HEAD

SIZE = re.compile(rb"\bUID (\d+)\b.*?\bRFC822\.SIZE (\d+)|\bRFC822\.SIZE (\d+).*?\bUID (\d+)\b")
UID = re.compile(rb"\bUID (\d+)\b")
HEAD_ONLY = f"BODY.PEEK[HEADER]<0.{LARGEST_HEAD}>"

NO_CONNECTION = _l("The mailbox of replies cannot be read: %(answer)s")
NO_PASSWORD = _l("The file with the password of the mailbox cannot be read: %(path)s")


class Arrived(NamedTuple):
    """One letter that waits: its number in the folder and its bytes; only its head where the rest is `too_large`."""

    uid: int
    content: bytes
    too_large: bool


@dataclass(frozen=True)
class Settings:
    """Where the mailbox is. `tls`: "tls", "starttls" or "none". Certificates are checked against the system's
    authorities or the file `authority`. Letters over `largest` bytes are not fetched whole."""

    host: str
    port: int
    tls: str
    user: str
    password_file: str
    folder: str = "INBOX"
    done_folder: str = "Da-xu-ly"
    authority: str = ""
    largest: int = 1024 * 1024
    timeout: float = 20

    @classmethod
    def of(cls, config):
        """From the settings of the installation; None where no mailbox is set."""
        if not config["REPLY_HOST"]:
            return None
        return cls(
            config["REPLY_HOST"],
            int(config["REPLY_PORT"]),
            config["REPLY_TLS"],
            config["REPLY_USER"],
            config["REPLY_PASSWORD_FILE"],
            config["REPLY_FOLDER"],
            config["REPLY_DONE_FOLDER"],
            config["REPLY_AUTHORITY"],
            int(config["REPLY_LARGEST_KB"]) * 1024,
        )


@contextmanager
def opened(settings: Settings) -> Iterator["Mailbox"]:
    """The mailbox while it is open. Raises `Unreachable(again=True)` whatever goes wrong with the server."""
    try:
        password = Path(settings.password_file).read_text().strip()
    except (OSError, UnicodeError) as fault:
        raise Unreachable(NO_PASSWORD % {"path": settings.password_file or "–"}, again=True) from fault
    server = None
    try:
        server = _connected(settings)
        server.login(settings.user, password)
        yield Mailbox(server, settings)
    except (imaplib.IMAP4.error, OSError, ValueError) as fault:
        raise Unreachable(NO_CONNECTION % {"answer": _readable(fault)}, again=True) from fault
    finally:
        if server is not None:
            _hang_up(server)


def _connected(settings):
    context = ssl.create_default_context(cafile=settings.authority or None)
    if settings.tls == "tls":
        return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=settings.timeout)
    server = imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout)
    if settings.tls == "starttls":
        server.starttls(context)
    return server


def _hang_up(server):
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        server.shutdown()


def _readable(fault):
    text = fault.args[0] if fault.args else type(fault).__name__
    return " ".join((text.decode(errors="replace") if isinstance(text, bytes) else str(fault)).split())[:300]


class Mailbox:
    """An open mailbox; see `opened`."""

    def __init__(self, server: imaplib.IMAP4, settings: Settings):
        self._server, self._settings = server, settings
        self._expect(server.select(_quoted(settings.folder)))
        # What a server can do it says anew after the sign-in.
        self._can_move = b"MOVE" in b" ".join(self._expect(server.capability())).upper().split()
        # Exists already: the answer is NO, and that is well.
        server.create(_quoted(settings.done_folder))

    def waiting(self, most: int) -> list[Arrived]:
        """The letters that wait, the oldest first, at most so many. How large they are is asked before they are
        fetched."""
        [found, *_] = self._expect(self._server.uid("SEARCH", "ALL")) or [b""]
        uids = sorted(int(uid) for uid in (found or b"").split())[:most]
        if not uids:
            return []
        sizes = self._sizes(uids)
        small = [uid for uid in uids if sizes.get(uid, 0) <= self._settings.largest]
        large = [uid for uid in uids if uid not in set(small)]
        fetched = self._fetched(small, "BODY.PEEK[]") | self._fetched(large, HEAD_ONLY)
        return [Arrived(uid, fetched[uid], uid in set(large)) for uid in uids if uid in fetched]

    def put_away(self, uids: list[int]) -> None:
        """Move letters to the folder of those dealt with."""
        if not uids:
            return
        named, folder = _set(uids), _quoted(self._settings.done_folder)
        if self._can_move:
            self._expect(self._server.uid("MOVE", named, folder))
            return
        self._expect(self._server.uid("COPY", named, folder))
        self._expect(self._server.uid("STORE", named, "+FLAGS.SILENT", r"(\Deleted)"))
        self._expect(self._server.expunge())

    def _sizes(self, uids):
        found = {}
        for line in self._expect(self._server.uid("FETCH", _set(uids), "(UID RFC822.SIZE)")):
            match = SIZE.search(line if isinstance(line, bytes) else b"")
            if match:
                uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
                found[int(uid)] = int(size)
        return found

    def _fetched(self, uids, what):
        if not uids:
            return {}
        found, answer = {}, self._expect(self._server.uid("FETCH", _set(uids), f"(UID {what})"))
        for place, line in enumerate(answer):
            if isinstance(line, tuple):
                # The number stands before the bytes or, with some servers, behind them.
                behind = answer[place + 1] if place + 1 < len(answer) and isinstance(answer[place + 1], bytes) else b""
                match = UID.search(line[0]) or UID.search(behind)
                if match:
                    found[int(match[1])] = line[1]
        return found

    def _expect(self, answer):
        word, content = answer
        if word != "OK":
            raise imaplib.IMAP4.error(content[0] if content and content[0] else word)
        return content


def _set(uids):
    return ",".join(str(uid) for uid in uids)


def _quoted(folder):
    return '"' + folder.replace("\\", "").replace('"', "") + '"'
