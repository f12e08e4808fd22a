from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Refusal, Stale
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites import actions, answering, boards, guests, queries
from meetings.sites.models import (
    LIFECYCLE,
    Answer,
    AnswerWay,
    ChangeKind,
    LineState,
    Reply,
    Site,
    SiteKind,
    SiteState,
)
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit, a_user

S = SiteState


def a_called_site(state=S.WAITING, *, conference_state=C.INVITING, **facts):
    return a_site(a_conference(state=conference_state), state=state, **facts)


def do(act, site, **facts):
    with transaction():
        return act(site, **facts)


def officer_of(site):
    return a_site_officer(db.session.get(Site, site.id).unit)


MOVES = {
    "invite": lambda site, by: actions.invite_one(site, by=by),
    "see": lambda site, by: answering.see(site, by=by),
    "confirm": lambda site, by: answering.confirm(site, expected_count=9, by=by),
    "decline": lambda site, by: answering.decline(site, note="Bão lụt", by=by),
    "request_change": lambda site, by: answering.request_change(site, change=ChangeKind.TIME, note="Chiều", by=by),
    "grant_change": lambda site, by: answering.grant_change(site, version=site.version, by=by),
    "refuse_change": lambda site, by: answering.refuse_change(site, version=site.version, note="Không", by=by),
    "turn_away": lambda site, by: guests.turn_away(with_host(site), note="Hết chỗ", by=by),
    "ask_again": lambda site, by: actions.ask_again(site.conference, by=by),
}


def with_host(site):
    """It had chosen the room of another site."""
    unit = Unit(name="Xã Chủ Nhà", short_name="", kind=UnitKind.COMMUNE, path="/999/")
    db.session.add(unit)
    db.session.flush()
    site.joined = Site(conference_id=site.conference_id, unit_id=unit.id, name=unit.name)
    db.session.flush()
    return site


@pytest.mark.parametrize(("name", "state"), list(product(MOVES, S)))
def test_the_life_of_a_site_is_the_table(name, state):
    site, step = a_called_site(state), LIFECYCLE.moves[name]
    by = officer_of(site)

    with suppress(NotNow):
        do(MOVES[name], site, by=by)

    assert site.state is (step.target if state in step.sources else state)


def test_every_move_of_the_table_is_walked():
    assert set(MOVES) == set(LIFECYCLE.moves)


OPEN_IN = {
    "invite": {C.INVITING, C.READY, C.LIVE, C.PAUSED},
    "see": {C.INVITING, C.READY},
    "confirm": {C.INVITING, C.READY},
    "decline": {C.INVITING, C.READY},
    "request_change": {C.INVITING, C.READY},
    "grant_change": {C.INVITING, C.READY, C.LIVE, C.PAUSED},
    "refuse_change": {C.INVITING, C.READY, C.LIVE, C.PAUSED},
    "turn_away": {C.INVITING, C.READY},
    "ask_again": {C.INVITING, C.READY, C.LIVE, C.PAUSED},
}


@pytest.mark.parametrize(("name", "state"), list(product(MOVES, C)))
def test_each_move_exists_only_while_the_conference_allows_it(name, state):
    source = LIFECYCLE.moves[name].sources[0]
    site = a_called_site(source, conference_state=state)
    by = officer_of(site)

    try:
        do(MOVES[name], site, by=by)
        moved = site.state is not source or site.answers == 1
    except Refusal:
        moved = False

    assert moved == (state in OPEN_IN[name])


def test_an_officer_confirms_with_three_answers():
    site = a_called_site(chair_name="Trịnh Văn Ngọc", chair_title="Chủ tịch")
    officer = officer_of(site)

    do(
        answering.answer,
        site,
        reply=Reply.YES,
        expected_count=24,
        details={"contact_name": "Chị Lan", "contact_phone": "0912"},
        by=officer,
    )

    kept = db.session.scalars(select(Answer)).one()
    assert (site.state, site.expected_count, site.contact_name) == (S.CONFIRMED, 24, "Chị Lan")
    assert (site.chair_name, site.answered_by) == ("Trịnh Văn Ngọc", officer.name)
    assert (kept.state, kept.way, kept.chair_name, kept.recorded_by_id) == (
        S.CONFIRMED,
        AnswerWay.PAGE,
        "Trịnh Văn Ngọc",
        officer.id,
    )


def test_another_chair_than_the_named_one_waits_for_consent_and_then_takes_his_place():
    site = a_called_site(chair_name="Trịnh Văn Ngọc", chair_title="Chủ tịch")
    officer, secretary = officer_of(site), a_secretary()
    do(
        answering.answer,
        site,
        reply=Reply.YES,
        chair_name="Phan Thị Lam",
        chair_title="Phó Chủ tịch",
        note="Đi công tác",
        by=officer,
    )
    assert (site.state, site.change, site.chair_name) == (
        S.CHANGE_REQUESTED,
        ChangeKind.CHAIR,
        "Trịnh Văn Ngọc",
    )

    do(answering.grant_change, site, version=site.version, by=secretary)

    entry = db.session.scalars(select(Entry).where(Entry.verb == "granted_site_change")).one()
    assert (site.state, site.chair_name, site.chair_title) == (S.CONFIRMED, "Phan Thị Lam", "Phó Chủ tịch")
    assert entry.details == {"former": "Trịnh Văn Ngọc", "now": "Phan Thị Lam"}
    assert [notice.kind for notice in db.session.scalars(select(Notice))] == ["site_change_granted"]


def test_a_refused_change_asks_the_site_anew_and_tells_why():
    site = a_called_site()
    officer = officer_of(site)
    do(answering.request_change, site, change=ChangeKind.TIME, note="Xin họp buổi chiều", by=officer)

    do(answering.refuse_change, site, version=site.version, note="Lịch đã chốt", by=a_secretary())

    notice = db.session.scalars(select(Notice)).one()
    assert (site.state, site.decision_note, site.change) == (S.WAITING, "Lịch đã chốt", None)
    assert (notice.to_address, notice.facts["note"]) == (officer.email, "Lịch đã chốt")


def test_the_second_clerk_is_told_that_a_colleague_has_answered():
    site = a_called_site()
    first, second = officer_of(site), officer_of(site)
    do(answering.confirm, site, expected_count=20, answers=0, by=first)

    with pytest.raises(Stale) as no:
        do(answering.decline, site, note="Bận", answers=0, by=second)

    assert first.name in str(no.value.message)
    assert (site.state, site.answers) == (S.CONFIRMED, 1)


def test_a_reminder_in_between_does_not_make_an_answer_stale():
    site = a_called_site()
    officer = officer_of(site)
    do(actions.remind_one, site, by=a_secretary())

    do(answering.confirm, site, answers=0, by=officer)

    assert site.state is S.CONFIRMED


def test_changing_the_answer_keeps_the_former():
    site = a_called_site()
    officer = officer_of(site)
    do(answering.confirm, site, expected_count=20, by=officer)
    do(answering.decline, site, note="Mưa lũ", answers=1, by=officer)

    assert [(answer.state, answer.note) for answer in queries.answers_of(site)] == [
        (S.DECLINED, "Mưa lũ"),
        (S.CONFIRMED, ""),
    ]


def test_an_answer_by_telephone_names_who_gave_it_and_who_took_it():
    site = a_called_site(conference_state=C.LIVE, chair_name="A")
    secretary = a_secretary()

    do(
        answering.record_by_telephone,
        site,
        given_by="Anh Tú, văn phòng",
        reply=Reply.YES,
        chair_name="B",
        by=secretary,
    )

    kept = db.session.scalars(select(Answer)).one()
    assert (site.state, site.chair_name) == (S.CONFIRMED, "B")
    assert (kept.way, kept.given_by, kept.recorded_by_id) == (
        AnswerWay.TELEPHONE,
        "Anh Tú, văn phòng",
        secretary.id,
    )


@pytest.mark.parametrize(
    ("act", "facts", "field"),
    [
        (answering.decline, {"note": "  "}, "note"),
        (answering.request_change, {"change": ChangeKind.CHAIR, "note": "", "chair_name": ""}, "chair_name"),
        (answering.request_change, {"change": ChangeKind.OTHER, "note": ""}, "note"),
        (answering.record_by_telephone, {"given_by": "", "reply": Reply.YES}, "given_by"),
    ],
)
def test_an_answer_without_its_reason_is_refused(act, facts, field):
    site = a_called_site()
    by = officer_of(site)

    with pytest.raises(NotValid) as no:
        do(act, site, by=by, **facts)

    assert (no.value.field, site.state) == (field, S.WAITING)


def test_the_main_site_is_not_asked():
    site = a_called_site(S.CONFIRMED, kind=SiteKind.MAIN)
    by = officer_of(site)

    with pytest.raises(NotNow):
        do(answering.confirm, site, by=by)


def test_only_the_silent_are_reminded_and_each_is_stamped():
    conference = a_conference(state=C.INVITING)
    silent, seen, answered = (a_site(conference, state=state) for state in (S.WAITING, S.SEEN, S.CONFIRMED))
    told = [officer_of(silent).email, officer_of(seen).email]
    officer_of(answered)

    number = do(actions.remind, conference, by=None)

    assert number == 2
    assert [site.reminders for site in (silent, seen, answered)] == [1, 1, 0]
    assert silent.reminded_at and not answered.reminded_at
    assert list(db.session.scalars(select(Notice.to_address).order_by(Notice.id))) == told


def test_whom_nothing_reaches_is_neither_reminded_nor_said_to_be_and_his_name_is_given():
    conference = a_conference(state=C.INVITING)
    here, lost = a_site(conference, state=S.WAITING), a_site(conference, name="Sở NN&MT", state=S.WAITING)
    officer_of(here)

    number = do(actions.remind, conference, by=a_secretary())
    with pytest.raises(NotValid) as no:
        do(actions.remind_one, lost, by=a_secretary())

    assert (number, here.reminders, lost.reminders) == (1, 1, 0)
    assert "Không gửi được cho Sở NN&MT" in str(no.value.message)


def test_a_site_is_asked_without_a_moment_where_nothing_can_be_sent_unless_somebody_rang_it_up():
    conference = a_conference(state=C.INVITING)
    here, lost = a_site(conference), a_site(conference)
    officer_of(here)

    do(actions.invite, conference, by=None)
    found = [(site.state, bool(site.invited_at)) for site in (here, lost)]
    rung_up = a_site(conference)
    do(actions.invite_one, rung_up, by=a_secretary())

    assert found == [(S.WAITING, True), (S.WAITING, False)]
    assert (rung_up.state, bool(rung_up.invited_at)) == (S.WAITING, True)


def test_the_contact_without_an_account_is_reminded_too():
    site = a_called_site(contact_name="Chị Lan", contact_email="lan@example.vn")

    do(actions.remind_one, site, by=a_secretary())

    notice = db.session.scalars(select(Notice)).one()
    assert (notice.to_address, notice.facts["path"], notice.facts["site"]) == (
        "lan@example.vn",
        f"/sites/{site.id}",
        site.name,
    )


def test_a_person_is_told_that_nobody_is_left_to_remind_and_the_schedule_goes_on():
    conference = a_conference(state=C.INVITING)
    site = a_site(conference, state=S.CONFIRMED)

    with pytest.raises(NotValid):
        do(actions.remind, conference, by=a_secretary())

    assert do(actions.remind, conference, by=None) == site.reminders == 0


def test_reminding_some_leaves_the_others_in_peace():
    conference = a_conference(state=C.READY)
    first, second = a_site(conference, state=S.WAITING), a_site(conference, state=S.WAITING)
    officer_of(second)

    do(actions.remind, conference, site_ids={second.id}, by=None)

    assert (first.reminders, second.reminders) == (0, 1)


def test_the_line_test_is_stamped():
    site = a_called_site()

    do(actions.test_line, site, line=LineState.FAULTY, by=a_secretary())

    assert (site.line, clock.now() - site.line_tested_at < timedelta(minutes=1)) == (LineState.FAULTY, True)


def test_a_correction_on_an_old_page_is_refused():
    site = a_called_site()
    shown = site.version
    do(actions.edit, site, version=shown, room="Phòng 1", by=a_secretary())

    with pytest.raises(Stale):
        do(actions.edit, site, version=shown, room="Phòng 2", by=a_secretary())

    assert site.room == "Phòng 1"


def test_dropping_a_site_that_answered_must_be_meant():
    site = a_called_site(S.CONFIRMED, answers=1)

    with pytest.raises(NotValid):
        do(actions.drop, site, by=a_secretary())

    assert db.session.get(Site, site.id)


def test_seeing_twice_is_noted_once():
    site = a_called_site()
    officer = officer_of(site)

    do(answering.see, site, by=officer)
    do(answering.see, site, by=officer)

    assert [entry.verb for entry in db.session.scalars(select(Entry))] == ["saw_site"]


def test_what_can_be_done_follows_both_states():
    assert boards.timely(a_called_site()) == {"line", "edit", "drop", "telephone", "remind"}
    assert boards.timely(a_called_site(S.CHANGE_REQUESTED)) == {
        "line",
        "edit",
        "drop",
        "telephone",
        "grant_change",
        "refuse_change",
    }
    assert boards.timely(a_called_site(conference_state=C.CANCELLED)) == set()


def test_an_office_answers_for_the_unit_it_serves():
    site = a_called_site()
    office = a_unit("Văn phòng", kind="office", parent=db.session.get(Site, site.id).unit)
    officer = a_user(Role.SITE_OFFICER, office)

    assert [post.person_id for post in queries.officers([site.unit_id])[site.unit_id]] == [officer.id]
    owing = select(Site).join(Site.conference).where(queries.owing(officer))
    assert db.session.scalars(owing).all() == [site]
