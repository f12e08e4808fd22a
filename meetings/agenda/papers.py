"""The facts of the programme (chương trình, Decree 30/2020, form 1.4)."""

from meetings.agenda.timetable import Slot, Timetable
from meetings.base import clock, vietnamese
from meetings.conferences.models import Conference, named
from meetings.gateways.paper_facts import Programme, ProgrammeLine
from meetings.gateways.paper_parts import Signature
from meetings.registry import papers as registry
from meetings.registry.models import PaperKind

TEMPLATE = "chuong_trinh"


def programme(conference: Conference, plan: Timetable, stamp=None, *, signature=None) -> dict:
    """What the programme says; without a `stamp` it has no number yet. The chair signs unless told."""
    facts = Programme(
        head=registry.head(conference.organiser, PaperKind.PROGRAMME, stamp),
        subject=conference.named,
        time=_span(conference),
        place=conference.place,
        lines=[_line(slot) for slot in plan.linked],
        chairs=[_named(row) for row in conference.chairs],
        local=[_line(slot) for slot in plan.local],
        signature=signature or signed_by(conference),
        recipients=["Các điểm cầu", "Lưu: VT"],
    )
    return facts.plain()


def still_true(conference: Conference, plan: Timetable, frozen: dict) -> bool:
    """Whether a released programme still says what is planned now, whoever signed it. One that was given out when a
    title without a noun stood as it was says the same as one with "Hội nghị" before it."""
    frozen = frozen | {"subject": named(frozen["subject"])}
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


def _line(slot: Slot) -> ProgrammeLine:
    hours = f"{_hour(slot.starts_at)} - {_hour(slot.ends_at)}"
    place = f" ({slot.item.site.name})" if slot.item.site else ""
    return ProgrammeLine(hours, slot.item.title + place, slot.item.presenter, slot.item.number)


def _span(conference):
    starts, ends = clock.local(conference.starts_at), clock.local(conference.ends_at)
    hours = f"Từ {vietnamese.clock_in_words(starts)} đến {vietnamese.clock_in_words(ends)}"
    return f"{hours}, {vietnamese.day_in_words(starts.date())}"


def _hour(moment):
    return clock.local(moment).strftime("%H:%M")


def _named(chair):
    return ", ".join(filter(None, (chair.name, chair.title)))
