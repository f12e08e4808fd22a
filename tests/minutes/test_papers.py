import io
import subprocess
from datetime import date

import pikepdf

from meetings.agenda.models import ItemKind
from meetings.attendance.models import HeadCount
from meetings.base.db import transaction
from meetings.conclusions import papers as notice_papers
from meetings.conclusions.models import NoticeState
from meetings.gateways import pdf
from meetings.minutes import actions, papers
from meetings.minutes.models import BlockKind, MinutesState
from meetings.sites.models import SiteKind, SiteState
from tests.conclusions.make import notice_in
from tests.make import a_site, a_unit, saved
from tests.minutes.make import a_directive_in, a_held_conference, an_item, block_in, drafted, minutes_in


def words_of(content):
    """The text of a PDF as a reader copies it, in one line."""
    command = ["pdftotext", "-", "-"]
    read = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return " ".join(read.split())


def test_the_sections_follow_the_agenda_with_who_said_what_and_what_is_ordered():
    conference = a_held_conference()
    site = a_site(conference, a_unit("UBND huyện Vũ Quang"), name="Huyện Vũ Quang")
    minutes = drafted(conference)
    talk = an_item(conference, kind=ItemKind.DISCUSSION, title="Thảo luận", position=2)
    who = dict(speaker_name="Trịnh Văn Ngọc", speaker_title="Chủ tịch UBND huyện", site=site)
    block_in(minutes, BlockKind.OPINION, text="Đề nghị hỗ trợ hạ tầng.", item=talk, **who)
    a_directive_in(minutes, leads=[site.unit], coordinators=[a_unit("Sở Nội vụ")], item=talk)

    [section] = papers.facts(minutes)["sections"]

    assert (section["title"], [(p["lead"], p["text"], p["deadline"]) for p in section["points"]]) == (
        "Thảo luận",
        [
            ("Trịnh Văn Ngọc, Chủ tịch UBND huyện (Huyện Vũ Quang)", "Đề nghị hỗ trợ hạ tầng.", ""),
            (
                "UBND huyện Vũ Quang",
                "Tổ chức tập huấn; phối hợp: Sở Nội vụ; sản phẩm: Kế hoạch",
                "hoàn thành chậm nhất ngày 25/12/2026",
            ),
        ],
    )


def test_the_released_minutes_read_back_with_their_number_and_every_mark():
    conference = a_held_conference(title="Hội nghị trực tuyến tổng kết")
    minutes = minutes_in(MinutesState.DRAFT, conference)
    block_in(minutes, text="Ông Phan Tấn Linh trình bày: 66,67% cán bộ cấp xã được trang bị máy tính.")
    for act in (actions.submit, actions.approve, actions.release):
        with transaction():
            act(minutes, by=None)

    text = words_of(pdf.paper(papers.TEMPLATE, minutes.paper.facts))

    for said in (
        "Số: 01/BB-UBND",
        "Hội nghị trực tuyến tổng kết",
        "Thời gian bắt đầu: 07 giờ 30, ngày 30 tháng 11 năm 2026.",
        "Ông Phan Tấn Linh trình bày: 66,67% cán bộ cấp xã được trang bị máy tính.",
        "Hội nghị kết thúc vào 11 giờ 30, ngày 30 tháng 11 năm 2026./.",
    ):
        assert said in text
    assert "DỰ THẢO" not in text


def test_a_draft_says_so_and_bears_no_number():
    text = words_of(pdf.paper(papers.TEMPLATE, papers.facts(minutes_in(MinutesState.DRAFT)), draft=True))

    assert ("01/BB-UBND" in text, "BIÊN BẢN" in text) == (False, True)


def test_the_notice_names_units_deadlines_and_the_signers_capacity():
    notice = notice_in(NoticeState.RELEASED)

    content = pdf.paper(notice_papers.TEMPLATE, notice.paper.facts)

    text = words_of(content)
    day = notice.paper.issued_on
    assert [said in text for said in ("Số: 01/TB-UBND", "hoàn thành chậm nhất ngày 25/12/2026", "TL. CHỦ TỊCH")] == [
        True
    ] * 3
    assert str(day.year) in text
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.Root.Lang == "vi"


def test_several_directives_of_one_unit_are_points_of_one_number():
    minutes = drafted()
    unit, other = a_unit("Sở Nội vụ"), a_unit("Sở Tài chính")
    blocks = [a_directive_in(minutes, leads=[one], due_on=date(2026, 12, 20)) for one in (unit, other, unit)]

    assert notice_papers.numbers(blocks) == {blocks[0].id: "1a", blocks[2].id: "1b", blocks[1].id: "2"}


def test_a_site_that_declined_is_neither_counted_nor_does_its_chair_preside_unless_it_came():
    conference = a_held_conference(place="Hội trường UBND tỉnh")
    a_site(conference, a_unit("Xã Mai Hoa"), name="Xã Mai Hoa", chair_name="Lê Nam", state=SiteState.DECLINED)
    a_site(conference, a_unit("Xã Can Lộc"), name="Xã Can Lộc", chair_name="Bùi Sơn", state=SiteState.CONFIRMED)
    came = a_site(conference, a_unit("Xã Kỳ Anh"), name="Xã Kỳ Anh", chair_name="Hồ Thu", state=SiteState.DECLINED)
    saved(HeadCount(site_id=came.id, present=3, absent=0, reported_at=conference.starts_at))

    facts = papers.facts(drafted(conference))

    assert facts["place"] == "Hội trường UBND tỉnh, kết nối trực tuyến với 01 điểm cầu"
    assert facts["chairs"][1:] == ["Tại Xã Can Lộc: Bùi Sơn", "Tại Xã Kỳ Anh: Hồ Thu"]


def test_who_presided_is_said_only_where_a_site_confirmed_or_people_were_there():
    conference = a_held_conference(place="Hội trường UBND tỉnh")
    for name, state, present in (
        ("Sở Nội vụ", SiteState.UNSENT, None),
        ("Xã Tân Hòa", SiteState.WAITING, None),
        ("Xã Can Lộc", SiteState.CONFIRMED, None),
        ("Xã Kỳ Anh", SiteState.WAITING, 3),
        ("Xã Mai Hoa", SiteState.CONFIRMED, 0),
    ):
        site = a_site(conference, a_unit(name), name=name, chair_name=f"Chủ tịch {name}", state=state)
        if present is not None:
            saved(HeadCount(site_id=site.id, present=present, absent=2, reported_at=conference.starts_at))

    facts = papers.facts(drafted(conference))

    assert facts["place"] == "Hội trường UBND tỉnh, kết nối trực tuyến với 01 điểm cầu"
    assert facts["chairs"][1:] == ["Tại Xã Can Lộc: Chủ tịch Xã Can Lộc", "Tại Xã Kỳ Anh: Chủ tịch Xã Kỳ Anh"]
    assert [(line["name"], line["chair"]) for line in facts["attendance_annex"]["sites"]] == [
        ("Sở Nội vụ", ""),
        ("Xã Tân Hòa", ""),
        ("Xã Can Lộc", "Chủ tịch Xã Can Lộc"),
        ("Xã Kỳ Anh", "Chủ tịch Xã Kỳ Anh"),
        ("Xã Mai Hoa", ""),
    ]
    assert facts["attendance"][-1] == (
        "Cấp xã: 5 điểm cầu (3 chưa báo cáo), 3 đại biểu có mặt, vắng 4 (phụ lục kèm theo)."
    )


def test_while_no_site_has_reported_those_are_linked_that_confirmed():
    conference = a_held_conference(place="Hội trường UBND tỉnh")
    main = a_site(conference, conference.organiser, kind=SiteKind.MAIN)
    saved(HeadCount(site_id=main.id, present=40, absent=0, reported_at=conference.starts_at))
    for number, state in enumerate([SiteState.CONFIRMED, SiteState.CONFIRMED, SiteState.WAITING, SiteState.UNSENT]):
        a_site(conference, a_unit(f"Xã {number}"), state=state)

    assert papers.place(conference) == "Hội trường UBND tỉnh, kết nối trực tuyến với 02 điểm cầu"


def test_who_attends_in_the_room_of_another_site_is_no_linked_site_and_presides_nowhere():
    conference = a_held_conference(place="Hội trường UBND tỉnh")
    main = a_site(conference, conference.organiser, kind=SiteKind.MAIN, name="UBND tỉnh")
    host = a_site(conference, a_unit(), name="Xã Mai Hoa", chair_name="Lê Nam", state=SiteState.CONFIRMED)
    for name, room, chair in (("Xã Thượng Đức", host, "Phan Mai"), ("Xã Can Lộc", main, "Bùi Sơn")):
        a_site(conference, a_unit(), name=name, chair_name=chair, state=SiteState.CONFIRMED, joined_id=room.id)
    before = papers.place(conference)
    for site, present in ((main, 40), (host, 9)):
        saved(HeadCount(site_id=site.id, present=present, absent=0, reported_at=conference.starts_at))

    facts = papers.facts(drafted(conference))

    assert before == facts["place"] == "Hội trường UBND tỉnh, kết nối trực tuyến với 01 điểm cầu"
    assert facts["chairs"][1:] == ["Tại Xã Mai Hoa: Lê Nam"]
    assert [(line["name"], line["chair"], line["note"]) for line in facts["attendance_annex"]["sites"]] == [
        ("UBND tỉnh", "", ""),
        ("Xã Mai Hoa", "Lê Nam", ""),
        ("Xã Thượng Đức", "", "Dự tại điểm cầu Xã Mai Hoa; Chưa báo cáo"),
        ("Xã Can Lộc", "", "Dự tại điểm cầu UBND tỉnh; Chưa báo cáo"),
    ]
    assert facts["attendance"][-1] == (
        "Tổng cộng: 4 điểm cầu (2 dự tại điểm cầu khác, 2 chưa báo cáo), 49 đại biểu có mặt (phụ lục kèm theo)."
    )
