"""The facts of the attendance sheet, of its part in the minutes, and of the workbook; papers are Vietnamese."""

from meetings.attendance import queries
from meetings.attendance.models import Presence
from meetings.base import clock
from meetings.base.language import _l
from meetings.base.vietnamese import clock_in_words, day_in_words
from meetings.gateways.paper_facts import AttendanceAnnex, DelegateLine, SiteLine, Total
from meetings.gateways.sheets import Column, Table
from meetings.registry import papers as registry
from meetings.sites.models import SiteKind
from meetings.web.words import word

LEVELS = {
    "main": "Điểm cầu chính",
    "central": "Cấp trung ương",
    "province": "Cấp tỉnh",
    "department": "Sở, ban, ngành",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "other": "Đơn vị khác",
    "relay": "Điểm tiếp sóng",
}
# The same on screen, in the reader's language.
LEVEL_WORDS = {
    "main": _l("Main site"),
    "central": _l("Central bodies"),
    "province": _l("Provinces"),
    "department": _l("Departments and agencies"),
    "district": _l("Districts, towns and cities"),
    "commune": _l("Communes, wards and special zones"),
    "other": _l("Other organisations"),
    "relay": _l("Relay points"),
}
PRESENCES = {
    Presence.UNMARKED: "",
    Presence.IN_ROOM: "Có mặt",
    Presence.ONLINE: "Trực tuyến",
    Presence.LATE: "Đến muộn",
    Presence.ABSENT_EXCUSED: "Vắng có lý do",
    Presence.ABSENT_UNEXCUSED: "Vắng không lý do",
}
SITE_COLUMNS = (
    Column(_l("No."), 6, "number"),
    Column(_l("Site"), 28),
    Column(_l("Superior unit"), 24),
    Column(_l("Site chair"), 24),
    Column(_l("Announced"), 12, "number"),
    Column(_l("Present"), 10, "number"),
    Column(_l("Absent"), 10, "number"),
    Column(_l("Not known yet"), 12, "number"),
    Column(_l("Reported at"), 17, "datetime"),
    Column(_l("Reported by"), 24),
    Column(_l("Note"), 40),
    Column(_l("Attends at"), 28),
)
DELEGATE_COLUMNS = (
    Column(_l("No."), 6, "number"),
    Column(_l("Site"), 28),
    Column(_l("Full name"), 26),
    Column(_l("Position"), 32),
    Column(_l("Presence"), 20),
    Column(_l("Reason"), 32),
    Column(_l("Substitute"), 26),
    Column(_l("Substitute's position"), 28),
)
NAME_COLUMNS = (Column("STT", 6, "number"), Column("Họ và tên", 30), Column("Chức vụ", 44))
LIST_COLUMNS = (
    Column(_l("Site"), 28),
    Column(_l("Superior unit"), 24),
    Column(_l("State of the list"), 24),
    Column(_l("Names"), 10, "number"),
    Column(_l("At most"), 10, "number"),
    Column(_l("Missing posts"), 36),
    Column(_l("Changed at"), 17, "datetime"),
    Column(_l("Changed by"), 24),
    Column(_l("Late changes"), 14, "number"),
    Column(_l("Telephone"), 16),
)
LISTED_COLUMNS = (
    Column(_l("No."), 6, "number"),
    Column(_l("Site"), 28),
    Column(_l("Full name"), 26),
    Column(_l("Position"), 32),
    Column(_l("Substitute"), 26),
    Column(_l("Substitute's position"), 28),
    Column(_l("Changed late at"), 17, "datetime"),
)
LEVEL_COLUMNS = (
    Column(_l("Level"), 28),
    Column(_l("Sites"), 10, "number"),
    Column(_l("Reported"), 10, "number"),
    Column(_l("Announced"), 12, "number"),
    Column(_l("Present"), 10, "number"),
    Column(_l("Absent"), 10, "number"),
    Column(_l("Not known yet"), 12, "number"),
)


def facts(conference) -> AttendanceAnnex:
    """The attendance sheet of a conference (form 2.1, Decree 30/2020): sites, totals by level, delegates by name. It is
    for those who run the conference."""
    return _annex(conference, "Danh sách đại biểu dự hội nghị", queries.delegates_by_site(conference.id))


def annex(conference, *, attached_to) -> AttendanceAnnex:
    """The same as an annex of a paper that goes to all sites and stays for ever: sites and numbers. Who a site named is
    seen by that site and by who runs the conference, and erased later; so no paper bears it."""
    return _annex(conference, "Đại biểu dự hội nghị theo điểm cầu", {}, attached_to=attached_to)


def _annex(conference, title, named, *, attached_to=""):
    sites = [_site(site, line, named.get(site.id, [])) for site, line in queries.sites_with_lines(conference.id)]
    return AttendanceAnnex(
        title=title,
        meeting=f"{conference.named}, {when(conference)}",
        sites=sites,
        totals=totals(conference),
        attached_to=attached_to,
        head=registry.head(conference.organiser),
    )


def when(conference) -> str:
    """08 giờ 00, ngày 07 tháng 12 năm 2015."""
    local = clock.local(conference.starts_at)
    return f"{clock_in_words(local)}, {day_in_words(local.date())}"


def totals(conference) -> list[Total]:
    """A line for each level and, where there are several, one for all."""
    return _lines(queries.totals(conference.id))


def _lines(found):
    rows = [(LEVELS[level], numbers) for level, numbers in found.levels.items()]
    rows += [("Tổng cộng", found.whole)] if len(rows) > 1 else []
    return [Total(label, row.sites, row.present, row.absent, _unknown(row)) for label, row in rows]


def participants(conference) -> list[str]:
    """Who took part, as the paragraphs of the minutes say it ("Thành phần tham dự"): people by level, in numbers (see
    `annex`)."""
    found = queries.totals(conference.id)
    if not found.whole.reported:
        return []
    rows = [_said(level, numbers) for level, numbers in found.levels.items() if numbers.reported]
    if len(found.levels) > 1:
        rows.append(f"Tổng cộng: {found.whole.sites} điểm cầu, {_people(found.whole)}.")
    rows[-1] = f"{rows[-1].removesuffix('.')} (phụ lục kèm theo)."
    return rows


def _said(level, numbers):
    where = "Tại điểm cầu chính" if level == "main" else f"{LEVELS[level]}: {numbers.sites} điểm cầu"
    return f"{where}{':' if level == 'main' else ','} {_people(numbers)}."


def _people(numbers):
    absent = f", vắng {_number(numbers.absent)}" if numbers.absent else ""
    unknown = f", {_unknown(numbers)}" if numbers.unknown else ""
    return f"{_number(numbers.present)} đại biểu có mặt{absent}{unknown}"


def _unknown(numbers):
    """Nobody announced vanishes: what is not known is said."""
    return f"{_number(numbers.unknown)} người đã đăng ký chưa báo cáo" if numbers.unknown else ""


def _number(value):
    return f"{value:,}".replace(",", ".")


def _titled(name, title):
    return f"{name}, {title}" if title else name


def _site(site, line, delegates):
    note = line.head_count.note if line.head_count else ""
    return SiteLine(
        name=site.name,
        group=site.group_name,
        chair=_titled(site.chair_name, site.chair_title),
        present=line.present,
        absent=line.absent,
        note="; ".join(filter(None, (_seated(site), note, _unreported(line)))),
        delegates=[_delegate(one) for one in delegates],
    )


def _unreported(line):
    return _unknown(line) if line.is_reported else "Chưa báo cáo"


def _seated(site):
    """In whose room a site sits that has come to another one."""
    return f"Dự tại điểm cầu {site.joined.name}" if site.joined else ""


def _delegate(delegate):
    replaced = f"dự thay {_titled(delegate.name, delegate.title)}" if delegate.substitute_name else ""
    return DelegateLine(
        name=delegate.substitute_name or delegate.name,
        position=delegate.substitute_title if delegate.substitute_name else delegate.title,
        presence=PRESENCES[delegate.presence],
        note="; ".join(part for part in (replaced, delegate.reason) if part),
    )


def tables(conference) -> list[Table]:
    """The workbook: sums by level, the sites with their reports, the delegates by name."""
    sites = queries.sites_with_lines(conference.id)
    named = queries.delegates_by_site(conference.id)
    found = queries.totals(conference.id)
    levels = [
        (
            label.label,
            label.sites,
            numbers.reported,
            numbers.announced,
            label.present,
            label.absent,
            numbers.unknown,
        )
        for label, numbers in zip(_lines(found), _rows(found), strict=True)
    ]
    everybody = [(site, one) for site, _ in sites for one in named.get(site.id, [])]
    return [
        Table(str(_l("Sums by level")), _columns(LEVEL_COLUMNS), levels),
        Table(str(_l("Sites")), _columns(SITE_COLUMNS), [_site_row(n, *pair) for n, pair in enumerate(sites, 1)]),
        Table(
            str(_l("Delegates")),
            _columns(DELEGATE_COLUMNS),
            [_delegate_row(n, site, one) for n, (site, one) in enumerate(everybody, 1)],
        ),
    ]


def _rows(found):
    return [*found.levels.values(), *([found.whole] if len(found.levels) > 1 else [])]


def _columns(columns):
    return [column._replace(label=str(column.label)) for column in columns]


def _site_row(number, site, line):
    report = line.head_count
    return [
        number,
        site.name,
        site.group_name if site.kind is not SiteKind.MAIN else "",
        _titled(site.chair_name, site.chair_title),
        site.announced,
        line.present,
        line.absent,
        line.unknown,
        report.reported_at if report else None,
        report.reporter if report else "",
        report.note if report else "",
        site.joined.name if site.joined else "",
    ]


def _delegate_row(number, site, one):
    return [
        number,
        site.name,
        one.name,
        one.title,
        PRESENCES[one.presence],
        one.reason,
        one.substitute_name,
        one.substitute_title,
    ]


def names(delegates) -> Table:
    """The list of one site under the headings that the import reads, so that it can be sent back changed."""
    return Table("Đại biểu", NAME_COLUMNS, [[n, one.name, one.title] for n, one in enumerate(delegates, 1)])


def list_tables(stands, named) -> list[Table]:
    """The lists ahead of the conference: how far each site is (`stands`), and the delegates by name."""
    everybody = [(site, one) for site, _ in stands for one in named.get(site.id, [])]
    return [
        Table(str(_l("Lists")), _columns(LIST_COLUMNS), [_list_row(*pair) for pair in stands]),
        Table(
            str(_l("Delegates")),
            _columns(LISTED_COLUMNS),
            [_listed_row(n, site, one) for n, (site, one) in enumerate(everybody, 1)],
        ),
    ]


def _list_row(site, stand):
    kept = stand.kept
    return [
        site.name,
        site.group_name,
        str(word(stand.state)),
        stand.named,
        stand.quota,
        "; ".join(stand.missing),
        kept.changed_at if kept else None,
        kept.changed_by if kept else "",
        kept.late_changes if kept else 0,
        site.phone,
    ]


def _listed_row(number, site, one):
    return [number, site.name, one.name, one.title, one.substitute_name, one.substitute_title, one.late_at]
