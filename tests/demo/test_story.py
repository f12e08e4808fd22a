from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from meetings.accounts.models import Person
from meetings.attendance import queries
from meetings.attendance.models import Delegate, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceState
from meetings.demo import cast, commands, known_2015, sources, story, y2015
from meetings.desk import late_papers, outdated
from meetings.directives import deadlines
from meetings.directives.models import Directive, OfficialClass
from meetings.documents.models import Document
from meetings.notices.models import Notice, NoticeState
from meetings.registry.models import Paper, PaperKind
from meetings.rehearsals.models import Rehearsal
from meetings.series.models import ConferenceSeries, Template
from meetings.sites.models import SILENT, Site, SiteKind, SiteState
from meetings.sites.queries import own_upcoming
from meetings.speeches.models import Speech
from meetings.units.models import Unit, UnitKind


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_demo_is_alive_and_doubles_nothing(app):
    story.load(password="chỉ-dùng-khi-thử-1")
    told = (
        Unit,
        Person,
        Conference,
        Site,
        Directive,
        Paper,
        Document,
        Delegate,
        Speech,
        Rehearsal,
        ConferenceSeries,
        Template,
    )
    before = [count(model) for model in told]
    story.load(password="chỉ-dùng-khi-thử-2")

    assert [count(model) for model in told] == before
    states = set(db.session.scalars(select(Conference.state)))
    assert states == set(ConferenceState)
    classes = set(db.session.scalars(select(deadlines.official_class(clock.today()))))
    assert classes >= {kind.value for kind in OfficialClass}
    assert max(_depth(directive) for directive in db.session.scalars(select(Directive))) == 3
    asked = select(Site.state).join(Site.conference).where(Conference.state == ConferenceState.INVITING)
    assert set(db.session.scalars(asked)) >= set(SiteState) - {SiteState.UNSENT}
    _a_paper_waits_to_be_told()
    _both_times_are_there()
    _tomorrow_lacks_sites()
    _everybody_of_a_site_has_one()
    _somebody_came_to_the_conference_that_sits()
    _nobody_gets_a_year_of_mail_on_the_first_morning()

    _people_change_what_they_like()
    for days in (2, 40, 400):
        with clock.at(clock.now() + timedelta(days=days)):
            told_around = story.load(password=f"chỉ-dùng-khi-thử-{days}-ngày")
        assert told_around == clock.today()
        assert [count(model) for model in told] == before
    assert db.session.scalars(select(Conference.id).filter_by(state=ConferenceState.LIVE)).all() == []


def _people_change_what_they_like():
    """Titles and days by which the demo could think that something of it is missing."""
    with transaction():
        for one in db.session.scalars(select(Conference).where(Conference.state == ConferenceState.INVITING)):
            one.title, one.starts_at = "Tên khác", one.starts_at + timedelta(days=3)
            one.ends_at += timedelta(days=3)


def _a_paper_waits_to_be_told():
    called = select(Conference.id).where(Conference.state == ConferenceState.INVITING).order_by(Conference.id)
    called = db.session.scalar(called.limit(1))
    number = db.session.scalar(select(late_papers.number()), {"conference_id": called})
    assert number == 1


def _tomorrow_lacks_sites():
    """Also where offices are closed tomorrow."""
    lacking = select(Conference).join(Site, Site.conference_id == Conference.id)
    lacking = lacking.where(Conference.state == ConferenceState.INVITING, Site.state.in_(SILENT)).distinct()
    days = {clock.local(one.starts_at).date() for one in db.session.scalars(lacking)}
    assert clock.today() + timedelta(days=1) in days


def _everybody_of_a_site_has_one():
    """The leaders and officers among the accounts; nobody else answers for a site."""
    found = {
        part.user_name: db.session.scalars(
            own_upcoming(db.session.scalar(select(Person).filter_by(user_name=part.user_name)))
        ).all()
        for part in cast.PEOPLE
        if part.role in ("leader", "site_officer")
    }
    assert len(found) == 5 and all(found.values())


def _both_times_are_there():
    units = list(db.session.scalars(select(Unit)))
    then = [row for row in units if row.kind is UnitKind.DISTRICT and row.exists_on(y2015.DAY)]
    now = [row for row in units if row.kind in (UnitKind.COMMUNE, UnitKind.WARD) and row.exists_on(clock.today())]
    assert (len(then), len(now)) == (13, 69)
    assert not any(row.exists_on(clock.today()) for row in then)


def _somebody_came_to_the_conference_that_sits():
    sits = db.session.scalars(select(Site).join(Site.conference).where(Conference.state == ConferenceState.LIVE)).all()
    main = next(site for site in sits if site.kind is SiteKind.MAIN)
    people = db.session.scalars(select(Delegate).where(Delegate.site_id.in_([site.id for site in sits]))).all()
    lines = queries.lines([site.id for site in sits])

    assert {person.presence for person in people} == set(Presence)
    assert {person.site_id for person in people} == {site.id for site in sits}
    assert all(person.title for person in people) and any(person.substitute_name for person in people)
    assert len({(person.site_id, person.name) for person in people}) == len(people)
    assert not any(line.is_contradicted for line in lines.values())
    assert {line.is_reported for line in lines.values()} == {True, False}
    assert (main.contact_phone, main.technician_phone) == ("0239 3855 000", "0239 3855 112")
    assert lines[main.id].by_name is None


def _nobody_gets_a_year_of_mail_on_the_first_morning():
    days_ago = clock.now() - timedelta(days=3)
    waits = select(Notice).where(Notice.state == NoticeState.QUEUED, Notice.to_address != "")
    old = list(db.session.scalars(waits.where(Notice.created_at < days_ago)))
    left = db.session.scalars(select(Notice).where(Notice.state == NoticeState.SENT)).all()

    assert {notice.kind for notice in old} <= set(outdated.UNTIL_HELD)
    assert not outdated.outdated(notice.id for notice in old)
    assert left and all(notice.sent_at for notice in left)


def _depth(directive):
    return 1 + (_depth(directive.parent) if directive.parent else 0)


def test_the_conference_of_2015_is_told_to_the_end(app):
    story.tell_2015()
    conference = y2015.told()
    kinds = set(db.session.scalars(select(Paper.kind)))
    district = y2015.unit(y2015.DISTRICT)
    passed_down = select(Directive).filter_by(giver_unit_id=district.id)

    assert conference.state is ConferenceState.CONCLUDED
    assert kinds >= {PaperKind.PROGRAMME, PaperKind.MINUTES, PaperKind.NOTICE}
    assert {row.text for row in db.session.scalars(passed_down)} == {
        row["text"] for row in y2015.REPORTED["site_directives"]
    }


def test_in_the_whole_demo_nobody_of_today_was_there_in_2015(app):
    story.load(password="chỉ-dùng-khi-thử-1")
    minutes = db.session.scalar(select(Paper).filter_by(kind=PaperKind.MINUTES).order_by(Paper.id))
    chair, district = y2015.REPORTED["chairs"][0], y2015.REPORTED["site"]

    named = {line["name"]: line["chair"] for line in minutes.facts["attendance_annex"]["sites"] if line["chair"]}

    assert named == {
        y2015.REPORTED["organiser"]: f"{chair['name']}, {chair['title']}",
        y2015.DISTRICT: f"{district['chair']}, {district['title']}",
    }
    sites = select(Site.chair_name).where(Site.conference_id == y2015.told().id, Site.chair_name != "")
    assert {*db.session.scalars(sites)} == {chair["name"], district["chair"]}


def test_what_is_invented_around_the_conference_of_2015_is_listed():
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(sources.workbook(known_2015.STORY))).active]
    told = {name: value for source, name, value in rows if source == "Tự đặt"}

    assert told["Thư ký hội nghị"] == "Lê Thị Hoài An; Chuyên viên Văn phòng UBND tỉnh"
    assert "Trần Quốc Việt" in told["Người ký giấy mời, chương trình, thông báo"]
    assert told["Thời điểm tiếp nhận nhiệm vụ tỉnh giao, huyện giao tiếp"] == "2015-12-14T08:00"
    assert "Việc chủ tọa duyệt, ký biên bản và duyệt thông báo" in told
    assert "31/03/2016" in told["Đơn vị chủ trì, phối hợp, thời hạn, sản phẩm của từng nhiệm vụ"]
    assert {*y2015.INVENTED} | {*y2015.REPORTED} == {*sources.WORDS}


def test_the_papers_of_2015_say_nothing_of_the_three_that_was_not_reported(app):
    story.tell_2015()
    minutes = db.session.scalar(select(Paper).filter_by(kind=PaperKind.MINUTES))
    texts = [point["text"] for section in minutes.facts["sections"] for point in section["points"]]

    for kind in (PaperKind.INVITATION, PaperKind.PROGRAMME, PaperKind.NOTICE):
        paper = db.session.scalar(select(Paper).filter_by(kind=kind))
        assert paper.facts["signature"] == {
            "name": "Trần Quốc Việt",
            "authority": ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
            "post": "",
        }

    assert minutes.facts["chairs"] == [
        "Nguyễn Thiện, Phó Chủ tịch Thường trực UBND tỉnh",
        "Phan Tấn Linh, Giám đốc Sở Thông tin và Truyền thông",
        "Tại UBND huyện Vũ Quang: Trịnh Văn Ngọc, Chủ tịch UBND huyện",
    ]
    assert [text for text in texts if "Nguyễn Thiện" in text] == [
        "Phó Chủ tịch Thường trực UBND tỉnh Nguyễn Thiện phát biểu chỉ đạo, yêu cầu:"
    ]
    assert minutes.facts["attendance_annex"]["attached_to"] == "của UBND tỉnh Hà Tĩnh"


def test_the_sheet_of_2015_shows_the_progress_of_what_was_passed_down(app, tmp_path):
    told = app.test_cli_runner().invoke(commands.papers, [str(tmp_path)])

    assert told.exit_code == 0, told.output
    rows = list(load_workbook(tmp_path / "nhiem-vu.xlsx").active.iter_rows(values_only=True))
    head = next(row for row in rows if "Tiến độ" in row)
    code, progress, above = (head.index(name) for name in ("Mã", "Tiến độ", "Giao tiếp từ"))
    found = {row[code]: row for row in rows if row[code] and row[code] != "Mã"}
    parts = [row[progress] for row in found.values() if row[above] == "NV-2015-0006"]
    assert len(parts) == 4 and sum(parts) > 0
    assert found["NV-2015-0006"][progress] == pytest.approx(sum(parts) / 4, abs=0.005)
