"""The facts of the programme (chương trình, Decree 30/2020, form 1.4)."""

from collections.abc import Iterable
from operator import attrgetter

from meetings.agenda.timetable import Slot, Timetable
from meetings.base import clock, vietnamese
from meetings.conferences.models import Conference, named
from meetings.gateways.paper_facts import Programme, ProgrammeLine
from meetings.gateways.paper_parts import Signature
from meetings.registry import papers as registry
from meetings.registry.models import PaperKind

TEMPLATE = "chuong_trinh"


def programme(conference: Conference, plan: Timetable, stamp=None, *, signature=None) -> dict:
    """What the programme says; without a `stamp` it has no number yet. The chair signs unless told.
    It lasts as long as its table, where that ends after the invited end."""
    facts = Programme(
        head=registry.head(conference.organiser, PaperKind.PROGRAMME, stamp),
        subject=conference.named,
        time=_time(conference, max(conference.ends_at, plan.ends_at)),
        place=conference.place,
        lines=lines(conference, plan.linked, _placed),
        chairs=[_named(row) for row in conference.chairs],
        local=lines(conference, plan.local, _placed),
        signature=signature or signed_by(conference),
        recipients=["Các điểm cầu", "Lưu: VT"],
    )
    return facts.plain()


def still_true(conference: Conference, plan: Timetable, frozen: dict) -> bool:
    """Whether a released programme still says what is planned now, whoever signed it. One that was given out when a
    title without a noun stood as it was says the same as one with "Hội nghị" before it, and one that named the invited
    end above a table that ends later says the same as one that names the table's."""
    frozen = frozen | {"subject": named(frozen["subject"])}
    if frozen.get("time") == _time(conference, conference.ends_at):
        frozen = frozen | {"time": _time(conference, max(conference.ends_at, plan.ends_at))}
    return registry.still_says(frozen, programme(conference, plan), but=("head", "signature"))


def signed_by(conference: Conference) -> Signature | None:
    """The chair's signature, in the authority in which he signs for the organiser. None without a chair."""
    chair = conference.chair
    if chair is None:
        return None
    return Signature(name=chair.name, authority=registry.signing(conference.organiser, chair.title))


def signed_as(name: str, lines: str) -> Signature | None:
    """The signature of whom the secretariat names; `lines` of authority as typed. None without a name."""
    return Signature(name, [line.strip() for line in lines.splitlines() if line.strip()]) if name else None


def lines(conference: Conference, slots: Iterable[Slot], title=attrgetter("title")) -> list[ProgrammeLine]:
    """The `slots` as lines of a paper, with `title` of each item; in a conference of several days a line without an
    hour names the day above those of that day."""
    found, day = [], None
    for slot in slots:
        starts, ends = clock.local(slot.starts_at), clock.local(slot.ends_at)
        if conference.several_days and starts.date() != day:
            day = starts.date()
            found.append(ProgrammeLine("", f"{vietnamese.WEEKDAYS[day.weekday()]}, {vietnamese.day_in_words(day)}"))
        hours = f"{starts:%H:%M} - {ends:%H:%M}"
        found.append(ProgrammeLine(hours, title(slot.item), slot.item.presenter, slot.item.number))
    return found


def _placed(item):
    return f"{item.title} ({item.site.name})" if item.site else item.title


def _time(conference, ends_at):
    words = vietnamese.span_in_words(clock.local(conference.starts_at), clock.local(ends_at))
    return words[:1].upper() + words[1:]


def _named(chair):
    return ", ".join(filter(None, (chair.name, chair.title)))
