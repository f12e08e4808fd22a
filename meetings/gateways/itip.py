"""Answers of calendars (iTIP, RFC 5546) as they come in by mail: read strictly in form, and believed in nothing.

A parser of our own, for what comes is written by strangers: it knows the few lines an answer is made of, reads no more
than so many of them, and never fails. Of what it does not understand it makes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings.base import clock
from meetings.base.later import Later
from meetings.gateways.plain import lines, one_line

windows_zones = Later("icalendar.timezone.windows_to_olson")

MOST_SIGNS = 200_000
MOST_LINES = 4_000
MOST_ANSWERS = 5
MOST_ATTENDEES = 20
LONGEST_NOTE = 1_000
METHODS = ("REPLY", "COUNTER")
HEAD = re.compile(r"[A-Za-z0-9-]{1,40}")
PARAMETER = re.compile(r';([A-Za-z0-9-]{1,40})=("[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*')
MOMENT = re.compile(r"(\d{8})T(\d{6})(Z?)")
# Beyond these a time cannot be told on every clock, nor counted on.
YEARS = range(1970, 2201)
LENGTH = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?")
ESCAPED = re.compile(r"\\([\\;,nN])")
ADDRESS = re.compile(r"[^\s@<>\"\\;:,()\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>\"\\;:,()\[\]\x00-\x1f\x7f]{1,189}")


class Line(NamedTuple):
    """One content line: its name, what stands beside the name, its value."""

    name: str
    parameters: dict
    value: str


@dataclass(frozen=True)
class Answer:
    """What one calendar says of one attendee of one entry. Addresses are in small letters; empty where there was none.

    `delegate` is who comes in his place, `delegator` in whose place he comes.
    """

    method: str
    uid: str
    sequence: int
    attendee: str
    name: str = ""
    partstat: str = ""
    note: str = ""
    stamp: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    delegate: str = ""
    delegate_name: str = ""
    delegator: str = ""


def answers(text: str) -> list[Answer]:
    """The answers in a calendar file: REPLY and COUNTER of VEVENT only, each with its UID and attendee; one for each
    attendee of an entry (who delegates names his delegate, too)."""
    found, method, event, depth = [], "", None, 0
    for line in _lines(text):
        if line.name == "METHOD" and event is None:
            method = line.value.strip().upper()
        elif line.name == "BEGIN" and line.value.upper() == "VEVENT" and event is None:
            event, depth = [], 0
        elif line.name == "BEGIN":
            depth += event is not None
        elif line.name == "END" and event is not None and depth:
            depth -= 1
        elif line.name == "END" and event is not None:
            found, event = [*found, event], None
        elif event is not None and not depth:
            event.append(line)
    if method not in METHODS:
        return []
    read = [answer for event in found[:MOST_ANSWERS] for answer in _answers(method, event)]
    return [answer for answer in read if answer.uid and answer.attendee]


def _lines(text) -> Iterator[Line]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:MOST_SIGNS])
    for raw in re.split(r"\r?\n|\r", unfolded)[:MOST_LINES]:
        head = HEAD.match(raw)
        if not head:
            continue
        place, parameters = head.end(), {}
        while found := PARAMETER.match(raw, place):
            parameters.setdefault(found[1].upper(), found[2].strip('"'))
            place = found.end()
        if raw[place : place + 1] == ":":
            yield Line(head[0].upper(), parameters, raw[place + 1 :])


def _answers(method, event):
    by_name = {}
    for line in event:
        by_name.setdefault(line.name, line)
    attendees = [line for line in event if line.name == "ATTENDEE"][:MOST_ATTENDEES]
    names = {_address(line.value): _name(line) for line in reversed(attendees)}
    starts = _moment(by_name.get("DTSTART"))
    said = {
        "uid": _value(by_name.get("UID"))[:255],
        "sequence": _number(_value(by_name.get("SEQUENCE"))),
        "note": lines(_plain(_value(by_name.get("COMMENT")))).strip()[:LONGEST_NOTE],
        "stamp": _moment(by_name.get("DTSTAMP")),
        "starts_at": starts,
        "ends_at": _end(starts, by_name),
    }
    for line in attendees:
        delegate = _address(line.parameters.get("DELEGATED-TO", ""))
        yield Answer(
            method=method,
            attendee=_address(line.value),
            name=_name(line),
            partstat=line.parameters.get("PARTSTAT", "").upper()[:30],
            delegate=delegate,
            delegate_name=names.get(delegate, "") if delegate else "",
            delegator=_address(line.parameters.get("DELEGATED-FROM", "")),
            **said,
        )


def _name(line):
    return one_line(_plain(line.parameters.get("CN", "")))[:200]


def _value(line):
    return line.value.strip() if line else ""


def _plain(text):
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _address(text):
    """`mailto:An@x.example` or a bare address."""
    bare = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE).strip().lower()
    return bare if ADDRESS.fullmatch(bare) else ""


def _end(starts, by_name):
    ends = _moment(by_name.get("DTEND"))
    length = LENGTH.fullmatch(_value(by_name.get("DURATION")))
    if ends is None and starts is not None and length:
        days, hours, minutes, seconds = (int(part or 0) for part in length.groups())
        ends = starts + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return ends


def _moment(line):
    """The instant; None for a whole day and for what is no time of ours. An unknown zone is taken for ours."""
    found = MOMENT.fullmatch(_value(line))
    if not found:
        return None
    try:
        moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")
        if moment.year not in YEARS:
            return None
        return moment.replace(tzinfo=UTC if found[3] else _zone(line.parameters.get("TZID", ""))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name):
    try:
        return ZoneInfo(windows_zones.WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return clock.ZONE
