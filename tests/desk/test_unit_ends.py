"""The end of a unit: what hangs on it is said before it is saved, and goes to what takes its place afterwards."""

import html
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person, Post, Role
from meetings.base.db import db, transaction
from meetings.base.refs import ref
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit
from tests.desk.ending import LAST, a_directive, ended, invited, units_of
from tests.make import (
    MONDAY,
    a_conference,
    a_secretary,
    a_site,
    a_site_officer,
    a_unit,
    a_user,
    an_administrator,
)
from tests.reading import seen

pytestmark = pytest.mark.usefixtures("in_november")


def posts_of(person):
    query = select(Unit.short_name, Post.title, Post.valid_from, Post.valid_until).join(Post.unit)
    return sorted(db.session.execute(query.where(Post.person_id == person.id)).all())


def test_what_hangs_on_a_unit_is_said_before_it_is_ended(admin, unit, province):
    conference, _site = invited(unit, province)
    invited(unit, province, title="Đã họp", starts_at=MONDAY - timedelta(days=30))
    officer = a_site_officer(unit)
    a_directive(unit, province)

    page = seen(admin.get(f"/units/{unit.id}/end"))

    assert f'href="/conferences/{conference.id}/sites"' in page
    assert ("Giao ban tháng 12" in page, "Đã họp" in page, officer.name in page) == (True, False, True)
    assert "Rà soát quy hoạch" in page


def test_what_hangs_on_it_is_that_after_the_typed_day(admin, unit, province):
    invited(unit, province)
    typed = {"on": "30/11/2026", "version": unit.version, "look": "1"}

    after = seen(admin.post(f"/units/{unit.id}/end", data=typed))
    before = seen(admin.post(f"/units/{unit.id}/end", data=typed | {"on": "29/11/2026"}))

    assert ("Giao ban tháng 12" in after, "Giao ban tháng 12" in before) == (False, True)
    assert db.session.get(Unit, unit.id).valid_until is None


def test_of_a_unit_on_which_nothing_hangs_that_is_said(admin, unit):
    assert "Không có hội nghị, chức vụ hay nhiệm vụ nào." in seen(admin.get(f"/units/{unit.id}/end"))


def test_what_takes_its_place_is_found_without_marks_and_stays_ticked(admin, unit, heir):
    far = a_unit("UBND phường Sông Trí")
    gone = a_unit("UBND phường Sông Trí cũ", valid_until=date(2020, 1, 1))
    typed = {"on": "28/11/2026", "version": unit.version, "words": "song tri", "find": "1", "successors": heir.id}

    page = admin.post(f"/units/{unit.id}/end", data=typed).text
    part = admin.get(f"/units/{unit.id}/successors?words=song+tri").text

    for text in (page, part):
        assert (f'value="{far.id}"' in text, f'value="{gone.id}"' in text) == (True, False)
    assert f'value="{heir.id}" checked' in page
    assert f'value="{heir.id}"' in admin.get(f"/units/{unit.id}/end").text


def test_a_unit_ends_and_the_next_page_says_what_is_left(admin, unit, heir, province):
    invited(unit, province)
    typed = {"on": "28/11/2026", "version": unit.version, "successors": heir.id}

    answer = admin.post(f"/units/{unit.id}/end", data=typed)
    page = seen(admin.get(answer.location))

    assert answer.location == f"/units/{unit.id}/ended"
    assert ("Đơn vị kế thừa:" in page, heir.name in page, "Thay bằng đơn vị kế thừa" in page) == (True, True, True)
    assert f'href="/units/{unit.id}/ended"' in admin.get(f"/units/{unit.id}").text


@pytest.mark.parametrize(
    ("facts", "status"),
    [({"on": "31/02/2027"}, 422), ({"on": ""}, 422), ({"successors": "999999"}, 422), ({"version": "99"}, 409)],
)
def test_an_end_that_cannot_be_is_refused_and_nothing_changes(admin, unit, facts, status):
    typed = {"on": "28/11/2026", "version": unit.version, **facts}

    assert admin.post(f"/units/{unit.id}/end", data=typed).status_code == status
    assert db.session.get(Unit, unit.id).valid_until is None


def test_the_board_says_which_unit_will_not_exist_and_leads_to_its_successor(login, unit, heir, province):
    conference, site = invited(unit, province)
    clerk = login(a_secretary(province))
    before = seen(clerk.get(f"/conferences/{conference.id}/sites"))
    ended(unit, heir)

    page = seen(clerk.get(f"/conferences/{conference.id}/sites"))

    assert "kết thúc hoạt động" not in before
    assert "đơn vị kết thúc hoạt động ngày 28/11/2026; đơn vị kế thừa: Kỳ Lạc" in page
    assert f'href="/sites/{site.id}/replace"' in page
    for address in (f"/conferences/{conference.id}/sites", f"/conferences/{conference.id}"):
        row = clerk.get(address).text.partition(f'id="site-{site.id}"')[2].partition("</th>")[0]
        assert "đơn vị kết thúc hoạt động ngày 28/11/2026" in html.unescape(row)


def test_a_unit_that_ends_after_the_conference_is_not_marked(login, unit, heir, province):
    conference, site = invited(unit, province)
    ended(unit, heir, on=date(2026, 11, 30))

    page = seen(login(a_secretary(province)).get(f"/conferences/{conference.id}/sites"))

    assert (f'id="site-{site.id}"' in page, "kết thúc hoạt động" in page) == (True, False)


def test_a_site_is_replaced_by_the_successor_after_a_look_at_who_is_told(login, unit, heir, province):
    conference, site = invited(unit, province)
    leaving, coming = a_site_officer(unit), a_site_officer(heir)
    ended(unit, heir)
    clerk = login(a_secretary(province))
    address = f"/sites/{site.id}/replace"

    preview = seen(clerk.get(address))
    untouched = units_of(conference)
    version = db.session.get(Conference, conference.id).version
    clerk.post(address, data={"sure": "yes", "version": version})

    told = set(db.session.execute(select(Notice.kind, Notice.to_name)).all())
    assert ("Kỳ Thượng" in preview, "Kỳ Lạc" in preview, leaving.name in preview) == (True, True, True)
    assert (untouched, units_of(conference)) == ({province.id, unit.id}, {province.id, heir.id})
    assert {("site_dropped", leaving.name), ("invitation", coming.name)} <= told


def test_in_a_draft_a_site_is_replaced_and_nobody_is_told(login, unit, heir, province):
    conference, site = invited(unit, province, state=S.DRAFT)
    ended(unit, heir)
    clerk = login(a_secretary(province))

    preview = seen(clerk.get(f"/sites/{site.id}/replace"))
    version = db.session.get(Conference, conference.id).version
    clerk.post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version})

    assert "UBND xã Kỳ Lạc" in preview
    assert units_of(conference) == {province.id, heir.id}
    assert db.session.scalar(select(Notice.id)) is None


def test_a_main_site_is_replaced_as_the_main_site(login, unit, heir, province):
    conference = a_conference(organiser=province)
    site = a_site(conference, unit, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    ended(unit, heir)
    version = db.session.get(Conference, conference.id).version

    login(a_secretary(province)).post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version})

    kinds = db.session.execute(select(Site.unit_id, Site.kind).where(Site.conference_id == conference.id)).all()
    assert kinds == [(heir.id, SiteKind.MAIN)]


def test_where_somebody_was_faster_a_site_is_not_replaced(login, unit, heir, province):
    conference, site = invited(unit, province)
    ended(unit, heir)

    answer = login(a_secretary(province)).post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": "99"})

    assert (answer.status_code, units_of(conference)) == (409, {province.id, unit.id})


def test_without_a_successor_a_site_is_dropped_instead(login, unit, province):
    conference, site = invited(unit, province)
    ended(unit)
    clerk = login(a_secretary(province))

    page, refused = seen(clerk.get(f"/conferences/{conference.id}/sites")), clerk.get(f"/sites/{site.id}/replace")

    assert (f'href="/sites/{site.id}/drop"' in page, refused.status_code) == (True, 422)
    assert "Hãy bỏ điểm cầu này" in seen(refused)


def test_who_does_not_manage_the_conference_replaces_nothing(login, unit, heir, province):
    conference, site = invited(unit, province)
    ended(unit, heir)

    answer = login(a_site_officer(unit)).post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": "1"})

    assert (answer.status_code, units_of(conference)) == (403, {province.id, unit.id})


def test_posts_end_with_the_unit_and_go_on_in_the_successor(admin, unit, heir):
    chair = a_user(Role.LEADER, unit, title="Chủ tịch UBND xã Kỳ Thượng")
    clerk = a_site_officer(unit)
    ended(unit, heir)
    left = {person.id: person.posts[0].id for person in (chair, clerk)}
    address = f"/units/{unit.id}/ended"

    page = seen(admin.get(address))
    admin.post(address, data={"posts": left[chair.id], "to": heir.id})
    admin.post(address, data={"posts": left[clerk.id], "to": ""})

    assert "Chủ tịch UBND xã Kỳ Lạc" in page
    assert posts_of(chair) == [
        ("Kỳ Lạc", "Chủ tịch UBND xã Kỳ Lạc", date(2026, 11, 29), None),
        ("Kỳ Thượng", "Chủ tịch UBND xã Kỳ Thượng", None, LAST),
    ]
    assert posts_of(clerk) == [("Kỳ Thượng", "Chuyên viên", None, LAST)]
    assert "không còn hội nghị, chức vụ hay nhiệm vụ" in seen(admin.get(address))


def test_the_post_of_the_last_administrator_goes_on_too(login, unit, heir):
    last = an_administrator(unit)
    ended(unit, heir)

    answer = login(last).post(f"/units/{unit.id}/ended", data={"posts": last.posts[0].id, "to": heir.id})

    assert answer.status_code == 302
    assert [row[0] for row in posts_of(last)] == ["Kỳ Lạc", "Kỳ Thượng"]


def begins_later(unit, begins=LAST + timedelta(days=40)):
    person = a_user(Role.MEMBER, unit)
    with transaction():
        db.session.get(Post, person.posts[0].id).valid_from = begins
    return person


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_post_that_is_to_begin_later_begins_in_the_successor_or_nowhere_and_is_settled(admin, unit, heir, goes_on):
    person, begins = begins_later(unit), LAST + timedelta(days=40)
    ended(unit, heir)
    address = f"/units/{unit.id}/ended"

    answer = admin.post(address, data={"posts": person.posts[0].id, "to": heir.id if goes_on else ""})

    db.session.expire_all()
    verbs = list(db.session.scalars(select(Entry.verb).where(Entry.about == ref(person)).order_by(Entry.id)))
    assert answer.status_code == 302
    assert posts_of(person) == ([("Kỳ Lạc", "Chuyên viên", begins, None)] if goes_on else [])
    assert verbs == (["gave_post", "dropped_post"] if goes_on else ["dropped_post"])
    assert "không còn hội nghị, chức vụ hay nhiệm vụ" in seen(admin.get(address))


def test_who_holds_the_position_in_the_successor_already_is_given_no_second_and_the_others_are_settled(
    admin, unit, heir
):
    known, other = a_site_officer(unit), a_site_officer(unit)
    with transaction():
        posts = db.session.get(Person, known.id).posts
        posts.append(Post(unit_id=heir.id, title="Chuyên viên", role=Role.SITE_OFFICER, valid_from=LAST))
    ended(unit, heir)

    answer = admin.post(
        f"/units/{unit.id}/ended", data={"posts": [known.posts[0].id, other.posts[0].id], "to": heir.id}
    )

    assert answer.status_code == 302
    former = ("Kỳ Thượng", "Chuyên viên", None, LAST)
    assert posts_of(known) == [("Kỳ Lạc", "Chuyên viên", LAST, None), former]
    assert posts_of(other) == [("Kỳ Lạc", "Chuyên viên", LAST + timedelta(days=1), None), former]


def test_only_posts_of_the_unit_are_settled_there(admin, unit, heir):
    other = a_user(Role.LEADER, heir)
    ended(unit, heir)

    answer = admin.post(f"/units/{unit.id}/ended", data={"posts": other.posts[0].id, "to": ""})
    none = admin.post(f"/units/{unit.id}/ended", data={"to": ""})

    assert (answer.status_code, none.status_code) == (422, 422)
    assert posts_of(other) == [(heir.short_name, "Chuyên viên", None, None)]


def test_of_a_unit_that_goes_on_nothing_is_settled(admin, unit):
    person = a_site_officer(unit)

    answer = admin.post(f"/units/{unit.id}/ended", data={"posts": person.posts[0].id, "to": ""})

    assert (answer.status_code, posts_of(person)[0].valid_until) == (409, None)


@pytest.mark.parametrize("number", [1, 300])
def test_the_pages_ask_as_often_for_300_as_for_one(admin, queries, unit, heir, province, number):
    conference, _site = invited(unit, province)
    for one in range(min(number, 30)):
        invited(unit, province, title=f"Họp {one}")
        a_directive(unit, province, code=f"NV-{one}")
    with transaction():
        for one in range(number):
            person = Person(name=f"Người {one}", user_name=f"nguoi{one}", password_hash="!")
            person.posts = [Post(unit_id=unit.id, title="Chuyên viên", role=Role.MEMBER)]
            db.session.add(person)
    before = _asked(admin, queries, f"/units/{unit.id}/end")
    ended(unit, heir)

    assert before == 9
    assert _asked(admin, queries, f"/units/{unit.id}/ended") == 8
    assert _asked(admin, queries, f"/conferences/{conference.id}/sites") <= 12


def _asked(client, queries, address):
    queries.clear()
    assert client.get(address).status_code == 200
    return len(queries)


def test_what_stands_in_conferences_to_come_is_named_before_a_unit_moves(admin, unit, heir, province):
    invited(unit, province, title="Giao ban tháng 12")

    pages = [seen(admin.get(f"/units/{one.id}/move")) for one in (unit, heir)]

    assert ["Giao ban tháng 12" in page for page in pages] == [True, False]


def test_the_history_says_from_where_to_where_a_unit_moved(admin, unit, heir, province):
    admin.post(f"/units/{unit.id}/move", data={"parent": heir.id, "version": unit.version, "sure": "y"})

    page = seen(admin.get(f"/units/{unit.id}/history"))

    assert f"từ trực thuộc “{province.name}”, sang trực thuộc “{heir.name}”" in page


@pytest.mark.parametrize("page", ["end", "move"])
def test_a_conference_stands_once_with_all_its_sites_of_the_unit(admin, province, page):
    conference = a_conference(organiser=province, starts_at=MONDAY, state=S.INVITING)
    for name in ("UBND xã Kỳ Anh", "UBND xã Kỳ Hoa"):
        a_site(conference, a_unit(name, parent=province))

    shown = seen(admin.get(f"/units/{province.id}/{page}"))

    assert shown.count(f'href="/conferences/{conference.id}/sites"') == 1
    assert "UBND xã Kỳ Anh, UBND xã Kỳ Hoa" in shown
