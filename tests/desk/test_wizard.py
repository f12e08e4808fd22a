"""Four steps from the idea to the invitation: saved, left, resumed; bad input changes nothing and loses nothing."""

import html
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.accounts.models import Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import Item, ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ChairPart, Conference, ConferenceState
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import UnitKind
from tests.make import MONDAY, a_conference, a_leader, a_province, a_site, a_site_officer, a_unit, a_user

pytestmark = pytest.mark.usefixtures("in_november")
S = ConferenceState


@pytest.fixture
def chair(province):
    return a_leader(province)


@pytest.fixture
def secretary(login, province):
    office = a_unit(kind=UnitKind.OFFICE, parent=province)
    return login(a_user(Role.SECRETARIAT, office))


def good(province, **facts):
    return {
        "title": "Giao ban tháng 12",
        "kind": "briefing",
        "organiser": province.id,
        "starts_on": "25/12/2026",
        "starts": "08:00",
        "ends": "11:30",
        "place": "Hội trường",
        **facts,
    }


def titled(conference, title):
    """The conference, whose chair presides under another title than that of his post."""
    with transaction():
        db.session.get(Conference, conference.id).chair.title = title
    return db.session.get(Conference, conference.id)


def drafts():
    return db.session.query(Conference).order_by(Conference.id).all()


def test_the_first_step_makes_a_draft_and_leads_to_the_sites(secretary, province, chair):
    answer = secretary.post("/conferences/new", data=good(province, chair=chair.id, co_chair_1_name="Phan Tấn Linh"))

    (draft,) = drafts()
    assert answer.location == f"/conferences/{draft.id}/sites/choose"
    assert [(row.part, row.name) for row in draft.chairs] == [
        (ChairPart.CHAIR, chair.name),
        (ChairPart.CO_CHAIR, "Phan Tấn Linh"),
    ]
    assert f"{clock.local(draft.starts_at):%d/%m/%Y %H:%M}" == "25/12/2026 08:00"


def test_whoever_follows_as_chair_brings_his_own_position_and_not_that_of_the_one_before(secretary, province, chair):
    other = a_leader(province, title="Giám đốc Sở")
    draft = titled(a_conference(organiser=province, chair=chair), "Quyền Chủ tịch")
    address, seen = f"/conferences/{draft.id}/information", []
    page = secretary.get(address).text
    shown = re.search(r'<input[^>]*name="chair_title"[^>]*>', page)[0]
    sent = {"chair_title": re.search(r' value="([^"]*)"', shown)[1]}

    for someone in (chair, other):
        secretary.post(address, data=good(province, chair=someone.id, version=draft.version, **sent))
        db.session.expire_all()
        seen.append((draft.chair.title, draft.chair.name))

    # Said with the name, and not in the field: there it would stand beside whoever is chosen instead.
    assert f"Với {chair.name}: Quyền Chủ tịch." in html.unescape(page) and "placeholder" not in shown
    assert seen == [("Quyền Chủ tịch", chair.name), ("Giám đốc Sở", other.name)]


@pytest.mark.parametrize("title", ["Quyền Chủ tịch", "Phó Chủ tịch"], ids=["another", "that of the one before"])
def test_a_position_that_is_typed_for_the_new_chair_stands(secretary, province, chair, title):
    draft = titled(a_conference(organiser=province, chair=chair), "Phó Chủ tịch")
    typed = {"chair": a_leader(province, title="Giám đốc Sở").id, "chair_title": title, "version": draft.version}

    secretary.post(f"/conferences/{draft.id}/information", data=good(province, **typed))

    db.session.expire_all()
    assert draft.chair.title == title


def test_nobody_presides_twice(secretary, province, chair):
    answer = secretary.post("/conferences/new", data=good(province, chair=chair.id, co_chair_2=chair.id))

    assert (answer.status_code, drafts()) == (422, [])
    assert f"{chair.name} được ghi hai lần trong số người chủ trì." in html.unescape(answer.text)


def test_a_title_that_is_too_long_is_refused_in_words_and_not_cut_by_the_browser(secretary, province):
    long = "Hội nghị " + "x" * 481

    page = secretary.get("/conferences/new").text
    answer = secretary.post("/conferences/new", data=good(province, title=long))

    assert ("maxlength" in page, answer.status_code, drafts()) == (False, 422, [])
    assert ("Nhiều nhất 300 ký tự" in answer.text or "300" in answer.text, long in answer.text) == (True, True)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": ""},
        {"title": "x" * 301},
        {"kind": "party"},
        {"organiser": "987654"},
        {"organiser": ""},
        {"starts_on": "31/02/2026"},
        {"starts_on": ""},
        {"starts": "25:00"},
        {"ends": "07:00"},
        {"ends": "08:00"},
        {"ends_on": "24/12/2026"},
        {"ends_on": "25/12/2027"},
        {"chair": "987654"},
        {"chair_title": "Chủ tịch"},
        {"secretary": "abc"},
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_typed_is_lost(secretary, province, facts):
    answer = secretary.post("/conferences/new", data=good(province, place="Phòng họp số 3", **facts))

    assert answer.status_code == 422
    assert "Phòng họp số 3" in answer.text
    assert "aria-invalid" in answer.text
    assert drafts() == []


@settings(max_examples=40, deadline=None)
@given(
    typed=st.dictionaries(
        st.sampled_from(
            "title kind organiser content_owner starts_on starts ends ends_on place chair chair_name chair_title "
            "co_chair_1 co_chair_2_name secretary version".split()
        ),
        st.text(max_size=60),
        max_size=8,
    )
)
def test_whatever_is_typed_is_saved_or_refused_but_never_breaks(secretary, province, typed):
    before = len(drafts())

    answer = secretary.post("/conferences/new", data=good(province, **typed))

    assert answer.status_code in (302, 422)
    assert len(drafts()) - before == (answer.status_code == 302)


@settings(max_examples=40, deadline=None)
@given(
    typed=st.dictionaries(
        st.sampled_from("title kind organiser starts_on starts ends ends_on place chair version".split()),
        st.text(max_size=60),
        min_size=1,
        max_size=8,
    )
)
def test_a_refused_revision_changes_nothing(secretary, province, typed):
    draft = a_conference(organiser=province)
    before = draft.title, draft.starts_at, draft.version

    answer = secretary.post(f"/conferences/{draft.id}/information", data=good(province, version=draft.version) | typed)

    if answer.status_code != 302:
        assert answer.status_code in (409, 422)
        draft = db.session.get(Conference, draft.id)
        assert (draft.title, draft.starts_at, draft.version) == before


def test_the_second_writer_is_shown_both_texts_and_can_save_again(secretary, province):
    draft = a_conference(organiser=province, title="First writer")
    old = draft.version - 1

    refused = secretary.post(f"/conferences/{draft.id}/information", data=good(province, title="Second", version=old))
    assert refused.status_code == 409
    assert {"First writer", "Second"} <= {word for word in ("First writer", "Second") if word in refused.text}

    again = secretary.post(
        f"/conferences/{draft.id}/information", data=good(province, title="Second", version=draft.version)
    )
    assert again.status_code == 302
    assert db.session.get(Conference, draft.id).title == "Second"


@pytest.mark.parametrize("path", ["/conferences/new", "/conferences/copy?source=1"])
def test_only_secretariats_plan_conferences(login, path):
    assert login(a_site_officer()).get(path).status_code == 403


def test_nobody_convenes_in_the_name_of_a_body_he_does_not_reach(secretary, province):
    answer = secretary.post("/conferences/new", data=good(a_province()))

    assert (answer.status_code, drafts()) == (422, [])


@pytest.mark.parametrize("step", ["information", "sites/choose", "content", "send"])
def test_each_step_can_be_left_and_opened_again(secretary, province, step):
    draft = a_conference(organiser=province)

    answer = secretary.get(f"/conferences/{draft.id}/{step}")

    assert answer.status_code == 200
    assert answer.text.count('aria-current="step"') == 1


def test_the_last_step_says_what_is_missing_and_where_to_mend_it(secretary, province):
    draft = a_conference(organiser=province)

    page = secretary.get(f"/conferences/{draft.id}/send")
    sent = secretary.post(f"/conferences/{draft.id}/send")

    assert f"/conferences/{draft.id}/sites/choose" in page.text
    assert (sent.status_code, db.session.get(Conference, draft.id).state) == (422, S.DRAFT)


def test_a_complete_draft_shows_the_very_message_and_is_sent(secretary, province, chair):
    draft = a_conference(organiser=province, chair=chair, title="Giao ban Hương Khê")
    a_site(draft, province, kind=SiteKind.MAIN)
    site = a_site(draft, name="Xã Vũ Quang")

    page = secretary.get(f"/conferences/{draft.id}/send")
    sent = secretary.post(f"/conferences/{draft.id}/send")

    assert "trân trọng kính mời Xã Vũ Quang" in html.unescape(page.text)
    assert sent.location == f"/conferences/{draft.id}"
    assert db.session.get(Conference, draft.id).state is S.INVITING
    assert db.session.get(Site, site.id).state is SiteState.WAITING


def test_the_last_step_says_that_the_agenda_runs_past_the_end(secretary, province, chair):
    draft = a_conference(organiser=province, chair=chair)
    a_site(draft)
    minutes = (draft.ends_at - draft.starts_at).total_seconds() / 60
    with transaction():
        agenda.add(draft, kind=ItemKind.REPORT, title="Báo cáo", planned_minutes=int(minutes) + 25, by=None)

    page = html.unescape(secretary.get(f"/conferences/{draft.id}/send").text)

    assert "Chương trình vượt giờ mời 25 phút" in page
    assert f'href="/conferences/{draft.id}/agenda"' in page[page.index("vượt giờ mời 25 phút") :].partition("</li>")[0]


def test_a_copy_proposes_the_month_of_its_day_in_the_title(secretary, province):
    source = a_conference(organiser=province, title="Giao ban tháng 11 với các xã, phường", starts_at=MONDAY)

    with clock.at(MONDAY):
        page = secretary.get(f"/conferences/{source.id}/copy").text

    assert 'value="07/12/2026"' in page and "Giao ban tháng 12 với các xã, phường" in page


def test_a_copy_takes_along_what_was_ticked(secretary, province, chair):
    source = a_conference(organiser=province, chair=chair, title="Giao ban tháng 11")
    a_site(source)
    with transaction():
        agenda.add(source, kind=ItemKind.REPORT, title="Báo cáo", by=None)
        source.state = S.ENDED
    time = {"starts_on": "25/12/2026", "starts": "08:00", "ends": "11:30"}

    secretary.post(f"/conferences/{source.id}/copy", data={"title": "Tháng 12", "sites": "y", "agenda": "y", **time})

    copy = drafts()[-1]
    assert (copy.title, copy.state, copy.chair, copy.copied_from_id) == ("Tháng 12", S.DRAFT, None, source.id)
    assert db.session.query(Site).filter_by(conference_id=copy.id).count() == 1
    assert db.session.query(Item).filter_by(conference_id=copy.id).count() == 1


def test_the_model_is_chosen_among_those_one_manages(secretary, province):
    own, foreign = a_conference(organiser=province), a_conference()

    assert secretary.get(f"/conferences/copy?source={own.id}").location == f"/conferences/{own.id}/copy"
    assert secretary.get(f"/conferences/copy?source={foreign.id}").location == "/conferences/new"
    assert secretary.get("/conferences/copy?source=abc").location == "/conferences/new"


def test_the_models_stand_in_the_order_of_time_and_the_last_that_was_held_is_chosen(secretary, province):
    for title, days in (("Tháng 9", -60), ("Tháng 10", -30), ("Tháng 12", 10), ("Sang năm", 60)):
        a_conference(organiser=province, title=title, starts_at=clock.now() + timedelta(days=days))

    page = secretary.get("/conferences/new?copy=1").text

    shown = page.partition('id="source"')[2].partition("</select>")[0]
    assert re.findall(r"label=\"([^\"]*)|( selected)?>[^<]* · ([^<]+)</option>", shown) == [
        ("Chưa họp", "", ""),
        *(("", "", title) for title in ("Sang năm", "Tháng 12")),
        ("Đã qua", "", ""),
        ("", " selected", "Tháng 10"),
        ("", "", "Tháng 9"),
    ]
    assert re.findall(r"<[^>]*autofocus[^>]*>", page)[0].startswith('<select class="form-select" id="source"')


@pytest.mark.parametrize("step", ["information", "content", "send", "copy"])
def test_the_steps_ask_the_same_number_of_questions_for_many_sites(secretary, province, chair, queries, step):
    draft = a_conference(organiser=province, chair=chair)
    for _ in range(20):
        a_site(draft)
    path = f"/conferences/{draft.id}/{step}"
    queries.clear()

    secretary.get(path)

    assert len(queries) <= 12


def test_a_day_that_has_passed_is_not_planned_but_may_stay(secretary, province):
    old = a_conference(organiser=province, starts_at=MONDAY - timedelta(days=60))
    day = f"{clock.local(old.starts_at):%d/%m/%Y}"
    path = f"/conferences/{old.id}/information"

    fresh = secretary.post("/conferences/new", data=good(province, starts_on=day))
    kept = secretary.post(path, data=good(province, starts_on=day, title="Tên sửa", version=old.version))
    moved = secretary.post(path, data=good(province, starts_on="01/06/2026", version=old.version + 1))

    assert [answer.status_code for answer in (fresh, kept, moved)] == [422, 302, 422]
    assert [row.title for row in drafts()] == ["Tên sửa"]
    assert 'id="starts_on-fault"' in fresh.text and day in fresh.text


def test_a_copy_is_proposed_for_a_working_day(secretary, province):
    sunday = a_conference(organiser=province, starts_at=MONDAY - timedelta(days=1))

    page = secretary.get(f"/conferences/{sunday.id}/copy").text

    assert 'value="07/12/2026"' in page


def test_the_steps_of_a_draft_say_what_each_holds(secretary, province, chair):
    draft = a_conference(organiser=province, chair=chair)
    a_site(draft)
    with transaction():
        agenda.add(draft, kind=ItemKind.REPORT, title="Báo cáo", by=None)

    page = secretary.get(f"/conferences/{draft.id}/send").text

    shown = page[page.index("nc-steps") :].partition("</ol>")[0]
    steps = re.findall(r"<small>([^<]*)</small>", shown)
    assert steps == ["07:30 30/11/2026", "1 điểm cầu", "1 mục · 0 tài liệu", "Xem trước rồi gửi"]
    assert page.count("data-done") == 2


def test_what_was_typed_and_refused_stands_first_without_the_shorter_ways(secretary, province):
    a_conference(organiser=province)

    fresh = secretary.get("/conferences/new").text
    refused = secretary.post("/conferences/new", data={"title": "", "place": "Hội trường"})

    assert 'id="source"' in fresh
    assert (refused.status_code, 'id="source"' in refused.text, "Hội trường" in refused.text) == (422, False, True)


def test_faults_of_questions_and_between_them_are_told_at_once(secretary, province):
    wrong = {"title": "", "ends": "07:00", "chair_title": "Chủ tịch", "kind": "none"}

    answer = secretary.post("/conferences/new", data=good(province, **wrong))

    faulty = set(re.findall(r'id="([a-z_0-9]+)-fault"', answer.text))
    assert (answer.status_code, faulty, drafts()) == (422, {"title", "ends", "chair_name", "kind"}, [])


def test_hours_the_wrong_way_round_are_told_beside_a_day_that_is_none(secretary, province):
    wrong = {"starts_on": "31/11/2026", "starts": "14h30", "ends": "9h"}

    answer = secretary.post("/conferences/new", data=good(province, **wrong))

    faulty = set(re.findall(r'id="([a-z_0-9]+)-fault"', answer.text))
    assert (answer.status_code, faulty, drafts()) == (422, {"starts_on", "ends"}, [])


def test_an_office_that_convenes_offers_its_own_leaders_as_chairs(login, province):
    office, other = (a_unit(name, kind=UnitKind.OFFICE, parent=province) for name in ("Văn phòng", "Văn phòng khác"))
    head, stranger = a_leader(office, title="Chánh Văn phòng"), a_leader(other)
    browser = login(a_user(Role.SECRETARIAT, office))

    offered = re.findall(r'value="(\d+)"', select_of(browser.get("/conferences/new").text, "chair"))
    browser.post("/conferences/new", data=good(office, chair=head.id))

    assert offered == [str(head.id)] and str(stranger.id) not in offered
    [draft] = drafts()
    assert (draft.organiser_id, draft.chair.person_id, draft.chair.title) == (office.id, head.id, "Chánh Văn phòng")


def test_the_leaders_of_the_organiser_stay_offered_to_who_is_no_member_of_it(login, province):
    division = a_unit("Phòng Nội vụ", kind=UnitKind.DIVISION, parent=province)
    head, secretary = a_leader(division), a_user(Role.SECRETARIAT, province)
    conference = a_conference(state=S.DRAFT, organiser=division)

    page = login(secretary).get(f"/conferences/{conference.id}/information").text

    assert f'value="{head.id}"' in select_of(page, "chair")


@pytest.mark.parametrize("number", [1, 2])
def test_the_only_secretary_is_chosen_beforehand(login, province, number):
    secretaries = [a_user(Role.SECRETARIAT, province) for _ in range(number)]

    page = login(secretaries[0]).get("/conferences/new").text

    chosen = re.findall(r'selected value="(\d+)"', select_of(page, "secretary"))
    assert chosen == ([str(secretaries[0].id)] if number == 1 else [])


def select_of(page, name):
    return re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)[0]
