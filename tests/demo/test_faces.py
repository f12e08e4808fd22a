"""Whoever loads the demo can show each state of the site's page, with and without an account."""

import re
from html import unescape

from flask import current_app
from sqlalchemy import select

from meetings.base.db import db
from meetings.demo import story
from meetings.sites import faces, links, tokens
from meetings.sites.faces import Face
from meetings.sites.models import Site, SiteLink

# By what each is known on the page, and by its status.
SAYS = {
    Face.ASKED: (200, "Xin (xác nhận|trả lời ngay cho) điểm cầu"),
    Face.ASKED_ANEW: (200, "Hội nghị đã thay đổi sau khi anh/chị trả lời"),
    Face.REFUSED: (200, "Trả lời đề nghị của anh/chị"),
    Face.TURNED_AWAY: (200, "Không thể dự tại nơi đã chọn"),
    Face.CONFIRMED: (200, "Đã xác nhận điểm cầu"),
    Face.JOINS: (200, "Dự tại"),
    Face.RELAYS: (200, "Hình thức dự"),
    Face.DECLINED: (200, "không tham dự"),
    Face.ASKS_FOR_CHANGE: (200, "xin điều chỉnh"),
    Face.LOCKED: (200, "Xác nhận đã khóa lúc"),
    Face.LIVE: (200, "Hội nghị đang họp"),
    Face.OVER: (200, "Hội nghị đã kết thúc"),
    Face.PASSED: (200, "Thời gian của hội nghị này đã qua"),
    Face.CANCELLED: (200, "Hội nghị đã hủy"),
    Face.POSTPONED: (200, "Hội nghị được hoãn"),
    Face.RENEWED: (410, "Đường dẫn mới đã được cấp"),
    Face.WITHDRAWN: (410, "Thư ký đã thu hồi"),
    Face.SENT_BACK: (410, "đây không phải điểm cầu của anh/chị"),
    Face.SUBSTITUTED: (410, "người khác chủ trì điểm cầu"),
    Face.ACCOUNT_CLOSED: (404, "không còn giữ nhiệm vụ"),
    Face.POST_ENDED: (404, "không còn giữ nhiệm vụ"),
}


def test_the_demo_shows_each_state_of_the_sites_page(app):
    story.load(password="chỉ-dùng-khi-thử-1")
    given = db.session.scalars(select(SiteLink).join(SiteLink.site).order_by(Site.conference_id.desc(), SiteLink.id))
    shown = {}
    for link in given.all():
        reason = links.shut_out([link]).get(link.id)
        shown.setdefault(Face[reason.name] if reason else faces.shown(link), link.id)
    browser, found = app.test_client(), {}
    for face, number in shown.items():
        address = tokens.token(db.session.get(SiteLink, number), current_app.config["SECRET_KEY"])
        answer = browser.get(f"/x/{address}")
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
        found[face] = answer.status_code, SAYS[face][1] if re.search(SAYS[face][1], text) else text

    assert found == SAYS
    assert set(SAYS) == set(Face)
