"""Mail: a message as plain values, and the mail it becomes. Where it leaves: `sinks`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from meetings.base import clock
from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.gateways.plain import lines, one_line

ADDRESSED = ("From", "To", "Reply-To")


class Written(EmailPolicy):
    """How a message is written down. The library forgets the space where a long Vietnamese subject or name is broken
    ("Hội nghịtrực tuyến"), so these are broken here.
    """

    def fold_binary(self, name, value):
        """The header as it travels."""
        if name == "Subject" and not value.isascii():
            return self._line(name, _in_words(value, name))
        if name in ADDRESSED and not value.addresses[0].display_name.isascii():
            [one] = value.addresses
            return self._line(name, f"{_in_words(one.display_name, name)}{self.linesep} <{one.addr_spec}>")
        return super().fold_binary(name, value)

    def _line(self, name, said):
        return f"{name}: {said}{self.linesep}".encode("ascii")


def _in_words(text, name):
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


WRITTEN = Written(linesep="\r\n", cte_type="7bit")
MESSAGE_ID = re.compile(r"<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>?")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)((?:; *[a-z-]+=[A-Za-z0-9._-]+)*)")
METHOD = re.compile(r"[A-Z]{3,20}")
CALENDAR_NAME = "hoi-nghi.ics"
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

BROKEN_HEADER = _l("A line break or control character stands where mail allows none. Remove it and try again.")
NO_ADDRESS = _l("The e-mail address is not valid, so nothing could be sent to it.")


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
    """A name and an address as one text for `Message`, quoted where needed. The name comes from a table that somebody
    sent, maybe on two lines."""
    bare = one_line(name).replace("\\", "/").replace('"', "'").strip()
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
