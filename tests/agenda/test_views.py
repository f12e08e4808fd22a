import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.agenda import actions, queries
from meetings.agenda.models import Item, ItemKind
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.documents.models import Document
from meetings.registry.models import Paper
from tests.agenda.make import added
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    saved,
)

PART = {"HX-Request": "true"}
GOOD = {"kind": "report", "title": "Báo cáo", "planned_minutes": "20"}


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.INVITING, chair=a_leader())


@pytest.fixture
def secretary(login, conference):
    return login(a_secretary(conference.organiser))


def an_item(conference, title="first", **facts):
    with transaction():
        return actions.add(conference, kind=ItemKind.REPORT, title=title, by=None, **facts)


def titles(conference):
    return [item.title for item in queries.items_of(conference.id)]


def where(conference, rest=""):
    return f"/conferences/{conference.id}/agenda{rest}"


def test_added_on_the_page(secretary, conference):
    answer = secretary.post(where(conference, "/add"), data=GOOD, follow_redirects=True)

    assert (answer.status_code, "Báo cáo" in answer.text, titles(conference)) == (200, True, ["Báo cáo"])


def test_a_fixed_start_is_read_as_a_clock_in_vietnam(secretary, conference):
    secretary.post(where(conference, "/add"), data={**GOOD, "fixed_start": "9h15"})
    answer = secretary.get(f"/agenda/{queries.items_of(conference.id)[0].id}")

    assert 'value="09:15"' in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"planned_minutes": "0"},
        {"planned_minutes": "nhiều"},
        {"kind": "party"},
        {"fixed_start": "25:00"},
        {"fixed_start": "05:00"},
        {"presenter": "x" * 201},
        {"site_id": "999999"},
        {"kind": "local"},
        {"title": "x" * 301},
        {"before": "999999"},
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(secretary, conference, wrong):
    answer = secretary.post(where(conference, "/add"), data={**GOOD, "presenter": "Ông A", **wrong})

    assert (answer.status_code, titles(conference)) == (422, [])
    assert 'role="alert"' in answer.text and {"presenter": "Ông A", **wrong}["presenter"] in answer.text


def test_a_suggestion_that_is_taken_names_the_person_or_the_unit(secretary, conference):
    commune = a_unit("Xã Đức Thọ")
    a_site(conference, commune)
    chair = conference.chair
    for typed in (f"{chair.name}, {chair.title}", "xa duc tho", "Các điểm cầu", ""):
        secretary.post(where(conference, "/add"), data={**GOOD, "presenter": typed})

    assert [
        (item.presenter_person_id, item.presenter_unit_id, item.presenter) for item in queries.items_of(conference.id)
    ] == [
        (chair.person_id, None, f"{chair.name}, {chair.title}"),
        (None, commune.id, "Xã Đức Thọ"),
        (None, None, "Các điểm cầu"),
        (None, None, ""),
    ]


def test_a_name_alone_means_the_person_where_one_has_it(secretary, conference):
    communes = [a_unit(f"Xã {name}") for name in ("Đức Thọ", "Hương Khê", "Cẩm Bình")]
    names = ("Lê Văn An", "Lê Văn An", "Đỗ Thị Hạnh")
    chairs = [a_leader(commune) for commune in communes]
    for commune, name, chair in zip(communes, names, chairs, strict=True):
        a_site(conference, commune, chair_id=chair.id, chair_name=name, chair_title="Chủ tịch UBND xã")
    for typed in ("do thi hanh", "Lê Văn An"):
        secretary.post(where(conference, "/add"), data={**GOOD, "presenter": typed})

    assert [(item.presenter_person_id, item.presenter) for item in queries.items_of(conference.id)] == [
        (chairs[2].id, f"{chairs[2].name}, Chủ tịch UBND xã"),
        (None, "Lê Văn An"),
    ]


def offers(secretary, conference, words):
    answer = secretary.get(where(conference, "/presenters"), query_string={"words": words}, headers=PART)
    return re.findall(r'<li role="option"[^>]*>([^<]*)</li>', answer.text), re.search(r"<p>(.*)</p>", answer.text)[1]


def test_presenters_are_found_without_marks_and_the_rest_is_counted(secretary, conference):
    for n in range(14):
        a_site(conference, a_unit(f"Xã Đức Thọ {n:02}"), chair_id=a_leader().id, chair_name="A", chair_title="Chủ tịch")
    found, rest = offers(secretary, conference, "chu tich THỌ 13")

    assert (found, rest) == (["A, Chủ tịch – Xã Đức Thọ 13"], "Tìm thấy 1.")
    assert [len(part) for part in offers(secretary, conference, "duc tho")] == [12, len("Còn 16 nữa: gõ tiếp để tìm.")]
    assert offers(secretary, conference, "không ai") == ([], "Không có ai theo từ này; nội dung sẽ giữ như đã gõ.")


def test_the_offers_opened_by_hand_lead_to_their_page(secretary, conference):
    answer = secretary.get(where(conference, "/presenters"), headers={"Accept": "application/xhtml+xml"})

    assert answer.location == where(conference, "/add")


def test_a_presenter_who_moved_on_stays_as_he_was_written(secretary, conference):
    item = an_item(conference, presenter_person_id=conference.chair.person_id)
    written, shown = item.presenter, item.version
    with transaction():
        db.session.merge(conference).chairs[0].title = "Chức vụ mới"
    page = secretary.get(f"/agenda/{item.id}").text
    secretary.post(f"/agenda/{item.id}", data={**GOOD, "presenter": written, "version": shown})
    (item,) = queries.items_of(conference.id)

    assert f'value="{written}"' in page
    assert (item.title, item.presenter, item.presenter_person_id) == ("Báo cáo", written, conference.chair.person_id)


def test_a_new_item_comes_before_the_closing_words_or_where_it_is_put(secretary, conference):
    opening = an_item(conference, "Khai mạc")
    with transaction():
        closing = actions.add(conference, kind=ItemKind.CLOSING, title="Bế mạc", by=None)
    page = secretary.get(where(conference, "/add")).text
    secretary.post(where(conference, "/add"), data={**GOOD, "title": "giữa", "before": closing.id})
    secretary.post(where(conference, "/add"), data={**GOOD, "title": "đầu", "before": opening.id})
    secretary.post(where(conference, "/add"), data={**GOOD, "title": "cuối"})

    assert f'<option selected value="{closing.id}">' in page
    assert titles(conference) == ["đầu", "Khai mạc", "giữa", "Bế mạc", "cuối"]


def test_who_is_still_to_be_named_is_said(secretary, conference):
    an_item(conference, "Báo cáo", presenter_text="Sở Y tế")
    assert "Chưa cử" not in secretary.get(where(conference)).text
    an_item(conference, "Tham luận")

    for page in ("", "/print"):
        assert secretary.get(where(conference, page)).text.count("Chưa cử") == 1


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "fixed_start", "presenter", "site_id", "before"]), st.text(max_size=40)))
def test_no_input_breaks_the_form(secretary, conference, typed):
    answer = secretary.post(where(conference, "/add"), data=typed)

    assert answer.status_code in (302, 422)


def test_edited_by_two(secretary, conference):
    item = an_item(conference)
    shown = item.version
    secretary.post(f"/agenda/{item.id}", data={**GOOD, "title": "theirs", "version": shown})
    answer = secretary.post(f"/agenda/{item.id}", data={**GOOD, "title": "mine", "version": shown})

    assert (answer.status_code, titles(conference)) == (409, ["theirs"])
    assert "theirs" in answer.text and 'value="mine"' in answer.text


def test_moved_with_the_buttons(secretary, conference):
    first, _second = an_item(conference, "first"), an_item(conference, "second")
    secretary.post(f"/agenda/{first.id}/move/down", data={"version": queries.agenda(conference.id).version})

    assert titles(conference) == ["second", "first"]


def test_the_second_of_two_editors_reads_all_that_differs_and_can_save_again(secretary, conference):
    secretary.post(where(conference, "/add"), data={**GOOD, "presenter": "Ông A", "planned_minutes": "10"})
    item = queries.items_of(conference.id)[0]
    page = secretary.get(f"/agenda/{item.id}").text
    old = re.search(r'name="version" value="(\d+)"', page).group(1)
    first = {**GOOD, "title": "Của người kia", "presenter": "Bà B", "planned_minutes": "25", "version": old}
    secretary.post(f"/agenda/{item.id}", data=first)

    mine = {**GOOD, "title": "Của tôi", "presenter": "Ông C", "planned_minutes": "15"}
    met = secretary.post(f"/agenda/{item.id}", data=mine | {"version": old})
    new = re.search(r'name="version" value="(\d+)"', met.text).group(1)

    assert met.status_code == 409 and titles(conference) == ["Của người kia"]
    assert all(words in met.text for words in ("Của người kia", "Bà B", "25", "Của tôi", "Ông C"))
    assert secretary.post(f"/agenda/{item.id}", data=mine | {"version": new}).status_code == 302
    assert titles(conference) == ["Của tôi"]


def test_a_stale_order_shows_both(secretary, conference):
    first, second = an_item(conference, "first"), an_item(conference, "second")
    version = queries.agenda(conference.id).version
    order = {"order": [second.id, first.id], "version": version}
    assert secretary.post(where(conference, "/order"), data=order).status_code == 302
    answer = secretary.post(where(conference, "/order"), data={**order, "order": [first.id, second.id]})

    assert (answer.status_code, titles(conference)) == (409, ["second", "first"])
    assert answer.text.count("<li>first</li>") == 2


@pytest.mark.parametrize("order", [[], ["999999"], ["x"]])
def test_an_order_that_is_not_one(secretary, conference, order):
    an_item(conference)
    version = queries.agenda(conference.id).version
    answer = secretary.post(where(conference, "/order"), data={"order": order, "version": version})

    assert answer.status_code == 422


def test_an_item_to_which_papers_belong_stays_and_it_is_said_why(secretary, conference):
    [item] = added(conference, "Báo cáo")
    facts = dict(title="a", file_name="a.pdf", content_type="application/pdf", size=1, fingerprint="0" * 64)
    facts |= dict(uploaded_by_id=a_secretary(conference.organiser).id, uploaded_at=MONDAY)
    saved(Document(conference_id=conference.id, item_id=item.id, **facts))

    answer = secretary.post(f"/agenda/{item.id}/remove", data={"version": queries.item(item.id).version})

    assert (answer.status_code, str(actions.IN_USE) in answer.text) == (409, True)
    assert [row.title for row in queries.items_of(conference.id)] == ["Báo cáo"]


def test_removed(secretary, conference):
    item = an_item(conference)
    secretary.post(f"/agenda/{item.id}/remove", data={"version": item.version})

    assert titles(conference) == []


def test_released_once_under_a_number(secretary, conference):
    an_item(conference)
    for status in (302, 409):
        version = queries.agenda(conference.id).version
        answer = secretary.post(where(conference, "/release"), data={"version": version})
        assert answer.status_code == status
    (paper,) = db.session.query(Paper)
    officer_sees = f"/papers/{paper.id}/pdf"
    assert officer_sees in secretary.get(where(conference)).text

    assert (paper.symbol, paper.facts["lines"][0]["title"]) == ("01/CTr-UBND", "first")


def test_a_programme_that_no_longer_says_what_is_planned_is_given_out_anew(login, secretary, conference):
    commune = a_unit()
    a_site(conference, commune)
    reader, words = login(a_site_officer(commune)), "không còn đúng"
    an_item(conference)
    secretary.post(where(conference, "/release"), data={"version": queries.agenda(conference.id).version})
    before = reader.get(where(conference)).text
    an_item(conference, "late")
    after = reader.get(where(conference)).text
    typed = {
        "version": queries.agenda(conference.id).version,
        "signer_name": "Lê Minh Đạo",
        "authority": "TL. CHỦ TỊCH",
    }
    assert secretary.post(where(conference, "/release"), data=typed).status_code == 302

    assert (words in before, words in after, words in reader.get(where(conference)).text) == (False, True, False)
    assert [(p.symbol, p.signer_name) for p in db.session.query(Paper).order_by(Paper.id)] == [
        ("01/CTr-UBND", conference.chair.name),
        ("02/CTr-UBND", "Lê Minh Đạo"),
    ]


def test_neither_published_nor_released_as_it_was_not_shown(secretary, conference):
    an_item(conference)
    shown = queries.agenda(conference.id).version
    an_item(conference, "another")
    answers = [secretary.post(where(conference, path), data={"version": shown}) for path in ("/publish", "/release")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert (queries.agenda(conference.id).published_at, db.session.query(Paper).all()) == (None, [])


def test_the_draft_of_the_programme_is_a_paper_without_a_number(secretary, conference):
    an_item(conference)

    answer = secretary.get(where(conference, "/draft.pdf"))

    assert (answer.status_code, answer.content_type, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert db.session.query(Paper).all() == []


def test_participants_read_and_strangers_do_not(login, conference):
    commune = a_unit()
    a_site(conference, commune)
    item = an_item(conference)
    officer, stranger = login(a_site_officer(commune)), login(a_stranger())

    assert (officer.get(where(conference)).status_code, officer.get(where(conference, "/add")).status_code) == (
        200,
        403,
    )
    assert (stranger.get(where(conference)).status_code, stranger.get(f"/agenda/{item.id}").status_code) == (403, 403)
    assert login(a_secretary()).post(f"/agenda/{item.id}/remove", data={"version": 1}).status_code == 403


def test_statements_do_not_grow_with_items(secretary, conference, queries):
    counts = []
    for rows in (1, 300):
        with transaction():
            db.session.add_all(
                Item(conference_id=conference.id, kind=ItemKind.REPORT, title="x", position=n) for n in range(rows)
            )
        queries.clear()
        secretary.get(where(conference))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_site_chairs_of_the_same_title_are_told_apart_by_their_site(secretary, conference):
    communes = [a_unit(f"Xã {name}") for name in ("Đức Thọ", "Hương Khê")]
    for commune in communes:
        person = a_leader(commune)
        a_site(conference, commune, chair_id=person.id, chair_name="Lê Văn An", chair_title="Chủ tịch UBND xã")
    page = secretary.get(where(conference, "/add")).text

    assert all(f"Lê Văn An, Chủ tịch UBND xã – {commune.name}" in page for commune in communes)
    secretary.post(where(conference, "/add"), data={**GOOD, "presenter": "Lê Văn An, Chủ tịch UBND xã – Xã Hương Khê"})
    assert queries.items_of(conference.id)[0].presenter_person_id == person.id


def test_beside_the_two_ways_out_stands_what_each_does_and_which_comes_first(secretary, conference):
    an_item(conference)
    said = ("khóa số mục", "lập văn bản có số", "Công bố trước, phát hành sau.")
    pages = [secretary.get(where(conference)).text]

    for path in ("/publish", "/release"):
        secretary.post(where(conference, path), data={"version": queries.agenda(conference.id).version})
        pages.append(secretary.get(where(conference)).text)

    assert [[words in page for words in said] for page in pages] == [
        [True, True, True],
        [False, True, False],
        [False, False, False],
    ]
