"""The facts of the protocol of a rehearsal (form 1.9, Decree 30/2020); papers are Vietnamese."""

from itertools import groupby

from meetings.base import clock
from meetings.base.db import db
from meetings.base.vietnamese import moment_in_words, span_in_words
from meetings.gateways.paper_parts import Signature
from meetings.gateways.site_papers import NamedGroup, RehearsalProtocol, TrialLine
from meetings.registry import papers as registry
from meetings.rehearsals import queries
from meetings.rehearsals.models import Check, Verdict
from meetings.sites.models import Site
from meetings.sites.queries import NOT_MAIN

TEMPLATE = "bien_ban_chay_thu"
# As the sites stand on all papers of the conference, the main one first.
IN_PROTOCOL = (NOT_MAIN, Site.position, Site.id)
# Above so many sites those that passed, and those of which there is nothing to say yet, are named in a row: a table of
# thousands is read by nobody, and takes minutes to draw.
LONGEST_TABLE = 300
VERDICTS = {
    Verdict.OPEN: "Chưa kiểm tra",
    Verdict.PASSED: "Đạt",
    Verdict.FAILED: "Không đạt",
    Verdict.ABSENT: "Chưa kết nối",
}
POINTS = {
    Check.PICTURE: "hình ảnh",
    Check.SOUND: "âm thanh",
    Check.ECHO: "vọng tiếng",
    Check.CAMERA: "camera",
    Check.NAME_PLATE: "biển tên điểm cầu",
    Check.SPARE_LINE: "đường truyền dự phòng",
    Check.TELEPHONE: "điện thoại đầu mối",
    Check.ON_DUTY: "cán bộ kỹ thuật trực trước 60 phút",
}


def protocol(rehearsal) -> RehearsalProtocol:
    """What was tried when, with which result; signed by who closed it and by the technical unit."""
    trials = list(db.session.scalars(queries.trials(rehearsal.id, by=IN_PROTOCOL)))
    long = len(trials) > LONGEST_TABLE
    conference, operator = rehearsal.conference, rehearsal.operator
    return RehearsalProtocol(
        head=registry.head(conference.organiser, dated=False),
        subject=f"Chạy thử, kiểm tra kỹ thuật lần {rehearsal.number}",
        time=_span(rehearsal.starts_at, rehearsal.ends_at),
        meeting=f"{conference.named}, {_moment(conference.starts_at)}",
        operator=operator.name if operator else "",
        points="; ".join(POINTS.values()),
        summary=_summary(trials),
        lines=[_line(trial) for trial in trials if not (long and _is_plain(trial))],
        passed=_in_rows(trials, Verdict.PASSED) if long else [],
        untried=_in_rows(trials, Verdict.OPEN) if long else [],
        recorded=_recorded(trials),
        note=rehearsal.note,
        signatures=_signatures(rehearsal),
    )


def _recorded(trials):
    """From when to when verdicts were given: a trial may run beyond its hours, and the paper says what was."""
    times = [trial.judged_at for trial in trials if trial.judged_at]
    return _span(min(times), max(times)) if times else ""


def _span(starts_at, ends_at):
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    if f"{starts:%H:%M %d}" == f"{ends:%H:%M %d}":
        return _moment(starts_at)
    return span_in_words(starts, ends)


def _moment(moment):
    return moment_in_words(clock.local(moment))


def _summary(trials):
    numbers = {verdict: sum(trial.verdict is verdict for trial in trials) for verdict in Verdict}
    told = (Verdict.PASSED, Verdict.FAILED, Verdict.ABSENT, Verdict.OPEN)
    parts = [f"{VERDICTS[verdict].lower()}: {_sites(numbers[verdict])}" for verdict in told if numbers[verdict]]
    faults = [(point, sum(check in trial.faults for trial in trials)) for check, point in POINTS.items()]
    wrong = [f"{point}: {_sites(number)}" for point, number in faults if number]
    return [
        f"Tổng số: {_sites(len(trials))}; {'; '.join(parts)}",
        *([f"Nội dung chưa đạt: {'; '.join(wrong)}"] * bool(wrong)),
    ]


def _sites(number):
    return f"{number:,} điểm cầu".replace(",", ".")


def _line(trial):
    when = f"{clock.local(trial.judged_at):%H:%M %d/%m}" if trial.judged_at else ""
    return TrialLine(
        name=trial.site.name,
        verdict=VERDICTS[trial.verdict],
        faults=_begun_large(", ".join(POINTS[check] for check in trial.faults)),
        note=trial.note,
        judged=", ".join(filter(None, (when, trial.judged_by))),
    )


def _begun_large(words):
    return words[:1].upper() + words[1:]


def _is_plain(trial):
    """Whether its line would say no more than the verdict."""
    return trial.verdict is Verdict.PASSED or (trial.verdict is Verdict.OPEN and not trial.note and not trial.faults)


def _in_rows(trials, verdict):
    found = [trial for trial in trials if trial.verdict is verdict and _is_plain(trial)]
    groups = groupby(sorted(found, key=_group_name), key=_group_name)
    return [NamedGroup(label, ", ".join(trial.site.short_name for trial in found)) for label, found in groups]


def _group_name(trial):
    return trial.site.group_name


def _signatures(rehearsal):
    made = Signature(name=rehearsal.closed_by, authority=["NGƯỜI LẬP BIÊN BẢN"], post=rehearsal.closed_by_title)
    if rehearsal.operator is None:
        return [made]
    return [Signature(name="", authority=["ĐƠN VỊ KỸ THUẬT"], post=rehearsal.operator.name), made]
