"""Short messages to telephones through one HTTP gateway (SMS or Zalo), a folder or the console.

Failures are `Unreachable`. `again=True`: no connection, no answer in time, the gateway in trouble (5xx) or busy (408,
425, 429), our access refused (401, 403: the settings are at fault, not the message), an answer that nobody can read.
`again=False`: any other 4xx, or an answer that says no. A second try bears the same `ref`, so that the gateway can tell
it from a second message.

The secret never stands in a sentence of ours: what a gateway says is masked before it is shown.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote, urlsplit

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.plain import lines, one_line
from meetings.gateways.text_settings import (
    STRANGE,
    Settings,
    body_of,
    expect_places,
    filled,
    found_at,
    headers_in,
    is_json,
    masked,
    parsed,
    rule,
    wrong,
)

requests, urllib3 = Later("requests"), Later("urllib3")


METHODS = ("POST", "PUT", "GET")
BUSY = (408, 425, 429)
NO_ACCESS = (401, 403)
PLAIN_ANSWER = {"Accept-Encoding": "identity", "User-Agent": "NhipCau"}
ANSWER_LIMIT = 65_536
SHOWN = 200


NO_NUMBER = _l("The telephone number is no mobile number, so no short message could be sent to it.")
NO_CONNECTION = _l("The gateway for short messages cannot be reached. It is tried again by itself.")
TOO_SLOW = _l("The gateway for short messages did not answer in time. It is tried again by itself.")
IN_TROUBLE = _l("The gateway for short messages is in trouble (%(status)s). It is tried again by itself.")
CLOSED = _l("The gateway for short messages refuses our access (%(status)s). Check its secret in the TEXT_ settings.")
REFUSED = _l(
    "The gateway for short messages refused the message: %(answer)s. Check the number, or use another channel."
)


class Text(NamedTuple):
    """One short message: to a number in E.164, what it says, and a reference that is unique for life."""

    to: str
    text: str
    ref: str


class Sink(Protocol):
    """Takes short messages one by one; raises `Unreachable` and stays usable for the next."""

    def send(self, message: Text) -> None:
        """Hand one message over."""


def open_sink(settings: Settings | None) -> Sink | None:
    """The sink of the settings: `https://…`, `folder:///path` or `console:`; None where none is set.

    Raises `Unreachable(again=False)` for settings that make no sense.
    """
    if settings is None:
        return None
    if settings.address == "console:":
        return ConsoleSink()
    parts = urlsplit(settings.address)
    if parts.scheme == "folder" and parts.path and not parts.netloc:
        return FolderSink(unquote(parts.path))
    if parts.scheme in ("http", "https") and parts.hostname:
        return HttpGateway(settings)
    raise wrong("TEXT_GATEWAY")


class HttpGateway:
    """One gateway that takes a message with each request. Redirects are not followed, answers read up to a limit."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.headers = headers_in(settings.headers)
        if settings.method.upper() not in METHODS:
            raise wrong("TEXT_METHOD")
        for template in (settings.address, settings.headers, settings.body):
            expect_places(template)
        rule(settings.success)
        if is_json(self.headers):
            parsed(settings.body)

    def send(self, message: Text) -> None:
        """Hand one message over and wait for the answer. Raises `Unreachable` as the module says."""
        if not message.to:
            raise Unreachable(NO_NUMBER, again=False)
        status, content = self._asked(self._values(message))
        self._judge(status, content)

    def _values(self, message):
        number = message.to
        to = {"84": number.removeprefix("+"), "0": f"0{number.removeprefix('+84')}"}.get(self.settings.numbers, number)
        return {"to": to, "text": message.text, "ref": message.ref, "secret": self.settings.secret}

    def _asked(self, values):
        settings, until = self.settings, time.monotonic() + self.settings.timeout
        url = filled(settings.address, values, lambda value: quote(value, safe=""))
        headers = {name: filled(value, values, one_line) for name, value in self.headers.items()}
        body = None if settings.method.upper() == "GET" else body_of(settings.body, self.headers, values)
        try:
            with requests.request(
                settings.method.upper(),
                url,
                data=body,
                headers={name: value.encode() for name, value in (PLAIN_ANSWER | headers).items()},
                timeout=settings.timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer.status_code, _read(answer.raw, until)
        # Without the cause: its words hold the address, and the address may hold the secret.
        except requests.exceptions.Timeout:
            raise Unreachable(TOO_SLOW, again=True) from None
        except (OSError, urllib3.exceptions.HTTPError):
            raise Unreachable(NO_CONNECTION, again=True) from None
        except ValueError:
            raise wrong("TEXT_GATEWAY") from None

    def _judge(self, status, content):
        if status >= 500:
            raise Unreachable(IN_TROUBLE % {"status": status}, again=True)
        if status in BUSY:
            raise Unreachable(IN_TROUBLE % {"status": status}, again=True)
        if status in NO_ACCESS:
            raise Unreachable(CLOSED % {"status": status}, again=True)
        if status >= 400:
            raise Unreachable(REFUSED % {"answer": f"{status} {self._shown(content)}".strip()}, again=False)
        if status >= 300:
            raise Unreachable(STRANGE, again=True)
        kind, path, wanted = rule(self.settings.success)
        said = content.decode("utf-8", errors="replace")
        if kind == "json":
            found = found_at(said, path)
            if str(found) != wanted:
                raise Unreachable(REFUSED % {"answer": self._shown(content)}, again=False)
        if kind == "text" and wanted not in said:
            raise Unreachable(STRANGE, again=True)

    def _shown(self, content):
        said = one_line(content.decode("utf-8", errors="replace"))
        return masked(said, self.settings.secret)[:SHOWN]


class FolderSink:
    """A folder that keeps each message as `<ref>.txt`; a second try replaces the first. For trying out."""

    def __init__(self, path: Path | str):
        self.path = Path(path)

    def send(self, message: Text) -> None:
        """Write one message."""
        name = re.sub(r"[^A-Za-z0-9._-]", "_", message.ref)[:200]
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.path, prefix=".", delete=False, encoding="utf-8") as file:
                file.write(f"{message.to}\n\n{lines(message.text)}\n")
            os.replace(file.name, self.path / f"{name}.txt")
        except OSError as fault:
            raise Unreachable(NO_CONNECTION, again=True) from fault


class ConsoleSink:
    """Prints each message. For trying out."""

    def send(self, message: Text) -> None:
        """Print one message."""
        print(f"To: {message.to}\n{lines(message.text)}\n{'-' * 72}", file=sys.stdout, flush=True)


def _read(raw, until):
    content = bytearray()
    while part := raw.read1(8192, decode_content=False):
        content += part
        if len(content) > ANSWER_LIMIT:
            raise Unreachable(STRANGE, again=True)
        if time.monotonic() > until:
            raise Unreachable(TOO_SLOW, again=True)
    return bytes(content)
