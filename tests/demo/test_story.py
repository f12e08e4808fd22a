from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference, ConferenceState
from meetings.demo import sources, story, y2015
from meetings.directives import deadlines
from meetings.directives.models import Directive, OfficialClass
from meetings.registry.models import Paper, PaperKind
from meetings.sites.models import Site, SiteState
from meetings.units.models import Unit, UnitKind


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_demo_is_alive_and_doubles_nothing(app):
    story.load(password="chỉ-dùng-khi-thử-1")
    before = [count(model) for model in (Unit, Conference, Site, Directive, Paper)]
    story.load(password="chỉ-dùng-khi-thử-2")

    assert [count(model) for model in (Unit, Conference, Site, Directive, Paper)] == before
    states = set(db.session.scalars(select(Conference.state)))
    assert states >= set(ConferenceState) - {ConferenceState.PAUSED}
    classes = set(db.session.scalars(select(deadlines.official_class(clock.today()))))
    assert classes >= {kind.value for kind in OfficialClass}
    assert max(_depth(directive) for directive in db.session.scalars(select(Directive))) == 3
    asked = select(Site.state).join(Site.conference).where(Conference.state == ConferenceState.INVITING)
    assert set(db.session.scalars(asked)) >= set(SiteState) - {SiteState.UNSENT}
    _both_times_are_there()

    with clock.at(clock.now() + timedelta(days=2)):
        story.load(password="chỉ-dùng-khi-thử-3")
        live = db.session.scalars(select(Conference).filter_by(state=ConferenceState.LIVE)).all()
        assert [clock.local(row.starts_at).date() for row in live] == [clock.today()]


def _both_times_are_there():
    units = list(db.session.scalars(select(Unit)))
    then = [row for row in units if row.kind is UnitKind.DISTRICT and row.exists_on(y2015.DAY)]
    now = [row for row in units if row.kind in (UnitKind.COMMUNE, UnitKind.WARD) and row.exists_on(clock.today())]
    assert (len(then), len(now)) == (13, 69)
    assert not any(row.exists_on(clock.today()) for row in then)


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


def test_what_is_invented_around_the_conference_of_2015_is_listed():
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(sources.workbook(y2015.STORY))).active]
    told = {name: value for source, name, value in rows if source == "Tự đặt"}

    assert told["Thư ký hội nghị"] == "Lê Thị Hoài An; Chuyên viên Văn phòng UBND tỉnh"
    assert "31/03/2016" in told["Đơn vị chủ trì, phối hợp, thời hạn, sản phẩm của từng nhiệm vụ"]
    assert {*y2015.INVENTED} | {*y2015.REPORTED} == {*sources.WORDS}


def test_the_papers_of_2015_say_nothing_of_the_three_that_was_not_reported(app):
    story.tell_2015()
    minutes = db.session.scalar(select(Paper).filter_by(kind=PaperKind.MINUTES))
    texts = [point["text"] for section in minutes.facts["sections"] for point in section["points"]]

    assert minutes.facts["chairs"] == [
        "Nguyễn Thiện, Phó Chủ tịch Thường trực UBND tỉnh",
        "Phan Tấn Linh, Giám đốc Sở Thông tin và Truyền thông",
        "Tại UBND huyện Vũ Quang: Trịnh Văn Ngọc, Chủ tịch UBND huyện",
    ]
    assert [text for text in texts if "Nguyễn Thiện" in text] == [
        "Phó Chủ tịch Thường trực UBND tỉnh Nguyễn Thiện phát biểu chỉ đạo, yêu cầu:"
    ]
    assert minutes.facts["attendance_annex"]["attached_to"].startswith(
        "Biên bản số 42/BB-UBND ngày 09 tháng 12 năm 2015"
    )
