"""The pages of series and templates, used by those who may and refused to those who may not."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from meetings.agenda import queries as agenda
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.series import actions, plan
from meetings.series.models import ConferenceSeries, Departure, Occurrence, Pattern, Template
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
)
from tests.reading import seen
from tests.series.make import a_series, a_template, drafts_of, how_many, worked_on

pytestmark = pytest.mark.usefixtures("in_november")
DAYS = timedelta(days=15)


def rule(chosen, of, **facts):
    return {
        "title": "Giao ban hằng tháng",
        "organiser": of.id,
        "template": chosen.id,
        "ahead": "3",
        "pattern": "month_weekday",
        "every": "1",
        "nth": "1",
        "weekdays": ["0"],
        "month_day": "1",
        "first_on": "01/12/2026",
        "last_on": "",
        "starts": "",
        "ends": "",
        "off_days": "move",
        **facts,
    }


def test_a_series_is_begun_and_its_drafts_stand_at_once(secretary, province):
    template = a_template(province, starts="14:00", minutes=90)

    answer = secretary.post("/series/new", data=rule(template, province))

    series = db.session.scalar(select(ConferenceSeries))
    page = seen(secretary.get(answer.location))
    assert answer.location == f"/series/{series.id}"
    assert [f"{clock.local(one.starts_at):%d/%m/%Y %H:%M}" for one in drafts_of(series)] == [
        "07/12/2026 14:00",
        "04/01/2027 14:00",
        "01/02/2027 14:00",
    ]
    assert "Hằng tháng, vào Thứ Hai đầu tiên, 14:00 – 15:30" in page
    assert all(one.title in page for one in drafts_of(series))


def test_the_days_are_shown_before_anything_is_kept(secretary, province):
    facts = rule(a_template(province), province, pattern="month_day", month_day="31", do="preview")

    page = seen(secretary.post("/series/new", data=facts))

    assert ("31/12/2026" in page, "01/02/2027" in page, "dời từ Chủ nhật, 31/01/2027" in page) == (True, True, True)
    assert (how_many(ConferenceSeries), how_many(Conference)) == (0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": ""},
        {"organiser": "999999"},
        {"template": "999999"},
        {"template": ""},
        {"pattern": "daily"},
        {"every": "0"},
        {"every": "61"},
        {"weekdays": []},
        {"weekdays": ["0", "1"]},
        {"weekdays": ["9"]},
        {"weekdays": ["x"]},
        {"nth": "5"},
        {"pattern": "month_day", "month_day": "32"},
        {"pattern": "month_day", "month_day": ""},
        {"pattern": "weekly", "weekdays": []},
        {"first_on": "31/02/2027"},
        {"first_on": "01/11/2026"},
        {"last_on": "01/12/2025"},
        {"last_on": "02/12/2026"},
        {"starts": "8:00"},
        {"starts": "10:00", "ends": "9:00"},
        {"off_days": "pray"},
        {"ahead": "13"},
    ],
)
@pytest.mark.parametrize("do", ["", "preview"])
def test_a_rule_that_cannot_be_is_refused_and_nothing_is_lost(secretary, province, facts, do):
    facts = {"title": "Giao ban hằng tháng", **facts, "do": do}

    answer = secretary.post("/series/new", data=rule(a_template(province), province, **facts))

    assert (answer.status_code, how_many(ConferenceSeries)) == (422, 0)
    assert facts["title"] in seen(answer)


def test_one_day_is_changed_skipped_and_put_back_on_its_page(secretary, province):
    series = a_series(province)
    address = f"/series/{series.id}/days/2026-12-15"

    version = lambda: db.session.scalar(select(Occurrence.version).where(Occurrence.day == date(2026, 12, 15)))  # noqa: E731
    moved = {"starts_on": "17/12/2026", "starts": "14:00", "ends": "15:30", "note": "Họp HĐND", "version": version()}
    secretary.post(address, data=moved)
    page = seen(secretary.get(f"/series/{series.id}"))
    db.session.rollback()
    secretary.post(f"{address}/skip", data={"note": "Nghỉ", "version": version()})
    db.session.rollback()
    skipped = db.session.scalar(select(Occurrence.departure).where(Occurrence.day == date(2026, 12, 15)))
    secretary.post(f"{address}/restore", data={"version": version()})

    assert ("thay cho Thứ Ba, 15/12/2026" in page, "Họp HĐND" in page, skipped) == (True, True, Departure.SKIPPED)
    assert f"{clock.local(drafts_of(series)[0].starts_at):%d/%m %H:%M}" == "15/12 08:00"


@pytest.mark.parametrize(
    ("part", "facts", "status"),
    [
        ("", {"starts_on": "15/01/2027"}, 422),
        ("", {"starts_on": "20/11/2026"}, 422),
        ("", {"starts_on": ""}, 422),
        ("", {"ends": "13:00"}, 422),
        ("", {"version": "77"}, 409),
        ("", {"version": ""}, 422),
        ("/skip", {"note": " "}, 422),
        ("/skip", {"note": "Nghỉ", "version": "77"}, 409),
    ],
)
def test_a_change_of_one_day_that_cannot_be_changes_nothing(secretary, province, part, facts, status):
    series = a_series(province)
    row = db.session.scalar(select(Occurrence).where(Occurrence.day == date(2026, 12, 15)))
    facts = {"starts_on": "17/12/2026", "starts": "14:00", "ends": "15:00", "version": row.version, **facts}

    answer = secretary.post(f"/series/{series.id}/days/2026-12-15{part}", data=facts)

    assert answer.status_code == status
    assert f"{clock.local(drafts_of(series)[0].starts_at):%d/%m %H:%M}" == "15/12 08:00"


@pytest.mark.parametrize("day", ["2026-12-16", "2026-02-31", "2026-13-01", "15-12-2026", "today"])
def test_a_day_that_the_rule_does_not_name_has_no_page(secretary, province, day):
    assert secretary.get(f"/series/{a_series(province).id}/days/{day}").status_code == 404


def test_a_new_rule_says_which_drafts_stay(secretary, province):
    series = a_series(province)
    first = worked_on(drafts_of(series)[0])
    facts = rule(series.template, province, pattern="month_day", month_day="20", version=series.version)

    answer = secretary.post(f"/series/{series.id}/rule", data=facts, follow_redirects=True)

    page = seen(answer)
    assert "2 bản nháp đã chuyển sang ngày mới." in page
    assert f"{first.title}, ngày 15/12/2026. Được tính là kỳ 20/12/2026 của quy tắc mới" in page
    assert "Tiếp nối bằng" in seen(secretary.get(f"/series/{series.id}"))


def test_the_rule_of_an_old_page_is_refused_and_a_second_save_means_it(secretary, province):
    series = a_series(province)
    facts = rule(series.template, province, pattern="month_day", month_day="20", version=series.version)
    with transaction():
        running = db.session.get(ConferenceSeries, series.id)
        actions.revise(running, title="Khác", ahead=3, version=running.version, by=None)

    answer = secretary.post(f"/series/{series.id}/rule", data=facts)
    current = db.session.get(ConferenceSeries, series.id).version

    assert (answer.status_code, f'name="version" value="{current}"' in answer.text) == (409, True)
    assert how_many(ConferenceSeries) == 1


def test_a_series_is_renamed_filled_and_closed(secretary, province):
    series = a_series(province, ahead=1)
    address = f"/series/{series.id}"

    secretary.post(f"{address}/edit", data={"title": "Giao ban xã", "ahead": "2", "version": series.version})
    after_edit = len(drafts_of(series))
    page = seen(secretary.post(f"{address}/fill", follow_redirects=True))
    version = db.session.get(ConferenceSeries, series.id).version
    secretary.post(f"{address}/close", data={"last_on": "30/11/2026", "version": version})

    states = set(db.session.scalars(select(Conference.state)))
    assert (after_edit, "Giao ban xã" in page, "không phải lập thêm" in page) == (2, True, True)
    running = seen(secretary.get(address))
    with clock.at(MONDAY + timedelta(days=1)):
        over = seen(secretary.get(address))
    assert (states, "đã kết thúc từ" in running, "tiếp tục đến hết ngày 30/11/2026" in running) == (
        {C.CANCELLED},
        False,
        True,
    )
    assert "đã kết thúc từ 30/11/2026" in over


def test_a_series_that_is_to_end_is_listed_as_running_until_then(secretary, province):
    series = a_series(province)
    facts = rule(series.template, province, first_on="15/03/2027", version=series.version)
    secretary.post(f"/series/{series.id}/rule", data=facts)

    running, closed = seen(secretary.get("/series")), seen(secretary.get("/series?closed=1"))
    page = seen(secretary.get(f"/series/{series.id}"))

    assert (f'href="/series/{series.id}"' in running, "tiếp tục đến hết ngày 14/03/2027" in running) == (True, True)
    assert ("từ 15/03/2027" in running, f'href="/series/{series.id}"' in closed) == (True, False)
    assert ("đã kết thúc" in page, f'href="/series/{series.id}/rule"' in page) == (False, False)


def test_the_days_of_a_new_rule_are_shown_with_what_stands_before_it_is_saved(secretary, province):
    series = a_series(province)
    first = worked_on(drafts_of(series)[0])
    skipped = plan.slot(db.session.get(ConferenceSeries, series.id), date(2027, 1, 15))
    data = {"note": "Đại hội", "version": skipped.version}
    secretary.post(f"/series/{series.id}/days/2027-01-15/skip", data=data)
    facts = rule(series.template, province, pattern="month_day", month_day="22", version=series.version)

    answer = secretary.post(f"/series/{series.id}/rule", data=facts | {"do": "preview"})

    page = seen(answer)
    assert f"giữ nguyên: {first.title}; tính là kỳ 22/12/2026" in page
    assert "bỏ qua như kỳ 15/01/2027 theo quy tắc cũ: Đại hội" in page
    assert "bản nháp chưa ai sửa sẽ chuyển theo" in page
    assert how_many(ConferenceSeries) == 1


def test_all_that_is_wrong_with_a_rule_is_said_at_once(secretary, province):
    wrong = {"title": "", "weekdays": [], "first_on": "1/11/2026", "last_on": "31/02/2027", "starts": "10", "ends": ""}

    answer = secretary.post("/series/new", data=rule(a_template(province), province, **wrong))

    page = seen(answer)
    assert answer.status_code == 422
    for words in ("Ngày này đã qua", "đúng một thứ trong tuần", "Không có ngày này", "07:30"):
        assert words in page


@pytest.mark.parametrize("typed_so", ["1.12.26", "1/12/26", "01-12-26"])
def test_a_year_of_two_digits_is_understood(secretary, province, typed_so):
    secretary.post("/series/new", data=rule(a_template(province), province, first_on=typed_so))

    assert db.session.scalar(select(ConferenceSeries.first_on)) == date(2026, 12, 1)


def held_before(series):
    """A conference of the series that was held, with a place, a letter and two sites; and its draft of December."""
    series = db.session.get(ConferenceSeries, series.id)
    province = series.organiser
    facts = {"title": "Giao ban tháng 11/2026", "place": "Hội trường", "starts_at": MONDAY - DAYS}
    model = a_conference(organiser=province, **facts)
    a_site(model, province, kind=SiteKind.MAIN), a_site(model, a_unit()), a_site(model, a_unit())
    with transaction():
        slot = plan.slot(db.session.get(ConferenceSeries, series.id), date(2026, 11, 15))
        actions.attach(actions.keep(slot), db.session.get(Conference, model.id), mark=False)
    return model, drafts_of(series)[0]


def test_a_series_of_which_none_was_held_does_not_offer_to_repeat_it(secretary, province):
    series = a_series(province)

    page = seen(secretary.get(f"/series/{series.id}"))
    address = f"/series/{series.id}/again"
    told, refused = seen(secretary.get(address)), secretary.post(address)

    assert (address in page, f'href="/conferences/{drafts_of(series)[0].id}"' in page) == (False, True)
    assert ("chưa có kỳ nào đã họp" in told, refused.status_code, "lập bản nháp trước" in seen(refused)) == (
        True,
        422,
        False,
    )


def test_the_look_at_what_a_draft_would_get_keeps_to_twelve_statements(secretary, province, queries):
    series = a_series(province)
    (model, _draft), unit = held_before(series), a_unit()
    with transaction():
        db.session.get(Conference, model.id).content_owner_id = unit.id
    address = f"/series/{series.id}/again"
    del series, model, _draft, unit
    db.session.expunge_all()
    queries.clear()

    assert secretary.get(address).status_code == 200

    assert len(queries) <= 12, "\n".join(queries)


def test_an_untouched_draft_becomes_like_the_last_one_after_a_look(secretary, province):
    series = a_series(province)
    model, draft = held_before(series)
    address = f"/series/{series.id}/again"

    assert f'href="{address}"' in secretary.get(f"/series/{series.id}").text
    assert "Hội trường" in secretary.get(address).text
    answer = secretary.post(address, follow_redirects=True)

    assert db.session.get(Conference, draft.id).copied_from_id == model.id
    assert "Bản nháp đã lập như kỳ trước" in seen(answer)


def test_a_draft_edited_by_hand_gets_only_what_it_has_not(secretary, province):
    series = a_series(province)
    _model, draft = held_before(series)
    worked_on(draft)
    titles = [item.title for item in agenda.items_of(draft.id)]
    address = f"/series/{series.id}/again"

    preview = seen(secretary.get(address))
    answer = seen(secretary.post(address, follow_redirects=True))
    again = seen(secretary.post(address, follow_redirects=True))

    draft = db.session.get(Conference, draft.id)
    assert "Đã có người sửa bản nháp này" in preview
    assert "Đã lấy từ kỳ trước: " in answer and "Những gì đã có trong bản nháp được giữ nguyên" in answer
    assert (draft.place, len(sites.sites_of(draft.id))) == ("Hội trường", 3)
    assert [item.title for item in agenda.items_of(draft.id)] == titles
    assert ("không thay đổi gì" in again, "không có gì để lấy thêm" in seen(secretary.get(address))) == (True, True)


def test_a_next_one_that_was_announced_is_opened_not_filled(secretary, province):
    series = a_series(province)
    _model, draft = held_before(series)
    with transaction():
        db.session.get(Conference, draft.id).state = C.INVITING
    address = f"/series/{series.id}/again"

    page, refused = seen(secretary.get(f"/series/{series.id}")), secretary.post(address)

    assert (address in page, refused.status_code) == (False, 409)
    assert "đã gửi giấy mời" in seen(refused)


def test_series_are_found_without_marks_and_only_ones_own(secretary, province):
    own, foreign = a_series(province), a_series()

    page = secretary.get("/series?q=giao+ban").text
    none = seen(secretary.get("/series?q=khong+co"))

    assert (f'href="/series/{own.id}"' in page, f'href="/series/{foreign.id}"' in page) == (True, False)
    assert "Không có chuỗi nào phù hợp." in none


@pytest.mark.parametrize("address", ["/series", "/templates", "/series/{id}"])
def test_a_list_asks_as_often_for_three_hundred_as_for_one(login, queries, address):
    province = a_province()
    client = login(a_secretary(province))
    template = a_template(province)
    series = a_series(province, template=template)
    address = address.format(id=series.id)
    client.get(address)
    queries.clear()
    client.get(address)
    few = len(queries)
    with transaction():
        for number in range(300):
            db.session.add(Template(name=f"Mẫu {number}", owner_id=province.id, facts=template.facts))
            db.session.add(
                ConferenceSeries(
                    title=f"Chuỗi {number}",
                    organiser_id=province.id,
                    template_id=template.id,
                    starts="08:00",
                    minutes=60,
                    pattern=Pattern.MONTH_DAY,
                    first_on=date(2026, 11, 1),
                )
            )
        db.session.add_all(Occurrence(series_id=series.id, day=date(2000 + number, 1, 1)) for number in range(26))
    queries.clear()
    client.get(address)

    assert (len(queries), few <= 12) == (few, True)


@pytest.mark.parametrize(
    "address",
    [
        "/series/new",
        "/series/{series}/rule",
        "/series/{series}/again",
        "/series/{series}/edit",
        "/series/{series}/days/2026-12-15",
        "/templates/new",
        "/templates/{template}",
        "/templates/{template}/edit",
        "/templates/{template}/editions/1",
        "/templates/use",
        "/conferences/new",
        "/conferences/{conference}",
        "/conferences/{conference}/template",
    ],
)
def test_every_page_asks_at_most_twelve_times(secretary, province, queries, address):
    template = a_template(province, unit_ids=tuple(a_unit().id for _ in range(20)), papers=("Báo cáo",))
    series = a_series(province, template=template)
    ids = {"series": series.id, "template": template.id, "conference": drafts_of(series)[0].id}
    queries.clear()

    answer = secretary.get(address.format(**ids))

    assert (answer.status_code, len(queries) <= 12) == (200, True)


@pytest.mark.parametrize("who", [a_leader, a_site_officer, a_stranger])
def test_nobody_else_sees_series_or_templates(login, who):
    series = a_series()
    client = login(who())
    addresses = ["/series", "/series/new", f"/series/{series.id}", "/templates", f"/templates/{series.template_id}"]

    assert {client.get(address).status_code for address in addresses} == {403}
    assert "/series" not in client.get("/conferences").text


def test_without_signing_in_one_is_sent_to_the_entrance(client):
    series = a_series()

    assert "/sign-in" in client.get(f"/series/{series.id}").location


def test_a_model_that_began_at_half_past_six_bears_its_own_day(login):
    secretary = a_secretary()
    early = clock.instant(date(2026, 10, 5), time(6, 30))
    a_conference(organiser=secretary.posts[0].unit, title="Họp sớm", starts_at=early, state=C.CONCLUDED)

    page = login(secretary).get("/templates/new").text

    assert "05/10/2026 · Họp sớm" in page


def test_the_second_of_two_who_name_a_series_sees_what_the_first_wrote(secretary, province):
    series = a_series(province)
    secretary.post(f"/series/{series.id}/edit", data={"title": "Giao ban đầu tháng", "ahead": "3", "version": "1"})

    late = secretary.post(f"/series/{series.id}/edit", data={"title": "Giao ban quý", "ahead": "3", "version": "1"})

    beside = late.text.partition("nc-conflict")[2].partition("</section>")[0]
    assert (late.status_code, "Giao ban đầu tháng" in beside, "Giao ban quý" in beside) == (409, True, True)


def test_where_only_closed_series_are_the_list_does_not_say_that_there_never_was_one(secretary, province):
    series = a_series(province)
    with transaction():
        db.session.get(ConferenceSeries, series.id).closed_on = date(2026, 1, 1)

    pages = seen(secretary.get("/series")), seen(secretary.get("/series?closed=1"))

    assert "Không có chuỗi nào đang chạy." in pages[0] and "Chưa có chuỗi nào" not in pages[0]
    assert series.title in pages[1]


def test_a_series_sent_twice_out_of_one_page_is_begun_once_and_previewed_as_often_as_one_likes(secretary, province):
    typed = rule(a_template(province), province, csrf_token="of this page")

    tried = [secretary.post("/series/new", data=typed | {"do": "preview"}).status_code for _ in range(2)]
    sent = [secretary.post("/series/new", data=typed).status_code for _ in range(2)]

    assert (tried, sent) == ([200, 200], [302, 409])
    assert len(db.session.scalars(select(ConferenceSeries.id)).all()) == 1
