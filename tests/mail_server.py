"""A real IMAP server (Dovecot) on a free port, and letters in the shapes in which calendar programs answer."""

import imaplib
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from meetings.invitations import jobs
from tests.stand_ins import free_port

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "dovecot.sh"
PASSWORD = "only-for-tests"


class ImapServer:
    """`deliver(bytes)` puts letters into INBOX, `folder(name)` tells how many lie there, `settings` are ours for it."""

    def __init__(self, place: Path, port: int):
        self.port, self.place = port, place
        (place / "password").write_text(PASSWORD + "\n")
        self.settings = {
            "REPLY_HOST": "127.0.0.1",
            "REPLY_PORT": port,
            "REPLY_TLS": "none",
            "REPLY_USER": "vp",
            "REPLY_PASSWORD_FILE": str(place / "password"),
        }

    def _signed_in(self):
        server = imaplib.IMAP4("127.0.0.1", self.port)
        server.login("vp", PASSWORD)
        return server

    def deliver(self, *contents: bytes):
        """Put letters into the folder that is read."""
        with self._signed_in() as server:
            for content in contents:
                server.append("INBOX", None, None, content)

    def folder(self, name="INBOX") -> int:
        """How many letters lie in a folder."""
        with self._signed_in() as server:
            return int(server.select(f'"{name}"')[1][0])

    def empty(self):
        """Throw away all letters."""
        with self._signed_in() as server:
            for name in ("INBOX", '"Da-xu-ly"'):
                word, [number] = server.select(name)
                if word == "OK" and int(number):
                    server.store("1:*", "+FLAGS", r"(\Deleted)")
                    server.expunge()


@pytest.fixture(scope="session")
def imap_server():
    """The server, for as long as the tests run."""
    place = Path(tempfile.mkdtemp(prefix="nhip-cau-imap-"))
    place.chmod(0o755)
    port = free_port()
    subprocess.run([SCRIPT, "start", str(place / "server"), str(port)], check=True, stdout=subprocess.DEVNULL)
    yield ImapServer(place, port)
    subprocess.run([SCRIPT, "stop", str(place / "server")], check=True)
    shutil.rmtree(place)


@pytest.fixture
def imap(imap_server, app, monkeypatch):
    """The server with nothing in it, and the application told of it."""
    imap_server.empty()
    monkeypatch.setattr(jobs, "_next_look", {})
    for name, value in imap_server.settings.items():
        monkeypatch.setitem(app.config, name, value)
    return imap_server
