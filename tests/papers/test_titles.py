"""A title without a noun ("Triển khai kế hoạch …") stands in every paper with the noun that a sentence needs."""

import pytest

from meetings.agenda import actions as agenda
from meetings.agenda import papers as programmes
from meetings.agenda import queries as items
from meetings.attendance import papers as attendance
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conclusions import papers as conclusions
from meetings.conclusions import queries as notices
from meetings.conferences.models import Conference
from meetings.desk.kits import kit
from meetings.directives import papers as directives
from meetings.gateways import pdf
from meetings.invitations import actions as invitations
from meetings.invitations import queries as letters
from meetings.minutes import papers as minutes
from meetings.minutes.models import MinutesState
from meetings.registry.models import Paper
from meetings.rehearsals import papers as rehearsals
from tests.agenda.make import added
from tests.conclusions.make import a_notice
from tests.conftest import unguarded
from tests.directives.made import a_directive
from tests.make import FRIDAY, MONDAY, a_conference, a_leader, a_site
from tests.minutes.make import a_held_conference, minutes_in
from tests.papers.reading import text
from tests.rehearsals.make import a_called_conference, planned, rehearsal

BARE = "Triển khai kế hoạch chuyển đổi số"
NAMED = "Hội nghị triển khai kế hoạch chuyển đổi số"


def the_minutes():
    return minutes.TEMPLATE, minutes.facts(minutes_in(MinutesState.DRAFT, a_held_conference(title=BARE)))


def the_notice():
    notice = a_notice(a_held_conference(title=BARE))
    return conclusions.TEMPLATE, conclusions.facts(notices.notice(notice.id))


def the_extract():
    conference = a_held_conference(title=BARE)
    directive = a_directive()
    return "nhiem_vu", directives.extract(directive.lead_unit, [directive], families={}, conference=conference)


def the_sheet():
    conference = a_held_conference(title=BARE)
    a_site(conference)
    return "diem_danh", attendance.facts(conference)


def the_protocol():
    with clock.at(FRIDAY):
        conference, _secretary = a_called_conference(title=BARE)
        return rehearsals.TEMPLATE, rehearsals.protocol(rehearsal(planned(conference)))


def the_kit():
    conference, _secretary = a_called_conference(sites=0, title=BARE)
    return "ho_so_diem_cau", kit(a_site(conference), "/x")


def the_programme():
    conference = a_conference(title=BARE)
    added(conference, "Báo cáo")
    return programmes.TEMPLATE, programmes.programme(conference, items.plan(conference))


@pytest.mark.parametrize(
    "paper",
    [the_minutes, the_notice, the_extract, the_sheet, the_protocol, the_kit, the_programme],
    ids=lambda paper: paper.__name__,
)
def test_a_title_without_a_noun_has_one_on_paper(app, paper):
    template, facts = paper()

    said = text(pdf.paper(template, facts)).lower()

    assert NAMED.lower() in said
    assert said.count(BARE.lower()) == said.count(NAMED.lower())


def released_programme(title):
    conference = a_conference(title=title, chair=a_leader(), starts_at=MONDAY)
    added(conference, "Báo cáo")
    with transaction():
        paper = agenda.release(db.session.get(Conference, conference.id), by=None)
    return db.session.get(Conference, conference.id), db.session.get(Paper, paper.id)


def holds(conference, frozen):
    return programmes.still_true(conference, items.plan(conference), frozen)


def test_a_programme_given_out_before_titles_had_their_noun_still_holds(app):
    conference, paper = released_programme(BARE)
    before = {**paper.facts, "subject": BARE}

    assert (holds(conference, paper.facts), holds(conference, before)) == (True, True)
    assert not holds(conference, {**before, "subject": "Triển khai kế hoạch khác"})


def test_a_programme_says_no_longer_what_is_planned_once_the_title_is_another(app):
    conference, paper = released_programme(BARE)
    with transaction():
        db.session.get(Conference, conference.id).title = "Sơ kết chuyển đổi số"

    assert not holds(db.session.get(Conference, conference.id), paper.facts)


def test_a_letter_given_out_before_titles_had_their_noun_still_holds(app):
    conference, _secretary = a_called_conference(title=BARE, place="Phòng họp số 1")
    whole = {"attendees": "Lãnh đạo xã", "contact_name": "Bà Bình", "contact_phone": "0239 3855 000"}
    with transaction():
        letter = invitations.start(db.session.get(Conference, conference.id), by=None)
        invitations.revise(letter, version=letter.version, by=None, content="", signer_name="Lê Văn Cường", **whole)
    with transaction():
        paper = invitations.release(letters.letter(conference.id), by=None)
        assert paper.facts["meeting"] == NAMED
        with unguarded(db.session.connection()):
            paper.facts = {**paper.facts, "meeting": BARE}
            db.session.flush()

    assert not invitations.is_outdated(letters.letter(conference.id))
    with transaction():
        db.session.get(Conference, conference.id).title = "Sơ kết chuyển đổi số"
    assert invitations.is_outdated(letters.letter(conference.id))
