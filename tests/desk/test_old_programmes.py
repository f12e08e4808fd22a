"""A programme that was given out names the former hours after a move: who moves it and the overview are told."""

from datetime import timedelta

from meetings.agenda import actions as agenda
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.desk import changes, outlooks
from tests.agenda.make import added
from tests.make import a_conference, a_leader, a_province, a_secretary

OLD = "Chương trình số 01/CTr-UBND đã phát hành không còn đúng với kế hoạch."


def a_conference_with_programme():
    province = a_province()
    secretary = a_secretary(province)
    conference = a_conference(
        organiser=province, chair=a_leader(province), secretary_id=secretary.id, state=ConferenceState.INVITING
    )
    added(conference, "Báo cáo")
    with transaction():
        agenda.release(conference, by=None)
    return conference, secretary


def later(conference):
    hour = timedelta(hours=1)
    return {"starts_at": conference.starts_at + hour, "ends_at": conference.ends_at + hour}


def test_whoever_moves_it_reads_that_the_programme_is_to_be_given_out_anew():
    conference, _secretary = a_conference_with_programme()

    outlook = outlooks.revision(conference, version=conference.version, **later(conference))

    assert [one.words for one in outlook.effects if str(one.label) == "Chương trình"] == [
        "Số 01/CTr-UBND không còn đúng với kế hoạch mới: hãy phát hành lại sau khi thay đổi."
    ]


def test_the_overview_marks_a_programme_that_no_longer_says_what_is_planned(login, queries):
    conference, secretary = a_conference_with_programme()
    address = f"/conferences/{conference.id}"

    before = login(secretary).get(address).text
    with transaction():
        changes.revise(conference, version=conference.version, by=None, **later(conference))
    browser = login(secretary)
    db.session.expunge_all()
    queries.clear()
    after = browser.get(address).text

    assert (OLD in before, OLD in after) == (False, True)
    assert len(queries) <= 12, "\n".join(queries)
