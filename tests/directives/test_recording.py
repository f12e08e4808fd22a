"""Nobody of the lead unit has an account: the giver is told, and records what the unit says."""

import pytest

from meetings.accounts.models import Role
from meetings.base.db import db
from meetings.directives.models import Directive, DirectiveEvent, DirectiveState, EventKind
from meetings.units.models import Unit
from tests.directives.made import a_directive
from tests.make import a_province, a_secretary, a_site_officer, a_unit, a_user

S = DirectiveState


@pytest.fixture
def silent(province):
    return a_unit("UBND xã Vũ Quang", parent=province, phone="0239 3814 001")


@pytest.fixture
def directive(province, silent):
    return a_directive(lead=silent, giver_unit=province)


def send(client, directive, answer, *, version=1, **more):
    data = {"said_by": "Ông Trần Văn Ba", "way": "telephone", "answer": answer, "version": version, **more}
    sent = {f"record-{name}": value for name, value in data.items()}
    return client.post(f"/directives/{directive.id}/record", data=sent)


def now(directive):
    return db.session.get(Directive, directive.id, populate_existing=True)


def steps(directive):
    rows = db.session.query(DirectiveEvent).filter_by(directive_id=directive.id).order_by(DirectiveEvent.id)
    return [(row.kind, row.text, row.unit_name) for row in rows if row.kind is not EventKind.GIVEN]


def test_the_giver_reads_at_once_that_nobody_was_told_and_what_to_do(login, province, directive, silent):
    page = login(a_secretary(province)).get(f"/directives/{directive.id}").text

    assert "Chưa có ai ở đơn vị này có tài khoản nên chưa ai được báo." in page
    assert 'href="tel:02393814001"' in page and f'href="/directives/extract?unit={silent.id}"' in page
    assert f'action="/directives/{directive.id}/record"' in page


def test_who_adds_people_is_led_to_the_account_that_is_missing(login, province, directive, silent):
    page = login(a_user(Role.ADMINISTRATOR, province)).get(f"/directives/{directive.id}").text

    assert f'href="/people/new?unit={silent.id}"' in page


def test_before_saving_units_that_nobody_can_be_told_for_are_marked(login, province, silent):
    reached = a_unit("UBND xã Can Lộc", parent=province)
    a_site_officer(reached)

    page = login(a_secretary(province)).get("/directives/new").text

    assert (f"{silent.name} (" in page, f"{reached.name} (" in page) == (True, False)


@pytest.mark.parametrize(("state", "act"), [(S.ACCEPTED, "hand-over"), (S.RETURNED, "assign-again")])
def test_before_it_is_given_to_another_unit_those_that_nobody_can_be_told_for_are_marked(
    login, province, silent, state, act
):
    directive = a_directive(lead=a_unit("UBND xã Hương Khê", parent=province), giver_unit=province, state=state)
    reached = a_unit("UBND xã Can Lộc", parent=province)
    a_site_officer(reached)

    page = login(a_secretary(province)).get(f"/directives/{directive.id}").text

    form = page.partition(f'action="/directives/{directive.id}/{act}"')[2].partition("</form>")[0]
    assert f">{silent.name} (chưa có ai nhận tin)<" in form and f">{reached.name}<" in form


@pytest.mark.parametrize("state", [S.ACCEPTED, S.RETURNED])
@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_where_three_hundred_units_are_offered(login, province, queries, state, number):
    directive = a_directive(lead=a_unit(parent=province), giver_unit=province, state=state)
    for n in range(number):
        a_unit(f"UBND xã {n}", parent=province)
    client, path = login(a_secretary(province)), f"/directives/{directive.id}"
    db.session.expunge_all()
    queries.clear()

    client.get(path)

    assert len(queries) <= 12, "\n".join(queries)


def test_what_the_unit_said_goes_its_way_and_the_history_says_who_said_it_and_how(login, province, directive):
    client = login(a_secretary(province))

    answers = [
        send(client, directive, "taken").status_code,
        send(client, directive, "on_track", version=now(directive).version, text="Đã họp", progress="40").status_code,
        send(client, directive, "done", version=now(directive).version, way="paper", text="BC số 12").status_code,
    ]

    assert (answers, now(directive).state) == ([302, 302, 302], S.SUBMITTED)
    assert steps(directive) == [
        (EventKind.TAKEN_ON, "Ông Trần Văn Ba, qua điện thoại", "UBND xã Vũ Quang"),
        (EventKind.REPORTED, "Ông Trần Văn Ba, qua điện thoại: Đã họp", "UBND xã Vũ Quang"),
        (EventKind.SUBMITTED, "Ông Trần Văn Ba, bằng văn bản: BC số 12", "UBND xã Vũ Quang"),
    ]


def test_a_report_can_be_the_first_thing_that_is_heard(login, province, directive):
    send(login(a_secretary(province)), directive, "hindered", text="Thiếu máy", progress="10")

    assert (now(directive).state, now(directive).progress, now(directive).is_hindered) == (S.IN_PROGRESS, 10, True)


@pytest.mark.parametrize(
    ("answer", "more", "status"),
    [
        ("taken", {"said_by": " "}, 422),
        ("on_track", {"text": ""}, 422),
        ("done", {"text": " "}, 422),
        ("taken", {"version": 9}, 409),
        ("nonsense", {}, 422),
        ("taken", {"way": "smoke"}, 422),
        ("on_track", {"text": "x", "progress": "101"}, 422),
        ("on_track", {"text": "x", "progress": ""}, 422),
        ("hindered", {"text": "x", "progress": ""}, 422),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(login, province, directive, answer, more, status):
    refused = send(login(a_secretary(province)), directive, answer, **more)

    assert (refused.status_code, now(directive).state, steps(directive)) == (status, S.ASSIGNED, [])


def test_once_somebody_has_an_account_he_answers_himself(login, province, directive, silent):
    a_site_officer(db.session.get(Unit, silent.id))
    client = login(a_secretary(province))

    assert (send(client, directive, "taken").status_code, now(directive).state) == (403, S.ASSIGNED)
    assert f'action="/directives/{directive.id}/record"' not in client.get(f"/directives/{directive.id}").text


def test_only_the_giving_side_records(login, directive):
    assert send(login(a_secretary(a_province())), directive, "taken").status_code == 403


UNHEARD = "Chưa có ai ở {} có tài khoản nên chưa ai được báo"


def given_on(login, province, act, directive, unit, **words):
    """Give the directive to another unit on its page; what is said after."""
    client, address = login(a_secretary(province)), f"/directives/{directive.id}"
    data = {"lead_unit": str(unit.id), "version": str(now(directive).version), **words}
    sent = {f"{act}-{name}": value for name, value in data.items()}
    return client.post(f"{address}/{act}", data=sent, follow_redirects=True).text


def test_who_gives_it_to_another_unit_reads_which_of_the_two_nobody_was_told_for(login, province, silent):
    reached = a_unit("UBND xã Can Lộc", parent=province)
    a_site_officer(reached)
    given = a_directive(lead=reached, giver_unit=province, state=S.ACCEPTED)

    after = given_on(login, province, "hand-over", given, silent, reason="Đúng thẩm quyền")

    assert now(given).lead_unit_id == silent.id
    assert (UNHEARD.format(silent.name) in after, "Cả hai đơn vị được thông báo" in after) == (True, False)
    assert UNHEARD.format(reached.name) not in after


def test_who_gives_it_to_a_unit_with_people_reads_that_both_were_told(login, province):
    units = [a_unit(name, parent=province) for name in ("UBND xã Can Lộc", "UBND xã Đức Thọ")]
    for unit in units:
        a_site_officer(unit)
    given = a_directive(lead=units[0], giver_unit=province, state=S.ACCEPTED)

    after = given_on(login, province, "hand-over", given, units[1], reason="Đúng thẩm quyền")

    assert ("Cả hai đơn vị được thông báo" in after, "chưa ai được báo" in after) == (True, False)


def test_who_assigns_it_again_reads_whether_somebody_there_was_told(login, province, silent):
    reached = a_unit("UBND xã Can Lộc", parent=province)
    a_site_officer(reached)
    returned = [a_directive(lead=reached, giver_unit=province, state=S.RETURNED) for _ in range(2)]

    unheard = given_on(login, province, "assign-again", returned[0], silent)
    heard = given_on(login, province, "assign-again", returned[1], reached)

    assert (UNHEARD.format(silent.name) in unheard, "Đơn vị nhận được tin" in unheard) == (True, False)
    assert ("chưa ai được báo" in heard, "Đơn vị nhận được tin" in heard) == (False, True)
