"""People, their posts and their way in are kept; nobody locks himself out of the whole."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from meetings.accounts import actions, passwords, queries
from meetings.accounts.models import Person, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from tests.make import a_person, a_unit, a_user, an_administrator

GOOD = "bốn từ rời rạc này"


def kept(action, *args, **kwargs):
    with transaction():
        return action(*args, by=None, **kwargs)


def test_somebody_is_added_and_signs_in_with_either_name():
    password = passwords.made("đường xa mưa gió")
    person = kept(actions.add_person, " Lê Thị Hoa ", user_name="Hoa.LT", email="Hoa@HaTinh.gov.vn", password=password)

    assert (person.name, person.user_name, person.email) == ("Lê Thị Hoa", "hoa.lt", "hoa@hatinh.gov.vn")
    assert person.must_change_password and passwords.fits(person.password_hash, "đường xa mưa gió")
    assert queries.by_sign_in_name("HOA.lt").id == queries.by_sign_in_name("hoa@hatinh.gov.vn").id == person.id


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A", "user_name": "1a"}, "user_name"),
        ({"name": "A", "user_name": "taken"}, "user_name"),
        ({"name": "A", "email": "nobody"}, "email"),
        ({"name": "A", "email": "taken@example.vn"}, "email"),
        ({"name": "A", "email": "toàn@example.vn"}, "email"),
        ({"name": "A", "email": "toan@x"}, "email"),
        ({"name": "A", "password": passwords.Made(GOOD, "hash")}, "user_name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_question(facts, field):
    a_person(user_name="taken", email="taken@example.vn")

    with pytest.raises(NotValid) as no:
        kept(actions.add_person, **facts)

    assert no.value.field == field


@pytest.mark.parametrize("weak", ["short", "password1234", "aaaaaaaaaaaaaaaa", "toi la NguyenHoa 77"])
def test_a_weak_password_is_not_even_hashed(weak):
    with pytest.raises(NotValid) as no:
        passwords.made(weak, names=("nguyenhoa", None))

    assert no.value.field == "password"


def test_all_faults_of_a_person_are_told_at_once():
    a_person(user_name="taken")

    with pytest.raises(NotValid) as no:
        kept(actions.add_person, "", user_name="taken", email="toan@x")

    assert [fault.field for fault in no.value.faults] == ["name", "user_name", "email"]


def test_a_password_chosen_while_another_one_was_takes_no_place():
    person = a_user(password_hash=passwords.hashed(GOOD))
    new = actions.weighed(queries.person(person.id), "một hai ba bốn năm", present=GOOD)
    kept(actions.give_first_password, queries.person(person.id), passwords.first("a key"))

    with pytest.raises(NotNow), transaction():
        actions.choose_password(queries.person(person.id), new)


def test_a_post_is_given_and_ends():
    unit, person = a_unit(), a_person()

    post = kept(actions.give_post, queries.person(person.id), unit, title="Chủ tịch", role=Role.LEADER)
    assert queries.person(person.id).acts_for(unit.id, Role.LEADER)
    kept(actions.end_post, queries.post(post.id), on=date(2020, 1, 1))

    assert not queries.person(person.id).acts_for(unit.id, Role.LEADER)
    with pytest.raises(NotNow):
        kept(actions.end_post, queries.post(post.id), on=date(2021, 1, 1))


def test_a_post_is_taken_away_only_before_it_begins_and_not_from_the_last_administrator():
    person, tomorrow = an_administrator(), clock.today() + timedelta(days=1)
    with pytest.raises(NotNow):
        kept(actions.drop_post, queries.post(person.posts[0].id))
    with transaction():
        queries.post(person.posts[0].id).valid_from = tomorrow
    with pytest.raises(NotValid):
        kept(actions.drop_post, queries.post(person.posts[0].id))
    an_administrator()

    kept(actions.drop_post, queries.post(person.posts[0].id))

    assert queries.person(person.id).posts == []


def test_the_same_post_is_not_given_twice_at_a_time():
    unit, person = a_unit(), a_person()
    kept(actions.give_post, queries.person(person.id), unit, title="Chủ tịch", role=Role.LEADER)

    with pytest.raises(NotValid) as no:
        kept(actions.give_post, queries.person(person.id), unit, title="Chủ tịch", role=Role.LEADER)

    assert no.value.field == "title"


def test_no_post_in_a_unit_that_is_not_there():
    unit = a_unit(valid_until=date(2025, 6, 30))

    with pytest.raises(NotValid) as no:
        kept(actions.give_post, a_person(), unit, title="X", role=Role.MEMBER, valid_from=date(2025, 7, 1))

    assert no.value.field == "unit"


def test_the_last_administrator_stays():
    admin = an_administrator()
    other = a_user()

    with pytest.raises(NotValid):
        kept(actions.end_post, queries.post(admin.posts[0].id), on=clock.today())
    with pytest.raises(NotValid):
        tomorrow = clock.today() + timedelta(days=1)
        kept(actions.change_post, queries.post(admin.posts[0].id), title="X", role="administrator", valid_from=tomorrow)
    with pytest.raises(NotValid), transaction():
        actions.close(queries.person(admin.id), by=other)

    assert [one.id for one in queries.administrators()] == [admin.id]


@pytest.mark.parametrize(("days", "may_go"), [(1, True), (2, False)])
def test_the_last_administrator_goes_when_another_follows_on_the_next_day(days, may_go):
    admin, follower = an_administrator(), an_administrator()
    with transaction():
        queries.post(follower.posts[0].id).valid_from = clock.today() + timedelta(days=days)

    with nullcontext() if may_go else pytest.raises(NotValid):
        kept(actions.end_post, queries.post(admin.posts[0].id), on=clock.today())

    assert (queries.post(admin.posts[0].id).valid_until is not None) == may_go


def test_a_closed_account_is_out_at_once_and_may_return():
    admin, person = an_administrator(), a_user()
    session = person.get_id()

    with transaction():
        actions.close(queries.person(person.id), by=admin)
    assert queries.by_session(session) is None
    kept(actions.reopen, queries.person(person.id))

    assert queries.person(person.id).is_active


def test_nobody_closes_his_own_account():
    admin = an_administrator()
    an_administrator()

    with pytest.raises(NotValid), transaction():
        actions.close(queries.person(admin.id), by=admin)


def test_a_one_time_password_opens_once_and_ends_all_sessions():
    person = a_user()
    session = person.get_id()

    first = passwords.first("a key")
    kept(actions.give_first_password, queries.person(person.id), first)
    found = queries.person(person.id)

    assert passwords.fits(found.password_hash, first.word) and found.must_change_password
    assert queries.by_session(session) is None


def test_a_chosen_password_needs_the_present_one_and_differs():
    person = a_user(password_hash=passwords.hashed(GOOD))

    for present, new, field in (("wrong", "một hai ba bốn năm", "present"), (GOOD, GOOD, "password")):
        with pytest.raises(NotValid) as no:
            actions.weighed(queries.person(person.id), new, present=present)
        assert no.value.field == field
    new = actions.weighed(queries.person(person.id), "một hai ba bốn năm", present=GOOD)
    with transaction():
        actions.choose_password(queries.person(person.id), new)

    assert passwords.fits(queries.person(person.id).password_hash, "một hai ba bốn năm")


def test_weak_settings_are_noticed():
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YWJjZGVmZ2g")
    assert not passwords.is_outdated(passwords.hashed(GOOD))


def test_people_are_found_by_unit_role_and_words_without_marks():
    province = a_unit("Tỉnh")
    commune = a_unit("Xã", parent=province)
    inside = a_user(Role.LEADER, commune, name="Trịnh Văn Ngọc")
    a_user(Role.LEADER, name="Trịnh Văn Nam")

    def names(**filters):
        from_page = queries.people(**filters)
        return [person.name for person in queries.db.session.scalars(from_page)]

    assert names(words="trinh van", unit=province) == [inside.name]
    assert names(role=Role.LEADER, within=[commune.path]) == [inside.name]
    assert names(words="trinh", within=[]) == []


def test_an_address_from_before_the_rule_is_in_nobodys_way():
    person = a_user(Role.MEMBER, email="nguyễn.an@xã.vn")

    with transaction():
        actions.change_person(db.session.get(Person, person.id), by=None, language="en")

    assert db.session.get(Person, person.id).language == "en"
    with pytest.raises(NotValid), transaction():
        actions.change_person(db.session.get(Person, person.id), by=None, email="an@@x")


def test_what_a_one_time_password_is_made_of_says_nothing_without_the_key():
    first = passwords.first("a key")

    assert passwords.first_word("a key", first.seed) == first.word
    assert passwords.first_word("another", first.seed) != first.word
    assert len(set(first.word.replace("-", ""))) > 4 and set(first.word) <= set(passwords.LETTERS + "-")
