"""The facts of the attendance sheet and of its part in the minutes; papers are Vietnamese."""

from datetime import datetime

from meetings.attendance import queries
from meetings.attendance.models import Presence
from meetings.base import clock
from meetings.base.language import _l
from meetings.base.vietnamese import moment_in_words
from meetings.gateways.paper_facts import AttendanceAnnex, DelegateLine, SiteLine, Total
from meetings.registry import papers as registry

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


def facts(conference) -> AttendanceAnnex:
    """The attendance sheet of a conference (form 2.1, Decree 30/2020): sites, totals by level, delegates by name. It is
    for those who run the conference."""
    named = queries.delegates_by_site(conference.id)
    return _annex(conference, "Danh sách đại biểu dự hội nghị", named, began=began(conference), is_sheet=True)


def began(conference) -> datetime:
    """When it began; before that, when it is to begin."""
    return conference.began_at or conference.starts_at


def annex(conference, *, began, attached_to, found=None) -> AttendanceAnnex:
    """The same as an annex of a paper that goes to all sites and stays for ever: sites and numbers. Who a site named is
    seen by that site and by who runs the conference, and erased later; so no paper bears it. It names who presided only
    where people were there, or where the site confirmed and nobody has reported otherwise. `began` is what the paper
    says of when it began, `found` are the `queries.totals` where they are at hand."""
    title = "Đại biểu dự hội nghị theo điểm cầu"
    return _annex(conference, title, {}, began=began, attached_to=attached_to, found=found)


def _annex(conference, title, named, *, began, attached_to="", is_sheet=False, found=None):
    known = queries.sites_with_lines(conference.id)
    sites = [
        _site(site, line, named.get(site.id, []), presided=is_sheet or _presided(site, line)) for site, line in known
    ]
    return AttendanceAnnex(
        title=title,
        meeting=f"{conference.named}, {moment_in_words(clock.local(began))}",
        sites=sites,
        totals=lines(found) if found else totals(conference),
        attached_to=attached_to,
        head=registry.head(conference.organiser),
    )


def totals(conference) -> list[Total]:
    """A line for each level and, where there are several, one for all."""
    return lines(queries.totals(conference.id))


def lines(found) -> list[Total]:
    """A line for each level of `found` (`numbers.Totals`) and, where there are several, one for all."""
    rows = [(LEVELS[level], numbers) for level, numbers in found.levels.items()]
    rows += [("Tổng cộng", found.whole)] if len(rows) > 1 else []
    return [Total(label, row.sites, row.present, row.absent, _unknown(row)) for label, row in rows]


def participants(found) -> list[str]:
    """Who took part (`queries.totals`), as the paragraphs of the minutes say it ("Thành phần tham dự"): people by
    level, in numbers (see `annex`)."""
    if not found.whole.reported:
        return []
    rows = [_said(level, numbers) for level, numbers in found.levels.items() if numbers.reported]
    if len(found.levels) > 1:
        rows.append(f"Tổng cộng: {_sites(found.whole)}, {_people(found.whole)}.")
    rows[-1] = f"{rows[-1].removesuffix('.')} (phụ lục kèm theo)."
    return rows


def _said(level, numbers):
    where = "Tại điểm cầu chính" if level == "main" else f"{LEVELS[level]}: {_sites(numbers)}"
    return f"{where}{':' if level == 'main' else ','} {_people(numbers)}."


def _sites(numbers):
    told = ((numbers.guests, "dự tại điểm cầu khác"), (numbers.missing, "chưa báo cáo"))
    said = ", ".join(f"{_number(number)} {what}" for number, what in told if number)
    return f"{_number(numbers.sites)} điểm cầu{f' ({said})' if said else ''}"


def _people(numbers):
    absent = f", vắng {_number(numbers.absent)}" if numbers.absent else ""
    unknown = f", {_unknown(numbers)}" if numbers.unknown else ""
    return f"{_number(numbers.present)} đại biểu có mặt{absent}{unknown}"


def _unknown(numbers):
    """Nobody announced vanishes: what is not known is said."""
    return f"{_number(numbers.unknown)} người đã đăng ký chưa báo cáo" if numbers.unknown else ""


def _number(value):
    return f"{value:,}".replace(",", ".")


def titled(name, title) -> str:
    """Name and position in a line: "Trần Văn Bé, Chủ tịch"; without a position the name alone."""
    return f"{name}, {title}" if title else name


def _presided(site, line):
    """Whether a paper may say who presided there (see `minutes.queries.sites_with_chairs`)."""
    if site.joined_id is not None:
        return False
    return site.is_main or bool(line.present) or (not line.is_reported and site.state.takes_part)


def _site(site, line, delegates, *, presided):
    note = line.head_count.note if line.head_count else ""
    return SiteLine(
        name=site.name,
        group=site.group_name,
        chair=titled(site.chair_name, site.chair_title) if presided else "",
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
    replaced = f"dự thay {titled(delegate.name, delegate.title)}" if delegate.substitute_name else ""
    return DelegateLine(
        name=delegate.substitute_name or delegate.name,
        position=delegate.substitute_title if delegate.substitute_name else delegate.title,
        presence=PRESENCES[delegate.presence],
        note="; ".join(part for part in (replaced, delegate.reason) if part),
    )
