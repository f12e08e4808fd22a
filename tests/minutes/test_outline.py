"""How the minutes of an item begin: as an office would write it, no word of the title twice."""

import pytest

from meetings.agenda.models import ItemKind as K
from meetings.conferences.models import Chair, ChairPart
from meetings.minutes.outline import sentence
from tests.make import a_conference, a_leader, a_site, a_unit
from tests.minutes.make import an_item

CHAIR = "Trần Đình Phong, Phó Chủ tịch UBND tỉnh"
PERSON = "Phan Thị Thanh Huyền, Chủ tịch UBND xã Vũ Quang"
SPEECHES = {
    ("Tham luận của các xã", ""): "Đại diện các xã trình bày tham luận.",
    ("Tham luận của các xã", "Các xã"): "Đại diện các xã trình bày tham luận.",
    ("Tham luận của các xã", PERSON): f"{PERSON} trình bày tham luận.",
    ("Tham luận của UBND xã Vũ Quang", ""): "Đại diện UBND xã Vũ Quang trình bày tham luận.",
    ("Tham luận của UBND xã Vũ Quang", PERSON): f"{PERSON} trình bày tham luận.",
    ("Tham luận của UBND xã Vũ Quang", "UBND xã Vũ Quang"): "Đại diện UBND xã Vũ Quang trình bày tham luận.",
    ("Tham luận của Sở Y tế về khám bệnh từ xa", ""): "Đại diện Sở Y tế trình bày tham luận về khám bệnh từ xa.",
    ("Tham luận của Sở Y tế", "Lê Văn An"): "Lê Văn An trình bày tham luận của Sở Y tế.",
    ("Tham luận", ""): "Các đại biểu trình bày tham luận.",
    ("Các tham luận.", PERSON): f"{PERSON} trình bày tham luận.",
    ("Tham luận, thảo luận", ""): "Các đại biểu trình bày tham luận.",
    ("Tham luận: Tổ công nghệ số cộng đồng", ""): "Hội nghị nghe tham luận với chủ đề “Tổ công nghệ số cộng đồng”.",
    ("Tham luận số 2: Mô hình “Tổ số”", PERSON): f"{PERSON} trình bày tham luận: Mô hình “Tổ số”.",
    ("Tham luận về chuyển đổi số", "Sở Y tế"): "Đại diện Sở Y tế trình bày tham luận về chuyển đổi số.",
    ("Số hoá hồ sơ hộ tịch: cách làm và vướng mắc", PERSON): (
        f"{PERSON} trình bày tham luận với chủ đề “Số hoá hồ sơ hộ tịch: cách làm và vướng mắc”."
    ),
    ("Ý kiến phát biểu của các điểm cầu", ""): "Đại diện các điểm cầu phát biểu ý kiến.",
    ("Phát biểu của Chủ tịch UBND xã Vũ Quang", ""): "Chủ tịch UBND xã Vũ Quang phát biểu ý kiến.",
    ("Thảo luận, tham luận", ""): "Hội nghị thảo luận; các ý kiến phát biểu như sau:",
}
OTHERS = {
    (K.OPENING, "Tuyên bố lý do, giới thiệu đại biểu", ""): (
        "Đại diện Ban Tổ chức tuyên bố lý do, giới thiệu đại biểu."
    ),
    (K.OPENING, "Khai mạc", ""): f"{CHAIR} phát biểu khai mạc Hội nghị.",
    (K.OPENING, "Ổn định tổ chức, đón tiếp đại biểu", ""): "Ban Tổ chức ổn định tổ chức, đón tiếp đại biểu.",
    (K.REPORT, "Báo cáo tổng kết công tác năm 2026", "Đỗ Khoa Học"): (
        "Đỗ Khoa Học trình bày báo cáo tổng kết công tác năm 2026."
    ),
    (K.REPORT, "Báo cáo tổng kết công tác năm 2026", ""): "Hội nghị nghe báo cáo tổng kết công tác năm 2026.",
    (K.REPORT, "Báo cáo của Sở Nội vụ", "Sở Nội vụ"): "Đại diện Sở Nội vụ trình bày báo cáo.",
    (K.REPORT, "Trình bày Báo cáo trung tâm", "Sở Nội vụ"): "Đại diện Sở Nội vụ trình bày Báo cáo trung tâm.",
    (K.REPORT, "Quán triệt Nghị quyết 57-NQ/TW", ""): "Hội nghị nghe quán triệt Nghị quyết 57-NQ/TW.",
    (K.REPORT, "Kết quả chuyển đổi số", ""): "Hội nghị nghe báo cáo với nội dung “Kết quả chuyển đổi số”.",
    (K.DISCUSSION, "Thảo luận tại các điểm cầu", ""): (
        "Hội nghị thảo luận tại các điểm cầu; các ý kiến phát biểu như sau:"
    ),
    (K.DIRECTING, "Kết luận, chỉ đạo của chủ trì hội nghị", ""): f"{CHAIR} phát biểu kết luận, chỉ đạo Hội nghị.",
    (K.DIRECTING, "Phát biểu của lãnh đạo tỉnh", "Nguyễn Thiện"): "Nguyễn Thiện phát biểu chỉ đạo.",
    (K.AWARD, "Trao bằng khen", ""): "Hội nghị tiến hành trao bằng khen.",
    (K.AWARD, "Công bố quyết định khen thưởng", "Sở Nội vụ"): "Đại diện Sở Nội vụ công bố quyết định khen thưởng.",
    (K.CLOSING, "Kết luận, bế mạc", ""): f"{CHAIR} phát biểu kết luận và bế mạc Hội nghị.",
    (K.OTHER, "Xem phóng sự về chuyển đổi số", ""): "Hội nghị xem phóng sự về chuyển đổi số.",
    (K.OTHER, "Chương trình văn nghệ", ""): "Hội nghị tiếp tục với nội dung “Chương trình văn nghệ”.",
    (K.BREAK, "Nghỉ giải lao", ""): "",
}


def a_chaired_conference():
    name, title = CHAIR.split(", ")
    return a_conference(chairs=[Chair(name=name, title=title, part=ChairPart.CHAIR)])


def first_words(kind, title, presenter, **facts):
    conference = a_chaired_conference()
    return sentence(an_item(conference, kind=kind, title=title, presenter_text=presenter, **facts), conference)


@pytest.mark.parametrize(("title", "presenter"), SPEECHES)
def test_a_speech_is_told_as_an_office_writes_it(title, presenter):
    assert first_words(K.SPEECH, title, presenter) == SPEECHES[title, presenter]


@pytest.mark.parametrize(("kind", "title", "presenter"), OTHERS)
def test_an_item_is_told_by_what_is_done_in_it(kind, title, presenter):
    assert first_words(kind, title, presenter) == OTHERS[kind, title, presenter]


def test_a_unit_speaks_through_somebody_and_a_person_for_himself():
    unit, person = a_unit("Sở Khoa học và Công nghệ"), a_leader()

    told = [
        first_words(K.SPEECH, "Tham luận", "", presenter_unit_id=unit.id),
        first_words(K.SPEECH, "Tham luận", "", presenter_person_id=person.id),
    ]

    assert told == [
        "Đại diện Sở Khoa học và Công nghệ trình bày tham luận.",
        f"{person.name} trình bày tham luận.",
    ]


def test_a_sites_own_session_says_where_it_was():
    conference = a_chaired_conference()
    site = a_site(conference, name="UBND xã Vũ Quang")
    items = [
        an_item(conference, kind=K.LOCAL, title="Triển khai nhiệm vụ", site_id=site.id),
        an_item(conference, kind=K.LOCAL, title="Phát biểu chỉ đạo", site_id=site.id, presenter_text=PERSON),
    ]

    assert [sentence(item, conference) for item in items] == [
        "Sau khi kết thúc kết nối, UBND xã Vũ Quang triển khai nhiệm vụ.",
        f"Sau khi kết thúc kết nối, {PERSON} phát biểu chỉ đạo.",
    ]
