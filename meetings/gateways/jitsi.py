"""The video room: the signed pass to it, its address and what the page embeds. Knows no conference.

Rules of the passes and addresses: contracts/jitsi.md a (tokens), g (frame and links), h.6 and h.8 (duties).
Asking the servers is in `jitsi_client.py`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from meetings.base import clock
from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.plain import one_line

jwt = Later("jwt")

ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512")
ROOM = re.compile(r"[a-z0-9-]{1,80}")
FEATURES = frozenset(
    """branding calendar create-polls file-upload flip inbound-call livestreaming live-translation lobby
    moderation outbound-call recording room screen-sharing send-groupchat list-visitors sip-inbound-call
    sip-outbound-call transcription""".split()  # noqa: SIM905
)
LONGEST_PASS = timedelta(hours=23)
CLOCKS_DIFFER = timedelta(seconds=60)
TOOLBAR = [
    "microphone",
    "camera",
    "desktop",
    "chat",
    "raisehand",
    "participants-pane",
    "tileview",
    "settings",
    "fullscreen",
    "hangup",
]

NOT_SET_UP = _l("The video room is not set up correctly. The administrator must check the JITSI_ settings.")


@dataclass(frozen=True)
class Settings:
    """Where the deployment is and how its passes are signed (the JITSI_ settings, contracts/jitsi.md a.2).

    `url` may end in a tenant (`https://8x8.vc/APPID`). `domain` is the XMPP domain, else the host of `url`.
    """

    url: str
    app_id: str
    audience: str = "jitsi"
    algorithm: str = "HS256"
    secret: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    key_id: str = ""
    domain: str = ""
    prosody_url: str = ""
    timeout: float = 5.0

    @classmethod
    def of(cls, config: Mapping) -> "Settings | None":
        """The settings among the application's; None where no video room is configured."""
        if not config.get("JITSI_URL"):
            return None
        names = [one.name for one in fields(cls) if f"JITSI_{one.name.upper()}" in config]
        # What looks like a number in the environment has become one.
        return cls(**{name: str(config[f"JITSI_{name.upper()}"]).strip() for name in names})

    @property
    def parts(self) -> SplitResult:
        """The address taken apart. Raises `Unreachable` when it is none."""
        try:
            parts = urlsplit(self.url)
        except ValueError as fault:
            raise Unreachable(NOT_SET_UP, again=False) from fault
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise Unreachable(NOT_SET_UP, again=False)
        return parts

    @property
    def host(self) -> str:
        """What `JitsiMeetExternalAPI` calls the domain: the host, with its port, without a scheme."""
        return self.parts.netloc

    @property
    def tenant(self) -> str:
        """The path of the address, empty where rooms stand directly under the host."""
        return self.parts.path.strip("/")

    @property
    def xmpp_domain(self) -> str:
        """The domain of the XMPP server."""
        return (self.domain or self.parts.hostname).lower()

    @property
    def origin(self) -> str:
        """Scheme and host, for a Content-Security-Policy (`script-src`, `frame-src`)."""
        return f"{self.parts.scheme}://{self.parts.netloc}"


def probe_addresses(settings: Settings) -> tuple[str, str]:
    """What a browser asks to learn whether a room could work: the script over HTTPS, and the lasting connection
    (contracts/jitsi.md a.2: `/xmpp-websocket`, sub-protocol `xmpp`).
    """
    secure = settings.parts.scheme == "https"
    address = f"{settings.url.rstrip('/')}/xmpp-websocket"
    return external_api_url(settings), address.replace(
        "https://" if secure else "http://", "wss://" if secure else "ws://", 1
    )


class Guest(NamedTuple):
    """Who enters: `id` is the person's for ever (attendance counts by it), `name` is what the room shows."""

    id: str
    name: str
    email: str = ""
    avatar: str = ""


def sign_pass(
    settings: Settings,
    room: str,
    person: Guest,
    *,
    moderator: bool,
    group: str = "",
    valid_for: timedelta = timedelta(hours=6),
    features: Mapping[str, bool] | None = None,
) -> str:
    """A pass (JWT) for one person to one room, good from now on for `valid_for`, less than a day (h.6).

    `moderator` is for the chair and the secretariat alone. `group` names the site. `features` change the
    defaults (screen sharing for all, recording for moderators, nothing else).
    Raises `NotValid` for what is no room name and for a person without id or name, `Unreachable` for settings
    that cannot sign, `ValueError` for a feature the client does not know.
    """
    now = clock.now()
    claims = {
        "iss": settings.app_id,
        "aud": settings.audience,
        "sub": settings.tenant or settings.xmpp_domain,
        "room": _room(room),
        "iat": _seconds(now),
        "nbf": _seconds(now - CLOCKS_DIFFER),
        "exp": _seconds(now + min(valid_for, LONGEST_PASS)),
        "context": {"user": _user(person, moderator), "features": _features(moderator, features or {})},
    }
    if one_line(group):
        claims["context"]["group"] = one_line(group)
    return _signed(settings, claims)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _room(room):
    if not ROOM.fullmatch(room):
        raise NotValid(_l("The name of the video room may hold only the letters a-z, digits and hyphens."))
    return room


def _user(person, moderator):
    user = {
        "id": one_line(str(person.id)),
        "name": one_line(person.name),
        "moderator": bool(moderator),
        "affiliation": "owner" if moderator else "member",
    }
    if not user["id"] or not user["name"]:
        raise NotValid(_l("A pass to the video room needs the person's name."))
    user |= {key: one_line(value) for key in ("email", "avatar") if (value := getattr(person, key))}
    # Who presides must get back in after a dropped line, even when a lobby is on (token_lobby_bypass).
    return user | ({"lobby_bypass": True} if moderator else {})


def _features(moderator, changes):
    if unknown := set(changes) - FEATURES:
        raise ValueError(f"the Jitsi client knows no feature {sorted(unknown)}")
    allowed = {
        "recording": bool(moderator),
        "livestreaming": False,
        "transcription": False,
        "outbound-call": False,
        "screen-sharing": True,
    }
    return allowed | {name: bool(value) for name, value in changes.items()}


def _signed(settings, claims):
    if not settings.app_id or settings.algorithm not in ALGORITHMS:
        raise Unreachable(NOT_SET_UP, again=False)
    by_key = settings.algorithm.startswith("RS")
    key = settings.private_key if by_key else settings.secret
    if not key or (by_key and not settings.key_id):
        raise Unreachable(NOT_SET_UP, again=False)
    try:
        named = {"kid": settings.key_id} if by_key else None
        return jwt.encode(claims, key, settings.algorithm, headers=named)
    except (jwt.PyJWTError, ValueError, TypeError) as fault:
        raise Unreachable(NOT_SET_UP, again=False) from fault


def room_url(settings: Settings, room: str) -> str:
    """The plain address of a room, without a pass."""
    return f"{settings.url.rstrip('/')}/{_room(room)}"


def external_api_url(settings: Settings) -> str:
    """The script of the deployment that a page loads to embed a room."""
    return f"{settings.url.rstrip('/')}/external_api.js"


def room_link(settings: Settings, room: str, token: str, *, name: str, subject: str, prejoin: bool = True) -> str:
    """The address that lets a person in outside our page; the pass is in the hash: never logged (g.4)."""
    values = {
        "jwt": token,
        "config.subject": one_line(subject),
        "config.startWithAudioMuted": True,
        "config.prejoinConfig.enabled": prejoin,
        "userInfo.displayName": one_line(name),
    }
    written = {key: quote(json.dumps(value, ensure_ascii=False), safe="") for key, value in values.items()}
    return f"{room_url(settings, room)}?lang=vi#{'&'.join('='.join(pair) for pair in written.items())}"


def frame_options(
    settings: Settings,
    room: str,
    token: str,
    *,
    name: str,
    subject: str,
    email: str = "",
    prejoin: bool = True,
) -> dict:
    """The options for `new JitsiMeetExternalAPI(settings.host, options)` as plain JSON (g.1).

    The page adds `parentNode`. `prejoin` shows the device check first. Only whitelisted keys are used: the
    client ignores others.
    """
    return {
        "roomName": f"{settings.tenant}/{_room(room)}".lstrip("/"),
        "jwt": token,
        "lang": "vi",
        "userInfo": {"displayName": one_line(name)} | ({"email": email} if email else {}),
        "configOverwrite": {
            "subject": one_line(subject),
            "prejoinConfig": {"enabled": prejoin},
            "startWithAudioMuted": True,
            "startWithVideoMuted": False,
            "disableDeepLinking": True,
            "toolbarButtons": TOOLBAR,
        },
    }
