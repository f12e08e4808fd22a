"""Mail that comes in, taken apart into plain values: who wrote, to which address, what his calendar answers, what came
back undelivered.

What arrives may be anything: parts within parts, unknown character sets, HTML only, headers that break the rules. A
letter that cannot be read is still a letter, with its `fault`.
"""

import codecs
import hashlib
import html
import re
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

from meetings.gateways import bounces, bounded, itip
from meetings.gateways.plain import SURROGATES, lines, one_line

MOST_PARTS = 60
DEEPEST = 12
LONGEST_TEXT = 4_000
LONGEST_HTML = 60_000
LONGEST_HEADER = 20_000
# The library has no single word for what it cannot take apart.
FAULTS = (RecursionError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError)
TOO_LARGE, UNREADABLE = "too_large", "unreadable"
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
# No mail program writes in these, and they take ages for long texts.
NO_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape")
FOLD = re.compile(rb"\r?\n[ \t]")
QUOTED = re.compile(
    r"(-{2,} ?(Original Message|Thư gốc|Tin nhắn gốc)|_{10,}|On .{5,120} wrote:$|Vào .{5,120} đã viết:$)"
)


@dataclass(frozen=True)
class Letter:
    """One mail. `fingerprint` is the same for the same letter, however often it is delivered.

    `to` are all addresses under which it reached us. `answers_to` are the identities of mails that it answers.
    """

    fingerprint: str
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    answers_to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    is_automatic: bool = False
    answers: tuple[itip.Answer, ...] = ()
    returned: tuple[bounces.Bounce, ...] = ()
    fault: str = ""


def read(content: bytes, *, whole=True) -> Letter:
    """The letter; `whole=False` where only its head was fetched, because the rest is too large. Never fails."""
    try:
        letter = _letter(bounded.message(content) if whole else bounded.head(content), content)
    except FAULTS:
        return _unreadable(content)
    return letter if whole else replace(letter, text="", answers=(), returned=(), fault=TOO_LARGE)


def _unreadable(content):
    """What its head says, where even that can be read."""
    letter = Letter(hashlib.sha256(content).hexdigest(), fault=UNREADABLE)
    try:
        mail = bounded.head(content)
        return replace(letter, **_head(mail))
    except FAULTS:
        return letter


def _letter(mail, content):
    parts = list(_parts(mail))
    head = _head(mail)
    calendars = [part for part in parts if _is_calendar(part)]
    read = [answer for part in calendars for answer in itip.answers(_text(part, is_folded=True))]
    text = _body(parts)
    message_id, sender = head["message_id"], head["sender"]
    said = "\0".join([message_id, sender, *map(_text, calendars), text, "" if message_id else str(len(content))])
    return Letter(
        fingerprint=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
        answers_to=tuple(bounces.keys(f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}")),
        text=text,
        is_automatic=_is_automatic(mail),
        answers=tuple(read[: itip.MOST_ANSWERS * itip.MOST_ATTENDEES]),
        returned=tuple(bounces.found(mail, parts, sender, _text)),
        **head,
    )


def _head(mail):
    [(name, sender), *_] = _addresses(mail, ("From",)) or [("", "")]
    return {
        "message_id": one_line(_header(mail, "Message-ID"))[:255],
        "sender": sender,
        "sender_name": name,
        "to": tuple(address for _, address in _addresses(mail, RECIPIENTS)),
        "subject": one_line(_header(mail, "Subject"))[:300],
    }


def _parts(mail: Message):
    """All parts, outermost first; not those of a letter that is enclosed as it came."""
    waiting, number = [(mail, 0)], 0
    while waiting and number < MOST_PARTS:
        part, depth = waiting.pop(0)
        number += 1
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart() and depth < DEEPEST:
            waiting[:0] = [(inner, depth + 1) for inner in part.get_payload()[:MOST_PARTS]]


def _is_calendar(part):
    return not part.is_multipart() and (
        part.get_content_type() in ("text/calendar", "application/ics")
        or (part.get_content_maintype() == "application" and str(part.get_filename("")).lower().endswith(".ics"))
    )


def _text(part, *, is_folded=False) -> str:
    """The words of a part in whatever character set they turn out to be. A calendar `is_folded` by octets, which may
    lie within one letter (RFC 5545, 3.1), unless it is written in larger units."""
    content = part.get_payload(decode=True) or b""
    if is_folded and b"\0" not in content:
        content = FOLD.sub(b"", content)
    for charset in _likely(content, _charset(part)):
        try:
            # Some sets (UTF-7) let through halves of signs, which no database takes.
            return SURROGATES.sub("\ufffd", content.decode(charset)).replace("\0", "")
        except (UnicodeError, LookupError):
            continue
    return content.decode("latin-1").replace("\0", "")


def _likely(content, named):
    """Sets of one byte a letter read whatever one gives them: what is UTF-8 to the last letter is no other."""
    return (named, "utf-8") if content.isascii() or b"\0" in content else ("utf-8", named)


def _charset(part):
    try:
        named = part.get_content_charset("utf-8")
        return "utf-8" if codecs.lookup(named).name in NO_CHARSETS else named
    except (LookupError, UnicodeError):
        return "utf-8"


def _body(parts):
    """What the writer says: plain text before HTML, without what is quoted below it."""
    texts = [_text(part) for part in parts if part.get_content_type() == "text/plain" and not part.is_multipart()]
    if not any(text.strip() for text in texts):
        texts = [_bare(_text(part)) for part in parts if part.get_content_type() == "text/html"]
    said = []
    for line in lines("\n".join(texts)[: LONGEST_TEXT * 4]).splitlines():
        if QUOTED.match(line.strip()):
            break
        if not line.startswith(">"):
            said.append(line.rstrip())
    return "\n".join(said).strip()[:LONGEST_TEXT]


class _Words(HTMLParser):
    """The words of a page, without what is for the machine."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag):
        self.silent = max(0, self.silent - (tag in ("script", "style", "head")))

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def _bare(page):
    words = _Words()
    try:
        words.feed(page[:LONGEST_HTML])
    except AssertionError:
        return html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", page[:LONGEST_HTML]))
    return re.sub(r"\n\s*\n+", "\n", "".join(words.words))


def _header(mail, name):
    """A header in words; encoded words in unknown sets are read as far as they can be."""
    return _spoken(str(mail.get(name, ""))[:LONGEST_HEADER])


def _spoken(raw):
    try:
        pieces = decode_header(raw)
    except (ValueError, LookupError, UnicodeError, HeaderParseError):
        return lines(raw)
    return lines("".join(_decoded(*piece) for piece in pieces))


def _decoded(piece, charset):
    if isinstance(piece, str):
        return piece
    for wish in _likely(piece, charset or "utf-8"):
        try:
            return piece.decode(wish)
        except (LookupError, UnicodeError):
            continue
    return piece.decode("latin-1")


def _addresses(mail, names):
    """Name and address of each, addresses in small letters; read before encoded words are, so that no name can pose as
    an address."""
    raw = [str(value)[:LONGEST_HEADER] for header in names for value in mail.get_all(header, [])[:20]]
    read = [(name, address.strip().lower()) for name, address in getaddresses(raw)[:200]]
    return [(one_line(_spoken(name))[:200], address) for name, address in read if itip.ADDRESS.fullmatch(address)]


def _is_automatic(mail):
    """RFC 3834, and what was used before it."""
    told = str(mail.get("Auto-Submitted", "no")).strip().lower()
    older = any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return not told.startswith("no") or precedence in ("auto_reply", "bulk", "junk") or older
