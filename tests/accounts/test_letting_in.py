"""Many people are let in at once: whoever has an e-mail address and never signed in is sent a link, and no password."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import insert, select, update

from meetings.accounts import invite_pages, queries, rules
from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.journal.models import Entry
from meetings.notices.models import Notice, NoticeState
from meetings.web import texts
from tests.make import a_person, a_province, a_secretary, a_site_officer, a_unit, a_user, an_administrator
from tests.reading import seen, ticket_in

INVITED = "password_invited"
NEW = "đường xa mưa gió lớn"


def a_newcomer(unit=None, role=Role.MEMBER, **facts):
    """Somebody who stands in the list with an address, and cannot sign in."""
    return a_user(role, unit, **({"password_hash": None, "session_key": "1"} | facts))


def invited():
    return list(db.session.scalars(select(Notice).where(Notice.kind == INVITED).order_by(Notice.id)))


def to(notices):
    return sorted(one.person_id for one in notices)


def link_in(notice):
    return notice.facts["link"].removeprefix("http://localhost")


def enter(client, link):
    return client.post(link, data={"password": NEW, "again": NEW})


def test_all_who_never_signed_in_are_invited_in_one_step_and_choose_a_password_of_their_own(login, client):
    house = a_province()
    one, other = a_newcomer(), a_newcomer()
    a_newcomer(email=None), a_newcomer(is_closed=True), a_user(), a_newcomer(last_seen_at=clock.now())
    admin = login(an_administrator(house))
    listed, page = seen(admin.get("/people")), seen(admin.get("/people/invite"))

    done = admin.post("/people/invite", data={"everybody": "yes"}, follow_redirects=True)
    [first, _second] = notices = invited()
    text, told = texts.written(INVITED, first.facts, to_name=first.to_name).text, to(notices)
    link = link_in(first)
    answer = enter(client, link)

    assert "2 người có thư điện tử chưa đăng nhập lần nào" in listed and 'href="/people/invite"' in listed
    assert (page.count('name="people"'), "1 người chưa đăng nhập lần nào và chưa có thư điện tử" in page) == (2, True)
    assert "Đang gửi 2 thư mời đặt mật khẩu" in seen(done)
    assert told == sorted((one.id, other.id))
    assert all(words in text for words in (house.name, link, f"Tên đăng nhập: {one.user_name}"))
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert client.post("/sign-in", data={"name": one.user_name, "password": NEW}).location == "/"
    assert not db.session.get(Person, one.id).must_change_password


def test_the_page_of_a_first_password_says_so_and_under_which_name_one_signs_in(login, client):
    one = a_newcomer()
    login(an_administrator()).post("/people/invite", data={"everybody": "yes"})
    [notice] = invited()

    first = seen(client.get(link_in(notice)))
    enter(client, link_in(notice))
    client.post("/password/forgotten", data={"name": one.user_name})
    again = seen(client.get(link_in(db.session.scalars(select(Notice).where(Notice.kind == "password_reset")).one())))

    assert f"Tên đăng nhập: {one.user_name}" in re.sub(r"<[^>]*>", "", first)
    assert ["Đặt lại mật khẩu" in page for page in (first, again)] == [False, True]
    assert "Đặt mật khẩu" in first


def test_those_who_are_ticked_are_invited_and_nobody_who_has_signed_in_meanwhile(login):
    one, other, gone = a_newcomer(), a_newcomer(), a_newcomer()
    with transaction():
        db.session.get(Person, gone.id).last_seen_at = clock.now()
    admin = login(an_administrator())

    admin.post("/people/invite", data={"people": [one.id, gone.id, "x", "999999"]})
    none = admin.post("/people/invite", data={"people": [gone.id]})

    verbs = db.session.execute(select(Entry.verb, Entry.about).where(Entry.verb == "invited_person")).all()
    assert (to(invited()), verbs) == ([one.id], [("invited_person", f"person:{one.id}")])
    assert (none.status_code, "Hãy chọn ít nhất một người" in seen(none)) == (422, True)
    assert other.name in seen(none)


def test_a_button_for_all_stands_beside_the_ticks_only_where_not_all_are_shown(login, monkeypatch):
    a_newcomer(), a_newcomer()
    admin = login(an_administrator())
    whole, nobody = seen(admin.get("/people/invite")), seen(admin.get("/people/invite?tick=none"))

    monkeypatch.setattr(invite_pages, "SHOWN", 1)
    part = seen(admin.get("/people/invite"))

    assert [page.count('name="everybody"') for page in (whole, part)] == [0, 1]
    ticked = [len(re.findall(r'name="people" value="\d+" checked', page)) for page in (whole, nobody)]
    assert ticked == [2, 0]


def test_a_second_press_for_all_writes_only_to_who_has_no_good_link(login):
    one, late = a_newcomer(), a_newcomer()
    admin = login(an_administrator())
    admin.post("/people/invite", data={"people": one.id})
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))

    page = seen(admin.get("/people/invite"))
    admin.post("/people/invite", data={"everybody": "yes"})
    again = admin.post("/people/invite", data={"everybody": "yes"})

    assert f'value="{one.id}">' in page and f'value="{late.id}" checked>' in page and "đã gửi lúc" in page
    assert (to(invited()), again.status_code) == ([one.id, late.id], 422)
    with clock.at(clock.now() + timedelta(days=8)):
        admin.post("/people/invite", data={"everybody": "yes"})
    assert len(invited()) > 2


def test_who_is_ticked_again_gets_one_mail_while_the_first_has_not_left(login):
    one = a_newcomer()
    admin = login(an_administrator())

    for _ in range(2):
        admin.post("/people/invite", data={"people": one.id})

    assert to(invited()) == [one.id]


def test_the_list_of_people_says_whom_the_button_means(login):
    unit, other = a_unit("Xã Mai Hoa"), a_unit("Xã Khác")
    here, _there = a_newcomer(unit), a_newcomer(other)
    admin = login(an_administrator())

    page = seen(admin.get(f"/people?unit={unit.id}"))
    admin.post(f"/people/invite?unit={unit.id}", data={"everybody": "yes"})

    assert f'href="/people/invite?unit={unit.id}"' in page
    assert to(invited()) == [here.id]


def test_a_secretariat_invites_whom_it_keeps_and_the_statement_says_what_the_rule_says(login):
    house, elsewhere = a_province(), a_unit("Sở khác")
    secretary = a_secretary(house)
    people = [
        a_newcomer(a_unit(parent=house)),
        a_newcomer(house, Role.ADMINISTRATOR),
        a_newcomer(elsewhere),
        a_newcomer(house, name="Hai nơi"),
        a_person(name="Không chức vụ", email="khong@example.vn"),
    ]
    with transaction():
        db.session.add(Post(person_id=people[3].id, unit_id=elsewhere.id, title="X", role=Role.MEMBER))

    client = login(secretary)
    client.post("/people/invite", data={"people": [person.id for person in people]})

    allowed = [one.id for one in people if rules.can_edit_person(queries.person(secretary.id), queries.person(one.id))]
    assert to(invited()) == allowed == [people[0].id]


def test_nobody_else_invites_anybody(login):
    newcomer = a_newcomer()

    answer = login(a_site_officer()).post("/people/invite", data={"people": newcomer.id})

    assert (answer.status_code, invited()) == (403, [])


def test_who_forgot_a_password_that_he_never_had_gets_the_same_mail(client):
    one = a_newcomer()

    answer = client.post("/password/forgotten", data={"name": one.email})
    [notice] = invited()

    assert (answer.status_code, notice.person_id) == (302, one.id)
    assert enter(client, link_in(notice)).location == "/sign-in"


@pytest.mark.parametrize("what", ["used", "closed", "moved", "given"])
def test_a_link_is_good_once_and_for_that_account_and_address_alone(login, client, what):
    one = a_newcomer()
    login(an_administrator()).post("/people/invite", data={"people": one.id})
    link = link_in(invited()[0])
    before = client.get(link).status_code

    if what == "used":
        enter(client, link)
    with transaction():
        here = db.session.get(Person, one.id)
        here.is_closed = what == "closed"
        here.email = "dung@example.vn" if what == "moved" else here.email
        here.password_hash = "!" if what == "given" else here.password_hash

    assert (before, client.get(link).status_code, enter(client, link).status_code) == (200, 409, 409)


def test_a_link_is_good_for_as_many_days_as_the_setting_says(login, client, app):
    one = a_newcomer()
    login(an_administrator()).post("/people/invite", data={"people": one.id})
    link, usual = link_in(invited()[0]), app.config["INVITE_DAYS"]

    app.config["INVITE_DAYS"] = -1
    late = client.get(link).status_code
    app.config["INVITE_DAYS"] = usual

    assert (late, client.get(link).status_code) == (409, 200)


def test_after_an_import_the_list_offers_to_write_to_those_who_came(login):
    unit = a_unit("Xã Mai Hoa", code="18073")
    admin = login(an_administrator())
    rows = "Họ và tên,Thư điện tử,Đơn vị,Chức vụ,Vai trò\nLê Thị Hoa,hoa@xa.example,18073,Chủ tịch,lãnh đạo\n"
    dry = admin.post("/people/import", data={"file": (BytesIO(rows.encode()), "a.csv")})
    ticket = ticket_in(admin.get(dry.location))

    done = admin.post("/people/import", data={"ticket": ticket}, follow_redirects=True)

    assert unit.code == "18073" and "1 người có thư điện tử chưa đăng nhập lần nào" in seen(done)
    assert 'href="/people/invite"' in done.text


def test_a_person_s_page_offers_it_while_he_never_signed_in(login):
    one, here = a_newcomer(), a_user(last_seen_at=clock.now())
    admin = login(an_administrator())

    pages = [seen(admin.get(f"/people/{person.id}")) for person in (one, here)]

    words = f"Gửi thư kèm đường dẫn đặt mật khẩu tới {one.email}."
    assert [words in page for page in pages] == [True, False]
    assert f'name="people" value="{one.id}"' in pages[0]


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_300_as_for_one(login, queries, number):
    unit = a_unit()
    with transaction():
        rows = [
            {"id": 10_000 + n, "name": f"P {n}", "search_key": f"p {n}", "email": f"p{n}@x.example"}
            for n in range(number)
        ]
        db.session.execute(insert(Person), rows)
        facts = {"unit_id": unit.id, "title": "X", "role": Role.MEMBER}
        db.session.execute(insert(Post), [facts | {"person_id": row["id"]} for row in rows])
    client = login(an_administrator())
    queries.clear()

    page = client.get("/people/invite").text

    assert (page.count('name="people"'), len(queries)) == (min(number, 200), 6)
    client.post("/people/invite", data={"everybody": "yes"})
    assert len(invited()) == number
