"""Short messages to telephones through one HTTP gateway (SMS or Zalo), a folder or the console.

Failures are `Unreachable`. `again=True`: no connection, no answer in time, the gateway in trouble (5xx) or busy (408,
425, 429), our access refused (401, 403: the settings are at fault, not the message), an answer that nobody can read.
`again=False`: any other 4xx, or an answer that says no. A second try bears the same `ref`, so that the gateway can tell
it from a second message.

The secret never stands in a sentence of ours: what a gateway says is masked before it is shown.
"""

import json
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from xml.sax.saxutils import escape

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.plain import lines, one_line

requests, urllib3 = Later("requests"), Later("urllib3")

PLACES = ("to", "text", "ref", "secret")
PLACE = re.compile(r"\{(\w*)\}")
METHODS = ("POST", "PUT", "GET")
BUSY = (408, 425, 429)
NO_ACCESS = (401, 403)
PLAIN_ANSWER = {"Accept-Encoding": "identity", "User-Agent": "NhipCau"}
ANSWER_LIMIT = 65_536
SHOWN = 200

NOT_SET_UP = _l("The gateway for short messages is not set up correctly: %(fault)s. Check the TEXT_ settings.")
NO_NUMBER = _l("The telephone number is no mobile number, so no short message could be sent to it.")
NO_CONNECTION = _l("The gateway for short messages cannot be reached. It is tried again by itself.")
TOO_SLOW = _l("The gateway for short messages did not answer in time. It is tried again by itself.")
IN_TROUBLE = _l("The gateway for short messages is in trouble (%(status)s). It is tried again by itself.")
CLOSED = _l("The gateway for short messages refuses our access (%(status)s). Check its secret in the TEXT_ settings.")
REFUSED = _l(
    "The gateway for short messages refused the message: %(answer)s. Check the number, or use another channel."
)
STRANGE = _l(
    "The gateway's answer cannot be understood, so whether the message left is not known. It is tried again with the "
    "same reference."
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


@dataclass(frozen=True)
class Settings:
    """How the gateway is spoken to. See config.py for the words; the secret has no place in what is printed of it."""

    address: str
    method: str = "POST"
    headers: str = "Content-Type: application/json"
    body: str = '{"to": "{to}", "text": "{text}", "ref": "{ref}"}'
    success: str = "status"
    numbers: str = "+84"
    timeout: float = 10
    secret: str = ""

    def __repr__(self):
        return f"Settings({self.address!r})"

    @classmethod
    def of(cls, config) -> "Settings | None":
        """From the settings of the installation; None where no gateway is set up."""
        if not config["TEXT_GATEWAY"]:
            return None
        names = ("METHOD", "HEADERS", "BODY", "SUCCESS", "NUMBERS")
        plain = {name.lower(): _as_text(config[f"TEXT_{name}"]) for name in names}
        return cls(config["TEXT_GATEWAY"], **plain, timeout=float(config["TEXT_TIMEOUT"]), secret=_secret(config))


def _as_text(value):
    """A setting as text: what the environment holds as JSON has been read already."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _secret(config):
    if config["TEXT_SECRET"] or not config["TEXT_SECRET_FILE"]:
        return str(config["TEXT_SECRET"])
    try:
        return Path(config["TEXT_SECRET_FILE"]).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as fault:
        raise _wrong("TEXT_SECRET_FILE") from fault


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
    raise _wrong("TEXT_GATEWAY")


class HttpGateway:
    """One gateway that takes a message with each request. Redirects are not followed, answers read up to a limit."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.headers = _headers(settings.headers)
        if settings.method.upper() not in METHODS:
            raise _wrong("TEXT_METHOD")
        for template in (settings.address, settings.headers, settings.body):
            _expect_places(template)
        _rule(settings.success)
        if _is_json(self.headers):
            _parsed(settings.body)

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
        url = _filled(settings.address, values, lambda value: quote(value, safe=""))
        headers = {name: _filled(value, values, one_line) for name, value in self.headers.items()}
        body = None if settings.method.upper() == "GET" else _body(settings.body, self.headers, values)
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
            raise _wrong("TEXT_GATEWAY") from None

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
        kind, path, wanted = _rule(self.settings.success)
        said = content.decode("utf-8", errors="replace")
        if kind == "json":
            found = _found(said, path)
            if str(found) != wanted:
                raise Unreachable(REFUSED % {"answer": self._shown(content)}, again=False)
        if kind == "text" and wanted not in said:
            raise Unreachable(STRANGE, again=True)

    def _shown(self, content):
        said = one_line(content.decode("utf-8", errors="replace"))
        said = said.replace(self.settings.secret, "***") if self.settings.secret else said
        return said[:SHOWN]


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


def _wrong(what):
    return Unreachable(NOT_SET_UP % {"fault": what}, again=False)


def _expect_places(template):
    unknown = [name for name in PLACE.findall(template) if name and name not in PLACES]
    if unknown:
        raise _wrong(f"{{{unknown[0]}}}")


def _headers(typed):
    """`Name: value` lines. Between them stands a line break or, where a setting has but one line, a `|`."""
    rows = [row.partition(":") for row in re.split(r"[\n|]", typed) if row.strip()]
    if not all(colon and re.fullmatch(r"[A-Za-z0-9-]+", name.strip()) for name, colon, _ in rows):
        raise _wrong("TEXT_HEADERS")
    return {name.strip(): value.strip() for name, _, value in rows}


def _filled(template, values, safe):
    return PLACE.sub(lambda place: safe(values[place[1]]) if place[1] in values else place[0], template)


def _body(template, headers, values):
    """The body, filled so that nothing in a text can break out of its place: JSON, a form, XML or plain text."""
    kind = _kind(headers)
    if _is_json(headers):
        return json.dumps(_woven(_parsed(template), values), ensure_ascii=False).encode()
    if "form-urlencoded" in kind:
        pairs = parse_qsl(template, keep_blank_values=True)
        return urlencode([(name, _filled(value, values, str)) for name, value in pairs]).encode()
    return _filled(template, values, escape if "xml" in kind else str).encode()


def _kind(headers):
    return next((value for name, value in headers.items() if name.lower() == "content-type"), "").lower()


def _is_json(headers):
    return "json" in _kind(headers)


def _parsed(template):
    try:
        return json.loads(template)
    except ValueError as fault:
        raise _wrong("TEXT_BODY") from fault


def _woven(part, values):
    if isinstance(part, dict):
        return {name: _woven(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_woven(value, values) for value in part]
    return _filled(part, values, str) if isinstance(part, str) else part


def _rule(success):
    """`status`; `json:PATH=VALUE`; `text:WORDS`."""
    if success.strip() in ("", "status"):
        return "status", "", ""
    kind, _, rest = success.partition(":")
    path, equals, wanted = rest.partition("=")
    if kind == "json" and path.strip() and equals:
        return "json", path.strip(), wanted.strip()
    if kind == "text" and rest.strip():
        return "text", "", rest.strip()
    raise _wrong("TEXT_SUCCESS")


def _found(said, path):
    """What stands at `path` in the JSON. Raises `Unreachable(again=True)` where it is no such JSON."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as fault:
        raise Unreachable(STRANGE, again=True) from fault
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            raise Unreachable(STRANGE, again=True)
        found = found[name]
    return json.dumps(found) if isinstance(found, bool) else found


def _read(raw, until):
    content = bytearray()
    while part := raw.read1(8192, decode_content=False):
        content += part
        if len(content) > ANSWER_LIMIT:
            raise Unreachable(STRANGE, again=True)
        if time.monotonic() > until:
            raise Unreachable(TOO_SLOW, again=True)
    return bytes(content)
