"""The sitting of 7 December 2015, as it was reported, and the local session of Vũ Quang after it."""

from meetings.agenda import queries as agenda
from meetings.agenda.models import ItemKind
from meetings.attendance import actions as attendance
from meetings.attendance import naming
from meetings.attendance.models import Presence
from meetings.demo.known_2015 import DAY, DISTRICT, INVENTED, REPORTED, at, unit
from meetings.desk import actions as desk
from meetings.minutes import actions as minutes
from meetings.minutes import blocks
from meetings.minutes.models import BlockKind
from meetings.sites import queries as sites


def hold(conference, people):
    """Attendance, and what was said and ordered by point of the agenda, until the end. Returns the minutes."""
    chair, _co_chair = conference.chairs[0], conference.chairs[1]
    items = {item.kind: item for item in agenda.items_of(conference.id)}
    report, secretary = REPORTED["report"], people["secretary"]
    with at(f"{DAY}T07:50"):
        _count(conference, people)
    with at(f"{DAY}T08:10"):
        record = minutes.start_draft(conference, by=secretary)
        figures = "Báo cáo nêu kết quả năm 2015: " + "; ".join(report["figures"]) + "."
        faults = "Khó khăn, hạn chế: " + "; ".join(report["difficulties"]) + "."
        for text in (figures, faults):
            blocks.add_block(record, BlockKind.NARRATIVE, text=text, item=items[ItemKind.REPORT], by=secretary)
    with at(f"{DAY}T09:20"):
        for text in report["opinions"]:
            speaker = {"speaker_name": "Đại biểu tại các điểm cầu"}
            blocks.add_block(
                record, BlockKind.OPINION, text=text, item=items[ItemKind.DISCUSSION], by=secretary, **speaker
            )
    with at(f"{DAY}T10:30"):
        said = {"speaker_name": chair.name, "speaker_title": chair.title}
        text = f"{chair.title} {chair.name} phát biểu chỉ đạo, yêu cầu:"
        blocks.add_block(record, BlockKind.NARRATIVE, text=text, item=items[ItemKind.DIRECTING], by=secretary)
        for spoken, order in zip(REPORTED["directives"], INVENTED["assignments"], strict=True):
            _order(record, items[ItemKind.DIRECTING], spoken["text"], order, by=secretary, **said)
    with at(f"{DAY}T10:55"):
        for text in report["awards"]:
            blocks.add_block(record, BlockKind.AWARD, text=text, item=items[ItemKind.AWARD], by=secretary)
    with at(f"{DAY}T{INVENTED['finished']}"):
        # Who closed it is not reported: the outline of the agenda would say that the chair did.
        blocks.add_block(
            record, BlockKind.NARRATIVE, text="Hội nghị bế mạc.", item=items[ItemKind.CLOSING], by=secretary
        )
        desk.end(conference, by=secretary)
    with at(f"{DAY}T14:00"):
        _record_local_session(record, items[ItemKind.LOCAL], people)
        minutes.fill_from_agenda(record, by=secretary)
    return record


def _count(conference, people):
    """Head-counts of all sites; by name only those of whom the report speaks."""
    for number, site in enumerate(sites.sites_of(conference.id)):
        expected = site.expected_count or 46
        attendance.report(site, present=expected - number % 3, absent=number % 3, by=people["secretary"])
        if site.name == DISTRICT:
            chair = people["site_chair"]
            naming.add(site, [(chair.name, chair.position)], by=people["secretary"])
            attendance.mark_rest(site, Presence.IN_ROOM, by=people["secretary"])


def _order(record, item, text, order, *, by, **said):
    blocks.add_block(
        record,
        BlockKind.DIRECTIVE,
        text=text,
        item=item,
        leads=[unit(name) for name in order["leads"]],
        coordinators=[unit(name) for name in order["with"]],
        due_on=order.get("due"),
        is_standing="due" not in order,
        expected_result=order["result"],
        by=by,
        **said,
    )


def _record_local_session(record, item, people):
    """What the district's chair ordered after the link: the standing order as a directive, the others in one text."""
    said = {
        "speaker_name": REPORTED["site"]["chair"],
        "speaker_title": REPORTED["site"]["title"],
        "by": people["secretary"],
    }
    orders = list(zip(REPORTED["site_directives"], INVENTED["site_assignments"], strict=True))
    told = "; ".join(_with_lead(row) for row, order in orders if "due" in order)
    text = f"Trên cơ sở kết luận của tỉnh, yêu cầu: {told}."
    blocks.add_block(record, BlockKind.OPINION, text=text, item=item, **said)
    for row, order in orders:
        if "due" not in order:
            lead = row.get("lead") or order["lead"]
            _order(record, item, row["text"], {"leads": [lead], "with": [], **order}, **said)


def _with_lead(row):
    """The order after who is to carry it out, where that is reported."""
    order = _small(row["text"])
    return f"{row['lead']} {order}" if "lead" in row else order


def _small(text):
    return text[0].lower() + text[1:]
