"""Where mail leaves: a mail server, a folder, the terminal. Each takes messages one by one and says why it cannot.

Failures are `Unreachable`. `again=True`: no connection, a server in trouble, a refused sign-in (the fault is
with the server or its settings, not with the message; so with a sender from whom the server takes nothing) or a
temporary answer (4xx). `again=False`: the message or its address was refused for good (5xx), or the address is none.
"""

import os
import re
import smtplib
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.gateways.mail import Message, composed
from meetings.gateways.plain import lines

REFUSED = _l("The mail server refused the message for good: %(answer)s")
LATER = _l("The mail server cannot take the message now: %(answer)s")
NO_CONNECTION = _l("The mail server cannot be reached: %(answer)s")
NOT_SET_UP = _l(
    "The mail setting is not understood. Use smtp://user:password@host:587?starttls=1, smtps://…, "
    "folder:///path or console:."
)
# What a server says to the size of a message, which it is told with its sender.
TOO_LARGE = 552
NO_SUCH_MAILBOX = re.compile(r"5\.(1\.\d+|2\.1)\b")


class NoSuchMailbox(Unreachable):
    """The server knows that nobody has this address."""


class Sink(Protocol):
    """Takes messages one by one: `with open_sink(setting) as sink: sink.send(message)`."""

    def send(self, message: Message) -> None:
        """Take one message. Raises `Unreachable` or `NotValid`; the sink stays usable for the next."""

    def __enter__(self) -> "Sink": ...

    def __exit__(self, *_) -> None: ...


class SmtpSink:
    """A mail server. One connection serves many messages; a lost one is opened anew. For one thread.

    `starttls` True demands it, False never asks, None takes it where offered. The server's certificate is
    checked against the system's authorities or the file `authority`.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        starttls: bool | None = None,
        tls: bool = False,
        user: str = "",
        password: str = "",
        authority: str = "",
        timeout: float = 15,
    ):
        self.host, self.port, self.tls, self.starttls = host, port, tls, starttls
        self.user, self.password, self.timeout = user, password, timeout
        self.authority = authority
        self._server: smtplib.SMTP | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._server:
            self._server.close()
            self._server = None

    def send(self, message: Message) -> None:
        """Hand one message to the server and wait until it has taken it."""
        mail = composed(message)
        sender, to = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
        server = self._connected()
        try:
            server.sendmail(sender, [to], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as fault:
            self._refuse_recipient(*fault.recipients[to])
        except smtplib.SMTPSenderRefused as fault:
            self._refuse(fault.smtp_code, fault.smtp_error, for_good=fault.smtp_code == TOO_LARGE)
        except smtplib.SMTPResponseException as fault:
            self._refuse(fault.smtp_code, fault.smtp_error)
        except (OSError, ValueError) as fault:
            self.__exit__()
            raise _no_connection(fault) from fault

    def _refuse_recipient(self, code, answer):
        """An unknown mailbox or domain (RFC 3463: 5.1.x), or a closed one (5.2.1); other refusals say nothing about the
        address: a server that relays for nobody gives them, too."""
        if 500 <= code <= 599 and NO_SUCH_MAILBOX.match(_readable(answer)):
            raise NoSuchMailbox(REFUSED % {"answer": f"{code} {_readable(answer)}"}, again=False)
        self._refuse(code, answer)

    def _refuse(self, code, answer, *, for_good=True):
        said = f"{code} {_readable(answer)}"
        if for_good and 500 <= code <= 599:
            raise Unreachable(REFUSED % {"answer": said}, again=False)
        raise Unreachable(LATER % {"answer": said}, again=True)

    def _connected(self):
        """The open connection, if it still answers; else a new one."""
        if self._server and not self._alive():
            self.__exit__()
        if not self._server:
            try:
                self._server = self._open()
            except (OSError, ValueError) as fault:
                raise _no_connection(fault) from fault
        return self._server

    def _alive(self):
        try:
            return self._server.noop()[0] == 250
        except (OSError, ValueError):
            return False

    def _open(self):
        context = ssl.create_default_context(cafile=self.authority or None)
        if self.tls:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            server.ehlo()
            if not self.tls and (self.starttls or (self.starttls is None and server.has_extn("starttls"))):
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except (OSError, ValueError):
            server.close()
            raise
        return server


def _no_connection(fault):
    said = getattr(fault, "smtp_error", None) or str(fault) or type(fault).__name__
    return Unreachable(NO_CONNECTION % {"answer": _readable(said)}, again=True)


def _readable(answer):
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(lines(text).split())[:300]


class FolderSink:
    """A folder that keeps each message whole as `<message id>.eml`; a second try replaces the first."""

    def __init__(self, path: Path | str):
        self.path = Path(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Nothing is held open."""

    def send(self, message: Message) -> None:
        """Write one message."""
        mail = composed(message)
        name = re.sub(r"[^A-Za-z0-9.@_-]", "_", mail["Message-ID"].strip("<>"))[:200]
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.path, prefix=".", delete=False) as file:
                file.write(mail.as_bytes())
            os.replace(file.name, self.path / f"{name}.eml")
        except OSError as fault:
            raise Unreachable(NO_FOLDER, again=True) from fault


NO_FOLDER = _l("The folder for mail cannot be written to. The administrator must look after it.")


class ConsoleSink:
    """The terminal: shows whom a message would reach and its plain text."""

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Nothing is held open."""

    def send(self, message: Message) -> None:
        """Show one message."""
        mail = composed(message)
        shown = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject", "Message-ID")]
        shown += [f"Attachment: {name} ({len(content)} bytes)" for name, _, content in message.attachments]
        text = "\n".join([*shown, "", lines(message.text), "-" * 72])
        print(text, file=self.stream or sys.stdout, flush=True)


def open_sink(setting: str) -> Sink:
    """The sink of one setting.

    `smtp://user:password@host:587?starttls=1` (`starttls=0`: never, missing: where offered; `ca=/file.pem`:
    own authority; `timeout=15`), `smtps://user:password@host:465`, `folder:///path`, `console:`. Special
    characters in user and password are percent-encoded. Raises `Unreachable(again=False)` for anything else.
    """
    try:
        parts = urlsplit(setting)
        if parts.scheme in ("smtp", "smtps") and parts.hostname:
            return _smtp(parts)
        if parts.scheme == "folder" and parts.path and not parts.netloc:
            return FolderSink(unquote(parts.path))
    except ValueError as fault:
        raise Unreachable(NOT_SET_UP, again=False) from fault
    if setting == "console:":
        return ConsoleSink()
    raise Unreachable(NOT_SET_UP, again=False)


def _smtp(parts: SplitResult):
    tls = parts.scheme == "smtps"
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return SmtpSink(
        parts.hostname,
        parts.port or (465 if tls else 25),
        tls=tls,
        starttls={"1": True, "0": False}.get(asked.get("starttls")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authority=asked.get("ca", ""),
        timeout=float(asked.get("timeout", 15)),
    )
