"""Asking the video servers: are they well, and who is in the room (contracts/jitsi.md c and f)."""

import json
import re
import time
from dataclasses import dataclass

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.jitsi import NOT_SET_UP, Settings, external_api_url, room_url

requests, urllib3 = Later("requests"), Later("urllib3")

SCRIPT_LIMIT = 4_000_000
ANSWER_LIMIT = 2_000_000
NO_ROOM = object()
NOBODY = ({}, [])
SESSION_NAME = re.compile(r"[^@/]+@[^/]+/(?P<nick>.+)", re.DOTALL)

NO_ANSWER = _l("The video server does not answer at the moment. Try again in a few minutes.")
IN_TROUBLE = _l("The video server reports trouble of its own. Try again in a few minutes.")
STRANGE = _l("What answers at the address of the video room is not a video server. Check the settings.")
CLOSED = _l("The video server does not let us ask who is in the room. Check its settings.")
NOT_ASKED = _l("The address for asking who is in the video room is not set (JITSI_PROSODY_URL).")


@dataclass(frozen=True)
class Health:
    """How many seconds the two ways into the deployment took: the page's script and the signalling path."""

    script: float
    signalling: float


@dataclass(frozen=True)
class Occupant:
    """One connection in a room, as its own browser named itself; `nick` is the frame's participant id."""

    nick: str
    name: str
    email: str


@dataclass(frozen=True)
class Report:
    """What was found: each answer, or the sentence that says why there is none."""

    health: Health | None
    health_fault: object | None
    people: list[Occupant] | None
    people_fault: object | None


class Client:
    """Asks one deployment. Every call waits at most `settings.timeout` seconds for all of its answer.

    Redirects are never followed, answers are read up to a limit. Every failure is `Unreachable`: `again` is
    True when the server was silent or in trouble, False when it refused or is not what it should be.
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self.session = requests.Session()
        self.session.headers.update({"Accept-Encoding": "identity", "User-Agent": "NhipCau"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.close()

    @property
    def counts(self) -> bool:
        """Whether an address is set at which the rooms can be asked for."""
        return bool(self.settings.prosody_url)

    def health(self) -> Health:
        """Ask for the embedding script and the signalling path, as a browser would."""
        begun = time.monotonic()
        status, script = self._get(external_api_url(self.settings), limit=SCRIPT_LIMIT)
        _expect(status == 200 and b"JitsiMeetExternalAPI" in script)
        between = time.monotonic()
        status, _ = self._get(f"{self.settings.origin}/http-bind")
        _expect(status == 200)
        return Health(script=between - begun, signalling=time.monotonic() - between)

    def occupants(self, room: str, token: str = "") -> list[Occupant]:
        """Who is in the room, one for each connection, without Jicofo; empty when it does not exist."""
        answer = self._ask("/room", room, token)
        if answer is NO_ROOM or answer in NOBODY:
            return []
        _expect(isinstance(answer, list))
        return [_occupant(row) for row in answer]

    def report(self, room: str, token: str = "") -> Report:
        """How the deployment is and who is in the room; a question that fails does not spoil the other."""
        health, health_fault = _answered(self.health)
        people, people_fault = _answered(lambda: self.occupants(room, token))
        return Report(health, health_fault, people, people_fault)

    def _ask(self, path, room, token):
        settings = self.settings
        if not self.counts:
            raise Unreachable(NOT_ASKED, again=False)
        room_url(settings, room)
        asked = {"room": room, "domain": settings.xmpp_domain}
        asked |= {"subdomain": settings.tenant} if settings.tenant else {}
        asked |= {"token": token} if token else {}
        status, content = self._get(f"{settings.prosody_url.rstrip('/')}{path}", params=asked)
        if status == 404:
            return NO_ROOM
        if status in (401, 403):
            raise Unreachable(CLOSED, again=False)
        _expect(status == 200)
        return _parsed(content)

    def _get(self, url, *, params=None, limit=ANSWER_LIMIT):
        until = time.monotonic() + self.settings.timeout
        try:
            with self.session.get(
                url, params=params, timeout=self.settings.timeout, allow_redirects=False, stream=True
            ) as answer:
                content = _read(answer.raw, limit, until)
        except ValueError as fault:  # how requests calls an address that is none
            raise Unreachable(NOT_SET_UP, again=False) from fault
        except (OSError, urllib3.exceptions.HTTPError) as fault:
            raise Unreachable(NO_ANSWER, again=True) from fault
        if answer.status_code >= 500:
            raise Unreachable(IN_TROUBLE, again=True)
        return answer.status_code, content


def _answered(question):
    """The answer and None, or None and the sentence of the refusal."""
    try:
        return question(), None
    except Unreachable as no:
        return None, no.message


def _read(raw, limit, until):
    content = bytearray()
    while part := raw.read1(65536, decode_content=False):
        content += part
        _expect(len(content) <= limit)
        if time.monotonic() > until:
            raise Unreachable(NO_ANSWER, again=True)
    return bytes(content)


def _expect(true):
    if not true:
        raise Unreachable(STRANGE, again=False)


def _parsed(content):
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise Unreachable(STRANGE, again=False) from fault


def _occupant(row):
    _expect(isinstance(row, dict) and isinstance(row.get("jid"), str))
    name = SESSION_NAME.fullmatch(row["jid"])
    _expect(name)
    return Occupant(nick=name["nick"], name=_text(row.get("display_name")), email=_text(row.get("email")))


def _text(value):
    return value if isinstance(value, str) else ""
