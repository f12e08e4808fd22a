"""Who may do what is printed from the program, in words, for administrators."""

import re

import pytest

from meetings.accounts.place_words import PLACES, parts, place
from meetings.accounts.rule_words import PARTS, RULES, name_of
from tests.make import a_secretary, an_administrator


def test_every_rule_that_guards_a_page_has_a_sentence(app):
    guards = {app.view_functions[one.endpoint].rule for one in app.url_map.iter_rules() if one.endpoint != "static"}

    assert {name_of(rule) for rule in guards} - set(RULES) == set()


def addresses(app):
    return [one.rule for one in app.url_map.iter_rules() if one.endpoint != "static"]


def test_every_part_of_every_address_has_a_word_and_every_word_has_an_address(app):
    used = {part for address in addresses(app) for part in parts(address)}

    assert used == set(PLACES)


def test_every_part_that_has_pages_has_a_heading(app):
    assert set(app.blueprints) <= set(PARTS)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/", "Trang chủ"),
        ("/conferences/<int:conference_id>/agenda/add", "Hội nghị › chương trình › thêm"),
        ("/directives/orders/<int:order_id>/units", "Nhiệm vụ › giao cùng lúc › các đơn vị"),
        ("/units/<int:unit_id>/move", "Đơn vị › chuyển đơn vị cấp trên"),
        ("/calendar/<token>.ics", "Lịch › nguồn lịch"),
        ("/account/sessions/end", "Tài khoản của mình › đăng xuất mọi nơi"),
        ("/people/invite", "Người dùng › gửi đường dẫn đặt mật khẩu"),
        ("/sites/<int:site_id>/invite", "Điểm cầu › ghi đã mời"),
        ("/password/new/<token>", "Mật khẩu › đặt mật khẩu mới"),
        ("/directives/<int:directive_id>/remind", "Nhiệm vụ › đôn đốc"),
        ("/minutes/<int:minutes_id>/drop", "Biên bản › bỏ bản thay thế đang soạn"),
        ("/conclusions/<int:notice_id>/correct", "Thông báo kết luận › lập bản thay thế"),
    ],
)
def test_an_address_is_told_in_words(app, address, says):
    with app.test_request_context():
        assert place(address) == says


def test_pages_and_who_may_are_found_without_marks(login):
    client = login(an_administrator())

    found, nothing = client.get("/rights?q=bien ban phat hanh").text, client.get("/rights?q=xyz").text

    shown = re.findall(r"<code>([^<]+)</code>", found)
    assert "/minutes/…/release" in shown and "Biên bản › lấy số, phát hành" in found
    assert "/units/…/edit" not in shown
    assert "Không có trang hay thao tác nào phù hợp." in nothing and "<code>" not in nothing


def test_administrators_read_it(login):
    page = login(an_administrator()).get("/rights")

    assert page.status_code == 200 and "/units/…/edit" in page.text
    assert login(a_secretary()).get("/rights").status_code == 403


def test_looking_and_acting_at_one_address_by_one_rule_stand_in_one_line(login):
    page = login(an_administrator()).get("/rights?q=kiem tra mot diem cau").text

    assert re.findall(r'<span class="nc-hint">([^<]+)</span><code>/trials/…</code>', page) == ["xem và làm"]
