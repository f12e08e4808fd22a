"""The facts of the workbooks: attendance with its sums, the lists ahead of a conference, the list of one site."""

from meetings.attendance import papers, queries
from meetings.base.language import _l
from meetings.gateways.sheets import Column, Table
from meetings.sites.models import SiteKind
from meetings.sites.papers import NUMBER, SITE, SUPERIOR
from meetings.web.words import word

SITE_COLUMNS = (
    NUMBER,
    SITE,
    SUPERIOR,
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
    NUMBER,
    SITE,
    Column(_l("Full name"), 26),
    Column(_l("Position"), 32),
    Column(_l("Presence"), 20),
    Column(_l("Reason"), 32),
    Column(_l("Substitute"), 26),
    Column(_l("Substitute's position"), 28),
)
NAME_COLUMNS = (Column("STT", 6, "number"), Column("Họ và tên", 30), Column("Chức vụ", 44))
LIST_COLUMNS = (
    SITE,
    SUPERIOR,
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
    NUMBER,
    SITE,
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


def tables(conference) -> list[Table]:
    """The workbook: sums by level, the sites with their reports, the delegates by name."""
    sites = queries.sites_with_lines(conference.id)
    named = queries.delegates_by_site(conference.id)
    found = queries.totals(conference.id)
    levels = [_level_row(*pair) for pair in zip(papers.lines(found), _rows(found), strict=True)]
    everybody = [(site, one) for site, _ in sites for one in named.get(site.id, [])]
    return [
        Table(_l("Sums by level"), LEVEL_COLUMNS, levels),
        Table(_l("Sites"), SITE_COLUMNS, [_site_row(n, *pair) for n, pair in enumerate(sites, 1)]),
        Table(
            _l("Delegates"),
            DELEGATE_COLUMNS,
            [_delegate_row(n, site, one) for n, (site, one) in enumerate(everybody, 1)],
        ),
    ]


def _rows(found):
    return [*found.levels.values(), *([found.whole] if len(found.levels) > 1 else [])]


def _level_row(line, numbers):
    return [
        line.label,
        line.sites,
        numbers.reported,
        numbers.announced,
        line.present,
        line.absent,
        numbers.unknown,
    ]


def _site_row(number, site, line):
    report = line.head_count
    return [
        number,
        site.name,
        site.group_name if site.kind is not SiteKind.MAIN else "",
        papers.titled(site.chair_name, site.chair_title),
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
        papers.PRESENCES[one.presence],
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
        Table(_l("Lists"), LIST_COLUMNS, [_list_row(*pair) for pair in stands]),
        Table(
            _l("Delegates"),
            LISTED_COLUMNS,
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
