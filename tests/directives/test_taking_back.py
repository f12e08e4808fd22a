"""A result that was handed in too soon, and taken back before anybody decided."""

from datetime import date

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, Stale
from meetings.directives import taking_back
from meetings.directives.models import DirectiveState, EventKind
from meetings.journal.models import Entry
from meetings.notices.models import Notice, NoticeState
from tests.directives.made import NOON, a_directive, a_giver, an_officer, did, fresh, history
from tests.make import a_stranger, a_user

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState


def messages():
    """What was told to whom of a result, in order."""
    rows = db.session.scalars(select(Notice).order_by(Notice.id))
    return [(row.kind, row.to_name) for row in rows if row.kind in ("directive_submitted", "directive_taken_back")]


def left():
    """All messages have left."""
    with transaction():
        for row in db.session.scalars(select(Notice)):
            row.state = NoticeState.SENT


def page(client, directive):
    return client.get(f"/directives/{directive.id}")


def taken_back(client, directive, **words):
    data = {"take-back-version": str(directive.version), **{f"take-back-{name}": said for name, said in words.items()}}
    return client.post(f"/directives/{directive.id}/take-back", data=data)


def test_the_unit_goes_on_from_its_last_report_as_if_nothing_was_handed_in():
    given = did(a_directive(state=S.IN_PROGRESS, due_on=date(2026, 12, 25)), "submit")

    after = did(given, "take_back", text="Thiếu phụ lục")

    assert (after.state, after.progress, after.completed_on, after.due_on) == (
        S.IN_PROGRESS, 55, None, date(2026, 12, 25),
    )  # fmt: skip
    last = history(after)[0]
    assert (last.kind, last.text, last.unit_name) == (
        EventKind.TAKEN_BACK, "Thiếu phụ lục", given.lead_unit.short_name,
    )  # fmt: skip
    assert db.session.scalar(select(Entry.verb).order_by(Entry.id.desc()).limit(1)) == "directive_taken_back"


def test_what_has_not_left_is_called_off_and_nobody_hears_of_it():
    given = a_directive(state=S.ACCEPTED)
    a_giver(given)

    did(did(given, "submit"), "take_back")

    assert messages() == []


def test_whom_the_result_has_reached_is_told_once_and_nobody_of_an_earlier_one():
    given = a_directive(state=S.ACCEPTED)
    former = a_giver(given)
    did(did(given, "submit"), "send_back")
    with transaction():
        fresh(former).is_closed = True
    giver = a_giver(given)
    with clock.at(NOON.replace(hour=6)):
        did(given, "submit")
        left()
        did(given, "take_back")

    assert messages() == [
        ("directive_submitted", former.name),
        ("directive_submitted", giver.name),
        ("directive_taken_back", giver.name),
    ]


@pytest.mark.parametrize("decided", ["accept", "send_back", "withdraw"])
def test_after_the_giver_has_decided_it_is_too_late(decided):
    given = did(a_directive(state=S.SUBMITTED), decided)

    with pytest.raises(NotNow), transaction():
        taking_back.take_back(fresh(given), by=None)

    assert fresh(given).state is given.state


def test_whoever_saw_an_older_state_is_told():
    given = a_directive(state=S.SUBMITTED)

    with pytest.raises(Stale), transaction():
        taking_back.take_back(fresh(given), version=given.version - 1, by=None)


def test_the_unit_takes_it_back_on_its_page_after_reading_what_follows(login):
    given = a_directive(state=S.SUBMITTED, due_on=date(2026, 12, 25))
    client = login(an_officer(given))
    shown = page(client, given).text
    answer = taken_back(client, given, text="Thiếu phụ lục")

    assert "Đã gửi kết quả. Bên giao duyệt" in shown and f'action="/directives/{given.id}/take-back"' in shown
    assert "<details" in shown.split("/take-back")[0].rsplit("<section", 1)[1]
    assert "thời hạn vẫn tính đến khi trình lại" in shown and "quá hạn cho đến khi trình lại" not in shown
    assert (answer.status_code, fresh(given).state) == (302, S.IN_PROGRESS)
    after = page(client, given).text
    assert "Lấy lại kết quả" in after and "Thiếu phụ lục" in after and "/take-back" not in after


def test_that_it_will_be_overdue_is_said_before(login):
    with clock.at(NOON.replace(day=1)):
        given = a_directive(state=S.SUBMITTED, due_on=date(2026, 12, 2))

    assert "quá hạn cho đến khi trình lại" in page(login(an_officer(given)), given).text


@pytest.mark.parametrize("who", ["giver", "member", "stranger"])
def test_only_who_answers_for_the_unit_takes_it_back(login, who):
    given = a_directive(state=S.SUBMITTED)
    an_officer(given)
    people = {"giver": a_giver, "member": lambda given: a_user(Role.MEMBER, given.lead_unit)}
    client = login(people[who](given) if who in people else a_stranger())

    assert "/take-back" not in page(client, given).text
    assert (taken_back(client, given).status_code, fresh(given).state) == (403, S.SUBMITTED)


def test_a_button_pressed_too_late_says_so_in_the_open_form(login):
    given = a_directive(state=S.SUBMITTED)
    client = login(an_officer(given))
    did(given, "accept")
    answer = taken_back(client, given, text="Thiếu phụ lục")

    assert answer.status_code == 409
    assert 'id="act"' in answer.text and "Thiếu phụ lục" in answer.text and fresh(given).state is S.DONE
