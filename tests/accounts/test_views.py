"""People's pages: administrators keep all, secretariats their branch and never more than they are themselves."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, insert, select

from meetings.accounts import faults, imports, passwords, queries, rules
from meetings.accounts.jobs import create_admin
from meetings.accounts.models import Person, Post, Role
from meetings.base import addresses
from meetings.base.db import db, transaction
from meetings.base.verdicts import Outcome
from meetings.gateways.sheets import Row, Sheet, write_csv
from tests.make import a_person, a_province, a_secretary, a_stranger, a_unit, a_user, an_administrator, saved
from tests.reading import ticket_in


def count():
    return db.session.scalar(select(func.count(Person.id)))


def filled(place, /, **facts):
    typed = {"name": "Lê Thị Hoa", "user_name": "hoa", "email": "hoa@example.vn", "phone": "0912"}
    return typed | {"unit": place.id, "title": "Chuyên viên", "role": "member", "with_password": "y"} | facts


def test_somebody_is_added_and_his_password_shown_once(login, client):
    unit = a_unit()

    known = login(an_administrator())
    answer = known.post("/people/new", data=filled(unit), follow_redirects=True)
    again = known.get(answer.request.path)
    password = answer.text.partition('accounts-once">')[2].partition("<")[0]
    person = queries.by_sign_in_name("hoa")

    assert passwords.fits(person.password_hash, password) and person.must_change_password
    assert again.status_code == 200 and password not in again.text and f"/people/{person.id}/password" in again.text
    assert client.post("/sign-in", data={"name": "hoa", "password": password}).status_code == 302


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"user_name": "Có dấu"}, "user_name"),
        ({"email": "not one"}, "email"),
        ({"unit": "987654"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"title": " "}, "title"),
        ({"role": "king"}, "role"),
        ({"valid_from": "31/02/2026"}, "valid_from"),
        ({"valid_from": "02/01/2026", "valid_until": "01/01/2026"}, "valid_until"),
        ({"user_name": "", "email": ""}, "user_name"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept_as_typed(login, facts, field):
    unit, client = a_unit(), login(an_administrator())
    before = count()

    answer = client.post("/people/new", data=filled(unit, **{"phone": "0239 777"} | facts))

    assert (answer.status_code, count()) == (422, before)
    assert f'id="{field}-fault"' in answer.text and "0239 777" in answer.text


def test_every_fault_of_a_new_person_is_told_at_once(login):
    a_person(user_name="hoa")
    days = {"valid_from": "02/01/2026", "valid_until": "01/01/2026"}
    wrong = {"name": "", "email": "toan@x", "unit": "", "title": "", "role": "king"}

    answer = login(an_administrator()).post("/people/new", data=filled(a_unit(), **wrong, **days))

    faulty = set(re.findall(r'id="([a-z_]+)-fault"', answer.text))
    assert faulty == {"name", "user_name", "email", "unit", "title", "role", "valid_until"}


def test_somebody_sent_twice_is_added_once_and_a_namesake_needs_what_tells_them_apart(login):
    unit, client = a_unit(), login(an_administrator())
    nameless = {"user_name": "", "email": "", "with_password": ""}

    answers = [client.post("/people/new", data=filled(unit, **nameless)) for _ in range(2)]
    namesake = client.post("/people/new", data=filled(unit, **nameless | {"email": "hoa2@example.vn"}))
    elsewhere = client.post("/people/new", data=filled(a_unit(), **nameless))

    assert [answer.status_code for answer in (*answers, namesake, elsewhere)] == [302, 422, 302, 302]
    assert "đã có trong danh sách" in answers[1].text and 'id="name-fault"' in answers[1].text


def test_the_secretariat_adds_people_in_its_branch_only_and_no_administrators(login):
    province, other = a_province(), a_province()
    commune = a_unit(parent=province)
    client = login(a_secretary(province))

    assert client.post("/people/new", data=filled(other)).status_code == 422
    assert client.post("/people/new", data=filled(commune, role="administrator")).status_code == 422
    assert client.post("/people/new", data=filled(commune, role="secretariat")).status_code == 302


def test_the_secretariat_sees_and_edits_only_people_of_its_branch(login):
    province = a_province()
    inside, outside = a_user(unit=a_unit(parent=province)), a_user()
    both = a_user(unit=a_unit(parent=province))
    with transaction():
        db.session.add(Post(person_id=both.id, unit_id=outside.posts[0].unit_id, title="X", role=Role.MEMBER))
    client = login(a_secretary(province))

    listed = client.get("/people").text
    assert (inside.name in listed, outside.name in listed) == (True, False)
    assert [client.get(f"/people/{one.id}/edit").status_code for one in (inside, outside, both)] == [200, 403, 403]
    assert [client.get(f"/people/{one.id}").status_code for one in (inside, outside, both)] == [200, 403, 200]


def test_the_secretariat_does_not_touch_administrators_of_its_branch(login):
    province = a_province()
    admin = an_administrator(a_unit(parent=province))
    client = login(a_secretary(province))

    for what in ("password", "close"):
        assert client.post(f"/people/{admin.id}/{what}").status_code == 403
    assert client.get(f"/people/{admin.id}/edit").status_code == 403
    assert client.get(f"/posts/{admin.posts[0].id}/end").status_code == 403


def test_nobody_takes_over_an_account_by_giving_it_a_post(login):
    province, victim = a_province(), a_person("Không chức vụ")
    client = login(a_secretary(province))

    for address in (f"/people/{victim.id}/posts/new", f"/people/{victim.id}/edit"):
        assert client.get(address).status_code == 403
    assert client.post(f"/people/{victim.id}/password").status_code == 403


def test_strangers_see_nobody_but_themselves(login):
    me, other = a_stranger(), a_user()
    client = login(me)

    assert client.get("/people").status_code == 403
    assert client.get("/people/import").status_code == 403
    assert client.get(f"/people/{other.id}").status_code == 403
    assert client.get(f"/people/{me.id}").status_code == 200
    assert login(an_administrator()).get("/people/987654").status_code == 404


def test_a_post_is_given_changed_and_ended(login):
    person, unit = a_user(), a_unit()
    client = login(an_administrator())

    given = {"unit": unit.id, "title": "Chủ tịch", "role": "leader"}
    assert client.post(f"/people/{person.id}/posts/new", data=given).status_code == 302
    post = queries.person(person.id).posts[-1]
    edited = {"title": "Phó Chủ tịch", "role": "leader", "version": post.version}
    assert client.post(f"/posts/{post.id}/edit", data=edited).status_code == 302
    assert client.post(f"/posts/{post.id}/edit", data=edited | {"version": "1"}).status_code == 409
    version = queries.post(post.id).version
    assert client.post(f"/posts/{post.id}/end", data={"on": "01/01/2020", "version": version}).status_code == 302

    assert not queries.person(person.id).acts_for(unit.id, Role.LEADER)


def test_an_account_is_closed_and_reopened(login):
    person, client = a_user(), login(an_administrator())

    client.post(f"/people/{person.id}/close")
    assert queries.person(person.id).is_closed
    assert client.post(f"/people/{person.id}/close").status_code == 409
    client.post(f"/people/{person.id}/reopen")

    assert not queries.person(person.id).is_closed


def test_one_changes_ones_own_data_but_no_rights(login):
    person = a_user()

    typed = {"name": "Tên Mới", "phone": "", "language": "en", "theme": "dark", "version": person.version}
    answer = login(person).post("/account", data=typed | {"email": "new@example.vn", "is_closed": "y"})
    kept = queries.person(person.id)

    assert answer.status_code == 302
    assert (kept.name, kept.language, kept.theme, kept.email) == ("Tên Mới", "en", "dark", person.email)


def test_a_name_stands_on_one_line_whatever_is_sent(login):
    person = a_user()
    typed = {"name": "Lê Thị\r\nHoa\u2028B", "phone": "", "language": "vi", "theme": "auto", "version": person.version}

    login(person).post("/account", data=typed)

    assert queries.person(person.id).name == "Lê Thị Hoa B"


@pytest.mark.parametrize("facts", [{"language": "fr"}, {"theme": "pink"}, {"name": " "}, {"phone": "1" * 41}])
def test_a_profile_that_cannot_be_is_refused(login, facts):
    person = a_user()
    typed = {"name": "A", "phone": "", "language": "vi", "theme": "auto", "version": person.version}

    assert login(person).post("/account", data=typed | facts).status_code == 422


def test_other_sessions_end_and_this_one_stays(login):
    person = a_user()
    here, there = login(person), login(person)

    here.post("/account/sessions/end")

    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)


HEADER = ("Họ và tên", "Tên đăng nhập", "Thư điện tử", "Điện thoại", "Đơn vị", "Chức vụ", "Vai trò")


def run(*rows, by=None):
    sheet = Sheet(HEADER, tuple(Row(number, row) for number, row in enumerate(rows, start=2)))
    with transaction():
        return imports.run(sheet, by=by)


def outcomes(verdicts):
    return [verdict.outcome.value for verdict in verdicts]


def test_people_come_by_table_and_do_not_double():
    a_unit("UBND xã Vũ Quang", code="18313")
    row = ("Lê Thị Hoa", "hoa", "hoa@example.vn", "0912", "18313", "Văn thư", "cán bộ điểm cầu")
    second = ("Lê Thị Hoa", "hoa", "", "", "ubnd xa vu quang", "Phó Chánh Văn phòng", "lãnh đạo")

    assert outcomes(run(row, second)) == ["new", "changed"]
    assert outcomes(run(row, second)) == ["unchanged", "unchanged"]
    assert len(queries.by_sign_in_name("hoa").posts) == 2


@pytest.mark.parametrize(
    "row",
    [
        ("", "a1a", "", "", "18313", "X", "thư ký"),
        ("A", "a b", "", "", "18313", "X", "thư ký"),
        ("A", "abc", "mail", "", "18313", "X", "thư ký"),
        ("A", "abc", "", "", "nowhere", "X", "thư ký"),
        ("A", "abc", "", "", "18313", "X", "vua"),
        ("A", "abc", "", "", "18313", "", "thư ký"),
        ("A" * 600, "abc", "", "", "18313", "X", "thư ký"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_reason(row):
    a_unit("UBND xã Vũ Quang", code="18313")

    [verdict] = run(row)

    assert (verdict.outcome, bool(str(verdict.why)), count()) == (Outcome.REFUSED, True, 0)


def test_every_fault_of_a_row_is_named():
    [verdict] = run(("", "a b", "toan@x", "", "nowhere", "X", "vua"))

    why = str(verdict.why)
    told = [faults.NO_NAME, faults.BAD_USER_NAME, addresses.NO_ADDRESS, "“nowhere”", "“vua”"]
    assert [why.count(str(said)) for said in told] == [1] * 5


def test_a_table_gives_no_rights_that_its_bringer_has_not():
    province = a_unit("Tỉnh", code="42")
    a_unit("Nơi khác", code="43")
    secretary, admin = a_secretary(province), an_administrator(a_unit("Xa", code="44"))
    rows = (
        ("A", "aaa", "", "", "42", "X", "quản trị"),
        ("B", "bbb", "", "", "43", "X", "thành viên"),
        ("C", "ccc", "", "", "", "", ""),
        ("Kẻ khác", admin.user_name, "", "", "42", "X", "thành viên"),
        ("D", "ddd", "", "", "42", "X", "thư ký"),
    )

    assert outcomes(run(*rows, by=queries.person(secretary.id))) == ["refused"] * 4 + ["new"]


@pytest.mark.parametrize("ended", [None, date(2020, 1, 1)])
def test_nobody_takes_over_an_account_by_a_table_either(ended):
    province = a_unit("Tỉnh", code="42")
    secretary, victim = a_secretary(province), a_person("Không chức vụ", user_name="victim", password_hash="!")
    if ended:
        saved(Post(person_id=victim.id, unit_id=a_unit().id, title="X", role=Role.ADMINISTRATOR, valid_until=ended))
    row = ("Không chức vụ", "victim", "", "", "42", "Chuyên viên", "thành viên")

    assert outcomes(run(row, by=queries.person(secretary.id))) == ["refused"]
    assert not rules.can_edit_person(queries.person(secretary.id), queries.person(victim.id))
    assert outcomes(run(row, by=queries.person(an_administrator().id))) == ["changed"]


def test_the_import_page_shows_and_keeps(login):
    province = a_unit("Tỉnh", code="42")
    client = login(a_secretary(province))
    table = write_csv(HEADER, [("Lê Thị Hoa", "hoa", "", "", "42", "Văn thư", "thành viên")])

    dry = client.post("/people/import", data={"file": (BytesIO(table), "a.csv")}, follow_redirects=True)
    assert queries.by_sign_in_name("hoa") is None
    ticket = ticket_in(dry)
    units = client.post("/units/import", data={"ticket": ticket})
    done = client.post("/people/import", data={"ticket": ticket})

    assert (units.status_code, done.status_code) == (403, 302)
    assert queries.by_sign_in_name("hoa").password_hash is None


def test_the_table_can_be_taken_away_and_that_is_noted(login):
    client = login(an_administrator())

    answer = client.get("/people/export")

    assert answer.data.startswith(b"PK")


def test_several_take_the_table_away_at_once(app, login):
    def taken(client):
        with app.app_context():
            return client.get("/people/export").status_code

    administrator = an_administrator()
    clients = [login(administrator) for _ in range(6)]

    with ThreadPoolExecutor(len(clients)) as at_once:
        assert list(at_once.map(taken, clients)) == [200] * 6


@pytest.mark.parametrize("number", [1, 300])
def test_pages_ask_as_often_for_300_as_for_one(login, queries, number):
    unit = a_unit()
    with transaction():
        rows = [{"id": 10_000 + n, "name": f"P {n}", "search_key": f"p {n}"} for n in range(number)]
        db.session.execute(insert(Person), rows)
        facts = {"unit_id": unit.id, "title": "X", "role": Role.MEMBER}
        db.session.execute(insert(Post), [facts | {"person_id": row["id"]} for row in rows])
    client = login(an_administrator())

    for address in ("/people", "/people?q=p", f"/people?unit={unit.id}&role=member"):
        queries.clear()
        assert client.get(address).status_code == 200
        assert len(queries) <= 9, (address, queries)


ANSWERS = {"--unit": "UBND tỉnh", "--name": "Quản trị", "--user-name": "quantri1", "--email": "", "--password": ""}


def made(app, **answers):
    words = [part for pair in (ANSWERS | answers).items() for part in pair]
    return app.test_cli_runner().invoke(create_admin, words)


def test_the_first_administrator_is_asked_for_everything(app):
    result = made(app, **{"--password": "bốn từ rời rạc này"})

    assert result.exit_code == 0, result.output
    assert queries.by_sign_in_name("quantri1").is_admin


def test_blanks_around_a_password_are_none_of_it_wherever_it_is_typed(app, client):
    made(app, **{"--password": " bốn từ rời rạc này "})

    assert client.post("/sign-in", data={"name": "quantri1", "password": "bốn từ rời rạc này "}).status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "111111111111111", "toi-la-quantri1-day"])
def test_a_weak_password_makes_no_administrator(app, password):
    result = made(app, **{"--password": password})

    assert (result.exit_code, count()) == (1, 0)


def test_an_unknown_unit_makes_no_administrator_once_there_are_units(app):
    a_unit("Tỉnh")

    result = made(app, **{"--password": "bốn từ rời rạc này", "--unit": "Sai tên"})

    assert (result.exit_code, count()) == (1, 0)


def dialogue(app, *typed, **given):
    words = [part for pair in given.items() for part in pair]
    return app.test_cli_runner().invoke(create_admin, words, input="\n".join(typed) + "\n")


GOOD = "bốn từ rời rạc này"


@pytest.mark.parametrize(
    ("lang", "words"), [("C.UTF-8", "Họ và tên"), ("vi_VN.UTF-8", "Họ và tên"), ("en_US", "Full name")]
)
def test_the_dialogue_speaks_vietnamese_unless_the_system_is_set_to_english(app, monkeypatch, lang, words):
    monkeypatch.setenv("LC_ALL", lang)

    result = dialogue(app, "UBND tỉnh", "Quản trị", "quantri1", "", GOOD, GOOD)

    assert (result.exit_code, words in result.output) == (0, True), result.output
    assert queries.by_sign_in_name("quantri1").is_admin


def test_all_that_cannot_be_is_said_at_once_and_only_that_is_asked_again(app, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en")
    a_unit("Tỉnh")
    first = ("Sai tên", "Quản trị", "1x", "khong-phai-thu", "short", "short")

    result = dialogue(app, *first, "Tỉnh", "quantri1", "qt@tinh.vn", GOOD, GOOD)

    assert result.exit_code == 0, result.output
    found = queries.by_sign_in_name("quantri1")
    assert (found.name, found.email, result.output.count("Full name")) == ("Quản trị", "qt@tinh.vn", 1)
    assert "There is no unit “Sai tên”." in result.output and "[Sai tên]" in result.output
    assert "A user name has 3 to 80" in result.output and "At least 12 characters" in result.output


def test_what_was_right_is_kept_however_often_something_else_was_wrong(app):
    typed = ("Quản trị", "quantri1", "", *["short"] * 4, GOOD, GOOD)

    result = dialogue(app, *typed, **{"--unit": "Tỉnh"})

    assert (result.exit_code, queries.by_sign_in_name("quantri1").name) == (0, "Quản trị"), result.output


def test_a_wrong_address_may_be_left_empty_when_it_is_asked_again(app):
    result = dialogue(app, "Quản trị", "quantri1", "khong-phai-thu", GOOD, GOOD, "", **{"--unit": "Tỉnh"})

    assert (result.exit_code, queries.by_sign_in_name("quantri1").email) == (0, None), result.output
    assert "[khong-phai-thu]" not in result.output


def test_two_passwords_that_differ_are_asked_for_anew_in_vietnamese(app):
    result = dialogue(app, "Quản trị", "quantri1", "", GOOD, "khác hẳn lần trước", GOOD, GOOD, **{"--unit": "Tỉnh"})

    assert (result.exit_code, "Hai lần nhập mật khẩu không giống nhau." in result.output) == (0, True), result.output
    assert "Error" not in result.output


@pytest.mark.parametrize(
    ("typed", "words"), [((), "Đã dừng: chưa tạo tài khoản nào."), (("Quản trị", "quantri1"), "Đã dừng")]
)
def test_who_stops_half_way_reads_so_in_vietnamese(app, typed, words):
    result = dialogue(app, *typed, **{"--unit": "Tỉnh"})

    assert (result.exit_code, words in result.output, "Abort" in result.output) == (1, True, False), result.output


def test_a_fault_of_what_was_given_begins_with_no_english_word(app):
    result = made(app, **{"--password": "short"})

    assert (result.exit_code, "Error" in result.output) == (1, False)
    assert "Mật khẩu" in result.output


def test_nobody_is_made_an_administrator_by_not_choosing(login):
    page = login(an_administrator()).get("/people/new").text

    assert '<option selected value="member">' in page


def test_people_stand_by_given_name_in_the_order_of_the_alphabet(login, app, monkeypatch):
    administrator = a_user(Role.ADMINISTRATOR, name="Đỗ Thị Ý")
    names = ["Lê Văn Đức", "Trần Thị Ánh", "Phan Văn An", "Nguyễn Văn An", "Hồ Thị Ê", "Lê Thị Dung", "Võ Ăn", "Bùi Ấn"]
    for name in names:
        a_person(name)
    monkeypatch.setitem(app.config, "PAGE_SIZE", 5)
    client = login(administrator)

    shown = [re.findall(r'<a href="/people/\d+">([^<]+)', client.get(f"/people?page={page}").text) for page in (1, 2)]

    assert shown == [
        ["Nguyễn Văn An", "Phan Văn An", "Trần Thị Ánh", "Võ Ăn", "Bùi Ấn"],
        ["Lê Thị Dung", "Lê Văn Đức", "Hồ Thị Ê", "Đỗ Thị Ý"],
    ]


def test_a_person_who_is_renamed_moves_to_his_new_place():
    first, second = a_person("Trần Văn An"), a_person("Trần Văn Bình")
    with transaction():
        db.session.get(Person, first.id).name = "Trần Văn Châu"

    assert [one.id for one in db.session.scalars(queries.people())] == [second.id, first.id]


def test_a_look_at_another_persons_page_does_not_lose_it_and_another_password_ends_it(login):
    admin, one, other = login(an_administrator()), a_user(), a_user()
    admin.post(f"/people/{one.id}/password")

    admin.get(f"/people/{other.id}/password")
    shown = admin.get(f"/people/{one.id}/password").text.partition('accounts-once">')[2].partition("<")[0]

    admin.post(f"/people/{one.id}/password")
    with transaction():
        queries.person(one.id).must_change_password = False
    late = admin.get(f"/people/{one.id}/password").text

    assert shown.count("-") == 3
    assert "accounts-once" not in late
