"""People from a table: the same few questions for any number of rows, and each row sees what those before it did."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from meetings.accounts import imports
from meetings.accounts.models import Person, Role
from meetings.base.db import db, transaction
from meetings.gateways.sheets import Row, Sheet
from meetings.journal.models import Entry
from meetings.web.words import word
from tests.make import a_person, a_unit, an_administrator

HEADER = ("Họ và tên", "Tên đăng nhập", "Thư điện tử", "Đơn vị", "Chức vụ", "Vai trò", "Từ ngày", "Đến ngày")

# Of what is new or changed each row is written once: SQLite gives one number at a time, and versions are compared.
WRITES = ("INSERT INTO person", "INSERT INTO post", "UPDATE person")


def run(*rows, by=None):
    wide = [tuple(row) + ("",) * (len(HEADER) - len(row)) for row in rows]
    with transaction():
        return imports.run(Sheet(HEADER, tuple(Row(number, row) for number, row in enumerate(wide, start=2))), by=by)


def outcomes(verdicts):
    return [verdict.outcome.value for verdict in verdicts]


def called(user_name):
    return db.session.scalar(select(Person).where(Person.user_name == user_name))


def many(tag, number, title="Chuyên viên"):
    return [
        (f"Lê {tag} {n}", f"so.{tag}{n}", f"{tag}{n}@hatinh.vn", "Sở Tài chính", title, "thành viên")
        for n in range(number)
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_role_is_read_in_the_words_that_list_and_form_show(app, language):
    a_unit("Sở Tài chính")
    with force_locale(language):
        shown = {role: str(word(role)) for role in Role}

    said = [(f"Lê {role}", f"so.{role}", "", "Sở Tài chính", "Chuyên viên", text) for role, text in shown.items()]

    assert outcomes(run(*said)) == ["new"] * len(Role)
    assert {role: called(f"so.{role}").posts[0].role for role in Role} == {role: role for role in Role}


def test_a_long_table_asks_no_more_than_a_short_one(queries):
    a_unit("Sở Tài chính")

    def asked(tag, number):
        counts = []
        other = [("Lê Khác", *row[1:]) for row in many(tag, number, "Chuyên viên chính")]
        for rows in (many(tag, number), many(tag, number), many(tag, number, "Trưởng phòng"), other):
            queries.clear()
            assert "refused" not in outcomes(run(*rows))
            assert sum(one.startswith("UPDATE person") for one in queries) == (number if rows is other else 0)
            counts.append(sum(not one.startswith(WRITES) for one in queries))
        return counts

    assert asked("b", 300) == asked("a", 10)


def test_each_new_person_is_written_once_with_one_post_and_the_journal_has_both_in_order(queries):
    a_unit("Sở Tài chính")
    queries.clear()

    run(*many("a", 3))

    assert sum(one.startswith("INSERT INTO person") for one in queries) <= 3
    lines = db.session.execute(select(Entry.verb, Entry.about, Entry.title).order_by(Entry.id))
    people = db.session.scalars(select(Person).order_by(Person.id)).all()
    wanted = [(verb, f"person:{one.id}", one.name) for one in people for verb in ("added_person", "gave_post")]
    assert [tuple(line) for line in lines][-6:] == wanted


def test_who_comes_twice_in_a_table_is_one_person_with_two_posts():
    a_unit("Sở Tài chính")
    a_unit("Sở Y tế")
    row = ("Lê An", "le.an", "", "Sở Tài chính", "Chuyên viên", "thành viên")

    verdicts = run(row, ("Lê An", "le.an", "", "Sở Y tế", "Chuyên viên", "thành viên"), row)

    assert outcomes(verdicts) == ["new", "changed", "unchanged"]
    assert [post.unit.name for post in called("le.an").posts] == ["Sở Tài chính", "Sở Y tế"]


def test_a_name_given_up_in_one_row_is_taken_in_the_next_and_two_can_change_names():
    a_person("Lê An", user_name="le.an", email="an@hatinh.vn")
    a_person("Lê Ba", user_name="le.ba", email="ba@hatinh.vn")

    verdicts = run(
        ("Lê Ba", "le.tam", "ba@hatinh.vn"), ("Lê An", "le.ba", "an@hatinh.vn"), ("Lê Ba", "le.an", "ba@hatinh.vn")
    )

    assert outcomes(verdicts) == ["changed"] * 3
    assert (called("le.ba").name, called("le.an").name) == ("Lê An", "Lê Ba")


def test_a_name_that_a_row_before_took_is_taken():
    verdicts = run(("Lê An", "le.an"), ("Lê Ba", "le.ba", "an@hatinh.vn"), ("Lê An", "le.an", "an@hatinh.vn"))

    assert outcomes(verdicts) == ["new", "new", "refused"]


def test_a_refused_row_changes_nothing_for_the_rows_after_it():
    a_unit("Sở Tài chính")
    a_person("Lê An", user_name="le.an")
    row = ("Lê Anh", "le.an", "", "Sở Tài chính", "Chuyên viên", "thành viên")

    verdicts = run((*row, "01/01/2027", "01/01/2026"), ("Lê An", "le.an"))

    assert outcomes(verdicts) == ["refused", "unchanged"]


def test_the_last_administrator_keeps_his_post():
    unit = a_unit("Sở Tài chính")
    boss = an_administrator(unit)
    [post] = boss.posts

    [verdict] = run((boss.name, boss.user_name, "", "Sở Tài chính", post.title, "quản trị", "", "31/12/2026"))

    assert verdict.outcome.value == "refused"
    assert boss.posts_as(Role.ADMINISTRATOR)
