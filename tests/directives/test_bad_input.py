"""Bad input: a 4xx and a sentence, what was typed is kept, nothing changed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from sqlalchemy import func, select

from meetings.accounts.models import Role
from meetings.base.db import db
from meetings.base.vietnamese import nfc
from meetings.directives.asked import Asked
from meetings.directives.models import Directive, DirectiveEvent, DirectiveState
from meetings.units.models import UnitKind
from tests.directives.made import DUE, a_directive, a_giver, an_officer, did, fresh
from tests.make import a_province, a_secretary, a_unit, a_user

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState
often = settings(max_examples=8, deadline=None)

printed = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\r\n")
words = st.text(printed, min_size=1, max_size=60).map(nfc).map(str.strip).filter(bool)
blank = st.sampled_from(["", " ", "\t\n", "\x00", "\x7f"])
too_long = st.just("ă" * 5001)
no_number = st.one_of(
    words.filter(lambda text: not text.isdigit()), st.sampled_from(["-1", "101", "1e2", "٣", "9" * 30])
)
no_day = st.one_of(
    words.filter(lambda text: not any(c.isdigit() for c in text)),
    st.sampled_from(["31/02/2026", "00/12/2026", "12/2026", "2026-13-01", "25/12/26000", "25/12/0026", "01/01/1899"]),
)
no_version = st.one_of(blank, no_number.filter(lambda text: text not in ("101",)), st.just("999999999999"))


def counted():
    rows = [
        select(func.count(Directive.id)),
        select(func.count(DirectiveEvent.id)),
        select(func.sum(Directive.version)),
    ]
    return [db.session.scalar(row) for row in rows]


def refused(client, path, typed, *, kept=()):
    before = counted()
    answer = client.post(path, data=typed)
    assert 400 <= answer.status_code < 500, answer.status_code
    assert counted() == before
    for text in kept:
        assert str(escape(text)) in answer.text
    return answer


def form(act, directive, **fields):
    return {f"{act}-version": str(directive.version), **{f"{act}-{name}": value for name, value in fields.items()}}


@often
@given(text=st.one_of(blank, too_long), progress=st.integers(0, 100))
def test_a_report_without_words_or_with_too_many(login, text, progress):
    directive = a_directive(state=S.ACCEPTED)
    typed = form("report", directive, how="on_track", text=text, progress=str(progress))

    refused(login(an_officer(directive)), f"/directives/{directive.id}/report", typed, kept=[str(progress)])


@often
@given(text=words, progress=st.one_of(no_number, st.just("")))
def test_a_report_with_an_impossible_percentage(login, text, progress):
    directive = a_directive(state=S.ACCEPTED)
    typed = form("report", directive, how="hindered", text=text, progress=progress)

    refused(login(an_officer(directive)), f"/directives/{directive.id}/report", typed, kept=[text, progress.strip()])


@often
@given(how=words.filter(lambda text: text not in ("on_track", "hindered", "done")), text=words)
def test_a_report_with_a_choice_that_does_not_exist(login, how, text):
    directive = a_directive(state=S.ACCEPTED)
    typed = form("report", directive, how=how, text=text, progress="5")

    refused(login(an_officer(directive)), f"/directives/{directive.id}/report", typed, kept=[text])


@often
@given(version=no_version, text=words)
def test_a_form_without_a_version_or_with_a_made_up_one(login, version, text):
    directive = a_directive(state=S.ACCEPTED)
    typed = form("report", directive, how="on_track", text=text, progress="5") | {"report-version": version}

    refused(login(an_officer(directive)), f"/directives/{directive.id}/report", typed, kept=[text])


@often
@given(day=st.one_of(no_day, st.sampled_from(["", "25/12/2026", "01/12/2026"])), reason=words)
def test_asking_for_longer_with_an_impossible_day(login, day, reason):
    directive = a_directive(due_on=DUE, state=S.ACCEPTED)
    typed = form("longer", directive, due_on=day, reason=reason)

    refused(login(an_officer(directive)), f"/directives/{directive.id}/longer", typed, kept=[reason, day.strip()])


@pytest.mark.parametrize(
    ("act", "state", "side"),
    [
        ("return", S.ASSIGNED, an_officer),
        ("send-back", S.SUBMITTED, a_giver),
        ("withdraw", S.IN_PROGRESS, a_giver),
        ("refuse-longer", S.ACCEPTED, a_giver),
    ],
)
@pytest.mark.parametrize("reason", ["", "  \n", "\x00", "ă" * 5001])
def test_a_no_needs_a_reason(login, act, state, side, reason):
    directive = a_directive(due_on=DUE, state=state)
    if act == "refuse-longer":
        directive = did(directive, "ask_for_longer", due_on=date(2026, 12, 30), reason="Why")

    refused(login(side(directive)), f"/directives/{directive.id}/{act}", form(act, directive, reason=reason))


@often
@given(unit=st.one_of(no_number, st.sampled_from(["0", "999999", ""])), text=words)
def test_assigning_again_to_a_unit_that_is_not_there(login, unit, text):
    directive = a_directive(state=S.RETURNED)
    typed = form("assign-again", directive, lead_unit=unit, text=text)

    refused(login(a_giver(directive)), f"/directives/{directive.id}/assign-again", typed, kept=[text])


@often
@given(person=st.one_of(no_number, st.sampled_from(["0", "999999"])))
def test_taking_on_with_a_person_of_another_house(login, person):
    directive = a_directive()

    typed = form("take-on", directive, person=person)
    refused(login(an_officer(directive)), f"/directives/{directive.id}/take-on", typed)


@often
@given(
    day=st.one_of(no_day, st.sampled_from(["", "06/12/2026"])),
    text=words,
    unit=st.sampled_from(["0", "x", "", "77777"]),
)
def test_giving_with_a_bad_day_or_a_foreign_unit(login, day, text, unit):
    province = a_province()
    below = a_unit(parent=province)
    client = login(a_secretary(province))
    asked = {"giver_unit": str(province.id), "text": text, "due_on": day, "lead_units": [str(below.id)]}

    refused(client, "/directives/new", asked, kept=[text, day.strip()])
    refused(client, "/directives/new", asked | {"due_on": "25/12/2026", "lead_units": [unit]}, kept=[text])
    refused(client, "/directives/new", asked | {"due_on": "25/12/2026", "giver_unit": str(below.id)}, kept=[text])


@often
@given(day=st.one_of(no_day, st.sampled_from(["26/12/2026", ""])), text=words)
def test_passing_down_with_a_bad_day_or_to_nobody(login, day, text):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    office = a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    client = login(a_user(Role.LEADER, parent.lead_unit))
    rows = {"version": str(parent.version), "tasks-0-text": text, "tasks-0-due_on": day}
    path = f"/directives/{parent.id}/pass-down"

    refused(client, path, rows | {"tasks-0-lead_unit": str(office.id)}, kept=[text, day.strip()])
    refused(client, path, rows | {"tasks-0-due_on": "20/12/2026", "tasks-0-lead_unit": "999"}, kept=[text])
    refused(client, path, {"version": str(parent.version)})
    refused(client, path, rows | {"tasks-0-due_on": "20/12/2026", "tasks-0-lead_unit": str(office.id), "version": "0"})


@often
@given(chosen=st.lists(st.one_of(no_number, st.sampled_from(["0", "99999"])), max_size=3))
def test_urging_nothing_or_what_one_did_not_give(login, chosen):
    foreign = a_directive(due_on=DUE)
    client = login(a_secretary())

    refused(client, "/directives/remind", {"directives": [*chosen, str(foreign.id)]})
    refused(client, "/directives/remind", {"directives": chosen})


@often
@given(
    typed=st.dictionaries(
        st.sampled_from(
            "q bucket state official side unit giver conference under due_from due_to sort page open".split()
        ),
        st.text(max_size=30),
        max_size=6,
    )
)
def test_nonsense_in_the_address_of_the_register_asks_for_nothing(login, typed):
    directive = a_directive(due_on=DUE)

    for path in ("/directives", "/directives/export.xlsx", "/directives/remind"):
        assert login(a_giver(directive)).get(path, query_string=typed).status_code == 200


@given(typed=st.dictionaries(st.sampled_from("q bucket unit due_from sort".split()), st.text(max_size=20)))
def test_what_was_asked_survives_the_address(typed):
    asked = Asked.of(typed)

    assert Asked.of(asked.address()) == asked


def test_a_forged_form_is_refused(app, login):
    directive = a_directive()
    client = login(an_officer(directive))
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(f"/directives/{directive.id}/take-on", data=form("take-on", directive))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (answer.status_code, fresh(directive).state) == (400, S.ASSIGNED)


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000])
def test_a_row_with_a_strange_number_is_no_row(login, number):
    directive = a_directive(state=S.IN_PROGRESS)
    client = login(an_officer(directive, Role.LEADER))

    refused(client, f"/directives/{directive.id}/pass-down", {"version": 1, f"tasks-{number}-text": "Làm"})


def test_more_rows_than_there_may_be_are_refused_and_all_that_was_typed_stays(login):
    directive = a_directive(state=S.IN_PROGRESS)
    typed = {f"tasks-{number}-text": f"Việc thứ {number}." for number in range(30)}
    client = login(an_officer(directive, Role.LEADER))

    refused(client, f"/directives/{directive.id}/pass-down", {"version": 1, "more": "1"} | typed, kept=typed.values())


def test_a_unit_that_is_sent_twice_is_given_the_directive_once(login):
    province = a_province()
    lead, other = a_unit(parent=province), a_unit(parent=province)
    typed = {"giver_unit": province.id, "text": "Làm", "is_standing": "y"}
    typed |= {"lead_units": [lead.id, f"0{lead.id}"], "coordinators": [other.id, other.id]}

    answer = login(a_secretary(province)).post("/directives/new", data=typed)
    [directive] = db.session.scalars(select(Directive))

    assert (answer.status_code, directive.order, directive.coordinators) == (302, None, [other])


def test_of_several_tasks_passed_down_it_is_said_which_is_due_too_late(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    office = a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    sent = {"version": str(parent.version)}
    for number, day in ((0, "20/12/2026"), (1, "01/02/2027"), (2, "02/02/2027")):
        part = {"lead_unit": str(office.id), "text": f"Phần {number}", "due_on": day}
        sent |= {f"tasks-{number}-{name}": value for name, value in part.items()}

    page = login(a_user(Role.LEADER, parent.lead_unit)).post(f"/directives/{parent.id}/pass-down", data=sent)

    assert (page.status_code, "Việc 2, 3: thời hạn quá thời hạn của nhiệm vụ cấp trên." in page.text) == (422, True)
