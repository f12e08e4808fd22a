"""Signing in: one answer for every failure, a pause after many, a session of its own, no way round a first password."""

import re
import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import session
from sqlalchemy import func, select

from meetings.accounts import actions, passwords, queries, throttle
from meetings.accounts.models import SignInTry
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from tests.make import a_user

GOOD = "bốn từ rời rạc này"
NEW = "một hai ba bốn năm"
HASH = passwords.hashed(GOOD)


def try_in(client, name, password=GOOD, next_page=""):
    return client.post(f"/sign-in{next_page}", data={"name": name, "password": password})


def test_one_signs_in_with_user_name_or_address_in_any_case(app):
    person = a_user(password_hash=HASH)

    for name in (person.user_name.upper(), f" {person.email} "):
        client = app.test_client()
        assert try_in(client, name).headers["Location"] == "/"
        assert client.get("/account/password").status_code == 200


def test_coming_in_changes_nothing_that_somebody_else_may_be_changing(client):
    person = a_user(password_hash=PasswordHasher(time_cost=1).hash(GOOD))
    before = person.version

    try_in(client, person.user_name)
    after = queries.person(person.id)

    assert (after.version, after.last_seen_at is None) == (before, False)
    assert not passwords.is_outdated(after.password_hash)


def test_all_failures_read_alike(client):
    known, closed, without = (
        a_user(password_hash=HASH),
        a_user(password_hash=HASH, is_closed=True),
        a_user(password_hash=None),
    )

    answers = [
        try_in(client, known.user_name, "wrong"),
        try_in(client, closed.user_name),
        try_in(client, without.user_name),
        try_in(client, "nobody"),
        try_in(client, "nobody@example.vn"),
    ]
    plain = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}

    assert ([answer.status_code for answer in answers], len(plain)) == ([422] * 5, 1)


@pytest.mark.parametrize(
    "data", [{}, {"name": ""}, {"name": "x" * 300, "password": "y"}, {"name": "\0", "password": "\0"}]
)
def test_bad_input_is_answered_in_words(client, data):
    assert client.post("/sign-in", data=data).status_code == 422


def test_ten_failures_bring_a_pause_with_minutes_even_for_the_right_password(client):
    person = a_user(password_hash=HASH)
    for _ in range(10):
        try_in(client, person.user_name, "wrong")

    answer = try_in(client, person.user_name)

    assert (answer.status_code, "15 phút" in answer.text) == (429, True)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert try_in(client, person.user_name).status_code == 302


def test_the_names_of_one_account_do_not_each_have_tries_of_their_own(client):
    person = a_user(password_hash=HASH)
    for number in range(10):
        try_in(client, (person.user_name, person.email.upper())[number % 2], "wrong")

    assert [try_in(client, name).status_code for name in (person.user_name, person.email)] == [429, 429]


def test_another_account_is_not_held_up_but_one_address_is_in_the_end(client, app):
    person = a_user(password_hash=HASH)
    for number in range(60):
        with transaction():
            throttle.take({f"account:{number}": "10 per 15 minutes", "address:127.0.0.1": "60 per 15 minutes"})

    assert try_in(client, person.user_name).status_code == 429


def test_signing_in_clears_the_account_of_its_failures(client):
    person = a_user(password_hash=HASH)
    for _ in range(9):
        try_in(client, person.user_name, "wrong")
    try_in(client, person.user_name)

    left = db.session.scalars(select(SignInTry.key)).all()

    assert left == ["address:127.0.0.1"]


def test_old_failures_are_removed():
    with transaction():
        throttle.take({"account:a": "10 per 15 minutes"})
    with clock.at(clock.now() + timedelta(minutes=20)), transaction():
        throttle.take({"account:b": "10 per 15 minutes"})

    assert db.session.scalars(select(SignInTry.key)).all() == ["account:b"]


def test_weak_settings_are_renewed_on_the_way_in(client, monkeypatch):
    old = passwords.PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    person = a_user(password_hash=old)

    try_in(client, person.user_name)
    kept = queries.person(person.id).password_hash

    assert kept != old and passwords.fits(kept, GOOD) and not passwords.is_outdated(kept)


def test_nothing_of_the_session_before_stays(client):
    person = a_user(password_hash=HASH)
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["csrf_token"] = "known"

    with client:
        try_in(client, person.user_name)

        assert "planted" not in session and session.get("csrf_token") != "known" and session.permanent


def test_the_cookie_is_hardened(client):
    person = a_user(password_hash=HASH)

    cookie = try_in(client, person.user_name).headers["Set-Cookie"]

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/account/password", "/account/password"),
        ("/account/password?x=1", "/account/password?x=1"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/sign-out", "/"),
        ("/nowhere", "/"),
        ("", "/"),
    ],
)
def test_onward_only_to_our_own_pages(client, asked, target):
    person = a_user(password_hash=HASH)

    answer = client.post("/sign-in", query_string={"next": asked}, data={"name": person.user_name, "password": GOOD})

    assert answer.headers["Location"] == target


def test_signing_out_needs_a_post_and_ends_it(client):
    person = a_user(password_hash=HASH)
    try_in(client, person.user_name)

    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")

    assert client.get("/account/password").headers["Location"].startswith("/sign-in")


def test_signing_in_is_in_the_journal(client):
    person = a_user(password_hash=HASH)

    try_in(client, person.user_name)

    assert db.session.execute(select(Entry.verb, Entry.by_id)).all() == [("signed_in", person.id)]


def test_a_first_password_must_be_changed_before_anything_else(client):
    person = a_user(password_hash=HASH, must_change_password=True)
    try_in(client, person.user_name)

    assert client.get("/").headers["Location"] == "/account/password"
    assert client.post("/account", data={}).headers["Location"] == "/account/password"
    assert client.get("/account/password").status_code == 200
    client.post("/account/password", data={"present": GOOD, "password": NEW, "again": NEW})

    assert client.get("/account/password").status_code == 200
    assert not queries.person(person.id).must_change_password


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"present": "wrong", "password": NEW, "again": NEW}, "present-fault"),
        ({"present": GOOD, "password": "short", "again": "short"}, "password-fault"),
        ({"present": GOOD, "password": NEW, "again": NEW + "x"}, "again-fault"),
        ({"present": GOOD, "password": "", "again": ""}, "password-fault"),
        ({}, "present-fault"),
    ],
)
def test_a_password_that_cannot_be_is_refused_beside_its_field(login, typed, fault):
    person = a_user(password_hash=HASH)

    answer = login(person).post("/account/password", data=typed)

    assert answer.status_code == 422 and fault in answer.text
    assert queries.person(person.id).password_hash == HASH


def test_changing_it_ends_other_sessions_and_keeps_this_one(app):
    person = a_user(password_hash=HASH)
    here, elsewhere = app.test_client(), app.test_client()
    try_in(here, person.user_name), try_in(elsewhere, person.user_name)

    here.post("/account/password", data={"present": GOOD, "password": NEW, "again": NEW})

    assert here.get("/account/password").status_code == 200
    assert elsewhere.get("/account/password").status_code == 302


def link_for(client, person):
    client.post("/password/forgotten", data={"name": person.email})
    return db.session.scalar(select(Notice.facts))["link"].removeprefix("http://localhost")


def test_a_link_comes_by_mail_and_is_good_once(client):
    person = a_user(password_hash=HASH)
    link = link_for(client, person)

    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": NEW, "again": NEW}).status_code == 302
    assert client.get(link).status_code == 409

    assert passwords.fits(queries.person(person.id).password_hash, NEW)


def test_a_user_name_asks_for_a_link_as_well_as_an_address_does(client):
    person = a_user(password_hash=HASH)

    client.post("/password/forgotten", data={"name": person.user_name})

    assert db.session.scalars(select(Notice.to_address)).all() == [person.email]


def test_an_account_without_an_address_gets_no_link_and_the_same_answer(client):
    person = a_user(password_hash=HASH, email=None)

    answer = client.post("/password/forgotten", data={"name": person.user_name})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert db.session.scalar(select(func.count(Notice.id))) == 0


def test_a_dead_link_leads_to_a_new_one(client):
    person = a_user(password_hash=HASH)
    link = link_for(client, person)
    client.post(link, data={"password": NEW, "again": NEW})

    page = client.get(link)

    assert page.status_code == 409
    assert 'href="/password/forgotten"' in page.text


def test_asking_tells_nobody_who_has_an_account(client):
    known, closed = a_user(password_hash=HASH), a_user(password_hash=HASH, is_closed=True)

    answers = [
        client.post("/password/forgotten", data={"name": email})
        for email in (known.email, closed.email, "nobody@example.vn", "rubbish")
    ]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/sign-in")}
    assert db.session.scalars(select(Notice.to_address)).all() == [known.email]


def test_a_link_dies_with_time_with_the_password_and_with_the_account(client):
    person = a_user(password_hash=HASH)
    link = link_for(client, person)

    new = actions.weighed(person, NEW)
    with transaction():
        actions.choose_password(queries.person(person.id), new)
    assert client.get(link).status_code == 409

    with transaction():
        queries.person(person.id).is_closed = True
    assert client.get(link).status_code == 409


@pytest.mark.parametrize("token", ["x", "a.b.c", "WzEsMV0.aaaa.bbbb", "%00"])
def test_a_forged_link_is_refused(client, token):
    assert client.get(f"/password/new/{token}").status_code == 409


def test_an_old_link_is_refused(client, app):
    person = a_user(password_hash=HASH)
    link = link_for(client, person)
    app.config["RESET_MINUTES"], usual = -1, app.config["RESET_MINUTES"]

    answer = client.get(link)
    app.config["RESET_MINUTES"] = usual

    assert answer.status_code == 409


def test_a_weak_new_password_leaves_the_link_good(client):
    person = a_user(password_hash=HASH)
    link = link_for(client, person)

    assert client.post(link, data={"password": "short", "again": "short"}).status_code == 422
    assert client.get(link).status_code == 200


def test_reset_mails_are_not_sent_without_end(client):
    person = a_user(password_hash=HASH)

    last = [client.post("/password/forgotten", data={"name": person.email}) for _ in range(11)][-1]

    assert last.status_code == 429
    assert db.session.scalar(select(func.count(Notice.id))) == 10


def test_an_address_that_does_not_exist_takes_as_long(monkeypatch, client):
    measured = []
    a_user(password_hash=HASH)

    class Watched(PasswordHasher):
        def verify(self, known, typed):
            measured.append(extract_parameters(known))
            return super().verify(known, typed)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    try_in(client, "nobody")

    assert measured == [extract_parameters(passwords.hashed("something"))]


def test_the_present_password_cannot_be_guessed_without_end(login):
    client = login(a_user(password_hash=HASH))
    for _ in range(10):
        client.post("/account/password", data={"present": "wrong", "password": NEW, "again": NEW})

    answer = client.post("/account/password", data={"present": GOOD, "password": NEW, "again": NEW})

    assert answer.status_code == 429


def test_a_refused_try_counts_nothing_and_a_good_one_is_given_back(client):
    person = a_user(password_hash=HASH)
    for _ in range(12):
        try_in(client, person.user_name, "wrong")
    counts = dict(db.session.execute(select(SignInTry.key, SignInTry.count)).all())
    other = a_user(password_hash=HASH)
    try_in(client, other.user_name)

    assert counts == {f"account:{person.id}": 10, "address:127.0.0.1": 10}
    assert dict(db.session.execute(select(SignInTry.key, SignInTry.count)).all()) == counts


@pytest.mark.parametrize("typed", ["#{}", "{}", "account:{}", "person:{}"])
def test_no_name_that_is_none_shuts_the_account_of_that_number(client, typed):
    person = a_user(password_hash=HASH)
    for _ in range(12):
        try_in(client, typed.format(person.id), "wrong")

    assert try_in(client, person.user_name).status_code == 302


def test_who_signs_in_at_once_leaves_nothing_behind(client):
    try_in(client, a_user(password_hash=HASH).user_name)

    assert db.session.scalars(select(SignInTry)).all() == []


def test_of_many_tries_at_the_same_moment_only_as_many_pass_as_the_limit_grants(app):
    limits = {"account:a": "3 per 15 minutes", "address:127.0.0.1": "60 per 15 minutes"}
    together, granted = threading.Barrier(8), []

    def knock():
        with app.app_context():
            together.wait()
            with transaction():
                wait = throttle.take(limits)
            granted.append(wait == 0)

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(granted) == [False] * 5 + [True] * 3
    assert dict(db.session.execute(select(SignInTry.key, SignInTry.count)).all()) == dict.fromkeys(limits, 3)
