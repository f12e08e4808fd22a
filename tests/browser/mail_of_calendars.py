"""What a calendar program makes of a request that it received by mail: the entry, and the reply that it sends back."""

import uuid
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import icalendar


def calendar_part(mail):
    """The one part of the mail that is for calendars."""
    [part] = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    return part


def method(mail) -> str:
    """What the calendar is asked to do, as the part's header says it."""
    return calendar_part(mail).get_param("method")


def entry(mail):
    """The one event of the request."""
    calendar = icalendar.Calendar.from_ical(calendar_part(mail).get_content())
    assert str(calendar["METHOD"]) == method(mail)
    [event] = calendar.walk("VEVENT")
    return event


def attendees(mail) -> list[str]:
    """Everybody whom the request names as invited."""
    named = entry(mail)["ATTENDEE"]
    return [str(one) for one in (named if isinstance(named, list) else [named])]


def a_reply(mail, partstat: str) -> bytes:
    """The mail with which the recipient's calendar answers the request, to the address that the request names."""
    asked = entry(mail)
    address = str(asked["ATTENDEE"]).removeprefix("mailto:")
    answer = EmailMessage()
    answer["From"], answer["To"] = address, str(mail.message["Reply-To"])
    answer["Subject"] = f"Re: {mail.message['Subject']}"
    answer["Date"] = format_datetime(datetime.now(UTC))
    answer["Message-ID"] = f"<{uuid.uuid4().hex}@calendar.example>"
    answer["In-Reply-To"] = str(mail.message["Message-ID"])
    answer.set_content("")
    content = _calendar(asked, address, partstat).to_ical().decode()
    answer.add_alternative(content, subtype="calendar", params={"method": "REPLY"})
    return answer.as_bytes()


def _calendar(asked, address, partstat):
    calendar, event = icalendar.Calendar(), icalendar.Event()
    calendar.add("PRODID", "-//Example//Calendar//VI")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "REPLY")
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "ORGANIZER", "SUMMARY"):
        event[name] = asked[name]
    attendee = icalendar.vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = partstat
    event.add("ATTENDEE", attendee, encode=0)
    event.add("DTSTAMP", datetime.now(UTC))
    calendar.add_component(event)
    return calendar
