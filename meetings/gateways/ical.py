"""Calendar entries (RFC 5545), for a file to keep, a feed to follow and a request by mail.

Times carry TZID=Asia/Ho_Chi_Minh with one VTIMEZONE of a single constant rule. Vietnam has kept +07:00
since 1975, so that rule is complete: Outlook, which mishandles lists of transition dates, has none here, and
people elsewhere still see for which zone the hour was meant. Stamps are in UTC (RFC 5545).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.gateways.plain import lines, one_line

icalendar = Later("icalendar")

PRODUCT = "-//Nhip Cau//Hoi nghi truc tuyen//VI"
CANCELLED = "CANCELLED"
NEEDS_ACTION = "NEEDS-ACTION"
TO_PEOPLE = ("REQUEST", "CANCEL", "DECLINECOUNTER")
NO_QUOTES = str.maketrans({'"': "'", "\\": "/"})
FEED_REFRESH = timedelta(hours=1)

ADDRESS = re.compile(r"[^\s@<>\"\\;:,()\[\]\x00-\x1f\x7f]+@[^\s@<>\"\\;:,()\[\]\x00-\x1f\x7f]+")
WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\"<>\\^`{|}\ud800-\udfff]+")
UID = re.compile(r"[\x21-\x7e]{1,255}")


class Mailbox(NamedTuple):
    """Somebody in a calendar: a name to read and an address to answer to."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One entry. `uid` is random and stays for life; a real change raises `sequence`. `stamp` is when this
    message was made, `changed_at` when what it says last changed (RFC 5545 §3.8.7.2 and §3.8.7.3); a file or a feed,
    which has no method, bears the latter alone.

    `url` is where to join; it also ends the description, because not every calendar shows URL. `alarms` are
    minutes before the start. `status` is CONFIRMED, TENTATIVE or CANCELLED: then it stays, struck and silent. It is
    empty where a CANCEL takes the entry back from its one attendee only (RFC 5546 §3.2.5). `answer` is the PARTSTAT
    that is known of the attendees: they are sent it back, so that a correction takes back no answer.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str = ""
    place: str = ""
    url: str = ""
    organiser: Mailbox | None = None
    attendees: tuple[Mailbox, ...] = ()
    answer: str = NEEDS_ACTION
    status: str = "CONFIRMED"
    alarms: tuple[int, ...] = ()
    changed_at: datetime | None = None

    @property
    def revised_at(self) -> datetime:
        """When what it says last changed; where nobody knows, when it was made."""
        return self.changed_at or self.stamp


@cache
def _kind_of_text():
    class Text(icalendar.vText):
        """Text escaped as RFC 5545 3.3.11 says; the library would turn a typed `\\N` into a line break."""

        def to_ical(self):
            escaped = str(self).replace("\\", "\\\\").replace("\n", "\\n")
            return escaped.replace(";", "\\;").replace(",", "\\,").encode()

    return Text


def _text(words):
    return _kind_of_text()(words)


def calendar(entries: Iterable[Entry], method: str | None = None, name: str | None = None) -> bytes:
    """The calendar file with `entries`.

    `method` is REQUEST, CANCEL or DECLINECOUNTER in a mail to one attendee, otherwise None or PUBLISH; only those three
    name attendees, so that no address leaks through a file or a feed. Who has not answered a REQUEST is asked to
    (RSVP); only what stays in a calendar rings. `name` titles a feed, asked for hourly.
    Raises `NotValid` for an end that is not after the start, or an address that cannot stand in a calendar.
    """
    sheet = icalendar.Calendar()
    sheet.add("prodid", PRODUCT)
    sheet.add("version", "2.0")
    sheet.add("calscale", "GREGORIAN")
    if method:
        sheet.add("method", method)
    if name:
        _head_of_feed(sheet, name)
    sheet.add_component(_zone())
    for entry in entries:
        sheet.add_component(_event(entry, method))
    return sheet.to_ical()


def _head_of_feed(sheet, name):
    for key in ("name", "x-wr-calname"):
        sheet.add(key, _text(one_line(name)))
    sheet.add("x-wr-timezone", _text(clock.ZONE.key))
    sheet.add("refresh-interval", icalendar.vDuration(FEED_REFRESH), parameters={"VALUE": "DURATION"})
    sheet.add("x-published-ttl", _text(icalendar.vDuration(FEED_REFRESH).to_ical().decode()))


def _zone():
    zone, rule = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("tzid", clock.ZONE.key)
    zone.add("x-lic-location", _text(clock.ZONE.key))
    rule.add("dtstart", datetime(1976, 1, 1))
    rule.add("tzoffsetfrom", timedelta(hours=7))
    rule.add("tzoffsetto", timedelta(hours=7))
    rule.add("tzname", "+07")
    zone.add_component(rule)
    return zone


def _event(entry, method):
    if entry.ends_at <= entry.starts_at:
        raise NotValid(_l("The end must come after the start."), field="ends_at")
    event = icalendar.Event()
    event.add("uid", _text(_matching(UID, entry.uid, UID_SENTENCE)))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", (entry.stamp if method else entry.revised_at).astimezone(UTC))
    event.add("last-modified", entry.revised_at.astimezone(UTC))
    event.add("dtstart", clock.local(entry.starts_at))
    event.add("dtend", clock.local(entry.ends_at))
    event.add("summary", _text(one_line(entry.title)))
    if entry.status:
        event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.status == CANCELLED else "OPAQUE")
    _add_where(event, entry)
    if entry.organiser:
        event.add("organizer", _address(entry.organiser))
    for attendee in entry.attendees if method in TO_PEOPLE else ():
        event.add("attendee", _invited(attendee, entry.answer, method))
    for minutes in entry.alarms if entry.status != CANCELLED and method not in TO_PEOPLE[1:] else ():
        event.add_component(_alarm(minutes, entry.title))
    return event


def _add_where(event, entry):
    description = lines(entry.description).strip()
    if entry.url and entry.url not in description:
        description = f"{description}\n\n{entry.url}".strip()
    if description:
        event.add("description", _text(description))
    if entry.place:
        event.add("location", _text(one_line(entry.place)))
    if entry.url:
        event.add("url", icalendar.vUri(_matching(WEB_ADDRESS, entry.url, URL_SENTENCE)))


def _address(mailbox):
    name, email = mailbox
    address = icalendar.vCalAddress(f"mailto:{_matching(ADDRESS, email, ADDRESS_SENTENCE)}")
    if one_line(name):
        address.params["CN"] = one_line(name).translate(NO_QUOTES)
    return address


def _invited(mailbox, answer, method):
    address = _address(mailbox)
    address.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": answer})
    if method == "REQUEST" and answer == NEEDS_ACTION:
        address.params["RSVP"] = "TRUE"
    return address


def _alarm(minutes, title):
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-minutes))
    alarm.add("description", _text(one_line(title)))
    return alarm


def _matching(pattern, text, sentence):
    if not pattern.fullmatch(text):
        raise NotValid(sentence)
    return text


UID_SENTENCE = _l("The calendar entry has no usable identifier.")
URL_SENTENCE = _l("The address to join must begin with http:// or https:// and hold no spaces.")
ADDRESS_SENTENCE = _l("An e-mail address in the calendar entry is not valid. Correct it and try again.")
