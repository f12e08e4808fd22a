"""The facts for papers and sheets about directives: the extract for one unit, the register as a workbook."""

from dataclasses import replace

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.vietnamese import day_in_words
from meetings.directives import phrases
from meetings.directives.models import DirectiveState, OfficialClass
from meetings.gateways.paper_facts import DirectiveExtract, DirectiveLine
from meetings.gateways.workbooks import Table, Workbook
from meetings.registry.models import PaperKind
from meetings.registry.papers import head
from meetings.web.words import word

S, C = DirectiveState, OfficialClass
STANDING = "Thường xuyên"
KINDS = {
    PaperKind.NOTICE: "Thông báo",
    PaperKind.MINUTES: "Biên bản",
    PaperKind.PROGRAMME: "Chương trình",
    PaperKind.INVITATION: "Giấy mời",
}
# Papers are Vietnamese whatever language the reader of the screen has.
STATES = {
    S.ASSIGNED: "Chờ tiếp nhận",
    S.ACCEPTED: "Đã tiếp nhận",
    S.IN_PROGRESS: "Đang thực hiện",
    S.SUBMITTED: "Chờ duyệt kết quả",
    S.RETURNED: "Đã trả lại",
    S.WITHDRAWN: "Đã thu hồi",
}
DONE = {C.DONE_ON_TIME: "Hoàn thành đúng hạn", C.DONE_LATE: "Hoàn thành quá hạn"}

COLUMNS = (
    (_l("Code"), 16, "text"),
    (_l("Directive"), 60, "text"),
    (_l("Lead unit"), 28, "text"),
    (_l("Coordinating units"), 28, "text"),
    (_l("Given by"), 30, "text"),
    (_l("In the name of"), 26, "text"),
    (_l("Given on"), 12, "date"),
    (_l("Deadline"), 12, "date"),
    (_l("First deadline"), 12, "date"),
    (_l("Time left"), 16, "text"),
    (_l("Progress"), 10, "percent"),
    (_l("State"), 18, "text"),
    (_l("Class"), 24, "text"),
    (_l("Handed in on"), 12, "date"),
    (_l("Last report"), 16, "datetime"),
    (_l("Expected result"), 36, "text"),
    (_l("Source"), 36, "text"),
    (_l("Conference"), 36, "text"),
    (_l("Passed down from"), 16, "text"),
)


def extract(unit, directives, *, families, conference=None, by_itself=False) -> DirectiveExtract:
    """What `unit` was given (of one `conference` only, where it is named), drawn up today for it; `families` say what
    was passed down from each (`family.families`), for the progress of such a one is that of its parts. A list that the
    unit draws up `by_itself` stands under its own head."""
    today = clock.today()
    issuer = unit if by_itself else conference.organiser if conference else _giver(unit, directives)
    source, grounds = _source(conference, directives), [_ground(directive) for directive in directives]
    told = grounds if len(set(grounds)) > 1 else [""] * len(grounds)
    return DirectiveExtract(
        head=replace(head(issuer), issued_on=today.isoformat()),
        unit=unit.name,
        source=source,
        directives=[
            replace(line(directive, today, families.get(directive.id)), ground=ground)
            for directive, ground in zip(directives, told, strict=True)
        ],
        as_of=day_in_words(today),
    )


def _source(conference, directives):
    papers = {directive.paper_id: directive.paper for directive in directives}
    if len(papers) == 1 and None not in papers:
        return _paper(papers.popitem()[1])
    if conference:
        day = clock.local(conference.starts_at).date()
        return f"Kết luận của người chủ trì tại {conference.named}, {day_in_words(day)}"
    named = {directive.source for directive in directives}
    return named.pop() if len(named) == 1 else "Sổ theo dõi nhiệm vụ"


def _giver(unit, directives):
    return directives[0].giver_unit if directives else unit


def _ground(directive):
    return _paper(directive.paper) if directive.paper else directive.source


def _paper(paper):
    return f"{KINDS[paper.kind]} số {paper.symbol} {day_in_words(paper.issued_on)} của {paper.issuer.name}"


def line(directive, today, family=None) -> DirectiveLine:
    """One directive as a line of a table on paper."""
    return DirectiveLine(
        text=directive.text,
        lead=directive.lead_unit.name,
        coordinators=", ".join(unit.name for unit in directive.coordinators),
        deadline=directive.due_on.strftime("%d/%m/%Y") if directive.due_on else STANDING,
        result=directive.expected_result,
        code=directive.code,
        giver=", ".join(part for part in (directive.giver_name, directive.giver_title) if part),
        state=_state(directive, today, family),
    )


def _state(directive, today, family):
    if directive.state is S.DONE:
        return DONE[directive.official_class(today)]
    words = f"{STATES[directive.state]}, {phrases.progress(directive, family)}%"
    return f"{words}, quá hạn {-directive.days_left(today)} ngày" if directive.is_overdue(today) else words


def workbook(directives, families, named) -> bytes:
    """The register as a sheet, in the reader's language, with `families` as in `extract`; `named` are the numbers of
    the conferences that the reader may see. Nothing in it is computed by the spreadsheet."""
    today = clock.today()
    title = str(_l("Register of directives"))
    columns = [(str(label), width, kind) for label, width, kind in COLUMNS]
    rows = [_row(directive, today, families.get(directive.id), named) for directive in directives]
    return Workbook(title, [Table(title, columns, rows)]).to_bytes()


def _row(directive, today, family, named):
    official = directive.official_class(today)
    return (
        directive.code,
        directive.text,
        directive.lead_unit.name,
        ", ".join(unit.name for unit in directive.coordinators),
        ", ".join(part for part in (directive.giver_name, directive.giver_title) if part),
        directive.giver_unit.name,
        directive.given_at,
        directive.due_on or str(_l("Standing")),
        directive.first_due_on,
        phrases.relative(directive, today),
        phrases.progress(directive, family) / 100,
        str(word(directive.state)),
        str(word(official)) if official else "",
        directive.completed_on,
        directive.last_report_at,
        directive.expected_result,
        directive.source,
        directive.conference.title if directive.conference_id in named else "",
        directive.parent.code if directive.parent else "",
    )
