"""Whose invitation lets nobody in any more counts as not invited; and two who invite at once write one mail."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import event, update

from meetings.accounts import actions, passwords
from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from tests.accounts.test_letting_in import a_newcomer, invited, to
from tests.make import a_user, an_administrator
from tests.reading import seen

ALL = {"everybody": "yes"}


def leave():
    """What waits leaves."""
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))


def move(person):
    actions.change_person(person, email=f"dung{person.id}@example.vn", by=None)


def come_back(_person):
    """Some other message to him came back."""
    [notice] = invited()
    notices.mark_lost(notice, "550 no such user")


def close(person):
    actions.close(person, by=None)
    actions.reopen(person, by=None)


def give(person):
    actions.give_first_password(person, passwords.First("word", "hash", "seed"), by=None)


def sign_out(person):
    actions.sign_out_everywhere(person, by=None)


DEATHS = [move, come_back, close, give, sign_out]


@pytest.mark.parametrize("happens", DEATHS)
def test_whose_link_is_dead_counts_as_not_invited_and_gets_a_new_one(login, happens):
    one, other = a_newcomer(), a_newcomer()
    admin = login(an_administrator())
    admin.post("/people/invite", data={"people": one.id})
    leave()
    with clock.at(clock.now() + timedelta(minutes=5)):
        with transaction():
            happens(db.session.get(Person, one.id))

        listed, page = seen(admin.get("/people")), seen(admin.get("/people/invite"))
        done = admin.post("/people/invite", data=ALL)
        again = admin.post("/people/invite", data=ALL)

    assert "2 người có thư điện tử chưa đăng nhập lần nào" in listed
    assert f'value="{one.id}" checked>' in page and "đã gửi lúc" not in page
    assert (done.status_code, again.status_code) == (302, 422)
    assert to(invited()) == [one.id, one.id, other.id]


@pytest.mark.parametrize("happens", [move, close, give, sign_out])
def test_a_mail_whose_link_is_dead_before_it_leaves_never_leaves(login, client, happens):
    one, other, forgetful = a_newcomer(), a_newcomer(), a_user(email="lan@example.vn")
    login(an_administrator()).post("/people/invite", data={"people": [one.id, other.id]})
    client.post("/password/forgotten", data={"name": forgetful.email})

    with transaction():
        for person in (one, forgetful):
            happens(db.session.get(Person, person.id))

    assert [row.person_id for row in db.session.query(Notice)] == [other.id]


def test_whose_name_alone_was_corrected_keeps_his_invitation(login):
    one = a_newcomer()
    admin = login(an_administrator())
    admin.post("/people/invite", data={"people": one.id})

    with transaction():
        actions.change_person(db.session.get(Person, one.id), name="Phan Thị Lam", by=None)

    assert (admin.post("/people/invite", data=ALL).status_code, to(invited())) == (422, [one.id])


def test_two_who_send_to_all_at_the_same_moment_write_one_mail_to_each(app, login):
    one, came_to = a_newcomer(), []
    browsers = [login(an_administrator()) for _ in range(2)]

    def press(browser, waits):
        time.sleep(waits)
        with app.app_context():
            came_to.append(browser.post("/people/invite", data=ALL).status_code)

    def dawdle(_session):
        time.sleep(0.4)

    db.session.rollback()
    event.listen(db.session, "before_commit", dawdle)
    try:
        threads = [Thread(target=press, args=(browser, 0.15 * n)) for n, browser in enumerate(browsers)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    finally:
        event.remove(db.session, "before_commit", dawdle)

    assert (sorted(came_to), to(invited())) == ([302, 422], [one.id])


def test_a_link_that_waits_does_not_leave_once_a_password_was_chosen_otherwise(app):
    person = a_user()
    with transaction():
        notices.tell([db.session.merge(person)], "password_reset", about=person, link="http://localhost/x", until="")
    new = actions.weighed(person, "Một câu dài khó đoán 93!")

    with transaction():
        actions.choose_password(db.session.merge(person), new)

    assert db.session.query(Notice).count() == 0
