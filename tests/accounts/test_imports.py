"""People from a table: the same few questions for any number of rows, and each row sees what those before it did."""

from io import BytesIO

import pytest
from flask_babel import force_locale
from openpyxl import Workbook
from sqlalchemy import select

from meetings.accounts import imports
from meetings.accounts.models import Person, Role
from meetings.base.db import db, transaction
from meetings.gateways.sheets import Row, Sheet, read
from meetings.journal.models import Entry
from meetings.web.words import word
from tests.make import a_person, a_unit, an_administrator

HEADER = ("Họ và tên", "Tên đăng nhập", "Thư điện tử", "Đơn vị", "Chức vụ", "Vai trò", "Từ ngày", "Đến ngày")

# Of what is new or changed each row is written once: SQLite gives one number at a time, and versions are compared.
WRITES = ("INSERT INTO person", "INSERT INTO post", "UPDATE person")


def run(*rows, by=None):
    """Take the rows in. What was foreseen comes of it, and foreseeing wrote nothing."""
    wide = [tuple(row) + ("",) * (len(HEADER) - len(row)) for row in rows]
    sheet = Sheet(HEADER, tuple(Row(number, row) for number, row in enumerate(wide, start=2)))
    foreseen = imports.foresee(sheet, by=by)
    with transaction():
        verdicts = imports.run(sheet, by=by)
    assert [*map(_said, foreseen)] == [*map(_said, verdicts)]
    return verdicts


def _said(verdict):
    return verdict.row, verdict.name, verdict.outcome, verdict.changes, str(verdict.why)


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


def test_a_formula_without_a_value_is_no_empty_cell(login):
    book = Workbook()
    for row in (HEADER[:3], ("Lê An", "le.an", '="a@"&"hatinh.vn"'), ('="Hồ "&"Cúc"',)):
        book.active.append(row)
    book.save(file := BytesIO())
    sheet = read(file.getvalue(), "a.xlsx")

    verdicts = imports.foresee(sheet, by=None)

    assert [(one.row, one.name, one.outcome.value) for one in verdicts] == [(2, "Lê An", "refused"), (3, "", "refused")]
    assert ["“Thư điện tử”" in str(verdicts[0].why), "“Họ và tên”" in str(verdicts[1].why)] == [True, True]


def an_admin(tag):
    return ("Lê Quản Trị", f"quan.tri{tag}", "", "Sở Tài chính", "Chuyên viên", "quản trị", "01/01/2026")


def test_the_second_of_the_last_two_administrators_stays_whatever_the_first_row_does():
    a_unit("Sở Tài chính")
    run(an_admin(1), an_admin(2))
    with transaction():
        for name in ("quan.tri1", "quan.tri2"):
            called(name).password_hash = "$argon2id$x"

    ended = [(*an_admin(tag), "01/02/2026") for tag in (1, 2)]

    assert outcomes(run(*ended)) == ["changed", "refused"]
    assert outcomes(run((*an_admin(1)[:6], "01/03/2026"), (*an_admin(2), "01/02/2026"))) == ["changed", "changed"]


def test_the_dry_run_of_people_writes_nothing_and_waits_for_nobody(login, queries):
    unit = a_unit("Sở Tài chính")
    person = a_person(email="cu@hatinh.vn", user_name="le.an")
    table = (
        ";".join(HEADER[:6]) + "\nLê An;le.an;moi@hatinh.vn;Sở Tài chính;Chuyên viên;thành viên\nLê Bình;le.binh;;;;\n"
    )
    admin = login(an_administrator(unit))
    answer = admin.post("/people/import", data={"file": (BytesIO(table.encode()), "a.csv")})
    queries.clear()

    page = admin.get(answer.location)

    assert [asked for asked in queries if not asked.startswith("SELECT") or "lock" in asked] == []
    assert "moi@hatinh.vn" in page.text and "Lê Bình" in page.text
    assert (person.email, db.session.scalar(select(Person).where(Person.name == "Lê Bình"))) == ("cu@hatinh.vn", None)


def test_a_telephone_without_digits_is_refused_unless_it_stands_there_already():
    a_unit("Sở Tài chính")
    a_person("Lê Ba", user_name="le.ba", email="ba@hatinh.vn", phone="chưa có")
    header = ("Họ và tên", "Tên đăng nhập", "Điện thoại", "Đơn vị", "Chức vụ", "Vai trò")
    rows = [("Lê An", "le.an", "chưa có"), ("Lê Ba", "le.ba", "chưa có"), ("Lê Chi", "le.chi", "-")]
    table = tuple(Row(n, (*row, "Sở Tài chính", "Chuyên viên", "thành viên")) for n, row in enumerate(rows, start=2))

    with transaction():
        verdicts = imports.run(Sheet(header, table), by=None)

    assert outcomes(verdicts) == ["refused", "changed", "new"]
    assert "không phải số điện thoại" in str(verdicts[0].why)
