"""The facts of the minutes as a paper (biên bản, Decree 30/2020, form 1.9), as plain values in Vietnamese."""

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.minutes import queries
from meetings.minutes.models import Block, BlockKind, Minutes

TEMPLATE = "bien_ban"
RECIPIENTS = "Như thành phần tham dự\nLưu: VT, Hồ sơ"


def facts(minutes: Minutes) -> dict:
    """What the paper says now; without a number, which `stamped` adds when it is given out."""
    conference = minutes.conference
    issuer = conference.organiser
    began, finished = times(minutes)
    return dict(
        issuer=dict(
            parent=issuer.letterhead_parent,
            name=issuer.letterhead or issuer.name.upper(),
            abbreviation=issuer.abbreviation or "UBND",
            place=issuer.place,
            large=issuer.large_heading,
        ),
        symbol="",
        title=conference.title,
        began=spoken(began),
        place=conference.place,
        participants=minutes.attendance_text,
        chairs=[named(chair.name, chair.title) for chair in conference.chairs],
        secretary=named(conference.secretary.name, conference.secretary.position) if conference.secretary else "",
        sections=[_section(number, section) for number, section in enumerate(_written(minutes), 1)],
        finished=spoken(finished),
        secretary_name=conference.secretary.name if conference.secretary else "",
        chair_name=conference.chair.name if conference.chair else "",
        recipients=lines(minutes.recipients),
        correction=minutes.correction_reason,
    )


def stamped(frozen: dict, stamp) -> dict:
    """The frozen facts with the number they were given out under."""
    return {**frozen, "symbol": stamp.symbol}


def times(minutes: Minutes):
    """When it began and ended: what the writer set, else the true times, else the invited ones."""
    conference = minutes.conference
    return (
        minutes.began_at or conference.began_at or conference.starts_at,
        minutes.finished_at or conference.finished_at or conference.ends_at,
    )


def spoken(moment) -> str:
    """08 giờ 00, ngày 07 tháng 12 năm 2015: days below ten and months 1 and 2 with a zero (Annex I §II.4)."""
    local = clock.local(moment)
    month = f"{local.month:02d}" if local.month < 3 else str(local.month)
    return f"{local:%H} giờ {local:%M}, ngày {local:%d} tháng {month} năm {local.year}"


def named(name: str, title: str) -> str:
    """A person as papers name him: name, position."""
    return f"{name}, {title}" if title else name


def lines(text: str) -> list[str]:
    """The lines of a list that was typed one below the other, without dashes and end marks."""
    cut = (line.strip().lstrip("-–").strip().rstrip(".;") for line in text.splitlines())
    return [line for line in cut if line]


def _written(minutes):
    return [section for section in queries.sections(minutes) if section.blocks]


def _section(number, section):
    title = section.item.title if section.item else "Nội dung khác"
    local = section.item is not None and section.item.kind is ItemKind.LOCAL
    return dict(number=number, title=title, local=local, blocks=[said(block) for block in section.blocks])


def said(block: Block) -> dict:
    """One block as the paper says it."""
    return dict(
        kind=str(block.kind),
        text=block.text,
        speaker=_speaker(block),
        leads=[unit.name for unit in block.leads],
        coordinators=[unit.name for unit in block.coordinators],
        deadline=_deadline(block),
        result=block.expected_result,
    )


def _speaker(block):
    if block.kind is not BlockKind.OPINION:
        return ""
    who = named(block.speaker_name, block.speaker_title)
    return " – ".join(part for part in (who, block.site.name if block.site else "") if part)


def _deadline(block):
    if block.kind is not BlockKind.DIRECTIVE:
        return ""
    if block.is_standing:
        return "thường xuyên"
    return block.due_on.strftime("%d/%m/%Y") if block.due_on else ""
