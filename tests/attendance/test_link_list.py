"""A site's list of delegates for whoever has its link, without an account."""

import gzip
import html
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.attendance.models import Delegate, DelegateCall, DelegateChange, DelegateList
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteLink, SiteState
from tests.make import FRIDAY, MONDAY, a_conference, a_site, a_unit, saved
from tests.reading import ticket_in

SECRET = "only for tests"
pytestmark = pytest.mark.usefixtures("on_friday")
PASTED = "1\tLê Văn An\tChủ tịch\n2\tHồ Cúc\tKế toán"


@pytest.fixture
def unit(province):
    return a_unit("Xã Vũ Quang", parent=province)


@pytest.fixture
def site(province, unit):
    return a_site(a_conference(organiser=province, state=C.INVITING), unit, state=SiteState.CONFIRMED)


@pytest.fixture
def link(site):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)


@pytest.fixture
def address(link):
    return f"/x/{tokens.token(link, SECRET)}/delegates"


def named():
    return [tuple(row) for row in db.session.execute(select(Delegate.name, Delegate.title).order_by(Delegate.position))]


def everything():
    tables = (Delegate, DelegateChange, DelegateList, Entry)
    return [db.session.scalars(select(table.id)).all() for table in tables], named()


def change(thing, **facts):
    with transaction():
        row = db.session.get(type(thing), thing.id)
        for name, value in facts.items():
            setattr(row, name, value)


def send(client, address, content, name="a.csv"):
    data = {"file": (BytesIO(content), name)}
    return client.post(f"{address}/import", data=data, content_type="multipart/form-data", follow_redirects=True)


def test_a_clerk_without_an_account_pastes_the_list(client, site, address):
    page = client.post(address, data={"people": PASTED}, follow_redirects=True)

    kept = db.session.scalars(select(DelegateList)).one()
    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Kế toán")]
    assert ("Lê Văn An" in page.text, kept.changed_by) == (True, "Võ Văn Lực")


def test_what_was_not_taken_for_a_name_is_told(client, address):
    letter = "Kính gửi VP, phường gửi danh sách:\nLê An (Chủ tịch, 0912345678)\nTrân trọng!"
    page = client.post(address, data={"people": letter}, follow_redirects=True)

    assert named() == [("Lê An", "Chủ tịch")]
    assert "Không coi là tên người: “Kính gửi VP, phường gửi danh sách:”, “Trân trọng!”." in page.text
    assert "0912345678" not in page.text


def test_the_site_page_leads_to_the_list(client, site, address):
    change(site, answered_at=FRIDAY, answered_by="Lực")

    assert address in client.get(address.removesuffix("/delegates")).text


def test_the_list_pasted_again_doubles_nobody(client, address):
    client.post(address, data={"people": PASTED})
    page = client.post(address, data={"people": PASTED}, follow_redirects=True)

    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Kế toán")]
    assert "Lê Văn An" in page.text and "/undo" not in page.text


def agreed(page):
    return page.text.partition('name="agreed" value="')[2].partition('"')[0]


def test_another_position_is_shown_first_and_kept_with_one_press(client, address):
    client.post(address, data={"people": PASTED})
    before, other = everything(), PASTED.replace("Kế toán", "Trưởng phòng")

    sent = client.post(address, data={"people": other})
    shown = [client.get(sent.headers["Location"]) for _ in range(2)]

    assert (sent.status_code, {page.status_code for page in shown}, everything()) == (302, {200}, before)
    assert "<del>Kế toán</del> → <ins>Trưởng phòng</ins>" in shown[0].text
    assert "nguyên văn: “2 Hồ Cúc Trưởng phòng”" in shown[0].text
    client.post(address, data={"people": other, "agreed": agreed(shown[1])})
    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Trưởng phòng")]


def test_what_was_not_shown_is_not_agreed_to(client, address):
    client.post(address, data={"people": PASTED})
    shown = client.post(address, data={"people": PASTED.replace("Kế toán", "Phó phòng")}, follow_redirects=True)
    before = everything()

    sent = client.post(address, data={"people": PASTED.replace("Kế toán", "Giám đốc"), "agreed": agreed(shown)})

    assert ("/names?list=" in sent.headers["Location"], everything()) == (True, before)


TWICE = "Lê Văn An, Chủ tịch\nHồ Cúc, Kế toán\nLê Văn An, Bí thư Đảng ủy"


def test_one_name_with_two_positions_is_a_question_and_two_people_are_kept_once_that_is_said(client, address):
    before = everything()

    shown = client.post(address, data={"people": TWICE}, follow_redirects=True)
    asked = everything()
    client.post(address, data={"people": TWICE, "agreed": agreed(shown)})

    assert asked == before
    assert "Tên này còn ở dòng 3 với chức vụ khác: “Bí thư Đảng ủy”" in html.unescape(shown.text)
    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Kế toán"), ("Lê Văn An", "Bí thư Đảng ủy")]


def test_of_one_person_the_line_that_is_ticked_is_left_out(client, address):
    shown = client.post(address, data={"people": TWICE}, follow_redirects=True)
    mark = "1|Lê Văn An, Chủ tịch"
    assert f'value="{mark}"' in html.unescape(shown.text)

    client.post(address, data={"people": TWICE, "agreed": agreed(shown), "left_out": mark})

    assert named() == [("Hồ Cúc", "Kế toán"), ("Lê Văn An", "Bí thư Đảng ủy")]


def test_a_tick_for_a_line_that_stands_elsewhere_now_takes_nothing_away(client, address):
    before, moved = everything(), f"Trần Bình, Văn thư\n{TWICE}"

    answer = client.post(address, data={"people": moved, "left_out": "1|Lê Văn An, Chủ tịch"})

    assert ("/names?list=" in answer.headers["Location"], everything()) == (True, before)


def test_a_name_that_stands_on_the_list_is_a_question_too(client, address):
    client.post(address, data={"people": "Lê Văn An, Chủ tịch"})
    before = everything()

    shown = client.post(address, data={"people": "Lê Văn An, Chủ tịch\nLê Văn An, Kế toán"}, follow_redirects=True)

    assert everything() == before
    assert "Tên này còn ở dòng 1 với chức vụ khác: “Chủ tịch”" in html.unescape(shown.text)


def test_a_line_that_is_no_name_is_shown_with_its_number_and_the_text_stays(client, address):
    before, typed = everything(), "Lê Văn An, Chủ tịch\n=1+1; Kế toán\n123"

    shown = client.post(address, data={"people": typed}, follow_redirects=True)
    forced = client.post(address, data={"people": typed, "agreed": agreed(shown)})

    assert (everything(), forced.status_code, agreed(shown)) == (before, 302, "")
    assert "Dòng 2" in shown.text and "Dòng 3" in shown.text and "Lê Văn An, Chủ tịch\n=1+1" in shown.text
    client.post(address, data={"people": "Lê Văn An, Chủ tịch"})
    assert named() == [("Lê Văn An", "Chủ tịch")]


def test_the_checked_list_of_another_link_or_of_nobody_is_refused(client, site, address):
    other = a_site(site.conference, a_unit("Xã Khác"), state=SiteState.CONFIRMED)
    with transaction():
        given = links.issue(db.session.get(Site, other.id), to_name="Ba", to_address="ba@example.vn", by=None)
    sent = client.post(address, data={"people": "123"}).headers["Location"]

    theirs = f"/x/{tokens.token(given, SECRET)}/delegates/names?{sent.partition('?')[2]}"
    statuses = [
        client.get(where).status_code for where in (sent, theirs, f"{address}/names?list=x", f"{address}/names")
    ]

    assert statuses == [200, 422, 422, 302]


def take_back(client, address, page):
    return client.post(f"{address}/undo", data={"ticket": ticket_in(page)}, follow_redirects=True)


def test_a_pasted_list_is_taken_back_with_one_press(client, address):
    client.post(address, data={"people": "Lê Văn An, Chủ tịch"})
    page = client.post(address, data={"people": "Hồ Cúc, Kế toán\nTrần Bình"}, follow_redirects=True)
    assert len(named()) == 3

    done = take_back(client, address, page)
    again = take_back(client, address, page)

    assert named() == [("Lê Văn An", "Chủ tịch")]
    assert ("Đã rút lại 2 tên." in done.text, again.status_code) == (True, 409)
    assert "took_back_delegates" in db.session.scalars(select(Entry.verb)).all()


def test_a_position_that_was_replaced_comes_back(client, address):
    client.post(address, data={"people": PASTED})
    other = PASTED.replace("Kế toán", "Trưởng phòng")
    shown = client.post(address, data={"people": other}, follow_redirects=True)
    page = client.post(address, data={"people": other, "agreed": agreed(shown)}, follow_redirects=True)

    take_back(client, address, page)

    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Kế toán")]


def test_what_somebody_corrected_since_is_not_taken_back(client, address):
    page = client.post(address, data={"people": PASTED}, follow_redirects=True)
    one = db.session.scalar(select(Delegate).where(Delegate.name == "Hồ Cúc"))
    change(one, title="Phó phòng")

    answer = take_back(client, address, page)

    assert (answer.status_code, named()) == (409, [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Phó phòng")])


def test_the_checked_list_is_light_however_long_it_is(client, address, queries):
    typed = "\n".join(f"Nguyễn Văn {n}" if n % 2 else f"{n}" for n in range(100, 1500))
    sent = client.post(address, data={"people": typed}).headers["Location"]
    queries.clear()

    page = client.get(sent)

    assert len(gzip.compress(page.data)) < 40_000
    assert len(queries) <= 12


@pytest.mark.parametrize("more", ["", "/import", "/{d}"])
def test_opening_pages_changes_nothing(client, site, address, more):
    one = saved(Delegate(site_id=site.id, name="Lê Văn An"))
    before = everything()

    statuses = {client.get(address + more.format(d=one.id)).status_code for _ in range(2)}

    assert (statuses, everything()) == ({200}, before)


def test_a_delegate_is_corrected_and_removed(client, site, address):
    one = saved(Delegate(site_id=site.id, name="Lê Văn An"))
    facts = {"name": "Lê Văn Ân", "title": "Chủ tịch", "version": "1"}

    client.post(f"{address}/{one.id}", data=facts)
    corrected, stale = named(), client.post(f"{address}/{one.id}", data={**facts, "name": "Lê An"})
    client.post(f"{address}/{one.id}/remove", data={"version": "2"})

    assert (corrected, stale.status_code, named()) == ([("Lê Văn Ân", "Chủ tịch")], 409, [])
    assert "Lê Văn Ân" in stale.text


def test_a_link_opens_no_other_sites_delegate(client, site, address):
    other = saved(Delegate(site_id=a_site(site.conference).id, name="Trần Bình"))

    answers = [
        client.get(f"{address}/{other.id}"),
        client.post(f"{address}/{other.id}", data={"name": "X Y", "version": "1"}),
        client.post(f"{address}/{other.id}/remove", data={"version": "1"}),
    ]

    assert ({answer.status_code for answer in answers}, named()) == ({404}, [("Trần Bình", "")])
    assert not any("Trần Bình" in answer.text for answer in answers)


def test_a_table_is_judged_row_by_row_and_then_taken(client, address):
    content = "Họ và tên;Chức vụ\nLê Văn An;Chủ tịch\nHồ Cúc;\n".encode()

    shown = send(client, address, content)
    before = named()
    done = client.post(f"{address}/import", data={"ticket": ticket_in(shown)})

    assert (shown.status_code, before, done.status_code) == (200, [], 302)
    assert named() == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "")]


def test_the_ticket_of_one_link_is_worth_nothing_to_another(client, site, address):
    other = a_site(site.conference)
    with transaction():
        theirs = links.issue(db.session.get(Site, other.id), to_name="Khác", by=None)
    shown = send(client, address, "Họ và tên\nLê Văn An\n".encode())

    answer = client.post(f"/x/{tokens.token(theirs, SECRET)}/delegates/import", data={"ticket": ticket_in(shown)})

    assert (answer.status_code, named()) == (422, [])


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"PK\x03\x04", "Chức vụ\nA".encode(), b'Name\n"'])
def test_a_broken_table_is_refused_and_changes_nothing(client, address, content):
    before = everything()

    answer = send(client, address, content)

    assert (answer.status_code, everything()) == (422, before)


def test_the_same_as_last_time(client, site, unit, province, address):
    earlier = a_conference(organiser=province, state=C.CONCLUDED, starts_at=MONDAY - timedelta(days=30))
    saved(Delegate(site_id=a_site(earlier, unit).id, name="Lê Văn An", title="Chủ tịch"))
    offered = client.get(address).text

    client.post(f"{address}/last")

    assert (earlier.title in offered, db.session.scalars(select(Delegate).filter_by(site_id=site.id)).one().title) == (
        True, "Chủ tịch",
    )  # fmt: skip


def test_as_last_time_without_one_is_refused_in_words(client, address):
    assert (client.post(f"{address}/last").status_code, named()) == (409, [])


ACTS = [("", {"people": "Hồ Cúc"}), ("/last", {}), ("/{d}", {"name": "Hồ Cúc", "version": "1"}),
        ("/{d}/remove", {"version": "1"})]  # fmt: skip


@pytest.mark.parametrize(("more", "typed"), ACTS)
def test_after_the_lock_the_list_is_read_and_not_changed(client, site, address, more, typed):
    one = saved(Delegate(site_id=site.id, name="Lê Văn An"))

    with clock.at(MONDAY - timedelta(minutes=29)):
        page = client.get(address)
        answer = client.post(address + more.format(d=one.id), data=typed)

    assert (page.status_code, answer.status_code, named()) == (200, 409, [("Lê Văn An", "")])
    assert "Lê Văn An" in page.text


def test_a_list_that_is_closed_does_not_say_that_changes_are_taken(client, site, address):
    saved(DelegateCall(conference_id=site.conference_id, posts="", due_at=MONDAY - timedelta(days=2)))
    pages = []
    for minutes in (31, 29):
        with clock.at(MONDAY - timedelta(minutes=minutes)):
            pages.append(client.get(address).text)

    taken = [("Vẫn nhận thay đổi" in page, "Danh sách đã khóa" in page, "Hạn gửi là" in page) for page in pages]
    assert taken == [(True, False, True), (False, True, True)]


@pytest.mark.parametrize(("more", "typed"), ACTS)
def test_an_ended_link_shows_no_names_and_changes_none(client, site, link, address, more, typed):
    one = saved(Delegate(site_id=site.id, name="Lê Văn An"))
    with transaction():
        links.withdraw(db.session.get(SiteLink, link.id), by=None)

    answers = [
        client.get(address, follow_redirects=True),
        client.get(f"{address}.xlsx"),
        client.post(address + more.format(d=one.id), data=typed),
    ]

    assert ([answer.status_code for answer in answers], named()) == ([410, 302, 409], [("Lê Văn An", "")])
    assert not any("Lê Văn An" in answer.text for answer in answers[:2])


@pytest.mark.parametrize("more", ["", "/import", "/last", ".xlsx", "/1", "/1/remove"])
def test_a_forged_link_is_not_known(client, address, more):
    forged = address.replace("-", "-a", 1)

    assert {client.get(forged + more).status_code, client.post(forged + more).status_code} <= {404, 405}


def test_who_takes_the_list_away_through_a_link_stands_in_the_journal(client, site, address):
    saved(Delegate(site_id=site.id, name="Lê Văn An"))

    answer = client.get(f"{address}.xlsx")

    entry = db.session.scalars(select(Entry).filter_by(verb="exported_delegates")).one()
    assert (answer.status_code, entry.by_name, entry.by_id) == (200, "Võ Văn Lực", None)
    assert answer.headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_one_name_as_for_three_hundred(client, site, address, queries, number):
    with transaction():
        db.session.add_all(Delegate(site_id=site.id, name=f"Ông {n}", position=n) for n in range(number))
    queries.clear()

    answer = client.get(address)

    assert (answer.status_code, len(queries) <= 9) == (200, True), queries
