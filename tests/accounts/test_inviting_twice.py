"""Nobody is sent two links by one page that is sent twice; the page that says so sends once more if that is meant."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices.models import Notice, NoticeState
from tests.accounts.test_letting_in import a_newcomer, invited, to
from tests.make import an_administrator
from tests.reading import seen


@pytest.fixture
def admin(login):
    return login(an_administrator())


def since_in(page):
    """When, as far as the page knows, somebody on it was last sent a link."""
    return html.unescape(re.search(r'name="since" value="([^"]*)"', page.text)[1])


def let_leave():
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))


def send(admin, people, since, minutes=0):
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        answer = admin.post("/people/invite", data={"people": [one.id for one in people], "since": since})
    let_leave()
    return answer


@pytest.mark.parametrize("where", ["/people/invite", "/people/{}"], ids=["the list", "his page"])
def test_a_page_sent_twice_sends_once_and_the_new_page_once_more(admin, where):
    one = a_newcomer()
    since = since_in(admin.get(where.format(one.id)))

    first = send(admin, [one], since)
    second = send(admin, [one], since, minutes=1)
    once = to(invited())
    third = send(admin, [one], since_in(second), minutes=2)

    assert [answer.status_code for answer in (first, second, third)] == [302, 422, 302]
    assert "Đã gửi sau khi mở trang này" in seen(second)
    assert (once, to(invited())) == ([one.id], [one.id] * 2)


def test_who_was_sent_one_since_is_left_out_and_that_is_said(admin):
    one, other = a_newcomer(), a_newcomer()
    since = since_in(admin.get("/people/invite"))
    send(admin, [one], "never")

    answer = send(admin, [one, other], since, minutes=1)
    page = seen(admin.get(answer.location))

    assert to(invited()) == [one.id, other.id]
    assert "Đang gửi 1 thư mời đặt mật khẩu" in page
    assert "1 người đã được gửi đường dẫn sau khi mở trang này nên không gửi lại." in page


def test_who_was_sent_one_before_the_page_was_opened_is_sent_another(admin):
    one = a_newcomer()
    send(admin, [one], "never")

    answer = send(admin, [one], since_in(admin.get("/people/invite")), minutes=1)

    assert (answer.status_code, to(invited())) == (302, [one.id] * 2)


def test_a_moment_that_no_page_gives_out_invites_nobody(admin):
    answer = send(admin, [a_newcomer()], "gestern")

    assert (answer.status_code, invited()) == (422, [])
