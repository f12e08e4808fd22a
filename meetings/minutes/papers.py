"""The facts of the minutes as a paper (biên bản, Decree 30/2020, form 1.9), as plain values in Vietnamese."""

from meetings.agenda.models import ItemKind
from meetings.attendance import papers as attendance
from meetings.attendance import queries as counted
from meetings.base import clock
from meetings.base.vietnamese import day_in_words, moment_in_words
from meetings.gateways import paper_facts
from meetings.gateways.paper_parts import Point, Section, Signature, listed
from meetings.minutes import queries
from meetings.minutes.models import Block, BlockKind, Minutes
from meetings.registry.models import PaperKind
from meetings.registry.papers import head

TEMPLATE = "bien_ban"
RECIPIENTS = "Như thành phần tham dự\nLưu: VT, Hồ sơ"
ELSEWHERE = "Nội dung khác"
UNREPORTED = "Đại biểu tại các điểm cầu theo giấy mời"
MANY_SITES = 20


def facts(minutes: Minutes) -> dict:
    """What the paper says now, as JSON knows it; `stamped` adds the number when it is given out."""
    conference = minutes.conference
    began, finished = times(minutes)
    secretary = conference.secretary
    attended, annex = _attendance(minutes)
    return paper_facts.Minutes(
        head=head(conference.organiser, PaperKind.MINUTES, dated=False),
        meeting=conference.named,
        began=moment_in_words(clock.local(began)),
        place=place(conference),
        attendance=attended,
        chairs=chairs(conference),
        secretaries=[named(secretary.name, secretary.position)] if secretary else [],
        sections=[_section(section) for section in queries.sections(minutes) if section.blocks],
        ended=moment_in_words(clock.local(finished)),
        secretary_signature=Signature(secretary.name if secretary else ""),
        chair_signature=Signature(conference.chair.name if conference.chair else ""),
        recipients=listed(minutes.recipients),
        correction=replaces("Biên bản", minutes, queries.editions(conference.id)),
        attendance_annex=annex,
    ).plain()


def replaces(name: str, edition, editions) -> str:
    """Which released paper a corrected `edition` takes the place of, and why; empty for the first."""
    if not edition.correction_reason:
        return ""
    paper = next((one.paper for one in editions if one.edition < edition.edition and one.paper), None)
    number = f" số {paper.symbol} {day_in_words(paper.issued_on)}" if paper else " đã duyệt trước đó"
    return f"{name} này thay thế {name}{number}. Lý do: {edition.correction_reason}"


def stamped(frozen: dict, stamp) -> dict:
    """The frozen facts with the number they were given out under."""
    return {**frozen, "head": {**frozen["head"], "symbol": stamp.symbol}}


def shown(minutes: Minutes) -> tuple[dict, bool]:
    """What a reader sees of the paper, and whether it still is a draft: released and frozen facts are never redrawn."""
    if minutes.paper:
        return minutes.paper.facts, False
    return minutes.facts or facts(minutes), True


def places(minutes: Minutes) -> list[list[int]]:
    """The numbers of the blocks in the order of the facts' points, by section: an editor finds them again by these."""
    return [[block.id for block in section.blocks] for section in queries.sections(minutes) if section.blocks]


def times(minutes: Minutes):
    """When it began and ended: what the writer set, else the true times, else the invited ones."""
    conference = minutes.conference
    return (
        minutes.began_at or conference.began_at or conference.starts_at,
        minutes.finished_at or conference.finished_at or conference.ends_at,
    )


def place(conference) -> str:
    """The main site, and how many others it was linked with."""
    others = queries.linked_sites(conference.id)
    where = conference.place or conference.organiser.name
    return f"{where}, kết nối trực tuyến với {others:02d} điểm cầu" if others else where


def _attendance(minutes):
    """Who attended, in words, and the annex that counts them (none while no site has reported)."""
    conference, (began, _finished) = minutes.conference, times(minutes)
    found, whose = counted.totals(minutes.conference_id), f"của {conference.organiser.name}"
    told = attendance.participants(found)
    annex = attendance.annex(conference, began=began, attached_to=whose, found=found) if told else None
    return minutes.attendance_text.splitlines() or told or [UNREPORTED], annex


def chairs(conference) -> list[str]:
    """Who presided: over all, and at the sites while they are few enough to be named here."""
    at_sites = queries.sites_with_chairs(conference.id)
    named_sites = at_sites if len(at_sites) <= MANY_SITES else []
    return [
        *(named(chair.name, chair.title) for chair in conference.chairs),
        *(f"Tại {site.name}: {named(site.chair_name, site.chair_title)}" for site in named_sites),
    ]


def named(name: str, title: str) -> str:
    """A person as papers name him: name, position."""
    return f"{name}, {title}" if name and title else name or title


def _section(section):
    item = section.item
    title = item.title if item else ELSEWHERE
    if item and item.kind is ItemKind.LOCAL and item.site:
        title = f"{title} (tại {item.site.name}, sau khi kết thúc kết nối)"
    return Section(title=title, points=[point(block) for block in section.blocks])


def point(block: Block) -> Point:
    """One block as a paragraph: an opinion after its speaker, a directive after the units that lead."""
    if block.kind is BlockKind.DIRECTIVE:
        return Point(text=order(block), lead=leads(block), deadline=deadline(block))
    return Point(text=block.text, lead=_speaker(block))


def leads(block: Block) -> str:
    """The units that lead, in words."""
    return ", ".join(unit.name for unit in block.leads)


def order(block: Block) -> str:
    """What is ordered: the work, who coordinates, what is to come of it (Decision 45/2018, Art. 14)."""
    more = [f"phối hợp: {', '.join(unit.name for unit in block.coordinators)}"] if block.coordinators else []
    more += [f"sản phẩm: {block.expected_result}"] if block.expected_result else []
    return "; ".join([block.text.rstrip(" .;"), *more])


def deadline(block: Block) -> str:
    """By when, in words."""
    if block.is_standing:
        return "thực hiện thường xuyên"
    return f"hoàn thành chậm nhất ngày {block.due_on:%d/%m/%Y}" if block.due_on else ""


def _speaker(block):
    if block.kind is not BlockKind.OPINION:
        return ""
    who = named(block.speaker_name, block.speaker_title)
    where = block.site.name if block.site else ""
    return f"{who} ({where})" if who and where else who or where
