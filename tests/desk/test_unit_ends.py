"""The end of a unit: what hangs on it is said before it is saved, and goes to what takes its place afterwards."""

import html
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.refs import ref
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.directives.models import Directive
from meetings.gateways.sheets import write_csv
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites.models import Site, SiteKind, SiteLink, SiteState
from meetings.units import actions
from meetings.units.models import Unit, UnitImport
from meetings.web import texts
from tests.make import (
    MONDAY,
    a_conference,
    a_secretary,
    a_site,
    a_site_officer,
    a_unit,
    a_user,
    an_administrator,
    saved,
)

pytestmark = pytest.mark.usefixtures("in_november")
LAST = date(2026, 11, 28)


@pytest.fixture
def unit(province):
    return a_unit("UBND xã Kỳ Thượng", parent=province, short_name="Kỳ Thượng")


@pytest.fixture
def heir(province):
    return a_unit("UBND xã Kỳ Lạc", parent=province, short_name="Kỳ Lạc")


@pytest.fixture
def admin(login, province):
    return login(an_administrator(province))


def seen(answer):
    return html.unescape(answer.text)


def ended(unit, *heirs, on=LAST):
    with transaction():
        heirs = [db.session.get(Unit, heir.id) for heir in heirs]
        actions.end(db.session.get(Unit, unit.id), on=on, successors=heirs, by=None)


def invited(unit, province, **facts):
    facts = {"title": "Giao ban tháng 12", "state": S.INVITING, **facts}
    conference = a_conference(organiser=province, **facts)
    a_site(conference, province, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    is_draft = conference.state is S.DRAFT
    asked = {"state": SiteState.UNSENT} if is_draft else {"state": SiteState.WAITING, "invited_at": clock.now()}
    site = a_site(conference, unit, **asked)
    return conference, site


def a_directive(unit, province, code="NV-1"):
    facts = {"code": code, "text": "Rà soát quy hoạch", "giver_name": "A", "giver_unit_id": province.id}
    return saved(Directive(**facts, given_at=clock.now(), lead_unit_id=unit.id))


def units_of(conference):
    return set(db.session.scalars(select(Site.unit_id).where(Site.conference_id == conference.id)))


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
    conference, _site = invited(unit, province)
    ended(unit, heir, on=date(2026, 11, 30))

    page = seen(login(a_secretary(province)).get(f"/conferences/{conference.id}/sites"))

    assert "kết thúc hoạt động" not in page


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
    verbs = list(db.session.scalars(select(Entry.verb).where(Entry.about == ref(person))))
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


# who is told


def told(kind=None):
    query = select(Notice).order_by(Notice.id)
    return list(db.session.scalars(query.where(Notice.kind == kind) if kind else query))


def end(admin, unit, *heirs, on="28/11/2026"):
    data = {"on": on, "version": db.session.get(Unit, unit.id).version, "successors": [heir.id for heir in heirs]}
    return admin.post(f"/units/{unit.id}/end", data=data)


def test_those_of_the_site_are_told_with_their_link_and_may_go_on_answering(admin, client, unit, heir, province):
    conference, site = invited(unit, province)
    officer = a_site_officer(unit)
    with transaction():
        here = db.session.get(Site, site.id)
        here.contact_name, here.contact_email = "Hồ Lan", "lan@example.vn"

    end(admin, unit, heir)

    first, second = told("site_unit_ended")
    said = texts.written(first.kind, first.facts, to_name=first.to_name).text
    assert {first.to_name, second.to_name} == {officer.name, "Hồ Lan"}
    assert (first.about, first.within) == (f"site:{site.id}", f"conference:{conference.id}")
    assert {row.id for row in db.session.scalars(select(SiteLink))} == {one.facts["link_id"] for one in (first, second)}
    assert "UBND xã Kỳ Thượng kết thúc hoạt động từ sau ngày 28/11/2026" in said
    assert "Đơn vị kế thừa: UBND xã Kỳ Lạc" in said and "Hội nghị giao ban tháng 12" in said


def test_who_keeps_the_conferences_and_who_gave_directives_read_all_in_one_message(admin, unit, heir, province):
    clerk, giver = a_secretary(province), a_user(Role.LEADER, province)
    one, _site = invited(unit, province, secretary_id=clerk.id)
    draft, _site = invited(unit, province, title="Tổng kết năm", state=S.DRAFT, starts_at=MONDAY + timedelta(days=30))
    directive = a_directive(unit, province)
    with transaction():
        db.session.get(Directive, directive.id).giver_id = giver.id

    end(admin, unit, heir)

    by_name = {notice.to_name: notice for notice in told("unit_ended")}
    kept, given = by_name[clerk.name], by_name[giver.name]
    said = texts.written(kept.kind, kept.facts, to_name=kept.to_name).text
    assert set(by_name) == {clerk.name, giver.name}
    assert [line["path"] for line in kept.facts["conferences"]] == [f"/conferences/{c.id}/sites" for c in (one, draft)]
    assert (kept.facts["directives"], given.facts["conferences"]) == ([], [])
    assert [line["code"] for line in given.facts["directives"]] == ["NV-1"]
    assert "Hội nghị tổng kết năm" in said and "(bản nháp)" in said and f"/conferences/{one.id}/sites" in said


def test_nobody_hears_of_a_unit_on_which_nothing_hangs_nor_a_site_of_a_draft(admin, unit, heir, province):
    a_site_officer(unit)
    invited(unit, province, starts_at=MONDAY - timedelta(days=3))
    end(admin, unit, heir, on="29/11/2026")
    assert told() == []

    other = a_unit("UBND xã Kỳ Tây", parent=province)
    a_site_officer(other)
    invited(other, province, state=S.DRAFT)
    clerk = a_secretary(province)
    end(admin, other, heir)

    assert [(notice.kind, notice.to_name) for notice in told()] == [("unit_ended", clerk.name)]


def test_an_end_by_mistake_that_is_taken_back_at_once_is_told_to_nobody(admin, unit, heir, province):
    invited(unit, province)
    a_site_officer(unit), a_secretary(province)
    end(admin, unit, heir)
    before = {notice.kind for notice in told()}

    admin.post(f"/units/{unit.id}/reopen", data={"version": db.session.get(Unit, unit.id).version})

    waits = clock.now() + timedelta(minutes=1)
    assert (before, told()) == ({"unit_ended", "site_unit_ended"}, [])
    end(admin, unit, heir)
    assert all(notice.send_after > waits for notice in told())


def reopened(admin, unit):
    data = {"version": db.session.get(Unit, unit.id).version}
    return admin.post(f"/units/{unit.id}/reopen", data=data, follow_redirects=True)


def said_of():
    return sorted((one.kind, one.facts["unit"], one.facts["on"], one.facts["successors"]) for one in told())


@pytest.fixture
def below(unit, province):
    """A part of the unit that is called to a conference, somebody who answers for it, and a secretary of the house."""
    part = a_unit("Trạm Y tế", parent=unit)
    a_site_officer(part), a_secretary(province)
    invited(part, province)
    return part


def with_its_parts(admin, unit, *heirs, on="28/11/2026"):
    data = {"on": on, "version": db.session.get(Unit, unit.id).version, "with_below": "y"}
    return admin.post(f"/units/{unit.id}/end", data=data | {"successors": [heir.id for heir in heirs]})


@pytest.mark.parametrize("alone", [True, False])
def test_an_end_on_an_earlier_day_is_told_in_place_of_the_one_before(admin, unit, below, alone):
    with_its_parts(admin, below if alone else unit, on="29/11/2026")

    with_its_parts(admin, unit, on="28/11/2026")

    assert [(kind, on) for kind, _unit, on, _heirs in said_of()] == [
        ("site_unit_ended", "28/11/2026"), ("unit_ended", "28/11/2026"),
    ]  # fmt: skip


def test_a_part_that_ended_before_is_told_its_own_day_alone(admin, unit, below):
    end(admin, below, on="27/11/2026")

    with_its_parts(admin, unit, on="28/11/2026")

    assert said_of() == [
        ("site_unit_ended", "Trạm Y tế", "27/11/2026", ""), ("unit_ended", "Trạm Y tế", "27/11/2026", ""),
    ]  # fmt: skip


def test_a_refused_end_tells_nobody(admin, unit, province):
    invited(unit, province)
    a_site_officer(unit), a_secretary(province)

    answer = admin.post(f"/units/{unit.id}/end", data={"on": "28/11/2026", "version": "99"})

    assert (answer.status_code, told()) == (409, [])


def test_a_site_whose_successor_is_there_already_is_dropped_and_nobody_reads_of_a_replacement(
    login, unit, heir, province
):
    conference, site = invited(unit, province)
    a_site(conference, heir, state=SiteState.WAITING, invited_at=clock.now())
    leaving = a_site_officer(unit)
    ended(unit, heir)
    clerk, version = login(a_secretary(province)), db.session.get(Conference, conference.id).version

    preview = seen(clerk.get(f"/sites/{site.id}/replace"))
    done = clerk.post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version}, follow_redirects=True)

    [notice] = told()
    words = "Bỏ điểm cầu UBND xã Kỳ Thượng: đơn vị kế thừa đã là điểm cầu"
    assert (words in preview, "Thay điểm cầu" in preview) == (True, False)
    assert "Đã bỏ UBND xã Kỳ Thượng: đơn vị kế thừa đã là điểm cầu" in seen(done)
    assert units_of(conference) == {province.id, heir.id}
    assert (notice.kind, notice.to_name, notice.facts["successors"]) == ("site_dropped", leaving.name, heir.name)


def test_a_dropped_site_hears_only_that_it_is_dropped(admin, login, unit, heir, province):
    conference, site = invited(unit, province)
    leaving = a_site_officer(unit)
    end(admin, unit, heir)
    version = db.session.get(Conference, conference.id).version

    login(a_secretary(province)).post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version})

    assert [notice.kind for notice in told() if notice.to_name == leaving.name] == ["site_dropped"]


HEADER = ("Tên đơn vị", "Thuộc", "Đến ngày", "Thay bằng")


def by_table(admin, *rows):
    dry = admin.post("/units/import", data={"file": (BytesIO(write_csv(HEADER, rows)), "a.csv")}, follow_redirects=True)
    unheard = db.session.scalars(select(Notice.kind)).all()
    ticket = dry.text.partition('name="ticket" value="')[2].partition('"')[0]
    return unheard, admin.post("/units/import", data={"ticket": ticket})


def heard():
    return sorted((one.kind, one.to_name) for one in db.session.scalars(select(Notice)))


@pytest.fixture
def two(unit, province):
    """Two units that stand in one conference, and who keeps it."""
    other = a_unit("UBND xã Kỳ Tây", parent=province)
    conference, _ = invited(unit, province)
    a_site(conference, other, state=SiteState.WAITING, invited_at=clock.now())
    a_secretary(province), a_site_officer(unit), a_site_officer(other)
    return unit, other, conference


def rows(province, *units, last="28/11/2026", heir=""):
    return [(unit.name, province.name, last, heir) for unit in units]


def test_units_that_end_by_a_table_are_told_as_a_single_end_is_the_house_once(admin, two, heir, province):
    unit, other, conference = two

    unheard, done = by_table(admin, *rows(province, unit, heir=heir.name), *rows(province, other))

    assert (unheard, done.status_code) == ([], 302)
    kinds = [kind for kind, _ in heard()]
    house = {one.to_name for one in db.session.scalars(select(Notice).filter_by(kind="unit_ended"))}
    assert (kinds.count("site_unit_ended"), kinds.count("unit_ended")) == (2, len(house))
    of_sites = db.session.scalars(select(Notice.facts).filter_by(kind="site_unit_ended"))
    assert {facts["unit"]: facts["successors"] for facts in of_sites} == {unit.name: heir.name, other.name: ""}
    facts = db.session.scalars(select(Notice.facts).filter_by(kind="unit_ended")).first()
    assert [facts["successors"], sorted(facts["unit"].split(", "))] == [heir.name, sorted([unit.name, other.name])]


def test_a_table_with_units_that_go_on_or_had_ended_tells_nobody(admin, two, province):
    unit, other, _ = two
    ended(other)

    by_table(admin, *rows(province, other), *rows(province, unit, last=""))

    assert heard() == []


def test_an_import_taken_back_at_once_is_told_to_nobody(admin, two, province):
    unit, other, _ = two
    by_table(admin, *rows(province, unit, other))
    assert heard()

    made = db.session.scalar(select(UnitImport.id))
    admin.post(f"/units/imports/{made}/undo")

    assert heard() == []


def test_what_stands_in_conferences_to_come_is_named_before_a_unit_moves(admin, unit, heir, province):
    invited(unit, province, title="Giao ban tháng 12")

    pages = [seen(admin.get(f"/units/{one.id}/move")) for one in (unit, heir)]

    assert ["Giao ban tháng 12" in page for page in pages] == [True, False]


def test_the_history_says_from_where_to_where_a_unit_moved(admin, unit, heir, province):
    admin.post(f"/units/{unit.id}/move", data={"parent": heir.id, "version": unit.version, "sure": "y"})

    page = seen(admin.get(f"/units/{unit.id}/history"))

    assert f"từ trực thuộc “{province.name}”, sang trực thuộc “{heir.name}”" in page


def test_in_place_of_a_giver_who_has_left_the_secretariat_of_his_unit_hears_of_the_end(admin, unit, heir, province):
    clerk, giver = a_secretary(province), a_user(Role.LEADER, province)
    directive = a_directive(unit, province)
    with transaction():
        db.session.get(Directive, directive.id).giver_id = giver.id
        db.session.get(Person, giver.id).posts[0].valid_until = clock.today() - timedelta(days=1)

    end(admin, unit, heir)

    assert [notice.to_name for notice in told("unit_ended")] == [clerk.name]
