"""A conference of more than one day, or over midnight: papers, messages and pages say both of its days."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.agenda import actions as agenda
from meetings.agenda import papers as programmes
from meetings.agenda import queries as items
from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from meetings.conclusions.draft import _opening
from meetings.conferences import times
from meetings.conferences.models import Conference, ConferenceState
from meetings.desk.kits import kit
from meetings.gateways import pdf
from meetings.invitations import papers as letters
from meetings.invitations.mailings import shared_facts
from meetings.minutes.models import Minutes
from meetings.sites import telling
from meetings.sites.models import SiteState
from meetings.web import english
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer
from tests.papers.reading import pages

pytestmark = pytest.mark.usefixtures("on_friday")

TWO_DAYS = {"hours": 33}  # Monday 07:30 to Tuesday 16:30
MIDNIGHT = {"starts_at": datetime(2026, 11, 30, 15, 0, tzinfo=UTC), "hours": 4}  # Monday 22:00 to Tuesday 02:00
SECOND = MONDAY + timedelta(days=1)


@pytest.fixture
def training():
    return a_conference(state=ConferenceState.INVITING, chair=a_leader(), title="Tập huấn", **TWO_DAYS)


@pytest.fixture
def secretary(login, training):
    return login(a_secretary(training.organiser))


def an_item(conference, title="Báo cáo", **facts):
    with transaction():
        return agenda.add(conference, kind=ItemKind.REPORT, title=title, by=None, **facts)


def two_mornings(conference):
    an_item(conference, "Bài một", planned_minutes=60)
    an_item(conference, "Bài hai", planned_minutes=60, fixed_start=SECOND)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "từ 07 giờ 30 đến 11 giờ 30, ngày 30 tháng 11 năm 2026"),
        (TWO_DAYS, "từ 07 giờ 30, ngày 30 tháng 11 năm 2026 đến 16 giờ 30, ngày 01 tháng 12 năm 2026"),
        (MIDNIGHT, "từ 22 giờ 00, ngày 30 tháng 11 năm 2026 đến 02 giờ 00, ngày 01 tháng 12 năm 2026"),
    ],
)
def test_the_programme_and_the_kit_say_when_it_ends(app, facts, said):
    conference = a_conference(**facts)
    site = a_site(conference)

    programme = programmes.programme(conference, items.plan(conference))
    assert programme["time"] == said.replace("từ", "Từ", 1)
    with app.test_request_context():
        assert kit(site, "/sites/1").time == said


def test_the_programme_names_the_day_above_its_items(training):
    two_mornings(training)

    facts = programmes.programme(training, items.plan(training))
    assert [(line["time"], line["title"]) for line in facts["lines"]] == [
        ("", "Thứ Hai, ngày 30 tháng 11 năm 2026"),
        ("07:30 - 08:30", "Bài một"),
        ("", "Thứ Ba, ngày 01 tháng 12 năm 2026"),
        ("07:30 - 08:30", "Bài hai"),
    ]
    printed = " ".join(" ".join(pages(pdf.paper(programmes.TEMPLATE, facts))).split())
    assert "Thứ Ba, ngày 01 tháng 12 năm 2026 07:30 - 08:30 2. Bài hai" in printed


def test_the_kit_names_the_day_above_its_items(app, training):
    two_mornings(training)
    site = a_site(training)

    with app.test_request_context():
        found = kit(site, "/sites/1")
    assert [line.time for line in found.lines] == ["", "07:30 - 08:30", "", "07:30 - 08:30"]
    assert "Thứ Ba, ngày 01 tháng 12 năm 2026" in " ".join(pages(pdf.paper("ho_so_diem_cau", found)))


def test_a_programme_of_one_day_stands_as_it_stood():
    conference = a_conference()
    an_item(conference, planned_minutes=30)

    lines = programmes.programme(conference, items.plan(conference))["lines"]
    assert [(line["time"], line["title"]) for line in lines] == [("07:30 - 08:00", "Báo cáo")]


def test_the_letter_and_its_message_say_when_it_ends(training):
    two_mornings(training)

    said = "từ 07 giờ 30, Thứ Hai, ngày 30 tháng 11 năm 2026 đến 16 giờ 30, Thứ Ba, ngày 01 tháng 12 năm 2026"
    facts = shared_facts(training, None)
    assert letters.time_in_words(training) == facts["when"] == said
    assert facts["starts"] == "07:30 30/11/2026 - 16:30 01/12/2026"
    assert facts["programme"] == ["07:30 30/11 Bài một", "07:30 01/12 Bài hai"]


def test_a_letter_of_one_day_stands_as_it_stood():
    conference = a_conference()
    an_item(conference)

    facts = shared_facts(conference, None)
    assert facts["when"] == "07 giờ 30, Thứ Hai, ngày 30 tháng 11 năm 2026"
    assert (facts["starts"], facts["programme"]) == ("07:30 30/11/2026", ["07:30 Báo cáo"])


def test_messages_about_a_site_say_when_it_ends(training):
    said = telling.facts(a_site(training))["starts"]

    assert said == "07:30 ngày 30/11/2026 đến 16:30 ngày 01/12/2026"
    assert english.facts({"starts": said}) == {"starts": "07:30 on 30/11/2026 to 16:30 on 01/12/2026"}
    assert times.begins(MONDAY, MONDAY + timedelta(hours=4)) == "07:30 ngày 30/11/2026"


@pytest.mark.parametrize("address", ["/conferences/{0}", "/conferences/{0}/agenda/print", "/sites/{1}"])
def test_the_head_of_a_page_says_when_it_ends(secretary, training, address):
    site = a_site(training)

    shown = re.sub(r"<[^>]+>", "", secretary.get(address.format(training.id, site.id)).text)
    assert "Thứ Hai 30/11/2026, 07:30 – Thứ Ba 01/12/2026, 16:30" in shown


@pytest.mark.parametrize("address", ["/conferences?month=2026-11", "/conferences/table"])
def test_lists_say_when_it_ends(secretary, training, address):
    assert "07:30 – Thứ Ba 01/12/2026, 16:30" in secretary.get(address).text


def test_an_item_is_fixed_to_an_hour_of_a_day(secretary, training):
    form = {"kind": "report", "title": "Bài hai", "planned_minutes": "60", "fixed_start": "07:30"}
    page = f"/conferences/{training.id}/agenda"

    assert secretary.get(f"{page}/add").text.count('<option value="2026-1') == 2
    assert secretary.post(f"{page}/add", data=form | {"fixed_day": "2026-12-02"}).status_code == 422
    assert secretary.post(f"{page}/add", data=form | {"fixed_day": "2026-12-01"}).status_code == 302

    item = items.items_of(training.id)[0]
    assert item.fixed_start == SECOND
    edit = secretary.get(f"/agenda/{item.id}").text
    assert '<option selected value="2026-12-01">Thứ Ba 01/12/2026</option>' in edit
    assert "07:30 01/12/2026" in secretary.get(page).text


def test_an_hour_after_midnight_is_of_the_next_day(login):
    conference = a_conference(state=ConferenceState.INVITING, **MIDNIGHT)
    client = login(a_secretary(conference.organiser))
    form = {"kind": "report", "title": "Giao thừa", "planned_minutes": "30", "fixed_start": "00:30"}

    page = f"/conferences/{conference.id}/agenda/add"
    assert client.post(page, data=form | {"fixed_day": "2026-11-30"}).status_code == 422
    assert client.post(page, data=form | {"fixed_day": "2026-12-01"}).status_code == 302
    assert items.items_of(conference.id)[0].fixed_start == datetime(2026, 11, 30, 17, 30, tzinfo=UTC)


def test_an_agenda_of_one_day_asks_for_no_day(login):
    conference = a_conference(state=ConferenceState.INVITING)

    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/agenda/add").text
    assert "fixed_start" in page and "fixed_day" not in page


def test_the_night_is_no_idle_time_and_the_end_has_its_day(secretary, training):
    two_mornings(training)

    plan = items.plan(training)
    assert [(slot.waits, slot.late) for slot in plan.linked] == [(0, 0), (0, 0)]
    assert plan.drift == -8 * 60
    shown = secretary.get(f"/conferences/{training.id}/agenda").text
    assert "08:30 01/12/2026" in shown and "16:30 01/12/2026" in shown


def test_it_is_put_off_with_both_its_days(secretary, training):
    form = {"reason": "Bão", "version": str(training.version), "starts_on": "07/12/2026", "starts": "07:30"}
    form |= {"ends": "16:30", "ends_on": "08/12/2026"}
    page = f"/conferences/{training.id}/postpone"

    assert "Thứ Hai 07/12/2026, 07:30 – Thứ Ba 08/12/2026, 16:30" in secretary.post(page, data=form).text
    assert secretary.post(page, data=form | {"sure": "yes"}).status_code == 302
    moved = db.session.scalar(select(Conference))
    assert (moved.starts_at, moved.ends_at) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=7, hours=33))


def test_a_last_day_alone_is_no_new_time(secretary, training):
    form = {"reason": "Bão", "version": str(training.version), "ends_on": "08/12/2026"}

    assert secretary.post(f"/conferences/{training.id}/postpone", data=form).status_code == 422
    assert db.session.scalar(select(Conference.state)) is ConferenceState.INVITING


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Ngày 30 tháng 11 năm 2026, Chủ tịch chủ trì"),
        (TWO_DAYS, "Từ ngày 30 tháng 11 năm 2026 đến ngày 01 tháng 12 năm 2026, Chủ tịch chủ trì"),
    ],
)
def test_the_notice_opens_with_its_days(facts, said):
    conference = a_conference(**facts)

    assert _opening(Minutes(conference=conference), "Chủ tịch", 0).startswith(said)


def test_what_was_answered_says_when_it_ends(login, training):
    site = a_site(training, state=SiteState.CONFIRMED, answered_at=MONDAY - timedelta(days=4))

    shown = re.sub(r"<[^>]+>|\s+", " ", login(a_site_officer(site.unit)).get(f"/sites/{site.id}").text)
    assert "Kết thúc lúc" in shown and "16:30, Thứ Ba 01/12/2026" in shown
