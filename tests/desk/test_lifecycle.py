"""Every move of a conference in every state: it leads where the table says, or is refused and changes nothing."""

from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences import actions as conferences
from meetings.conferences.models import LIFECYCLE, Chair, ChairPart, Conference, ConferenceState
from meetings.conferences.times import enclosure
from meetings.desk import actions, changes, readiness, tallies, undoing
from meetings.desk.checks import warnings
from meetings.documents.models import Audience, Document
from meetings.journal.models import Entry
from meetings.minutes.models import Minutes
from meetings.notices.models import Notice
from meetings.series import copying
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.workdays.jobs import seed_due
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit, saved

pytestmark = pytest.mark.usefixtures("in_november")
S = ConferenceState
TUESDAY = MONDAY + timedelta(days=1)
NEW_TIME = {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)}
MOVES = {
    "invite": (actions.invite, {}, "invited"),
    "make_ready": (actions.mark_ready, {}, "marked_ready"),
    "begin": (actions.begin, {}, "began"),
    "pause": (actions.pause, {}, "paused"),
    "resume": (actions.resume, {}, "resumed"),
    "end": (actions.end, {}, "ended"),
    "record_held": (conferences.record_held, {}, "recorded_held"),
    "unbegin": (undoing.unbegin, {}, "took_back_beginning"),
    "unbegin_inviting": (conferences.unbegin, {"former": S.INVITING}, "took_back_beginning"),
    "reopen": (undoing.reopen, {}, "reopened"),
    "conclude": (actions.conclude, {}, "concluded"),
    "postpone": (changes.postpone, {"reason": "Bão số 5"}, "postponed"),
    "reschedule": (changes.reschedule, NEW_TIME, "rescheduled"),
    "cancel": (changes.cancel, {"reason": "Bão số 5"}, "cancelled"),
    "restore": (changes.restore, NEW_TIME, "restored"),
    "restore_draft": (changes.restore_draft, {}, "restored"),
}


def a_full_conference(state):
    """One that lacks nothing: chair, secretary, main site and a member site."""
    secretary = a_secretary()
    conference = a_conference(
        state=state, chair=a_leader(), secretary_id=secretary.id, organiser=secretary.posts[0].unit
    )
    a_site(conference, kind=SiteKind.MAIN)
    a_site(conference)
    return conference


def make(name, conference, **more):
    act, facts, _verb = MOVES[name]
    with transaction():
        act(conference, by=conference.secretary, **{**facts, **more})


def told():
    return sorted((notice.kind, notice.to_name) for notice in db.session.query(Notice))


def conference_verbs(conference):
    mine = f"conference:{conference.id}"
    return [entry.verb for entry in db.session.query(Entry).filter_by(about=mine).order_by(Entry.id)]


def test_why_it_was_put_off_is_no_reason_of_the_new_time():
    conference = a_full_conference(S.READY)
    make("postpone", conference)
    make("reschedule", conference)

    found = db.session.scalars(db.select(Notice).where(Notice.kind == "conference_rescheduled")).all()
    put_off = db.session.scalars(db.select(Notice).where(Notice.kind == "conference_postponed")).all()
    assert {notice.facts["why"] for notice in found} == {""}
    assert {notice.facts["why"] for notice in put_off} <= {"Bão số 5"}


def test_the_table_of_moves_has_a_story_for_each():
    assert set(MOVES) == set(LIFECYCLE.moves)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", S)
def test_every_move_in_every_state(state, name):
    conference = a_full_conference(state)
    step = LIFECYCLE.moves[name]

    if state in step.sources:
        make(name, conference)
        assert conference.state is step.target
        assert MOVES[name][2] in conference_verbs(conference)
    else:
        with pytest.raises(NotNow):
            make(name, conference)
        assert conference.state is state
        assert conference_verbs(conference) == []
        assert told() == []


@pytest.mark.parametrize(
    ("without", "key"),
    [(SiteKind.MAIN, "main"), (SiteKind.MEMBER, "sites"), (Chair, "chair")],
)
def test_an_invitation_names_what_is_missing(without, key):
    conference = a_full_conference(S.DRAFT)
    with transaction():
        if without is Chair:
            conference.chairs = []
        else:
            db.session.query(Site).filter_by(kind=without).delete()

    with pytest.raises(NotValid) as refused:
        make("invite", conference)

    (lack,) = readiness.lacks(conference, tallies.tallies([conference.id])[conference.id])
    assert lack.key == key
    assert str(lack.words) in str(refused.value.message)
    assert conference.state is S.DRAFT


def test_a_conference_lives_from_draft_to_its_conclusions():
    conference = a_full_conference(S.DRAFT)

    for name in ("invite", "make_ready", "begin", "pause", "resume", "end", "conclude"):
        make(name, conference)

    assert conference.state is S.CONCLUDED
    assert conference.began_at <= conference.finished_at


def test_true_times_are_those_of_the_clock():
    conference = a_full_conference(S.READY)

    with clock.at(MONDAY):
        make("begin", conference)
    with clock.at(MONDAY + timedelta(hours=5)):
        make("end", conference)

    assert (conference.began_at, conference.finished_at) == (MONDAY, MONDAY + timedelta(hours=5))


def test_all_concerned_are_told_that_it_is_cancelled_and_why():
    conference = a_full_conference(S.INVITING)

    make("cancel", conference)

    site = db.session.query(Site).filter_by(kind=SiteKind.MEMBER).one()
    concerned = (site.name, conference.chair.name, conference.secretary.name)
    assert told() == sorted(("conference_cancelled", who) for who in concerned)
    assert db.session.query(Notice).first().facts["why"] == "Bão số 5"


def test_a_draft_is_cancelled_silently():
    conference = a_full_conference(S.DRAFT)

    make("cancel", conference)

    assert told() == []


def test_postponing_to_a_known_day_calls_everybody_again():
    conference = a_full_conference(S.READY)

    make("postpone", conference, **NEW_TIME)

    assert (conference.state, conference.starts_at) == (S.INVITING, TUESDAY)
    # Its sites had not been asked yet: they are now, by the invitation; the others read of the move.
    assert {kind for kind, _ in told()} == {"conference_rescheduled", "invitation"}


def test_a_new_time_must_be_in_order():
    conference = a_full_conference(S.POSTPONED)

    with pytest.raises(NotValid):
        make("reschedule", conference, starts_at=TUESDAY, ends_at=MONDAY)

    assert (conference.state, conference.starts_at) == (S.POSTPONED, MONDAY)


def test_those_who_were_called_hear_of_another_place():
    conference = a_full_conference(S.INVITING)

    with transaction():
        changes.revise(conference, version=conference.version, by=None, place="Phòng họp B")

    assert {kind for kind, _ in told()} == {"conference_changed"}


def test_nobody_hears_of_a_change_in_a_draft():
    conference = a_full_conference(S.DRAFT)

    with transaction():
        changes.revise(conference, version=conference.version, by=None, place="Phòng họp B")

    assert told() == []


def test_a_copy_is_a_new_draft_with_what_was_asked_for():
    source = a_full_conference(S.ENDED)

    with transaction():
        bare = copying.copy(source, **NEW_TIME, parts=(), by=None)
        full = copying.copy(source, **NEW_TIME, title="Giao ban tháng 12", parts=("chairs", "agenda"), by=None)

    assert (bare.title, bare.chairs, bare.state, bare.copied_from_id) == (source.title, [], S.DRAFT, source.id)
    assert [(row.part, row.name) for row in full.chairs] == [(ChairPart.CHAIR, source.chair.name)]
    assert (full.title, full.secretary_id, full.uid != source.uid) == ("Giao ban tháng 12", source.secretary_id, True)
    assert db.session.query(Conference).count() == 3


def test_sites_are_asked_when_it_is_announced_and_anew_when_its_time_changes():
    conference = a_full_conference(S.DRAFT)
    site = db.session.query(Site).filter_by(kind=SiteKind.MEMBER).one()

    make("invite", conference)
    assert site.state is SiteState.WAITING
    with transaction():
        site.state = SiteState.CONFIRMED
        changes.revise(conference, version=conference.version, by=None, **NEW_TIME)

    assert site.state is SiteState.WAITING


def test_another_title_does_not_trouble_the_sites():
    conference = a_full_conference(S.INVITING)
    site = db.session.query(Site).filter_by(kind=SiteKind.MEMBER).one()
    with transaction():
        site.state = SiteState.CONFIRMED
        changes.revise(conference, version=conference.version, by=None, title="Other")

    assert (site.state, told()) == (SiteState.CONFIRMED, [])


def test_those_who_answer_for_a_site_are_told_what_concerns_it():
    conference = a_full_conference(S.INVITING)
    site = db.session.query(Site).filter_by(kind=SiteKind.MEMBER).one()
    officer = a_site_officer(site.unit)

    make("cancel", conference)

    notice = db.session.query(Notice).filter_by(person_id=officer.id).one()
    assert (notice.kind, notice.facts["path"]) == ("conference_cancelled", f"/sites/{site.id}")
    assert notice.attachments == [enclosure(conference)]


def test_the_minutes_begin_when_the_sitting_ends():
    conference = a_full_conference(S.LIVE)

    make("end", conference)

    assert db.session.query(Minutes).one().conference_id == conference.id
    assert "closed_attendance" in conference_verbs(conference)


def test_a_copy_invites_the_units_that_still_exist():
    source = a_full_conference(S.ENDED)
    gone = a_unit(valid_until=clock.local(MONDAY).date())
    a_site(source, gone)

    with transaction():
        target = copying.copy(source, **NEW_TIME, by=None)

    copied = db.session.query(Site).filter_by(conference_id=target.id)
    assert sorted(site.kind for site in copied) == [SiteKind.MAIN, SiteKind.MEMBER]
    assert gone.id not in {site.unit_id for site in copied}


def test_what_lies_in_the_past_is_neither_announced_nor_set():
    past = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=2)}
    draft, postponed = a_full_conference(S.DRAFT), a_full_conference(S.POSTPONED)

    with clock.at(TUESDAY):
        for name, conference, more in (("invite", draft, {}), ("reschedule", postponed, past)):
            with pytest.raises(NotValid):
                make(name, conference, **more)
        with pytest.raises(NotValid):
            make("postpone", postponed_again := a_full_conference(S.INVITING), **past)

    assert [row.state for row in (draft, postponed, postponed_again)] == [S.DRAFT, S.POSTPONED, S.INVITING]
    assert told() == []


@pytest.mark.parametrize(("name", "state"), [("cancel", S.READY), ("postpone", S.READY), ("reschedule", S.POSTPONED)])
def test_what_somebody_changed_meanwhile_is_not_turned(name, state):
    conference = a_full_conference(state)
    shown = conference.version
    with transaction():
        conference.title = "Tên mới"

    with pytest.raises(Stale):
        make(name, conference, version=shown)
    assert (conference.state, told()) == (state, [])

    make(name, conference, version=conference.version)
    assert conference.state is LIFECYCLE.moves[name].target


def test_offices_are_closed_on_sundays_and_holidays_and_advice_says_so():
    seed_due()
    days = {"working": MONDAY, "sunday": MONDAY - timedelta(days=1), "holiday": MONDAY + timedelta(days=32)}
    conferences = {name: a_conference(starts_at=day) for name, day in days.items()}
    found = {name: "day_off" in [rule.key for rule in warnings(one)] for name, one in conferences.items()}

    assert found == {"working": False, "sunday": True, "holiday": True}


def test_papers_that_were_taken_off_the_shelf_have_not_been_sent():
    conference, friday = a_conference(starts_at=MONDAY), MONDAY - timedelta(days=3)
    facts = {"file_name": "a.pdf", "content_type": "application/pdf", "size": 1, "audience": Audience.PARTICIPANTS}
    paper = saved(
        Document(
            conference_id=conference.id,
            title="Báo cáo",
            fingerprint="0" * 64,
            uploaded_by_id=a_secretary().id,
            uploaded_at=MONDAY - timedelta(days=10),
            **facts,
        )
    )
    found = []

    with clock.at(friday):
        found.append([rule.key for rule in warnings(conference)])
        with transaction():
            db.session.get(Document, paper.id).removed_at = friday
        found.append([rule.key for rule in warnings(conference)])

    assert ["papers" in keys for keys in found] == [False, True]
