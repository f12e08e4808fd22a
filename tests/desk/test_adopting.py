"""The time that a calendar proposes is a change like every other: shown with what follows, then done."""

import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.desk import changes
from meetings.invitations import actions as invitations
from meetings.invitations.models import Outcome, PartStat, ReplyState
from meetings.notices.models import Notice
from tests.desk.test_changes import shown_names, typed_on
from tests.invitations.make import TUESDAY, XA, a_planned_conference, invite, letter, receive, retime, row, some_day
from tests.make import a_secretary, a_site_officer

__all__ = ["some_day"]
pytestmark = pytest.mark.usefixtures("some_day")


@pytest.fixture
def conference(app):
    return invite(a_planned_conference())


@pytest.fixture
def secretary(login, conference):
    return login(a_secretary(conference.organiser))


@pytest.fixture
def kept(conference):
    return receive(letter("counter"))


def at(kept):
    return f"/calendar-replies/{kept.id}/adopt"


def pressed(client, kept):
    """What the button on the list of letters sends, without JavaScript."""
    page = client.get(f"/conferences/{kept.conference_id}/calendar-answers").text
    form = page.partition(f'action="{at(kept)}"')[2].partition("</form>")[0]
    return {name: value for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form) if name != "csrf_token"}


def now(thing):
    return db.session.get(type(thing), thing.id, populate_existing=True)


def told(kind):
    return sorted(notice.to_name for notice in db.session.query(Notice).filter_by(kind=kind))


def test_who_takes_a_time_is_shown_what_follows_and_nothing_has_happened(secretary, conference, kept):
    starts_at = conference.starts_at

    page = secretary.post(at(kept), data=pressed(secretary, kept))

    assert page.status_code == 200
    for words in ("14:00 – 16:00, Thứ Hai 30/11/2026", "Ai được báo", "Cán bộ Xã 0", "Lấy giờ này"):
        assert words in page.text
    assert (now(conference).starts_at, now(kept).state, told("conference_changed")) == (starts_at, ReplyState.OPEN, [])


def test_once_sent_the_conference_moves_those_named_are_told_and_the_proposal_is_adopted(secretary, conference, kept):
    data = pressed(secretary, kept)
    page = secretary.post(at(kept), data=data).text

    done = secretary.post(at(kept), data=data | typed_on(page))

    assert done.status_code == 302
    assert (now(conference).starts_at, now(conference).ends_at) == (kept.starts_at, kept.ends_at)
    assert (now(conference).sequence, row(XA).partstat) == (1, PartStat.NEEDS_ACTION)
    assert now(kept).outcome is Outcome.ADOPTED
    assert told("conference_changed") == shown_names(page)
    assert secretary.post(at(kept), data=data | typed_on(page)).status_code == 409


def test_a_new_letter_goes_along_where_it_is_ticked(secretary, conference, kept):
    with transaction():
        paper = invitations.start(db.session.get(Conference, conference.id), by=None)
        texts = {"contact_name": "Lê Thị Hà", "contact_phone": "0912", "signer_name": "Nguyễn Văn An"}
        invitations.revise(paper, version=paper.version, by=None, **texts)
        old = invitations.release(paper, by=None).symbol
    data = pressed(secretary, kept)
    page = secretary.post(at(kept), data=data).text

    secretary.post(at(kept), data=data | typed_on(page))

    said = db.session.query(Notice).filter_by(kind="conference_changed").first().facts
    assert f"thay thế giấy mời số {old}" in page
    assert (said["former_symbol"], said["symbol"] != old) == (old, True)


def test_the_page_to_type_on_is_filled_in_and_another_time_leaves_the_proposal_open(secretary, conference, kept):
    typing = secretary.get(at(kept)).text
    back = secretary.post(at(kept), data=pressed(secretary, kept) | {"back": "yes"}).text
    data = {"starts_on": "30/11/2026", "starts": "15:00", "ends": "17:00", "version": now(conference).version}

    done = secretary.post(at(kept), data=data | typed_on(secretary.post(at(kept), data=data).text))

    for page in (typing, back):
        assert all(f'value="{value}"' in page for value in ("30/11/2026", "14:00", "16:00"))
    assert (done.status_code, now(conference).starts_at) == (302, kept.starts_at + timedelta(hours=1))
    assert (now(kept).state, now(kept).outcome) == (ReplyState.OPEN, None)


@pytest.mark.parametrize("step", ["first", "sure"])
def test_a_proposal_does_not_move_what_a_colleague_has_moved_meanwhile(secretary, conference, kept, step):
    data = pressed(secretary, kept)
    if step == "sure":
        data |= typed_on(secretary.post(at(kept), data=data).text)
    retime(conference)

    answer = secretary.post(at(kept), data=data)

    assert (answer.status_code, now(conference).starts_at) == (409, TUESDAY)
    assert 'value="14:00"' in answer.text and now(kept).outcome is None
    again = secretary.post(at(kept), data=data | {"version": now(conference).version, "sure": "yes"})
    assert (again.status_code, now(conference).starts_at) == (302, kept.starts_at)


def test_what_somebody_else_has_dealt_with_is_not_adopted(secretary, conference, kept):
    data = pressed(secretary, kept)
    page = typed_on(secretary.post(at(kept), data=data).text)
    secretary.post(f"/calendar-replies/{kept.id}/set_aside")
    starts_at = conference.starts_at

    answers = [secretary.post(at(kept), data=data), secretary.post(at(kept), data=data | page)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("Đã có người xử lý việc này" in answer.text for answer in answers)
    assert "Đã có người xử lý việc này" in secretary.get(at(kept), follow_redirects=True).text
    assert (now(conference).starts_at, now(kept).outcome) == (starts_at, Outcome.SET_ASIDE)


def test_a_time_that_has_passed_is_not_offered_and_not_adopted(secretary, conference, kept):
    data = pressed(secretary, kept)

    with clock.at(kept.starts_at + timedelta(hours=1)):
        assert "Lấy giờ này" not in secretary.get(f"/conferences/{conference.id}/calendar-answers").text
        led = secretary.get(at(kept))
        assert secretary.post(at(kept), data=data | {"sure": "yes"}).status_code == 422

    assert led.location == f"/conferences/{conference.id}/calendar-answers"
    assert now(kept).state is ReplyState.OPEN


def test_a_conference_that_was_put_off_is_called_again_at_that_time(secretary, conference, kept):
    with transaction():
        changes.postpone(db.session.get(Conference, conference.id), reason="Bão số 9", by=None)
    data = pressed(secretary, kept)

    done = secretary.post(at(kept), data=data | typed_on(secretary.post(at(kept), data=data).text))

    assert (done.status_code, now(conference).state, now(conference).starts_at) == (302, S.INVITING, kept.starts_at)
    assert (now(kept).outcome, len(told("conference_rescheduled")) > 0) == (Outcome.ADOPTED, True)


@pytest.mark.parametrize("state", [S.CANCELLED, S.LIVE, S.ENDED])
def test_a_conference_that_takes_no_time_any_more_is_offered_none(secretary, conference, kept, state):
    with transaction():
        db.session.get(Conference, conference.id).state = state

    page = secretary.get(f"/conferences/{conference.id}/calendar-answers").text

    assert at(kept) not in page
    assert secretary.get(at(kept)).status_code == 302


def test_others_do_not_take_it(login, kept):
    client = login(a_site_officer())

    assert (client.get(at(kept)).status_code, client.post(at(kept)).status_code) == (403, 403)
