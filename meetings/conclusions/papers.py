"""The facts of the notice of conclusions (thông báo kết luận, Decree 30/2020, form 1.4), as plain values."""

from meetings.conclusions import queries
from meetings.conclusions.models import ConclusionNotice
from meetings.gateways import paper_facts
from meetings.gateways.paper_parts import Part, Point, Section, Signature, listed
from meetings.minutes.papers import deadline, leads, order, replaces
from meetings.registry.models import PaperKind
from meetings.registry.papers import head

TEMPLATE = "thong_bao_ket_luan"
ASSESSMENT, SHORTCOMINGS, TASKS = "Đánh giá, kết luận chung", "Hạn chế, tồn tại", "Nhiệm vụ trọng tâm"


def facts(notice: ConclusionNotice) -> dict:
    """What the paper says now, as JSON knows it; `stamped` adds number and day when it is given out."""
    directives = queries.directives_of(notice.minutes_id)
    parts = [
        Section(ASSESSMENT, _paragraphs(notice.assessment)),
        Section(SHORTCOMINGS, _paragraphs(notice.shortcomings)),
        Section(TASKS, [_point(group) for group in by_lead(directives)], numbered=True),
    ]
    return paper_facts.ConclusionNotice(
        head=head(notice.conference.organiser, PaperKind.NOTICE),
        subject=notice.subject,
        opening=notice.opening.splitlines(),
        sections=[part for part in parts if part.points],
        closing=notice.closing.splitlines(),
        signature=Signature(notice.signer_name, notice.authority.splitlines()),
        recipients=listed(notice.recipients),
        correction=replaces("Thông báo", notice, queries.editions(notice.conference_id)),
    ).plain()


def stamped(frozen: dict, stamp) -> dict:
    """The frozen facts with the number and the day they were given out under."""
    head = {**frozen["head"], "symbol": stamp.symbol, "issued_on": stamp.issued_on.isoformat()}
    return {**frozen, "head": head}


def shown(notice: ConclusionNotice) -> tuple[dict, bool]:
    """What a reader sees of the paper, and whether it still is a draft: released and frozen facts are never redrawn."""
    if notice.paper:
        return notice.paper.facts, False
    return notice.facts or facts(notice), True


def by_lead(blocks) -> list[list]:
    """The directives by the units that lead them, in the order in which those were first named."""
    groups: dict[tuple, list] = {}
    for block in blocks:
        groups.setdefault(tuple(unit.id for unit in block.leads), []).append(block)
    return list(groups.values())


def numbers(blocks) -> dict[int, str]:
    """The place of each directive in the notice, by the block's id: "2", or "2b" within a group."""
    letters = "abcdđeghiklmnopqrstuvxy"
    found = {}
    for number, group in enumerate(by_lead(blocks), 1):
        for place, block in enumerate(group):
            letter = letters[place % len(letters)] if len(group) > 1 else ""
            found[block.id] = f"{number}{letter}"
    return found


def _point(group):
    if len(group) == 1:
        return Point(text=order(group[0]), lead=leads(group[0]), deadline=deadline(group[0]))
    return Point(text="", lead=leads(group[0]), parts=[Part(order(block), deadline(block)) for block in group])


def _paragraphs(text):
    return [Point(text=line) for line in text.splitlines() if line.strip()]
