"""Mail: a message as plain values, and sinks that take it: a server, a folder, the console.

Failures are `Unreachable`. `again=True`: no connection, a server in trouble, a refused sign-in (the fault is
with the server or its settings, not with the message) or a temporary answer (4xx). `again=False`: the message
or its address was refused for good (5xx), or the address is none.
"""

import os
import re
import smtplib
import ssl
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from meetings.base import clock
from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.gateways.plain import lines

WRITTEN = SMTP.clone(cte_type="7bit")
MESSAGE_ID = re.compile(r"<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>?")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)((?:; *[a-z-]+=[A-Za-z0-9._-]+)*)")
METHOD = re.compile(r"[A-Z]{3,20}")
CALENDAR_NAME = "hoi-nghi.ics"
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

BROKEN_HEADER = _l("A line break or control character stands where mail allows none. Remove it and try again.")
NO_ADDRESS = _l("The e-mail address is not valid, so nothing could be sent to it.")
REFUSED = _l("The mail server refused the message for good: %(answer)s")
LATER = _l("The mail server cannot take the message now: %(answer)s")
NO_CONNECTION = _l("The mail server cannot be reached: %(answer)s")
NOT_SET_UP = _l(
    "The mail setting is not understood. Use smtp://user:password@host:587?starttls=1, smtps://…, "
    "folder:///path or console:."
)


@dataclass(frozen=True)
class Message:
    """One mail to one person. `message_id` is unique for life, so that a second try is recognised.

    `sender`, `to` and `reply_to` are addresses like "Văn phòng <vp@tinh.example>" (see `mailbox`).
    `attachments` are (file name, content type, bytes); `headers` are further plain ones. `calendar` is (method, bytes)
    of a request to the recipient's calendar: a third way to read the same message (RFC 6047), not a file beside it.
    """

    message_id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    calendar: tuple[str, bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def mailbox(name: str, address: str) -> str:
    """A name and an address as one text for `Message`, quoted where needed."""
    bare = name.replace("\\", "/").replace('"', "'").strip()
    return f'"{bare}" <{address}>' if bare else address


def composed(message: Message) -> EmailMessage:
    """The message as it travels: plain text, HTML beside it if there is any, attachments.

    Raises `NotValid` for a line break or control character in a header, `Unreachable` for what is no address.
    """
    mail = EmailMessage(policy=WRITTEN)
    mail["From"] = _address(message.sender)
    mail["To"] = _address(message.to)
    if message.reply_to:
        mail["Reply-To"] = _address(message.reply_to)
    mail["Subject"] = _header(message.subject)
    mail["Message-ID"] = _message_id(message.message_id)
    mail["Date"] = format_datetime(clock.local(clock.now()))
    # Keeps out-of-office replies and mailing lists from answering (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        mail[_matching(HEADER_NAME, name).group()] = _header(value)
    mail.set_content(lines(message.text))
    if message.html:
        mail.add_alternative(lines(message.html), subtype="html")
    if message.calendar:
        _add_calendar(mail, *message.calendar)
    for name, content_type, content in message.attachments:
        _attach(mail, name, content_type, content)
    return mail


def _header(text):
    if CONTROL.search(text):
        raise NotValid(BROKEN_HEADER)
    return lines(text)


def _matching(pattern, text):
    found = pattern.fullmatch(text)
    if not found:
        raise NotValid(BROKEN_HEADER)
    return found


def _message_id(text):
    return f"<{_matching(MESSAGE_ID, text).group(1)}>"


def _address(text):
    name, address = parseaddr(_header(text))
    local, _, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode()
        return Address(display_name=name, addr_spec=f"{local.encode('ascii').decode()}@{host}")
    except (HeaderParseError, ValueError, IndexError) as fault:
        raise Unreachable(NO_ADDRESS, again=False) from fault


def _add_calendar(mail, method, content):
    """Base64: servers that break long lines anew would break the file's own folding with them."""
    named = {"method": _matching(METHOD, method).group(), "name": CALENDAR_NAME}
    mail.add_alternative(content.decode(), subtype="calendar", charset="utf-8", cte="base64", params=named)


def _attach(mail, name, content_type, content):
    main, sub, parameters = _matching(CONTENT_TYPE, content_type).groups()
    named = dict(part.strip().split("=") for part in parameters.split(";") if part)
    mail.add_attachment(content, maintype=main, subtype=sub, filename=_header(name), params=named)


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

    def _refuse(self, code, answer):
        said = f"{code} {_readable(answer)}"
        if 500 <= code <= 599:
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
