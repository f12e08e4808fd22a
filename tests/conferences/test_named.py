"""A title is typed in many ways; papers and mail read right with each."""

import pytest

from meetings.agenda import papers as agenda
from meetings.agenda.queries import plan
from meetings.attendance import papers as attendance
from meetings.base.db import db, transaction
from meetings.conferences.models import gist, named
from meetings.invitations import actions as invitations
from meetings.invitations import mailings
from meetings.invitations import papers as invited
from meetings.invitations.telling import facts as told
from tests.make import a_conference


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hội nghị trực tuyến tổng kết năm", "Hội nghị trực tuyến tổng kết năm"),
        ("HỘI NGHỊ TỔNG KẾT", "HỘI NGHỊ TỔNG KẾT"),
        ("hội nghị giao ban", "hội nghị giao ban"),
        ("Họp giao ban tháng 11", "Họp giao ban tháng 11"),
        ("Lễ công bố quyết định", "Lễ công bố quyết định"),
        ("Phiên họp thứ 12", "Phiên họp thứ 12"),
        ("Triển khai kế hoạch phòng, chống thiên tai", "Hội nghị triển khai kế hoạch phòng, chống thiên tai"),
        ("Tập huấn chuyển đổi số", "Hội nghị tập huấn chuyển đổi số"),
        ("Họa sĩ trẻ", "Hội nghị họa sĩ trẻ"),
        ("UBND tỉnh với doanh nghiệp", "Hội nghị UBND tỉnh với doanh nghiệp"),
        ("Vũ Quang sau sáp nhập", "Hội nghị Vũ Quang sau sáp nhập"),
        ("57", "Hội nghị 57"),
        ("Hội nghị: Tổng kết năm", "Hội nghị: Tổng kết năm"),
        ("“Hội nghị tổng kết năm”", "“Hội nghị tổng kết năm”"),
        ("Hội nghị\u00a0trực tuyến", "Hội nghị\u00a0trực tuyến"),
        ("hoi nghi truc tuyen", "hoi nghi truc tuyen"),
        ("Họp/giao ban", "Họp/giao ban"),
        ("Hội chợ OCOP", "Hội chợ OCOP"),
        ("Hợp tác quốc tế", "Hội nghị hợp tác quốc tế"),
        ("Lớp tập huấn", "Lớp tập huấn"),
    ],
)
def test_a_title_gets_the_noun_it_lacks(typed, said):
    assert named(typed) == said


def test_letter_programme_annex_and_mail_say_the_noun():
    conference = a_conference(title="Triển khai kế hoạch mới")
    with transaction():
        letter = invitations.start(db.session.merge(conference), by=None)
        said = [
            letter.subject.removeprefix("Dự "),
            invited.facts(letter, [])["meeting"],
            agenda.programme(conference, plan(conference))["subject"],
            attendance.facts(conference).meeting.partition(",")[0],
            mailings.shared_facts(conference, letter)["conference"],
            told(conference)["conference"],
        ]

    assert said == ["Hội nghị triển khai kế hoạch mới"] * 6


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Hội nghị trực tuyến giao ban công tác tháng 11", "Giao ban công tác tháng 11"),
        ("Họp trực tuyến với các sở về kết nối dữ liệu", "Họp với các sở về kết nối dữ liệu"),
        ("Hội nghị trực tuyến đột xuất về ứng phó bão số 7", "Hội nghị đột xuất về ứng phó bão số 7"),
        ("Hội nghị truyền hình trực tuyến về cải cách hành chính", "Hội nghị về cải cách hành chính"),
    ],
)
def test_a_short_title_keeps_the_noun_on_which_it_leans(title, short):
    assert gist(title) == short
