from datetime import date, timedelta

import pytest

from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences import actions
from meetings.conferences.models import ChairPart, Conference, ConferenceKind, ConferenceState
from meetings.conferences.planning import Presider
from meetings.journal.models import Entry
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_unit

S = ConferenceState
NOON = MONDAY + timedelta(hours=4)


def drafted(*, by=None, **facts):
    facts = {
        "title": "Giao ban tháng 11",
        "kind": ConferenceKind.BRIEFING,
        "organiser": facts.pop("organiser", None) or a_province(),
        "starts_at": MONDAY,
        "ends_at": NOON,
        **facts,
    }
    with transaction():
        return actions.draft(by=by, **facts)


def revised(conference, *, by=None, **facts):
    with transaction():
        return actions.revise(conference, version=facts.pop("version", conference.version), by=by, **facts)


def presiding(conference):
    return [(chair.part, chair.name, chair.title) for chair in conference.chairs]


def verbs():
    return [entry.verb for entry in db.session.query(Entry).order_by(Entry.id)]


def test_a_draft_keeps_what_was_said_and_who_made_it():
    secretary = a_secretary()

    conference = drafted(by=secretary, place=" Hội trường UBND tỉnh ")

    assert (conference.title, conference.place) == ("Giao ban tháng 11", "Hội trường UBND tỉnh")
    assert (conference.state, conference.created_by_id, conference.sequence) == (S.DRAFT, secretary.id, 0)
    assert verbs() == ["drafted"]


def test_every_draft_has_a_calendar_identity_of_its_own():
    assert drafted().uid != drafted().uid


def test_those_who_preside_stand_in_order_and_keep_the_names_of_that_day():
    leader = a_leader()
    guest = Presider(name="Phan Tấn Linh", title="Giám đốc Sở TT&TT")
    conference = drafted(chair=leader, co_chairs=[guest])
    name = leader.name
    with transaction():
        leader.name = "Renamed since"

    assert presiding(conference) == [
        (ChairPart.CHAIR, name, "Chuyên viên"),
        (ChairPart.CO_CHAIR, "Phan Tấn Linh", "Giám đốc Sở TT&TT"),
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "   "}, "title"),
        ({"ends_at": MONDAY}, "ends"),
        ({"ends_at": MONDAY - timedelta(minutes=1)}, "ends"),
        ({"ends_at": MONDAY + timedelta(days=15)}, "ends_on"),
        ({"chair": Presider(title="Chủ tịch")}, "chair_name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(facts, field):
    with pytest.raises(NotValid) as refused:
        drafted(**facts)

    assert refused.value.field == field
    assert db.session.query(Conference).count() == 0


def test_an_organiser_that_has_ended_cannot_organise():
    gone = a_unit(valid_until=date(2025, 6, 30))

    with pytest.raises(NotValid) as refused:
        drafted(organiser=gone)

    assert refused.value.field == "organiser"


def test_a_revision_says_what_became_different():
    conference = drafted()

    changed = revised(conference, title="Giao ban quý IV", place="", kind=ConferenceKind.THEMATIC)

    assert changed == {"title", "kind"}
    assert (conference.title, conference.kind) == ("Giao ban quý IV", ConferenceKind.THEMATIC)
    assert verbs() == ["drafted", "revised"]


def test_other_people_presiding_count_as_a_change_that_others_notice():
    conference = drafted(chair=a_leader())
    before = conference.version

    changed = revised(conference, chair=Presider(name="Nguyễn Thiện", title="Phó Chủ tịch"), co_chairs=[])

    assert changed == {"chair", "chairs"}
    assert presiding(conference) == [(ChairPart.CHAIR, "Nguyễn Thiện", "Phó Chủ tịch")]
    assert conference.version == before + 1


def test_saving_the_same_again_changes_nothing():
    leader = a_leader()
    conference = drafted(chair=leader)

    assert revised(conference, title=conference.title, chair=leader, co_chairs=[]) == set()
    assert verbs() == ["drafted"]


def test_the_second_of_two_writers_sees_both_texts():
    conference = drafted()
    seen = conference.version
    revised(conference, title="First writer")

    with pytest.raises(Stale) as refused:
        revised(conference, version=seen, title="Second writer")

    assert "Second writer" in refused.value.mine
    assert "First writer" in refused.value.theirs
    assert conference.title == "First writer"


@pytest.mark.parametrize(
    ("facts", "sequence"),
    [({"title": "Other"}, 0), ({"place": "Other"}, 1), ({"ends_at": NOON + timedelta(hours=1)}, 1), ({"kind": "x"}, 0)],
)
def test_only_what_asks_the_invited_anew_raises_the_sequence_of_their_calendars(facts, sequence):
    conference = a_conference(state=S.INVITING)
    facts = {**facts, **({"kind": ConferenceKind.AD_HOC} if "kind" in facts else {})}

    revised(conference, **facts)

    assert conference.sequence == sequence


@pytest.mark.parametrize("state", [S.LIVE, S.PAUSED, S.ENDED, S.CONCLUDED, S.CANCELLED])
def test_what_was_planned_stays_once_it_has_begun(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow):
        revised(conference, title="Other")


def test_a_secretary_can_be_named_while_it_sits():
    conference, secretary = a_conference(state=S.LIVE), a_secretary()

    with transaction():
        actions.name_secretary(conference, secretary, by=None)

    assert conference.secretary_id == secretary.id


def test_nobody_is_named_secretary_of_a_concluded_conference():
    conference = a_conference(state=S.CONCLUDED)

    with pytest.raises(NotNow), transaction():
        actions.name_secretary(conference, None, by=None)


def test_a_draft_can_be_deleted_and_the_journal_remembers_its_title():
    conference = drafted(chair=a_leader())

    with transaction():
        actions.delete_draft(conference, by=None)

    assert db.session.query(Conference).count() == 0
    assert db.session.query(Entry).filter_by(verb="deleted_draft").one().title == "Giao ban tháng 11"


@pytest.mark.parametrize("state", [state for state in S if state is not S.DRAFT])
def test_what_has_been_announced_cannot_be_deleted(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow), transaction():
        actions.delete_draft(conference, by=None)

    assert db.session.query(Conference).count() == 1


@pytest.mark.parametrize("move", [actions.cancel, actions.postpone])
def test_calling_it_off_needs_a_reason(move):
    conference = a_conference(state=S.INVITING)

    with pytest.raises(NotValid) as refused, transaction():
        move(conference, reason="  ", by=None)

    assert refused.value.field == "reason"
    assert conference.state is S.INVITING
