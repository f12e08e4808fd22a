"""The post leaves: a real SMTP server takes it, refuses it, makes it wait, or is not there."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import Unreachable
from meetings.desk import mailing
from meetings.desk.mailing import Tally
from meetings.invitations import actions as invitations
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Notice, NoticeState
from tests.make import a_conference, a_user, an_administrator
from tests.stand_ins import free_port

FACTS = {
    "conference": "Hội nghị giao ban <tháng 11>",
    "when": "08:00, Thứ Hai 30/11/2026",
    "organiser": "UBND tỉnh Hà Tĩnh",
    "chair": "Nguyễn Văn An",
    "path": "/conferences/7",
}


def queue(count=1, **more):
    with transaction():
        return notices.tell(
            [(f"Người {n}", f"n{n}@example.vn") for n in range(count)],
            "conference_announced",
            reason="Anh/chị chủ trì hội nghị.",
            **FACTS,
            **more,
        )


def rows():
    return db.session.scalars(select(Notice).order_by(Notice.id)).all()


def test_a_notice_leaves_as_text_and_html_with_all_facts_and_is_kept(smtp):
    queue()

    assert mailing.send_due() == Tally(sent=1)

    [mail] = smtp.delivered
    [notice] = rows()
    html = mail.message.get_body(["html"]).get_content()
    assert mail.recipients == ["n0@example.vn"]
    assert mail.message["Message-ID"] == f"<{notice.key}@localhost>"
    assert mail.message["Subject"] == notice.subject == f"Lịch họp: {FACTS['conference']}, {FACTS['when']}"
    for fact in (FACTS["when"], FACTS["organiser"], FACTS["chair"], "http://localhost/conferences/7", "Kính gửi"):
        assert fact in mail.text
        assert fact in html
    assert "&lt;tháng 11&gt;" in html
    assert (notice.state, notice.text, notice.attempts) == (NoticeState.SENT, mail.text, 1)


def test_one_connection_serves_all_that_is_due(smtp):
    queue(5)

    assert mailing.send_due() == Tally(sent=5)
    assert (len(smtp.delivered), smtp.connections) == (5, 1)


def test_what_was_sent_is_not_sent_again(smtp):
    queue()
    mailing.send_due()

    assert mailing.send_due() == Tally()
    assert len(smtp.delivered) == 1


def test_a_greylisting_server_is_asked_again_later_with_the_same_message_id(smtp):
    queue()
    smtp.answer("RCPT", "451 4.7.1 greylisted, come back")

    assert mailing.send_due() == Tally(put_off=1)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert mailing.send_due() == Tally(sent=1)
    [mail] = smtp.delivered
    [notice] = rows()
    assert mail.message["Message-ID"] == f"<{notice.key}@localhost>"
    assert (notice.attempts, notice.last_error) == (2, "")


def test_an_unknown_recipient_fails_at_once_and_says_why_and_the_others_leave(smtp):
    queue(2)
    smtp.answer("RCPT", "550 5.1.1 no such user")

    assert mailing.send_due() == Tally(sent=1, failed=1)
    assert [row.state for row in rows()] == [NoticeState.FAILED, NoticeState.SENT]
    assert "550 5.1.1 no such user" in rows()[0].last_error


def test_a_line_that_breaks_in_mid_message_is_tried_again(smtp):
    queue()
    smtp.hang_up("DATA")

    assert mailing.send_due() == Tally(put_off=1)
    assert rows()[0].state is NoticeState.QUEUED


def test_a_server_that_is_down_does_not_use_up_the_tries_of_all(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_SINK", f"smtp://127.0.0.1:{free_port()}?timeout=1")
    queue(10)

    assert mailing.send_due() == Tally(put_off=mailing.TROUBLE)
    assert sum(row.attempts for row in rows()) == mailing.TROUBLE


def test_a_setting_that_is_none_fails_no_message(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_SINK", "carrier-pigeon://roof")
    queue()

    with pytest.raises(Unreachable):
        mailing.send_due()
    assert rows()[0].state is NoticeState.QUEUED


def test_a_message_without_a_text_fails_visibly_and_holds_nobody_up(smtp):
    with transaction():
        notices.tell([("An", "an@example.vn")], "never_written", **FACTS)
    queue()

    assert mailing.send_due() == Tally(sent=1, failed=1)
    assert [row.state for row in rows()] == [NoticeState.FAILED, NoticeState.SENT]


def test_a_line_break_in_a_name_breaks_no_header(smtp):
    with transaction():
        notices.tell([("An\r\nBcc: all@example.vn", "an@example.vn")], "conference_announced", **FACTS)

    tally = mailing.send_due()

    assert tally in (Tally(failed=1), Tally(sent=1))
    assert all(mail.message["Bcc"] is None for mail in smtp.delivered)


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "x@", "tên@example.vn"])
def test_what_is_no_address_fails_for_good(smtp, address):
    with transaction():
        notices.tell([("An", address)], "conference_announced", **FACTS)

    assert mailing.send_due() == Tally(failed=1)


def test_a_message_about_a_conference_is_found_by_it(smtp):
    conference = a_conference()
    queue(within=conference)

    assert [row.within for row in rows()] == [f"conference:{conference.id}"]


def test_two_workers_at_once_send_each_message_once(app, smtp):
    queue(20)
    tallies = []

    def work():
        with app.app_context():
            tallies.append(mailing.send_due())

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    db.session.rollback()
    assert sum(tally.sent for tally in tallies) == 20
    assert sorted(mail.recipients[0] for mail in smtp.delivered) == sorted(f"n{n}@example.vn" for n in range(20))
    assert {row.state for row in rows()} == {NoticeState.SENT}


def test_nothing_is_locked_while_the_server_takes_its_time(app, smtp):
    """The mail server, asked in mid-message, can itself write to the database."""
    queue()
    written = []

    class Busy(list):
        def append(self, mail):
            with app.app_context(), transaction():
                notices.tell([("Bình", "binh@example.vn")], "conference_announced", **FACTS)
            written.append(True)
            super().append(mail)

    smtp.delivered = Busy()

    mailing.send_due(stopping=lambda: bool(written))

    db.session.rollback()
    assert [row.state for row in rows()] == [NoticeState.SENT, NoticeState.QUEUED]


def test_the_command_says_what_it_did(app, smtp):
    queue(2)

    assert app.test_cli_runner().invoke(args=["notices", "send"]).output == "2 sent, 0 put off, 0 failed\n"


def a_letter():
    """The number of a letter that was given out and is not drawn yet."""
    conference = a_conference(title="Giao ban", place="Hội trường UBND tỉnh")
    with transaction():
        letter = invitations.start(conference, by=None)
        texts = {
            "attendees": "Lãnh đạo các xã",
            "contact_name": "Bà Bình",
            "contact_phone": "0239",
            "signer_name": "Ông An",
        }
        invitations.revise(letter, version=letter.version, by=None, **texts)
        paper = invitations.release(letter, by=None)
        return paper.id


def test_the_letter_travels_as_pdf_once_it_is_drawn(app, smtp):
    queue(attachments=[{"paper_id": a_letter()}])

    assert mailing.send_due() == Tally()
    app.test_cli_runner().invoke(args=["registry", "render"])
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert mailing.send_due() == Tally(sent=1)

    [enclosed] = smtp.delivered[0].message.iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content()[:5]) == ("01-GM-UBND.pdf", b"%PDF-")


def test_letters_that_are_not_drawn_use_up_no_try_and_stop_no_other_mail(smtp, login):
    queue(mailing.TROUBLE + 1, attachments=[{"paper_id": a_letter()}])
    queue()

    assert mailing.send_due() == Tally(sent=1)

    waiting = rows()[:-1]
    assert {(row.state, row.attempts) for row in waiting} == {(NoticeState.QUEUED, 0)}
    page = login(an_administrator()).get(f"/notices/{waiting[0].id}")
    assert "đang được tạo" in page.text


def test_a_letter_that_is_never_drawn_is_given_up_visibly(smtp):
    queue(attachments=[{"paper_id": a_letter()}])
    assert mailing.send_due() == Tally()

    with clock.at(clock.now() + leaving.WAITS_AT_MOST + timedelta(minutes=1)):
        assert mailing.send_due() == Tally(failed=1)

    assert [row.state for row in rows()] == [NoticeState.FAILED]


def test_a_letter_that_lay_long_before_anybody_sent_still_waits_for_its_paper(app, smtp):
    queue(attachments=[{"paper_id": a_letter()}])

    with clock.at(clock.now() + 3 * leaving.WAITS_AT_MOST):
        assert mailing.send_due() == Tally()
        app.test_cli_runner().invoke(args=["registry", "render"])
        with clock.at(clock.now() + timedelta(minutes=2)):
            assert mailing.send_due() == Tally(sent=1)


@pytest.mark.parametrize(
    "lost",
    [
        {"paper_id": 99999},
        {"calendar_of": 99999},
        {},
        {"fingerprint": "0" * 64, "file_name": "a", "content_type": "b/c"},
    ],
)
def test_what_can_not_be_enclosed_fails_visibly(smtp, lost):
    queue(attachments=[lost])

    assert mailing.send_due() == Tally(failed=1)
    assert rows()[0].last_error != ""


def test_an_invitation_to_set_a_password_leaves_with_its_link_and_neither_link_nor_text_is_kept(login, smtp):
    newcomer = a_user(password_hash=None, session_key="1")
    login(an_administrator()).post("/people/invite", data={"people": newcomer.id})
    link = rows()[0].facts["link"]

    mailing.send_due()

    db.session.expire_all()
    [notice], [mail] = rows(), smtp.delivered
    assert (mail.recipients, link in mail.text) == ([newcomer.email], True)
    assert (notice.state, notice.facts, notice.text) == (NoticeState.SENT, {}, "")
