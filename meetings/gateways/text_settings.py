"""How a gateway for short messages is spoken to: its settings, what is filled into them, and what counts as taken.

Whatever stands in a text, nothing of it breaks out of its place. The secret has no place in a sentence of ours.
"""

import base64
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlencode
from xml.sax.saxutils import escape

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.gateways.plain import one_line

PLACES = ("to", "text", "ref", "secret")
PLACE = re.compile(r"\{(\w*)\}")
NOT_SET_UP = _l("The gateway for short messages is not set up correctly: %(fault)s. Check the TEXT_ settings.")
STRANGE = _l(
    "The gateway's answer cannot be understood, so whether the message left is not known. It is tried again with the "
    "same reference."
)


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
        raise wrong("TEXT_SECRET_FILE") from fault


def wrong(what):
    """The fault of a setting, as a refusal to be raised."""
    return Unreachable(NOT_SET_UP % {"fault": what}, again=False)


def expect_places(template):
    """Raise `Unreachable(again=False)` for a place that nothing fills."""
    unknown = [name for name in PLACE.findall(template) if name and name not in PLACES]
    if unknown:
        raise wrong(f"{{{unknown[0]}}}")


def headers_in(typed):
    """`Name: value` lines. Between them stands a line break or, where a setting has but one line, a `|`."""
    rows = [row.partition(":") for row in re.split(r"[\n|]", typed) if row.strip()]
    if not all(colon and re.fullmatch(r"[A-Za-z0-9-]+", name.strip()) for name, colon, _ in rows):
        raise wrong("TEXT_HEADERS")
    return {name.strip(): value.strip() for name, _, value in rows}


def filled(template, values, safe):
    """The template with each place filled, made `safe` for where it stands."""
    return PLACE.sub(lambda place: safe(values[place[1]]) if place[1] in values else place[0], template)


def masked(said, secret):
    """What a gateway said, on one line, without the secret in any of the ways in which one writes it."""
    ways = sorted({one_line(way) for way in _writings(secret)} - {""}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, ways)), "***", said, flags=re.IGNORECASE) if ways else said


def _writings(secret):
    raw, in_json = secret.encode("utf-8", "replace"), (json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    plain = [secret, escape(secret), html.escape(secret), *(one[1:-1] for one in in_json)]
    plain += [one.replace("/", "\\/") for one in plain]
    coded = [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(), raw.hex()]
    ways = [*plain, *coded, *(one.rstrip("=") for one in coded)]
    return [*ways, *(quote(one, safe=safe) for one in ways for safe in ("", "/")), *map(quote_plus, ways)]


def body_of(template, headers, values):
    """The body, filled so that nothing in a text can break out of its place: JSON, a form, XML or plain text."""
    kind = _kind(headers)
    if is_json(headers):
        return json.dumps(_woven(parsed(template), values), ensure_ascii=False).encode()
    if "form-urlencoded" in kind:
        pairs = parse_qsl(template, keep_blank_values=True)
        return urlencode([(name, filled(value, values, str)) for name, value in pairs]).encode()
    return filled(template, values, escape if "xml" in kind else str).encode()


def _kind(headers):
    return next((value for name, value in headers.items() if name.lower() == "content-type"), "").lower()


def is_json(headers):
    """Whether the body is JSON by its headers."""
    return "json" in _kind(headers)


def parsed(template):
    """The body as JSON. Raises `Unreachable(again=False)` where it is none."""
    try:
        return json.loads(template)
    except ValueError as fault:
        raise wrong("TEXT_BODY") from fault


def _woven(part, values):
    if isinstance(part, dict):
        return {name: _woven(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_woven(value, values) for value in part]
    return filled(part, values, str) if isinstance(part, str) else part


def rule(success):
    """`status`; `json:PATH=VALUE`; `text:WORDS`."""
    if success.strip() in ("", "status"):
        return "status", "", ""
    kind, _, rest = success.partition(":")
    path, equals, wanted = rest.partition("=")
    if kind == "json" and path.strip() and equals:
        return "json", path.strip(), wanted.strip()
    if kind == "text" and rest.strip():
        return "text", "", rest.strip()
    raise wrong("TEXT_SUCCESS")


def found_at(said, path):
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
