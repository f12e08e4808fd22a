import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conclusions import actions as conclusions
from meetings.conclusions.models import NoticeState
from meetings.conferences.models import ConferenceState
from meetings.desk import rulings
from meetings.directives.models import Directive
from meetings.minutes import actions as minutes_actions
from meetings.minutes import queries as minutes_queries
from meetings.minutes.models import BlockKind, MinutesState
from meetings.notices.models import Notice
from meetings.sites.models import SiteLink
from meetings.web import filters, texts
from tests.conclusions.make import approved, notice_in
from tests.make import a_site, a_site_officer, a_unit
from tests.minutes.make import a_directive_in, a_held_conference, an_item, block_in, drafted, minutes_in


def in_review(minutes):
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    return minutes


def given():
    return db.session.scalars(select(Directive).order_by(Directive.id)).all()


def told(kind):
    return db.session.scalars(select(Notice.to_address).where(Notice.kind == kind).order_by(Notice.id)).all()


def test_releasing_the_notice_gives_each_lead_unit_its_directive_and_concludes():
    minutes = drafted(a_held_conference(title="Hội nghị"))
    first, second, helper = a_unit(), a_unit(), a_unit()
    a_directive_in(minutes, leads=[first, second], coordinators=[helper])

    notice = notice_in(NoticeState.RELEASED, minutes=approved(in_review(minutes)))

    conference = notice.conference
    assert [
        (d.lead_unit_id, [u.id for u in d.coordinators], d.due_on, d.giver_name, d.source, d.paper_id) for d in given()
    ] == [
        (
            unit.id,
            [helper.id],
            date(2026, 12, 25),
            conference.chair.name,
            f"Thông báo số {notice.paper.symbol}, mục 1",
            notice.paper_id,
        )
        for unit in (first, second)
    ]
    assert conference.state is ConferenceState.CONCLUDED


def test_what_a_sites_chair_ordered_in_its_own_session_binds_in_his_name():
    minutes = drafted()
    district = a_unit("UBND huyện Vũ Quang")
    site = a_site(minutes.conference, district, chair_name="Trịnh Văn Ngọc", chair_title="Chủ tịch UBND huyện")
    item = an_item(minutes.conference, kind=ItemKind.LOCAL, title="Phát biểu chỉ đạo", site_id=site.id)
    office = a_unit("Phòng Văn hoá và Thông tin", parent=district)
    a_directive_in(minutes, leads=[office], item=item)

    notice = notice_in(NoticeState.RELEASED, minutes=approved(in_review(minutes)))

    [directive] = given()
    assert (directive.giver_name, directive.giver_unit_id, directive.lead_unit_id, directive.paper_id) == (
        "Trịnh Văn Ngọc",
        district.id,
        office.id,
        None,
    )
    assert notice.facts["sections"] == []


def test_a_correction_gives_only_what_was_not_given_before():
    minutes = drafted()
    a_directive_in(minutes)
    old = notice_in(NoticeState.RELEASED, minutes=approved(in_review(minutes)))
    with transaction():
        corrected = minutes_actions.correct(minutes, reason="Thiếu một nhiệm vụ", by=None)
    more = a_unit()
    a_directive_in(corrected, leads=[more])
    approved(in_review(corrected))
    with transaction():
        new = conclusions.correct(old, reason="Thiếu một nhiệm vụ", by=None)

    for move in (rulings.submit_notice, rulings.approve_notice, rulings.release_notice):
        with transaction():
            move(new, by=None)

    assert (len(given()), given()[-1].lead_unit_id, new.minutes_id) == (2, more.id, corrected.id)
    mail = db.session.scalars(select(Notice).where(Notice.kind == "notice_released").order_by(Notice.id.desc())).first()
    said = texts.written("notice_released", mail.facts).text
    assert f"Thông báo này thay thế Thông báo số {old.paper.symbol}" in said and "Thiếu một nhiệm vụ" in said


def test_a_correction_is_not_called_late(login):
    old = notice_in(NoticeState.RELEASED, minutes=approved(minutes_in(MinutesState.IN_REVIEW)))
    conference = old.conference
    with transaction():
        conclusions.correct(old, reason="Sai ngày", by=None)

    with clock.at(conference.ends_at + timedelta(days=60)):
        page = login(conference.secretary).get(f"/conferences/{conference.id}/conclusions").text

    assert "quá hạn từ" not in page


def test_a_notice_that_was_never_given_out_is_called_late(login):
    notice = notice_in(NoticeState.DRAFT, minutes=approved(minutes_in(MinutesState.IN_REVIEW)))
    conference = notice.conference

    with clock.at(conference.ends_at + timedelta(days=60)):
        page = login(conference.secretary).get(f"/conferences/{conference.id}/conclusions").text

    assert "quá hạn từ" in page


def test_whoever_must_act_next_is_told():
    minutes = minutes_in(MinutesState.IN_REVIEW)
    officer = a_site_officer(minutes_queries.blocks_of(minutes.id)[1].leads[0])
    conference = minutes.conference
    with transaction():
        rulings.send_back_minutes(minutes, note="Xem lại", by=None)
    in_review(minutes)
    approved(minutes)
    with transaction():
        rulings.release_minutes(minutes, by=None)

    notice_in(NoticeState.RELEASED, minutes=minutes)

    chair, secretary = conference.chair.person.email, conference.secretary.email
    kinds = (
        "minutes_submitted minutes_sent_back minutes_approved minutes_released "
        "notice_submitted notice_approved notice_released directive_given"
    )
    everyone = [chair, secretary, officer.email]
    one = [chair], [secretary], [secretary], everyone, [chair], [secretary], everyone, [officer.email]
    assert [told(kind) for kind in kinds.split()] == list(one)


@pytest.mark.parametrize("kind, page", [("minutes_released", "/minutes"), ("notice_released", "/conclusions")])
def test_a_site_is_led_to_its_own_link_and_the_house_to_the_program(kind, page):
    minutes = approved(minutes_in(MinutesState.IN_REVIEW))
    unit = a_unit()
    officer, conference = a_site_officer(unit), minutes.conference
    a_site(conference, unit)
    with transaction():
        rulings.release_minutes(minutes, by=None)
    notice_in(NoticeState.RELEASED, minutes=minutes)

    rows = {row.to_address: row.facts for row in db.session.query(Notice).filter_by(kind=kind)}
    house, linked = rows[conference.chair.person.email], rows[officer.email]
    said = texts.written(kind, linked | {"path": "/x/7-abc"}).text
    assert (house.get("link_id"), db.session.get(SiteLink, linked["link_id"]).to_address) == (None, officer.email)
    assert re.search(r"/x/7-abc\S*", said)[0] == "/x/7-abc"
    assert f"/conferences/{conference.id}{page}" in texts.written(kind, house).text


def test_an_order_is_said_while_the_conference_sat_even_if_written_later():
    minutes = drafted()
    a_directive_in(minutes, leads=[a_unit()])
    block_in(minutes, BlockKind.OPINION, speaker_name="Ông A")

    notice_in(NoticeState.RELEASED, minutes=approved(in_review(minutes)))

    [directive] = given()
    assert directive.given_at <= max(minutes.conference.ends_at, directive.given_at)
    assert directive.first_due_on == date(2026, 12, 25)


def test_the_history_says_when_it_was_given_out_and_the_page_when_it_was_said(login):
    site = a_site_officer(a_unit("Sở Nội vụ"))
    lead = site.posts[0].unit
    minutes = drafted()
    a_directive_in(minutes, leads=[lead])
    with clock.at(clock.now() + timedelta(days=1, minutes=7)):
        in_review(minutes)
        notice_in(NoticeState.RELEASED, minutes=approved(minutes))
        released_at = clock.now()
        [directive] = given()

        page = login(site).get(f"/directives/{directive.id}").text

    times = re.findall(r'<time datetime="([^"]+)"', page.partition("directives-history")[2].partition("</ol>")[0])
    assert [filters.moment(released_at) in page, filters.moment(directive.given_at) in page] == [True, True]
    assert times == [filters.iso(released_at)]
