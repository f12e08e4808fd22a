"""The whole stage before a conference in one story: from a series to a room full of confirmed sites.

Everything a person does is clicked; what the worker does are its own rounds; mail goes through a real SMTP server and
comes back through a real IMAP server.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import ConferenceState as C
from meetings.invitations.models import CalendarReply, Outcome, PartStat
from meetings.rehearsals.models import Trial, Verdict
from meetings.sites.models import Answer, LineState, Substitution
from meetings.sites.models import SiteState as S
from tests.browser.mail_of_calendars import a_reply
from tests.browser.stage import (
    CHAIRMAN,
    CLERK,
    OTHER,
    SUBSTITUTE,
    are_requests,
    cast,
    day,
    link_in,
    mails,
    partstats,
    said,
    site,
    smtp,
    the,
    the_conference,
    worker,
)
from tests.browsing import NARROW, WIDE
from tests.mail_server import imap, imap_server

__all__ = ["cast", "imap", "imap_server", "smtp", "worker"]
pytestmark = pytest.mark.browser
WHY = "Chủ tịch đi công tác tại Trung ương"


def test_from_a_series_to_a_room_full_of_confirmed_sites(open_page, cast, smtp, imap, worker):
    worker()
    secretary = open_page(cast.secretary, viewport=WIDE)
    clerk = open_page(viewport=NARROW, javascript=False)

    begins_a_series(secretary)
    names_the_chairman_as_contact(secretary)
    gives_the_letter_out(secretary)
    sends_the_invitations(secretary, cast, smtp, worker)
    confirms_by_link(clerk, smtp)
    asks_for_a_substitute(clerk)
    consents(open_page(cast.chair, viewport=WIDE), cast)
    the_link_passes_on(clerk, smtp, worker)
    moves_the_time(secretary)
    all_are_asked_anew(secretary, smtp, worker)
    answers_from_calendars(secretary, smtp, imap, worker)
    confirms_anew(clerk, smtp)
    plans_a_rehearsal(secretary, smtp, worker)
    gives_verdicts(secretary, cast)
    marks_ready(secretary)


def begins_a_series(page):
    """A series of the template: its drafts are there, and the next one is opened."""
    page.goto("/series/new")
    page.get_by_label("Tên chuỗi").fill("Giao ban hằng tuần")
    page.locator("#pattern-weekly").check()
    page.get_by_label("Thứ Tư").check()
    page.fill("#first_on", f"{clock.today() + timedelta(days=15):%d/%m/%Y}")
    page.get_by_role("button", name="Lập chuỗi").click()
    page.get_by_text("Đã lập 3 bản nháp.").wait_for()
    page.locator("tbody a").first.click()
    page.get_by_text("Sẵn sàng trước giờ họp").wait_for()

    conference = the_conference()
    assert (page.url.split("/")[-1], conference.state) == (str(conference.id), C.DRAFT)
    wanted = ("Chưa gửi giấy mời", "Chương trình: 3 mục", "các điểm cầu mới được hỏi")
    assert all(words in said(page) for words in wanted)


def names_the_chairman_as_contact(page):
    """The messages go to the chairman of the commune, too, at an address of his own."""
    page.locator(".nc-tabs").get_by_role("link", name="Điểm cầu").click()
    page.get_by_role("link", name="Xã Vũ Quang").first.click()
    page.get_by_label("Đầu mối liên hệ", exact=True).fill("Trịnh Văn Ngọc")
    page.get_by_label("Thư điện tử của đầu mối").fill(CHAIRMAN)
    page.get_by_role("button", name="Lưu thông tin").click()
    page.get_by_text("Đã sửa thông tin điểm cầu.").wait_for()

    assert (site().contact_email, site().chair_name) == (CHAIRMAN, "Trịnh Văn Ngọc")


def gives_the_letter_out(page):
    page.get_by_role("link", name="Giấy mời", exact=True).click()
    page.get_by_role("button", name="Soạn giấy mời").click()
    page.get_by_label("Yêu cầu, lưu ý").fill("Kết nối trước 30 phút")
    page.get_by_label("Đầu mối liên hệ: họ tên, chức vụ").fill("Lê Thị Hà, Văn phòng")
    page.get_by_label("Điện thoại đầu mối").fill("0239 3855 001")
    page.get_by_label("Người ký", exact=True).fill("Nguyễn Văn An")
    page.get_by_role("button", name="Lưu giấy mời").click()
    page.get_by_text("Đã lưu giấy mời.").wait_for()
    page.locator("summary", has_text="Lấy số và phát hành").click()
    page.get_by_role("button", name="Lấy số và phát hành").click()
    page.get_by_text("Đã phát hành giấy mời số 01/GM-UBND").wait_for()


def sends_the_invitations(page, cast, smtp, worker):
    """To each recipient one message that holds all facts, with one attendee, under a number that begins at nought."""
    page.get_by_role("link", name="Gửi giấy mời").first.click()
    page.get_by_role("button", name="Gửi giấy mời").click()
    page.get_by_text("Giấy mời đang được gửi. Các điểm cầu có thể trả lời.").wait_for()
    worker()

    everybody = [CLERK, CHAIRMAN, OTHER, cast.chair.email, cast.secretary.email]
    assert sorted(mail.recipients[0] for mail in smtp.delivered) == sorted(everybody)
    are_requests(smtp.delivered, sequence=0)
    for address in (CLERK, CHAIRMAN, OTHER):
        [mail] = mails(smtp, address)
        facts = (
            "Hội nghị giao ban tháng",
            "Phòng họp số 1",
            "số 01/GM-UBND",
            "Lê Thị Hà, Văn phòng",
            "Kết nối trước 30 phút",
        )
        assert [words for words in facts if words not in mail.text] == []
        assert "01-GM-UBND.pdf" in [part.get_filename() for part in mail.message.walk()]
    assert (the_conference().state, site().state) == (C.INVITING, S.WAITING)


def confirms_by_link(page, smtp):
    page.goto(link_in(mails(smtp, CLERK)[0]))
    assert site().answered_at is None  # opening it changes nothing
    page.get_by_label("Bao nhiêu đại biểu?").fill("25")
    page.get_by_role("button", name="Gửi trả lời").click()
    page.get_by_text("Đã ghi nhận. Cảm ơn anh/chị.").wait_for()

    assert "Đã xác nhận điểm cầu Xã Vũ Quang" in said(page) and "người trả lời: Võ Văn Lực" in said(page)
    assert (site().state, site().expected_count, site().answered_by) == (S.CONFIRMED, 25, "Võ Văn Lực")


def asks_for_a_substitute(page):
    page.get_by_role("link", name="Sửa thông tin đã gửi").click()
    page.get_by_label("Người khác…").check()
    page.get_by_label("Họ và tên").fill("Phan Thị Lam")
    page.get_by_label("Chức vụ").fill("Phó Chủ tịch")
    page.locator("summary", has_text="Người khác chủ trì").click()
    page.get_by_label("Thư điện tử của người chủ trì thay").fill(SUBSTITUTE)
    page.get_by_label("Ghi chú").fill(WHY)
    page.get_by_role("button", name="Gửi trả lời").click()
    page.get_by_text("Điểm cầu Xã Vũ Quang xin điều chỉnh").wait_for()

    asked = the(Substitution)
    assert (site().state, asked.is_granted) == (S.CHANGE_REQUESTED, None)
    assert (asked.former_name, asked.name, asked.reason) == ("Trịnh Văn Ngọc", "Phan Thị Lam", WHY)


def consents(page, cast):
    """The one who presides over the conference looks at the reason and agrees; both names stay."""
    page.goto(f"/conferences/{the_conference().id}")
    page.get_by_role("navigation", name="Các trang của hội nghị").get_by_role("link", name="Điểm cầu").click()
    page.get_by_role("link", name="Duyệt: Xã Vũ Quang").click()
    page.get_by_text(WHY).first.wait_for()
    page.get_by_role("button", name="Đồng ý").click()
    page.get_by_text("Đã đồng ý điều chỉnh và báo cho điểm cầu.").wait_for()

    settled, here = the(Substitution), site()
    assert (settled.is_granted, settled.decided_by) == (True, cast.chair.name)
    assert (here.state, here.chair_name, here.former_chair) == (S.CONFIRMED, "Phan Thị Lam", "Trịnh Văn Ngọc")
    assert "thay Trịnh Văn Ngọc" in said(page)


def the_link_passes_on(page, smtp, worker):
    """The new chair gets a link and the entry. The former one's opens nothing any more; as the contact, who he still
    is, he has a new one and reads there who presides. The clerk's stays good."""
    worker()
    [mail] = mails(smtp, SUBSTITUTE)
    are_requests([mail], sequence=0)
    assert "Phan Thị Lam chủ trì điểm cầu Xã Vũ Quang thay ông/bà Trịnh Văn Ngọc" in mail.text

    first, *_, granted = mails(smtp, CHAIRMAN)
    assert page.goto(link_in(first)).status == 410
    assert page.goto(link_in(granted)).status == 200
    assert "Phan Thị Lam, Phó Chủ tịch thay Trịnh Văn Ngọc" in said(page)

    assert page.goto(link_in(mails(smtp, CLERK)[0])).status == 200
    assert page.goto(link_in(mail)).status == 200
    assert "Phan Thị Lam, Phó Chủ tịch thay Trịnh Văn Ngọc" in said(page) and WHY in said(page)


def moves_the_time(page):
    """Nothing happens before one page has shown what was, what will be, and who is told."""
    before = the_conference()
    page.goto(f"/conferences/{before.id}")
    page.locator("summary", has_text="Việc khác").click()
    page.get_by_role("link", name="Sửa thông tin").click()
    page.fill("#starts_on", day(before.starts_at + timedelta(days=1)))
    page.fill("#starts", "14:00")
    page.fill("#ends", "17:00")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Những gì thay đổi").first.wait_for()

    assert day(before.starts_at) in page.locator("del").first.inner_text()
    assert page.locator("ins").first.inner_text().startswith("14:00 – 17:00")
    names = page.locator(".conference-names")
    names.locator("summary").click()
    told = names.inner_text()
    assert [one for one in (CLERK, CHAIRMAN, SUBSTITUTE, OTHER) if one not in told] == []
    assert (the_conference().starts_at, site().state) == (before.starts_at, S.CONFIRMED)

    page.get_by_role("button", name="Thực hiện và báo cho 6 người").click()
    page.get_by_text("Đã thực hiện. 6 tin").wait_for()

    after, here = the_conference(), site()
    assert (clock.local(after.starts_at).hour, after.sequence, after.state) == (14, 1, C.INVITING)
    assert (here.state, here.former, here.chair_name) == (S.WAITING, S.CONFIRMED, "Phan Thị Lam")


def all_are_asked_anew(page, smtp, worker):
    """Once the time is over in which changes are gathered, one message to each asks anew."""
    before = len(smtp.delivered)
    worker(after=timedelta(minutes=6))

    sent = smtp.delivered[before:]
    assert len({mail.recipients[0] for mail in sent}) == len(sent) == 6
    are_requests(sent, sequence=1)
    [mail] = [mail for mail in sent if mail.recipients == [CLERK]]
    assert "14:00 – 17:00" in mail.text and "02/GM-UBND" in mail.text and "xác nhận lại" in mail.text
    page.goto(f"/conferences/{the_conference().id}")
    assert "Đã xác nhận theo kế hoạch cũ" in said(page)


def answers_from_calendars(page, smtp, imap, worker):
    """What a calendar answers counts for its owner; to the old time it is shown as that; the site has said nothing."""
    asked_first, _asked_anew = mails(smtp, OTHER)
    imap.deliver(a_reply(mails(smtp, CLERK)[-1], "ACCEPTED"), a_reply(asked_first, "ACCEPTED"))
    worker()

    replies = {row.sequence: row.outcome for row in db.session.scalars(select(CalendarReply))}
    assert replies == {1: Outcome.COUNTED, 0: Outcome.OLD_TIME}
    assert (imap.folder(), imap.folder("Da-xu-ly")) == (0, 2)
    assert (partstats()[CLERK], partstats()[OTHER]) == (PartStat.ACCEPTED, PartStat.NEEDS_ACTION)
    page.get_by_role("link", name="Giấy mời", exact=True).click()
    page.get_by_role("link", name="Trả lời từ lịch").click()
    page.wait_for_url("**/calendar-answers")
    rows = {name: page.locator("tbody tr", has_text=name).inner_text() for name in (CLERK, OTHER, SUBSTITUTE)}
    assert "Sẽ dự" in rows[CLERK] and "Trả lời giờ cũ" not in rows[CLERK]
    assert "Trả lời giờ cũ" in rows[OTHER] and "Chưa trả lời" in rows[OTHER]
    assert "Xã Vũ Quang" in rows[SUBSTITUTE] and site().state is S.WAITING


def confirms_anew(page, smtp):
    """By the links of the new messages; what was said for the old time is filled in, and kept."""
    page.goto(link_in(mails(smtp, SUBSTITUTE)[-1]))
    assert "Hội nghị đã thay đổi sau khi anh/chị trả lời" in said(page) and "14:00 – 17:00" in said(page)
    assert page.get_by_label("Bao nhiêu đại biểu?").input_value() == "25"
    for address in (SUBSTITUTE, OTHER):
        page.goto(link_in(mails(smtp, address)[-1]))
        page.get_by_role("button", name="Gửi trả lời").click()
        page.get_by_text("Đã ghi nhận. Cảm ơn anh/chị.").wait_for()

    given = db.session.scalars(select(Answer).filter_by(site_id=site().id).order_by(Answer.id)).all()
    assert [answer.state for answer in given] == [S.CONFIRMED, S.CHANGE_REQUESTED, S.CONFIRMED]
    assert given[0].for_start < given[-1].for_start == the_conference().starts_at
    assert (site().answered_by, site("Xã Can Lộc").state) == ("Phan Thị Lam", S.CONFIRMED)


def plans_a_rehearsal(page, smtp, worker):
    """The day before; the sites are told, with the page on which they test their line."""
    page.goto(f"/conferences/{the_conference().id}")
    page.get_by_role("link", name="Chạy thử hoặc ghi kết quả").click()
    page.get_by_role("link", name="Lên lịch chạy thử").first.click()
    page.get_by_label("Ngày").fill(day(the_conference().starts_at - timedelta(days=1)))
    page.get_by_label("Bắt đầu lúc").fill("14:00")
    page.get_by_label("Kết thúc lúc").fill("15:30")
    page.get_by_role("button", name="Lên lịch, báo các điểm cầu").click()
    page.get_by_text("Đã lên lịch chạy thử. Đang báo cho các điểm cầu.").wait_for()
    worker()

    told = mails(smtp, CLERK)[-1]
    assert "chạy thử" in told.text.lower() and f"{link_in(told)}/test" in told.text


def gives_verdicts(page, cast):
    for name in cast.sites:
        page.get_by_role("button", name=f"{name} đạt").click()
        page.get_by_text(f"Đã ghi: {name}").wait_for()

    db.session.rollback()
    trials = list(db.session.scalars(select(Trial)))
    assert [trial.verdict for trial in trials] == [Verdict.PASSED] * 3
    assert {trial.judged_by for trial in trials} == {cast.secretary.name}
    assert site().line is LineState.GOOD


def marks_ready(page):
    page.goto(f"/conferences/{the_conference().id}")
    page.locator("summary", has_text="Đã sẵn sàng").click()
    page.get_by_role("button", name="Đã sẵn sàng").click()
    page.get_by_text("Hội nghị đã sẵn sàng.").wait_for()

    assert the_conference().state is C.READY
    checks = page.locator(".conference-done").all_inner_texts()
    for words in ("Đã phát hành giấy mời số 02/GM-UBND", "Kiểm tra đường truyền: 3/3 điểm cầu đạt",
                  "Điểm cầu: 2 / 2 xác nhận", "Thư ký: Lê Thị Hà"):  # fmt: skip
        assert any(words in check for check in checks)
    assert page.locator(".nc-facts-line").inner_text().startswith("Sẵn sàng")
