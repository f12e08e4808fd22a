"""Before anything leaves one sees what each recipient gets, by each way."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices.models import Channel, Notice, Wish
from meetings.sites.models import SiteLink
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_site, a_site_officer, a_unit, saved


@pytest.fixture(autouse=True)
def gateway(app):
    before = app.config["TEXT_GATEWAY"]
    app.config["TEXT_GATEWAY"] = "console:"
    with clock.at(MONDAY - timedelta(days=4, hours=-3)):
        yield
    app.config["TEXT_GATEWAY"] = before


@pytest.fixture
def planned():
    province, commune = a_province(), a_unit("Xã Kỳ Anh")
    chair = a_leader(province)
    conference = a_conference(state="draft", organiser=province, chair=chair)
    site = a_site(conference, commune, contact_name="Bà Hoa", contact_phone="0987 654 321")
    return conference, site, a_site_officer(commune), a_secretary(province), chair


def at(conference, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/conferences/{conference.id}/invitation/previews?{query}"


def test_each_recipient_has_a_preview_of_mail_and_short_message(login, planned):
    conference, site, officer, secretary, chair = planned
    client = login(secretary)

    first, second = (client.get(at(conference, to=f"s{site.id}-{n}")).text for n in (0, 1))
    house = client.get(at(conference, to="h0")).text

    assert [name in first for name in (officer.name, "Bà Hoa", chair.name)] == [True, True, True]
    assert f"Mời {site.name} dự {conference.named}" in second
    assert "http://localhost/x/…" in second
    assert "+84987654321" in second
    assert re.search(r"\d+ ký tự, tính thành \d+ tin nhắn", second)
    assert f"Lịch họp: {conference.named}" in house


def test_on_a_phone_the_preview_comes_first_and_leads_to_the_recipients(login, planned):
    conference, site, officer, secretary, _chair = planned

    page = login(secretary).get(at(conference)).text

    assert page.index('class="preview-mail"') < page.index('class="preview-people"')
    assert 'href="#recipients"' in page and 'id="recipients"' in page


def test_who_reads_english_is_shown_with_the_english_words_he_will_get(login, planned):
    conference, site, _officer, secretary, chair = planned
    with transaction():
        db.session.merge(chair).language = "en"
    client = login(secretary)

    house = client.get(at(conference, to="h0")).text
    mail = client.get(f"/conferences/{conference.id}/invitation/previews/mail?to=h0").text
    letter = client.get(at(conference, to=f"s{site.id}-0")).text

    assert f'<h3 lang="en">Conference: {conference.named}' in house and "Anh/chị chủ trì" in house
    assert 'lang="en"' in mail and "You chair or co-chair the conference." in mail
    assert f'<h3 lang="vi">Mời dự {conference.named}' in letter


def test_the_length_of_a_short_message_counts_the_whole_link(login, planned):
    conference, site, _, secretary, _ = planned

    page = login(secretary).get(at(conference, to=f"s{site.id}-1")).text

    shown = page.partition('class="preview-short" lang="vi">')[2].partition("</p>")[0]
    counted = int(page.partition('class="preview-short"')[2].partition('nc-sub">')[2].partition(" ")[0])
    assert counted == len(shown) + len("10000-" + "a" * 32) - 1


def test_it_says_by_which_way_it_leaves_and_why_whatever_the_recipient_wishes(login, planned):
    conference, site, officer, secretary, _ = planned
    saved(Wish(person_id=officer.id, asking=Channel.BELL))

    page = login(secretary).get(at(conference, to=f"s{site.id}-0")).text
    contact = login(secretary).get(at(conference, to=f"s{site.id}-1")).text

    # The letter and the calendar entry do not go by the bell, where nobody could open them.
    assert "Người nhận chỉ muốn xem loại thông báo này ở chuông" not in page and officer.email in page
    assert "Gửi tin nhắn vì không có địa chỉ thư điện tử" in contact


def test_the_mail_is_shown_as_it_looks_and_can_do_nothing(login, planned):
    conference, site, _, secretary, _ = planned

    answer = login(secretary).get(f"/conferences/{conference.id}/invitation/previews/mail?to=s{site.id}-0")

    assert answer.status_code == 200
    assert "Kính gửi" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("key", ["", "s", "s0-0", "s99999999999999-0", "h9", "x", "s١-0", "%00"])
def test_a_recipient_who_is_none_of_the_conference_s_is_not_there(login, planned, key):
    conference, _, _, secretary, _ = planned
    client = login(secretary)

    assert client.get(f"/conferences/{conference.id}/invitation/previews/mail?to={key}").status_code == 404
    assert client.get(at(conference, to=key)).status_code == 200


def test_a_site_of_another_conference_is_not_shown(login, planned):
    conference, _, _, secretary, _ = planned
    foreign = a_site(a_conference(), contact_name="Ông Lạ", contact_email="la@example.vn")

    answer = login(secretary).get(f"/conferences/{conference.id}/invitation/previews/mail?to=s{foreign.id}-0")

    assert answer.status_code == 404


def test_looking_keeps_nothing(login, planned):
    conference, site, _, secretary, _ = planned
    client = login(secretary)

    client.get(at(conference, to=f"s{site.id}-1"))
    client.get(f"/conferences/{conference.id}/invitation/previews/mail?to=s{site.id}-1")

    assert [db.session.scalar(select(func.count()).select_from(one)) for one in (Notice, SiteLink)] == [0, 0]


def test_strangers_see_no_previews(login, planned):
    conference, _, officer, _, _ = planned

    assert login(officer).get(at(conference)).status_code == 403


def test_sites_are_found_without_marks(login, planned):
    conference, _, _, secretary, _ = planned
    a_site(conference, a_unit("Xã Vũ Quang"), contact_name="Ông Tư", contact_email="tu@example.vn")

    page = login(secretary).get(at(conference, q="vu quang")).text

    assert ("Ông Tư" in page, "Bà Hoa" in page) == (True, False)


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_three_hundred_sites_as_for_one(login, planned, queries, number):
    conference, _, _, secretary, _ = planned
    for _n in range(number - 1):
        a_site(conference, contact_name="A", contact_email="a@example.vn")
    client, address = login(secretary), at(conference)
    queries.clear()

    client.get(address)

    assert len(queries) <= 12
