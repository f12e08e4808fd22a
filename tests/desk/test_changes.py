"""Every change of a called conference: nothing happens before it was shown, and what was shown is what happens."""

import re
from datetime import timedelta

import pytest

from meetings.accounts.models import Person
from meetings.agenda.models import Item, ItemKind
from meetings.attendance.models import ChangeKind, Delegate, DelegateChange, DelegateList, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences import slots
from meetings.conferences.models import Chair, ChairPart, Conference
from meetings.conferences.models import ConferenceState as S
from meetings.invitations import actions as invitations
from meetings.invitations.models import Letter
from meetings.journal.models import Entry
from meetings.notices import wishing
from meetings.notices.models import Notice
from meetings.registry.models import Paper
from meetings.rehearsals.models import Rehearsal, RehearsalState
from meetings.sites import links, tokens
from meetings.sites.models import Answer, AnswerWay, Site, SiteKind, SiteLink, SiteState
from meetings.speeches.models import Speech, SpeechState
from meetings.units.models import Unit, UnitKind
from meetings.web import texts
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit, saved

pytestmark = pytest.mark.usefixtures("in_november")
TUESDAY = MONDAY + timedelta(days=1)
NEW_TIME = {"starts_on": "01/12/2026", "starts": "08:00", "ends": "11:00"}
WHY = {"reason": "Bão số 5"}


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    organiser = secretary.posts[0].unit
    who = {"organiser": organiser, "chair": a_leader(organiser), "secretary_id": secretary.id}
    made = a_conference(**who, state=S.INVITING, place="Hội trường A")
    a_site(made, organiser, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    for name in ("Xã Vũ Quang", "Xã Can Lộc"):
        unit = a_unit(name, parent=organiser, phone="0239 3814 001")
        site = a_site(made, unit, state=SiteState.CONFIRMED, invited_at=clock.now(), answered_at=clock.now(), answers=1)
        saved(Answer(site_id=site.id, state=SiteState.CONFIRMED, at=clock.now(), way=AnswerWay.PAGE, for_start=MONDAY))
    a_site_officer(db.session.query(Site).filter_by(name="Xã Vũ Quang").one().unit)
    return made


@pytest.fixture
def secretary(login, conference):
    return login(conference.secretary)


def at(conference, more=""):
    return f"/conferences/{conference.id}{more}"


def now(conference):
    return db.session.get(Conference, conference.id, populate_existing=True)


def site(name):
    return db.session.query(Site).filter_by(name=name).populate_existing().one()


def told():
    return sorted((notice.kind, notice.to_name) for notice in db.session.query(Notice))


def shown_names(page):
    table = page.split("conference-names")[1].split("</table>")[0]
    return sorted(re.findall(r'<tr><th scope="row">([^<]+)</th>', table))


def typed_on(page):
    """What the page that asks sends on its own, as a browser would."""
    form = page.partition("conference-change")[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: value for name, value in fields if name != "csrf_token"} | {"sure": "yes", "new_letter": "yes"}


def with_letter(conference):
    with transaction():
        row = db.session.get(Conference, conference.id)
        letter = invitations.start(row, by=None)
        texts = {"contact_name": "Lê Thị Hà", "contact_phone": "0912", "signer_name": "Nguyễn Văn An"}
        invitations.revise(letter, version=letter.version, by=None, **texts)
        return invitations.release(letter, by=None).symbol


def information(conference, **other):
    chair = conference.chair
    starts = clock.local(conference.starts_at)
    facts = {
        "title": conference.title, "kind": "briefing", "organiser": conference.organiser_id, "place": conference.place,
        "starts_on": f"{starts:%d/%m/%Y}", "starts": f"{starts:%H:%M}", "ends": "11:30", "chair": chair.person_id,
        "chair_title": chair.title, "secretary": conference.secretary_id, "version": conference.version,
    }  # fmt: skip
    return {**facts, **other}


CHANGES = {
    "moved": ("/postpone", {**WHY, **NEW_TIME}, "conference_rescheduled", S.INVITING),
    "postponed": ("/postpone", WHY, "conference_postponed", S.POSTPONED),
    "cancelled": ("/cancel", WHY, "conference_cancelled", S.CANCELLED),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_shown_before_is_what_happens(secretary, conference, name):
    path, data, kind, state = CHANGES[name]
    data = data | {"version": conference.version}
    page = secretary.get(at(conference, path)) if path == "/cancel" else secretary.post(at(conference, path), data=data)
    named, before = shown_names(page.text), (now(conference).state, told())

    done = secretary.post(at(conference, path), data=data | typed_on(page.text))

    assert (page.status_code, before) == (200, (S.INVITING, []))
    assert (done.status_code, now(conference).state, {one for one, _name in told()}) == (302, state, {kind})
    assert [name for _kind, name in told()] == named


def test_who_moves_it_into_the_hours_of_another_that_wants_its_hall_reads_so_where_he_lands(secretary, conference):
    elsewhere = {"organiser": a_unit("UBND huyện Đức Thọ"), "place": "Phòng X", "title": "Họp kín"}
    a_conference(state=S.READY, starts_at=MONDAY + timedelta(days=2), **elsewhere)
    moved = information(conference, starts_on="02/12/2026", place="Phòng X")
    page = secretary.post(at(conference, "/information"), data=moved)

    done = secretary.post(at(conference, "/information"), data=moved | typed_on(page.text), follow_redirects=True)

    assert done.request.path == at(conference)
    # Above the page, beside what its list of what is ready says.
    warned = done.text.split('class="nc-flash"')[1].split('id="clashes"')[0].split("Trùng với ")[1].split("</")[0]
    assert "UBND huyện Đức Thọ" in warned and "cùng địa điểm (Phòng X)" in warned and "Họp kín" not in done.text


@pytest.mark.parametrize("path", ["/reschedule", "/restore"])
def test_who_comes_to_a_page_for_which_it_is_not_the_time_types_nothing_in_vain(secretary, conference, path):
    answer = secretary.get(at(conference, path), follow_redirects=True)

    assert answer.request.path == f"/conferences/{conference.id}"
    assert "không ở trạng thái làm được việc này" in answer.text


@pytest.mark.parametrize("path", ["/cancel", "/postpone", "/sites/drop", "/sites/replace"])
def test_who_comes_to_what_ends_with_the_beginning_is_led_back_too(secretary, conference, path):
    noun, number = ("sites", site("Xã Can Lộc").id) if "/sites" in path else ("conferences", conference.id)
    address = f"/{noun}/{number}/{path.rpartition('/')[2]}"
    before = secretary.get(address).status_code
    with transaction():
        now(conference).state = S.LIVE

    answer = secretary.get(address, follow_redirects=True)

    # Nothing took the place of the unit of that site.
    assert before == (422 if path == "/sites/replace" else 200)
    assert (answer.status_code, answer.request.path) == (200, f"/conferences/{conference.id}")
    assert answer.text.count("không ở trạng thái làm được việc này") == 1


def test_it_is_said_beforehand_that_the_technical_unit_agreed_to_another_time(secretary, conference):
    moved = information(conference, starts_on="02/12/2026")
    before = secretary.post(at(conference, "/information"), data=moved).text
    with transaction():
        row = db.session.get(Conference, conference.id)
        slots.agree(row, agreed_by="Anh Hải", by=row.secretary)

    pages = [
        secretary.post(at(conference, "/information"), data=data | {"version": now(conference).version}).text
        for data in (moved, information(conference, title="Tên khác"))
    ]

    told = "đã đồng ý thời gian, địa điểm cũ: cần hỏi lại"
    assert [told in page for page in (before, *pages)] == [False, True, False]


def test_whom_nothing_reaches_stands_there_with_a_telephone(secretary, conference):
    page = secretary.get(at(conference, "/cancel")).text

    assert "cần gọi điện" in page and 'href="tel:02393814001"' in page


def test_whom_nothing_reaches_is_counted_apart_and_named_afterwards_and_fails_but_once(secretary, conference):
    data = information(conference, starts_on="02/12/2026")
    page = secretary.post(at(conference, "/information"), data=data).text
    done = secretary.post(at(conference, "/information"), data=data | {"sure": "yes"}, follow_redirects=True).text

    unreached = db.session.query(Notice).filter_by(to_address="", to_name="Xã Can Lộc").count()
    assert ("báo cho 3 người" in page, "3 tin báo sẽ gửi đi trong vài phút" in done) == (True, True)
    assert ("Không gửi được cho Xã Can Lộc" in done, unreached) == (True, 1)


def test_a_new_time_asks_anew_and_keeps_what_was_said_for_the_old_one(secretary, conference):
    data = {**WHY, **NEW_TIME, "version": conference.version, "sure": "yes"}
    secretary.post(at(conference, "/postpone"), data=data)

    here = site("Xã Vũ Quang")
    board = secretary.get(at(conference, "/sites")).text
    page = secretary.get(f"/sites/{here.id}/edit").text

    assert (here.state, here.former) == (SiteState.WAITING, SiteState.CONFIRMED)
    assert "Đã xác nhận theo kế hoạch cũ" in board
    assert "trả lời cho giờ cũ" in page


def test_sites_are_told_by_a_link_of_their_own(secretary, conference):
    secretary.post(at(conference, "/postpone"), data={**WHY, "version": conference.version, "sure": "yes"})

    officer = db.session.query(Notice).filter(Notice.about == f"site:{site('Xã Vũ Quang').id}").one()
    link = db.session.get(SiteLink, officer.facts["link_id"])
    assert (link.to_address, link.site.name) == (officer.to_address, "Xã Vũ Quang")


def test_a_typo_asks_nobody_and_tells_nobody(secretary, conference):
    page = secretary.post(at(conference, "/information"), data=information(conference, title="Giao ban tháng 12"))
    done = secretary.post(at(conference, "/information"), data=information(conference, title="Giao ban tháng 12",
                                                                           sure="yes"))  # fmt: skip

    assert "Chỉ là chỉnh sửa nhỏ" in page.text
    assert (done.status_code, now(conference).title, now(conference).sequence) == (302, "Giao ban tháng 12", 0)
    assert (told(), site("Xã Vũ Quang").state) == ([], SiteState.CONFIRMED)


def test_another_chair_matters_and_both_names_are_told(secretary, conference):
    former, other = conference.chair.name, a_leader(conference.organiser)
    data = information(conference, chair=other.id)
    page = secretary.post(at(conference, "/information"), data=data)
    secretary.post(at(conference, "/information"), data=data | {"sure": "yes"})

    said = {(notice.kind, notice.facts["chair"], notice.facts["former_chair"]) for notice in db.session.query(Notice)}
    assert f"<del>{former}" in page.text and f"<ins>{other.name}" in page.text
    assert said == {("conference_changed", other.name, former)}
    assert (site("Xã Can Lộc").state, now(conference).sequence) == (SiteState.WAITING, 1)


def test_one_may_go_back_and_type_otherwise(secretary, conference):
    data = {**WHY, **NEW_TIME, "version": conference.version}
    page = secretary.post(at(conference, "/postpone"), data=data | {"back": "yes"})

    assert (page.status_code, "Bão số 5" in page.text, 'value="01/12/2026"' in page.text) == (200, True, True)
    assert (now(conference).state, told()) == (S.INVITING, [])


def test_what_somebody_changed_after_it_was_shown_is_not_done(secretary, conference):
    data = {**WHY, "version": conference.version}
    secretary.post(at(conference, "/postpone"), data=data)
    with transaction():
        db.session.get(Conference, conference.id).place = "Hội trường B"

    done = secretary.post(at(conference, "/postpone"), data=data | {"sure": "yes"})

    assert (done.status_code, now(conference).state, told()) == (409, S.INVITING, [])


def test_a_new_letter_supersedes_the_old_one_by_number(secretary, conference):
    old = with_letter(conference)
    data = {**WHY, **NEW_TIME, "version": now(conference).version}
    page = secretary.post(at(conference, "/postpone"), data=data)
    secretary.post(at(conference, "/postpone"), data=data | typed_on(page.text))

    letter = db.session.query(Letter).one()
    paper = db.session.get(Paper, letter.paper_id)
    said = {(row.facts["symbol"], row.facts["former_symbol"]) for row in db.session.query(Notice)}
    assert old in page.text
    assert (paper.supersedes.symbol, said) == (old, {(paper.symbol, old)})
    assert {"paper_id": paper.id} in db.session.query(Notice).first().attachments


def test_without_the_tick_the_letter_stays(secretary, conference):
    old = with_letter(conference)
    data = {**WHY, **NEW_TIME, "version": now(conference).version, "sure": "yes"}

    secretary.post(at(conference, "/postpone"), data=data)

    assert [paper.symbol for paper in db.session.query(Paper)] == [old]


def test_rehearsals_ahead_are_called_off_with_the_conference(secretary, conference):
    times = {"starts_at": MONDAY - timedelta(hours=3), "ends_at": MONDAY - timedelta(hours=2)}
    row = saved(Rehearsal(conference_id=conference.id, number=1, slug="thu", state=RehearsalState.PLANNED, **times))
    page = secretary.get(at(conference, "/cancel")).text
    secretary.post(at(conference, "/cancel"), data={**WHY, "version": conference.version})

    notice = db.session.scalars(db.select(Notice).filter_by(kind="conference_cancelled")).first()
    assert "được hủy theo" in page
    assert db.session.get(Rehearsal, row.id, populate_existing=True).state is RehearsalState.CANCELLED
    said = texts.written(notice.kind, notice.facts).text
    assert "Buổi chạy thử lúc 04:30 ngày 30/11/2026 cũng không tiến hành." in said


@pytest.fixture
def cancelled(secretary, conference):
    secretary.post(at(conference, "/cancel"), data={**WHY, "version": conference.version})
    with transaction():
        db.session.query(Notice).delete()
    return now(conference)


def test_a_cancelled_conference_takes_place_after_all(secretary, cancelled):
    uid, sequence = cancelled.uid, cancelled.sequence
    form = secretary.get(at(cancelled, "/restore")).text
    data = {"starts_on": "30/11/2026", "starts": "07:30", "ends": "11:30", "version": cancelled.version}
    page = secretary.post(at(cancelled, "/restore"), data=data).text
    still = now(cancelled).state
    done = secretary.post(at(cancelled, "/restore"), data=data | {"sure": "yes"})

    here = now(cancelled)
    assert 'value="30/11/2026"' in form and "Mọi" not in page
    assert (still, done.status_code, here.state, here.reason) == (S.CANCELLED, 302, S.INVITING, "")
    assert (here.uid, here.sequence, here.starts_at) == (uid, sequence + 1, MONDAY)
    assert ({kind for kind, _ in told()}, site("Xã Vũ Quang").state) == ({"conference_restored"}, SiteState.WAITING)


def test_it_takes_place_after_all_at_a_time_that_lies_ahead_only(secretary, cancelled):
    with clock.at(TUESDAY):
        data = {"starts_on": "30/11/2026", "starts": "07:30", "ends": "11:30", "version": cancelled.version}
        answer = secretary.post(at(cancelled, "/restore"), data=data | {"sure": "yes"})

    assert (answer.status_code, now(cancelled).state, told()) == (422, S.CANCELLED, [])


def test_a_draft_that_was_cancelled_becomes_a_draft_again(login):
    draft = a_conference(state=S.CANCELLED)
    person = login(a_secretary(draft.organiser))

    page = person.get(at(draft, "/restore"))
    done = person.post(at(draft, "/restore"), data={"version": draft.version})

    assert (page.status_code, done.status_code, now(draft).state, told()) == (200, 302, S.DRAFT, [])


def choice(conference, *names, **more):
    chosen = [row.unit_id for row in db.session.query(Site).filter(Site.name.in_(names))]
    known = [row.unit_id for row in db.session.query(Site).filter_by(conference_id=conference.id)]
    main = db.session.query(Site).filter_by(kind=SiteKind.MAIN).one().unit_id
    numbers = {"chosen": ",".join(map(str, [*chosen, main])), "known": ",".join(map(str, known)), "main": main}
    return {**numbers, **more}


def test_a_dropped_site_is_told_and_the_others_are_left_in_peace(secretary, conference):
    data = choice(conference, "Xã Can Lộc")
    page = secretary.post(at(conference, "/sites/change"), data=data)
    named = shown_names(page.text)
    secretary.post(at(conference, "/sites/change"), data=data | typed_on(page.text))

    assert [row.name for row in db.session.query(Site).filter_by(kind=SiteKind.MEMBER)] == ["Xã Can Lộc"]
    assert [(kind, name) for kind, name in told()] == [("site_dropped", name) for name in named]
    assert len(named) == 1


@pytest.mark.parametrize(("tick", "enclosed"), [("yes", True), ("", False)])
def test_without_the_tick_an_added_site_gets_the_facts_and_never_the_old_letter(secretary, conference, tick, enclosed):
    symbol = with_letter(conference)
    fresh = a_unit("Xã Đức Thọ", parent=conference.organiser)
    a_site_officer(fresh)
    data = choice(conference, "Xã Can Lộc", "Xã Vũ Quang")
    data["chosen"] += f",{fresh.id}"
    page = secretary.post(at(conference, "/sites/change"), data=data).text

    secretary.post(at(conference, "/sites/change"), data=data | typed_on(page) | {"new_letter": tick})

    sent = db.session.query(Notice).filter_by(kind="invitation", about=f"site:{site('Xã Đức Thọ').id}").one()
    named = sent.facts["symbol"]
    assert f"số {symbol} không có tên các điểm cầu này" in page
    assert (any("paper_id" in one for one in sent.attachments), bool(named), named == symbol) == (
        enclosed,
        enclosed,
        False,
    )


def have_been_invited(conference):
    """The members have had their invitations."""
    with transaction():
        for row in db.session.query(Site).filter_by(kind=SiteKind.MEMBER):
            facts = dict(key=f"k{row.id}", kind="invitation", to_name="x", to_address="x@example.vn", facts={})
            times = dict(created_at=clock.now(), send_after=clock.now())
            within = f"conference:{conference.id}"
            db.session.add(Notice(about=f"site:{row.id}", within=within, **facts, **times))


def test_an_added_site_is_invited_at_once(secretary, conference):
    fresh = a_unit("Xã Đức Thọ", parent=conference.organiser)
    officer = a_site_officer(fresh)
    data = choice(conference, "Xã Can Lộc", "Xã Vũ Quang")
    data["chosen"] += f",{fresh.id}"
    have_been_invited(conference)
    page = secretary.post(at(conference, "/sites/change"), data=data)
    secretary.post(at(conference, "/sites/change"), data=data | typed_on(page.text))

    assert shown_names(page.text) == [officer.name]
    assert [name for kind, name in told() if name != "x"] == [officer.name]
    assert site("Xã Đức Thọ").state is SiteState.WAITING


def test_dropping_one_site_shows_first_whom_it_concerns(secretary, conference):
    here = site("Xã Vũ Quang")
    page = secretary.get(f"/sites/{here.id}/drop").text
    secretary.post(f"/sites/{here.id}/drop")

    assert [("site_dropped", name) for name in shown_names(page)] == told()
    assert db.session.get(Site, here.id) is None


def with_a_list(here):
    for name in ("Trần Văn An", "Lê Thị Bình"):
        saved(Delegate(site_id=here.id, name=name))
    saved(DelegateList(site_id=here.id, changed_by="Lan"))
    saved(DelegateChange(site_id=here.id, at=clock.now(), kind=ChangeKind.ADDED, name="Lê Thị Bình"))
    return saved(a_speech(here))


def a_speech(here, **facts):
    facts = {"topic": "Kết quả chuyển đổi số", "speaker_name": "Trần Văn An", "minutes": 5} | facts
    return Speech(site_id=here.id, offered_at=clock.now(), **facts)


def held(model):
    return db.session.query(model).count()


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_dropped_site_takes_its_list_and_its_speeches_with_it_as_the_page_says(secretary, conference, way):
    here = site("Xã Vũ Quang")
    with_a_list(here)
    if way == "one":
        page = secretary.get(f"/sites/{here.id}/drop").text
        answer = secretary.post(f"/sites/{here.id}/drop", data={"sure": "yes"})
    else:
        data = choice(conference, "Xã Can Lộc")
        page = secretary.post(at(conference, "/sites/change"), data=data).text
        answer = secretary.post(at(conference, "/sites/change"), data=data | typed_on(page))

    assert "Danh sách 2 đại biểu bị bỏ." in page and "1 tham luận bị bỏ." in page
    assert answer.status_code == 302 and db.session.get(Site, here.id) is None
    assert [held(one) for one in (Delegate, DelegateList, DelegateChange, Speech)] == [0, 0, 0, 0]
    kept = db.session.query(Entry).filter_by(verb="dropped_with_sites").one()
    assert kept.details == {"delegates": 2, "speeches": 1}


def test_a_site_without_list_and_speech_says_nothing_of_them(secretary):
    page = secretary.get(f"/sites/{site('Xã Vũ Quang').id}/drop").text

    assert "bị bỏ." not in page.replace("câu trả lời bị bỏ", "") and 'name="sure"' in page


def test_what_the_agenda_counts_on_stands_in_the_way_and_the_page_says_so_first(secretary, conference):
    here = site("Xã Vũ Quang")
    item = saved(Item(conference_id=conference.id, kind=ItemKind.SPEECH, title="Tham luận của Vũ Quang"))
    speech = saved(a_speech(here, state=SpeechState.ACCEPTED, item_id=item.id))

    page = secretary.get(f"/sites/{here.id}/drop").text
    answer = secretary.post(f"/sites/{here.id}/drop", data={"sure": "yes"})

    words = "Chương trình còn mục này: “Tham luận của Vũ Quang”. Hãy bỏ mục đó khỏi chương trình trước, rồi bỏ"
    assert words in page and 'name="sure"' not in page
    assert (answer.status_code, words in answer.text) == (409, True)
    assert db.session.get(Speech, speech.id).site_id == here.id
    with transaction():
        db.session.delete(db.session.get(Item, item.id))
    assert secretary.post(f"/sites/{here.id}/drop", data={"sure": "yes"}).status_code == 302


@pytest.mark.parametrize("record", ["count", "mark"])
def test_a_site_with_a_record_of_the_sitting_is_not_dropped(secretary, conference, record):
    here = site("Xã Vũ Quang")
    if record == "count":
        saved(HeadCount(site_id=here.id, present=5, reported_at=clock.now()))
    else:
        saved(Delegate(site_id=here.id, name="Trần Văn An", presence=Presence.IN_ROOM))

    page = secretary.get(f"/sites/{here.id}/drop").text
    answer = secretary.post(f"/sites/{here.id}/drop", data={"sure": "yes"})

    assert "Đã ghi điểm danh ở đây" in page and 'name="sure"' not in page
    assert (answer.status_code, db.session.get(Site, here.id).id) == (409, here.id)


@pytest.mark.parametrize(
    ("facts", "by_link", "hears"),
    [
        ({}, False, False),
        ({"state": SiteState.CONFIRMED, "answered_at": MONDAY - timedelta(days=5)}, False, True),
        ({}, True, True),
        ({"state": SiteState.WAITING}, False, True),
    ],
)
def test_who_was_not_invited_but_knows_of_the_conference_hears_that_his_site_is_dropped(
    secretary, conference, facts, by_link, hears
):
    fresh = a_unit("Xã Đức Thọ", parent=conference.organiser)
    officer = a_site_officer(fresh)
    site_here = a_site(conference, fresh, **{"state": SiteState.UNSENT} | facts)
    if by_link:
        with transaction():
            links.issue(db.session.get(Site, site_here.id), to_name=officer.name, to_address=officer.email, by=None)

    page = secretary.get(f"/sites/{site_here.id}/drop").text
    secretary.post(f"/sites/{site_here.id}/drop")

    assert told() == ([("site_dropped", officer.name)] if hears else [])
    assert (officer.name in page) is hears


def test_a_main_site_that_leaves_hears_it(secretary, conference):
    former = db.session.query(Site).filter_by(kind=SiteKind.MAIN).one()
    officer, new = a_site_officer(former.unit), site("Xã Can Lộc").unit_id
    data = choice(conference, "Xã Can Lộc", "Xã Vũ Quang", main=new)
    data["chosen"] = ",".join(str(one.unit_id) for one in (site("Xã Can Lộc"), site("Xã Vũ Quang")))
    page = secretary.post(at(conference, "/sites/change"), data=data).text
    secretary.post(at(conference, "/sites/change"), data=data | typed_on(page))

    assert ("site_dropped", officer.name) in told()
    assert officer.name in shown_names(page)


@pytest.mark.parametrize("is_one_added", [False, True])
def test_with_another_main_site_the_former_one_and_an_added_one_are_invited_and_read_of_no_change(
    secretary, conference, is_one_added
):
    have_been_invited(conference)
    former = db.session.query(Site).filter_by(kind=SiteKind.MAIN).one()
    fresh = a_unit("Xã Đức Thọ", parent=conference.organiser)
    first = {a_site_officer(unit).name for unit in ((former.unit, fresh) if is_one_added else (former.unit,))}
    data = choice(conference, "Xã Can Lộc", "Xã Vũ Quang", main=site("Xã Can Lộc").unit_id)
    data["chosen"] += f",{fresh.id}" if is_one_added else ""
    page = secretary.post(at(conference, "/sites/change"), data=data).text
    secretary.post(at(conference, "/sites/change"), data=data | typed_on(page))

    happened = [(kind, name) for kind, name in told() if name != "x"]
    assert {name for kind, name in happened if kind == "invitation"} == first
    assert {kind for kind, name in happened if name not in first} == {"conference_changed"}
    assert sorted(name for _kind, name in happened) == shown_names(page)
    assert site(former.name).state is SiteState.WAITING


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_that_asks_costs_as_many_questions_for_300_sites_as_for_one(secretary, conference, queries, number):
    with transaction():
        for n in range(number):
            unit = a_unit_below(conference, n)
            db.session.add(Site(conference_id=conference.id, unit_id=unit.id, name=unit.name, state=SiteState.WAITING))
    secretary.get(at(conference, "/cancel"))
    queries.clear()

    page = secretary.get(at(conference, "/cancel"))

    assert (page.status_code, len(queries) <= 12) == (200, True), len(queries)


def a_unit_below(conference, number):
    unit = Unit(name=f"Xã {number}", short_name=f"Xã {number}", kind=UnitKind.COMMUNE, path=f"/9{number}/")
    db.session.add(unit)
    db.session.flush()
    return unit


def test_names_come_in_pages(secretary, conference):
    with transaction():
        for n in range(60):
            unit = a_unit_below(conference, n)
            db.session.add(Site(conference_id=conference.id, unit_id=unit.id, name=unit.name, state=SiteState.WAITING))
    data = {**WHY, "version": conference.version}

    first = secretary.post(at(conference, "/postpone"), data=data).text
    second = secretary.post(at(conference, "/postpone"), data=data | {"shown_page": "2"}).text
    cancelling = secretary.post(at(conference, "/cancel"), data=data | {"shown_page": "2"})

    assert (len(shown_names(first)), len(shown_names(second))) == (50, 14)
    assert (len(shown_names(cancelling.text)), now(conference).state) == (14, S.INVITING)


@pytest.mark.parametrize("path", ["/cancel", "/postpone", "/reschedule", "/restore", "/sites/change"])
def test_a_member_of_a_site_changes_nothing(login, conference, path):
    officer = a_site_officer(site("Xã Can Lộc").unit)

    assert login(officer).post(at(conference, path), data={**WHY, "sure": "yes"}).status_code == 403
    assert now(conference).state is S.INVITING


def test_a_co_chair_alone_is_a_correction(secretary, conference):
    saved(Chair(conference_id=conference.id, name="Trần Văn Bình", part=ChairPart.CO_CHAIR, position=1))
    db.session.expire_all()
    page = secretary.post(at(conference, "/information"), data=information(now(conference)))

    assert "<del>" in page.text and "Chỉ là chỉnh sửa nhỏ" in page.text


@pytest.fixture
def short_messages(app):
    before = app.config["TEXT_GATEWAY"], app.config["TEXT_NAME"]
    app.config.update(TEXT_GATEWAY="console:", TEXT_NAME="Zalo")
    yield
    app.config["TEXT_GATEWAY"], app.config["TEXT_NAME"] = before


def with_telephone_only(name, number="0912 345 678"):
    with transaction():
        row = site(name)
        row.contact_name, row.contact_phone = "Bà Hoa", number


@pytest.mark.usefixtures("short_messages")
def test_the_page_that_asks_says_by_which_way_each_is_told_as_it_will_leave(secretary, conference):
    with_telephone_only("Xã Can Lộc")
    with transaction():
        officer = db.session.query(Person).filter(Person.email.is_not(None)).order_by(Person.id.desc()).first()
        officer.phone = "0987 654 321"
        wishing.keep(officer, urgent="text", asking="mail", news="mail", by=officer)

    page = secretary.get(at(conference, "/cancel")).text
    named = re.sub(r"<[^>]+>", " ", page.partition("conference-names")[2].partition("</table>")[0])
    found = [re.findall(rf"{name}.*?\+\d+", named, re.DOTALL)[0] for name in (officer.name, "Bà Hoa")]

    assert ("qua Zalo" in page, "và Zalo" in page) == (True, True)
    assert [" ".join(row.split()) for row in found] == [
        f"{officer.name} Xã Vũ Quang {officer.email} +84987654321",
        "Bà Hoa Xã Can Lộc +84912345678",
    ]


def test_without_a_gateway_a_mobile_number_alone_is_to_be_rung_up(secretary, conference):
    with_telephone_only("Xã Can Lộc")

    page = secretary.get(at(conference, "/cancel")).text
    done = secretary.post(at(conference, "/cancel"), data=WHY | typed_on(page), follow_redirects=True).text

    left = [(one.to_name, one.state.value) for one in db.session.query(Notice) if not one.to_address]
    assert "không có cách gửi" in page and "Không gửi được cho Xã Can Lộc" in done
    assert left == [("Xã Can Lộc", "failed")]


def open_link(client, name):
    link = db.session.query(SiteLink).filter_by(site_id=site(name).id, ended_at=None).first()
    return client.get(f"/x/{tokens.token(link, 'only for tests')}").text


def test_who_never_answered_sees_what_was_told_before_and_what_holds_now(secretary, client, conference):
    with transaction():
        site("Xã Vũ Quang").answered_at, site("Xã Vũ Quang").state = None, SiteState.WAITING
    data = {**WHY, **NEW_TIME, "version": conference.version}
    page = secretary.post(at(conference, "/postpone"), data=data)
    secretary.post(at(conference, "/postpone"), data=data | typed_on(page.text))

    linked = open_link(client, "Xã Vũ Quang")

    was, now_ = "07:30 – 11:30, Thứ Hai 30/11/2026; Hội trường A", "08:00 – 11:00, Thứ Ba 01/12/2026; Hội trường A"
    assert f"Trước đây: {was}. Nay: {now_}." in re.sub(r"\s+", " ", linked)


def test_once_it_has_answered_to_the_new_plan_the_old_one_is_gone(secretary, client, conference, login):
    data = {**WHY, **NEW_TIME, "version": conference.version}
    page = secretary.post(at(conference, "/postpone"), data=data)
    secretary.post(at(conference, "/postpone"), data=data | typed_on(page.text))
    officer = login(db.session.query(Person).order_by(Person.id.desc()).first())
    own = f"/sites/{site('Xã Vũ Quang').id}"
    before = officer.get(own).text

    with transaction():
        site("Xã Vũ Quang").state = SiteState.CONFIRMED

    assert ("Trước đây: 07:30" in before, "Trước đây: 07:30" in officer.get(own).text) == (True, False)


def with_answers_until(conference, moment):
    with_letter(conference)
    with transaction():
        db.session.query(Letter).one().answer_by = moment


def test_before_a_change_one_reads_how_a_new_letter_moves_the_day_until_which_sites_answer(secretary, conference):
    with_answers_until(conference, MONDAY - timedelta(days=2))
    data = {**WHY, **NEW_TIME, "version": now(conference).version}
    page = secretary.post(at(conference, "/postpone"), data=data).text
    secretary.post(at(conference, "/postpone"), data=data | typed_on(page))

    moved = db.session.query(Letter).one().answer_by
    assert moved == MONDAY - timedelta(days=2) + (now(conference).starts_at - MONDAY)
    assert "Giấy mời mới ghi hạn trả lời 29/11/2026 08:00 thay cho 28/11/2026 07:30." in page


def test_a_deadline_that_does_not_move_or_that_nobody_set_is_not_spoken_of(secretary, conference):
    with_letter(conference)

    page = secretary.post(
        at(conference, "/postpone"), data={**WHY, **NEW_TIME, "version": now(conference).version}
    ).text

    assert "Hạn trả lời" not in page
