"""Stand-ins for the outside world: real servers that answer as told and remember what they were handed."""

import base64
import hashlib
import json
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]


@dataclass(frozen=True)
class Delivered:
    """A message as it reached the server."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    signed_in_as: str | None
    encrypted: bool

    @property
    def text(self):
        """The plain text of the message."""
        return self.message.get_body(["plain"]).get_content().replace("\r\n", "\n")


class SmtpServer:
    """A mail server: `with SmtpServer() as server:`, then `server.url`, `.delivered`, `.connections`.

    `answer("RCPT", "451 later")` scripts the next answer to a command (MAIL, RCPT, DATA); `hang_up("DATA")`
    closes the line there instead. `accounts` ({name: password}) makes it ask for a password, `tls` (an
    SSLContext) offers STARTTLS, `tls_at_once=True` speaks TLS from the first byte.
    """

    def __init__(self, *, accounts=None, tls=None, tls_at_once=False):
        self.delivered: list[Delivered] = []
        self.connections = 0
        self.accounts = accounts or {}
        self._script: dict[str, deque] = {}
        self._tls, self._tls_at_once = tls, tls_at_once

    @property
    def url(self):
        """The setting under which the server is reached (without a name and password)."""
        return f"{'smtps' if self._tls_at_once else 'smtp'}://127.0.0.1:{self.port}"

    def answer(self, command, line):
        """Answer the next `command` with `line` instead of accepting it."""
        self._script.setdefault(command, deque()).append(line)

    def hang_up(self, command):
        """Close the line at the next `command`."""
        self.answer(command, None)

    def __enter__(self):
        self.port = free_port()
        self._controller = _SmtpController(self)
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    def _scripted(self, command, smtp, usual):
        if not self._script.get(command):
            return usual
        line = self._script[command].popleft()
        if line is None:
            smtp.transport.close()
            return "421 bye"
        return line

    async def handle_MAIL(self, smtp, session, envelope, address, options):
        """Called by aiosmtpd for MAIL FROM."""
        envelope.mail_from = address
        return self._scripted("MAIL", smtp, "250 OK")

    async def handle_RCPT(self, smtp, session, envelope, address, options):
        """Called by aiosmtpd for RCPT TO."""
        line = self._scripted("RCPT", smtp, "250 OK")
        if line.startswith("2"):
            envelope.rcpt_tos.append(address)
        return line

    async def handle_DATA(self, smtp, session, envelope):
        """Called by aiosmtpd when the whole message has arrived."""
        line = self._scripted("DATA", smtp, "250 OK")
        if line.startswith("2"):
            message = message_from_bytes(envelope.original_content, policy=policy.default)
            name = session.auth_data.login.decode() if session.auth_data else None
            encrypted = session.ssl is not None or self._tls_at_once
            self.delivered.append(Delivered(envelope.mail_from, envelope.rcpt_tos, message, name, encrypted))
        return line

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        """Called by aiosmtpd for AUTH."""
        known = self.accounts.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=known, auth_data=data)


class _SmtpController(Controller):
    def __init__(self, server):
        self.told = server
        context = server._tls if server._tls_at_once else None
        super().__init__(server, hostname="127.0.0.1", port=server.port, ssl_context=context)

    def factory(self):
        return _CountingSMTP(self.told)


class _CountingSMTP(SMTP):
    def __init__(self, told):
        self.told, self.greeted = told, False
        super().__init__(
            told,
            hostname="mail.example",
            authenticator=told.authenticate,
            auth_required=bool(told.accounts),
            auth_require_tls=False,
            tls_context=None if told._tls_at_once else told._tls,
        )

    async def smtp_EHLO(self, hostname):
        """Count the line when it first speaks: aiosmtpd itself opens one that never does."""
        self.told.connections += not self.greeted
        self.greeted = True
        await super().smtp_EHLO(hostname)


@dataclass
class Scripted:
    """An answer told beforehand: to one path, for as long as it stands."""

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    wait: float = 0
    drip: float = 0


# What the real script does as far as our page sees it (contracts/jitsi.md g): a frame in parentNode, events, commands.
SCRIPT = b"""
window.JitsiMeetExternalAPI = class {
  constructor(domain, options) {
    const frame = document.createElement("iframe");
    frame.allow = "camera; microphone; display-capture; autoplay; clipboard-write";
    frame.name = "jitsiConferenceFrame0";
    frame.title = "Jitsi";
    frame.src = `http://${domain}/${options.roomName}?jwt=${options.jwt}&lang=${options.lang}`;
    this.listeners = {};
    this.commands = [];
    frame.addEventListener("load", () => this.emit("videoConferenceJoined"));
    options.parentNode.append(frame);
    window.standIn = this;
    this.options = options;
  }
  addListener(name, call) { (this.listeners[name] ??= []).push(call); }
  executeCommand(...order) { this.commands.push(order); }
  emit(name) { (this.listeners[name] || []).forEach((call) => call({})); }
};
"""
ROOM_PAGE = b"<!doctype html><html lang=vi><title>Room</title><p>The room</p></html>"
PAGES = {
    "/external_api.js": SCRIPT,
    "/http-bind": b"<p>It works! Now point your BOSH client to this URL.</p>",
}


class JitsiServer:
    """A Jitsi deployment seen over HTTP (contracts/jitsi.md c, f): script, signalling, room size, occupants.

    `rooms["slug"] = [("ab12cd34", "Nguyễn Văn An")]` fills a room; a room that is not there answers 404.
    `answer("/room", status=500)` scripts a path until `answers.clear()`; `wait` delays the whole answer and
    `drip` each byte of it (seconds). `asked` holds (path, query) of every request. Without `sockets` the lasting
    connection is refused.
    """

    domain = "meet.tinh.example"

    def __init__(self):
        self.rooms: dict[str, list[tuple[str, str]]] = {}
        self.answers: dict[str, Scripted] = {}
        self.asked: list[tuple[str, dict]] = []
        self.sockets = True

    @property
    def url(self):
        """The address of the deployment, for JITSI_URL and JITSI_PROSODY_URL alike."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path, *, status=200, body=b"", headers=None, wait=0, drip=0):
        """Let `path` answer this from now on."""
        self.answers[path] = Scripted(status, body, headers or {}, wait, drip)

    def __enter__(self):
        self._server = _Http(("127.0.0.1", 0), _JitsiHandler)
        self._server.told = self
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def usual(self, path, query):
        """What a healthy deployment says."""
        if path in PAGES:
            return Scripted(body=PAGES[path])
        if path.startswith(("/hn-", "/thu-")):
            return Scripted(body=ROOM_PAGE, headers={"Content-Type": "text/html; charset=utf-8"})
        if path == "/room" and not query:
            return Scripted(400)
        people = self.rooms.get(query.get("room", ""))
        if path != "/room" or people is None or query.get("domain") != self.domain:
            return Scripted(404)
        return Scripted(body=self._occupants(query["room"], people))

    def _occupants(self, room, people):
        rows = [{"jid": f"{room}@muc.{self.domain}/{nick}", "email": "", "display_name": name} for nick, name in people]
        return json.dumps(rows or {}).encode()


@dataclass(frozen=True)
class Asked:
    """A request as it reached a gateway."""

    method: str
    path: str
    headers: dict
    body: str


class TextGateway:
    """A gateway for short messages: `with TextGateway() as gateway:`, then `gateway.url`, `.asked`.

    `answer(status=500)` scripts what it says from now on, `wait` and `drip` delay it as with `JitsiServer`.
    """

    def __init__(self):
        self.asked: list[Asked] = []
        self.scripted = Scripted(body=b'{"CodeResult": "100"}')

    @property
    def url(self):
        """Where it is asked."""
        return f"http://127.0.0.1:{self._server.server_port}/send"

    @property
    def said(self):
        """The bodies of all requests, read as JSON."""
        return [json.loads(one.body) for one in self.asked]

    def answer(self, *, status=200, body=b"", headers=None, wait=0, drip=0):
        """Let it say this from now on."""
        self.scripted = Scripted(status, body, headers or {}, wait, drip)

    def __enter__(self):
        self._server = _Http(("127.0.0.1", 0), _TextHandler)
        self._server.told = self
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """A client that no longer listens is no news."""


class _JitsiHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        told, parts = self.server.told, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        told.asked.append((parts.path, query))
        if parts.path == "/xmpp-websocket" and told.sockets:
            self._shake_hands()
            return
        answer = told.answers.get(parts.path) or told.usual(parts.path, query)
        time.sleep(answer.wait)
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(answer)

    def _shake_hands(self):
        """Open the lasting connection (RFC 6455 §4.2.2), wait for the first frame and hang up."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        lines = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Accept: {accept}", "Sec-WebSocket-Protocol: xmpp")  # fmt: skip
        self.wfile.write("".join(f"{line}\r\n" for line in (*lines, "")).encode())
        self.rfile.read(2)
        self.close_connection = True

    def _write(self, answer):
        if not answer.drip:
            self.wfile.write(answer.body)
            return
        for byte in answer.body:
            self.wfile.write(bytes([byte]))
            time.sleep(answer.drip)

    def log_message(self, *_):
        """Say nothing."""


class _TextHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        told = self.server.told
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        told.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
        answer = told.scripted
        time.sleep(answer.wait)
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = [bytes([byte]) for byte in answer.body] if answer.drip else [answer.body]
        for piece in pieces:
            self.wfile.write(piece)
            time.sleep(answer.drip)

    do_POST = do_PUT = do_GET

    def log_message(self, *_):
        """Say nothing."""
