from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.attendance.models import Delegate
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.desk.kits import kit
from meetings.gateways import pdf, qr
from meetings.gateways.paper_words import in_rows
from meetings.gateways.site_papers import SignLine
from meetings.invitations.models import Letter
from meetings.journal.models import Entry
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteLink
from meetings.units.models import UnitKind
from tests.make import a_site, a_site_officer, a_stranger, a_unit, a_user, saved
from tests.papers.reading import pages
from tests.rehearsals.make import a_called_conference, planned

pytestmark = pytest.mark.usefixtures("on_friday")


@pytest.fixture
def site(app, monkeypatch):
    for name, value in {"SPARE_ROOM": "https://du-phong.example/1", "DIAL_IN": "024 3000 1234, mã 4471#"}.items():
        monkeypatch.setitem(app.config, name, value)
    conference, secretary = a_called_conference(sites=0, title="Giao ban tháng 11")
    row = a_site(
        conference, a_unit("UBND xã Vũ Quang"), contact_name="Võ Văn Lực", contact_phone="0912 345 678",
        technician_name="Trần Kỹ Thuật", technician_phone="0913 000 111", expected_count=9,
    )  # fmt: skip
    with transaction():
        secretary = db.session.merge(secretary)
        secretary.phone = "0239 3855 999"
        held = db.session.get(Conference, conference.id)
        agenda.add(held, kind=ItemKind.REPORT, title="Báo cáo kết quả", planned_minutes=30, by=secretary)
    return db.session.get(Site, row.id)


def said(answer):
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(" ".join(pages(answer.data)).split())


def test_the_kit_holds_what_a_site_needs_when_everything_fails(login, site):
    conference = site.conference
    planned(conference, operator=a_unit("Trung tâm Chuyển đổi số", kind=UnitKind.OFFICE, phone="0239 1234 567"))

    words = said(login(a_site_officer(site.unit)).get(f"/sites/{site.id}/kit.pdf"))

    for part in ("HỒ SƠ ĐIỂM CẦU", "UBND xã Vũ Quang", "Hội nghị giao ban tháng 11", "từ 07 giờ 30",
                 "1. Báo cáo kết quả",
                 "0239 3855 999", "0912 345 678", "0913 000 111", "0239 1234 567", "https://du-phong.example/1",
                 "024 3000 1234, mã 4471#", "DANH SÁCH KÝ TÊN"):  # fmt: skip
        assert part in words


def test_named_delegates_stand_on_the_sheet_with_codes_and_room_for_the_rest(site):
    saved(Delegate(site_id=site.id, name="Nguyễn Thị Lan", title="Chuyên viên", position=1))
    saved(Delegate(site_id=site.id, name="Lê Văn An", position=2))

    lines = kit(db.session.get(Site, site.id), "/sites/1").signing

    assert lines[:3] == [
        SignLine(f"{site.id}-01", "Nguyễn Thị Lan", "Chuyên viên"),
        SignLine(f"{site.id}-02", "Lê Văn An", ""),
        SignLine(f"{site.id}-03"),
    ]
    assert len(lines) == 9


@pytest.mark.parametrize(("expected", "lines"), [(None, 5), (2, 5), (20_000, 60)])
def test_there_are_always_lines_to_write_on_and_never_a_book_of_them(site, expected, lines):
    with transaction():
        db.session.get(Site, site.id).expected_count = expected

    assert len(kit(db.session.get(Site, site.id), "/sites/1").signing) == lines


def test_the_sheet_to_sign_says_of_which_conference_and_when_and_only_those_with_a_telephone_are_to_be_rung(site):
    planned(site.conference, operator=a_unit("Trung tâm Chuyển đổi số", kind=UnitKind.OFFICE))

    facts = kit(db.session.get(Site, site.id), "/sites/1")
    sheet = " ".join(pages(pdf.paper("ho_so_diem_cau", facts))[-1].split())

    assert sheet.startswith(
        "DANH SÁCH KÝ TÊN Hội nghị giao ban tháng 11 từ 07 giờ 30 đến 11 giờ 30, ngày 30 tháng 11 năm 2026 "
        "Điểm cầu UBND xã Vũ Quang"
    )
    assert [one for one in facts.contacts if not one.phone] == []
    assert "Trung tâm Chuyển đổi số" not in [one.name for one in facts.contacts]


def test_a_single_way_in_is_no_list_and_a_long_address_breaks_into_equal_rows(site):
    facts = replace(kit(db.session.get(Site, site.id), "/x"), ways=["Mất mọi kết nối: gọi 0239 3855 999"])

    words = " ".join(pages(pdf.paper("ho_so_diem_cau", facts))[0].split())

    assert "1. Khi mất kết nối Mất mọi kết nối: gọi 0239 3855 999." in words
    assert in_rows("https://hop.example.vn/x/930-" + "a" * 32) == (
        f"https://hop.example.vn/x/<br>930-{'a' * 14}<br>{'a' * 18}"
    )
    assert in_rows("https://hop.vn/sites/1") == "https://hop.vn/sites/1"


def test_nothing_stands_there_that_is_not_set_up(site, app, monkeypatch):
    for name in ("SPARE_ROOM", "DIAL_IN", "JITSI_URL"):
        monkeypatch.setitem(app.config, name, "")

    assert kit(site, "/x").ways == ["Mất mọi kết nối: gọi 0239 3855 999, tiếp tục theo dõi qua điện thoại"]


def test_the_code_opens_the_page_of_the_site_by_its_link(login, client, site):
    with transaction():
        links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)
    link = db.session.scalars(db.select(SiteLink)).one()
    path = f"/x/{tokens.token(link, 'only for tests')}"

    by_officer = said(login(a_site_officer(site.unit)).get(f"/sites/{site.id}/kit.pdf"))
    answer = client.get(f"{path}/kit.pdf")

    assert path in by_officer.replace(" ", "") and path in said(answer).replace(" ", "")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    facts = kit(link.site, path)
    assert (facts.code, facts.code_size) == tuple(qr.code(f"http://localhost{path}"))


def test_the_code_is_a_square_of_dark_rectangles_with_a_quiet_zone():
    path, size = qr.code("http://localhost/x/1-" + "a" * 32)

    corner = path.split("z")[0]
    assert corner == f"M{qr.QUIET} {qr.QUIET}h7v1h-7"
    assert size == 33 + 2 * qr.QUIET


def test_who_does_not_answer_for_the_site_gets_no_kit(login, client, site):
    for someone in (a_stranger(), a_user(Role.MEMBER, site.unit)):
        assert login(someone).get(f"/sites/{site.id}/kit.pdf").status_code == 403
    assert client.get(f"/sites/{site.id}/kit.pdf").status_code == 302


def test_the_kit_asks_as_often_for_many_delegates_as_for_none(login, queries, site):
    number, officer, asked = site.id, login(a_site_officer(site.unit)), []
    for names in (0, 40):
        for one in range(names):
            saved(Delegate(site_id=number, name=f"Đại biểu {one}"))
        path = f"/sites/{number}/kit.pdf"
        officer.get(path)
        db.session.expunge_all()
        queries.clear()
        officer.get(path)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 12


def test_hostile_names_are_printed_as_they_are_and_nothing_is_fetched(site):
    with transaction():
        row = db.session.get(Site, site.id)
        row.name = "<img src=http://evil.example/x.png> & “Xã”"
        row.contact_name = "<script>alert(1)</script>"

    drawn = pdf.paper("ho_so_diem_cau", kit(db.session.get(Site, site.id), "/x"))

    with pikepdf.open(BytesIO(drawn)) as paper:
        assert len(paper.pages) == 2
    assert "<script>alert(1)</script>" in " ".join(pages(drawn))


def test_when_it_was_printed_stands_below_its_name_and_takes_no_page_of_its_own(site):
    drawn = pages(pdf.paper("ho_so_diem_cau", kit(db.session.get(Site, site.id), "/x")))

    assert drawn[0].index("HỒ SƠ ĐIỂM CẦU") < drawn[0].index("In lúc") < drawn[0].index("Hội nghị:")


def test_who_took_the_kit_away_is_noted(login, client, site):
    officer = a_site_officer(site.unit)
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", by=None)

    login(officer).get(f"/sites/{site.id}/kit.pdf")
    client.get(f"/x/{tokens.token(link, 'only for tests')}/kit.pdf")
    login(a_stranger()).get(f"/sites/{site.id}/kit.pdf")

    noted = db.session.execute(select(Entry.by_name, Entry.about).where(Entry.verb == "took_kit").order_by(Entry.id))
    assert noted.all() == [(officer.name, f"site:{site.id}"), ("Võ Văn Lực", f"site:{site.id}")]


def rung_up(site):
    return [(one.part, one.name, one.phone) for one in kit(db.session.get(Site, site.id), "/sites/1").contacts]


@pytest.mark.parametrize(("desk", "phone"), [("0239 3855 000", "0239 3855 000"), ("", "0239 3855 999")])
def test_the_kit_names_the_same_help_first_as_the_page_of_the_site(login, site, app, monkeypatch, desk, phone):
    monkeypatch.setitem(app.config, "HELP_PHONE", desk)
    saved(Letter(conference_id=site.conference_id, contact_name="Lê Thị Hà", contact_phone="0915 111 222"))

    page = login(a_site_officer(site.unit)).get(f"/sites/{site.id}").text

    contact = ("Đầu mối theo giấy mời", "Lê Thị Hà", "0915 111 222")
    assert rung_up(site)[:2] == [("Hỗ trợ", "Ban thư ký", phone), contact]
    assert f"{phone}</a>" in page.partition('class="site-help"')[2].partition("</p>")[0]


def test_who_is_the_letters_contact_and_the_secretary_stands_there_once(site):
    secretary = db.session.get(Site, site.id).conference.secretary
    saved(Letter(conference_id=site.conference_id, contact_name=secretary.name, contact_phone="02393855999"))

    parts = [part for part, name, _phone in rung_up(site) if name == secretary.name]
    assert parts == ["Đầu mối theo giấy mời; thư ký hội nghị"]
