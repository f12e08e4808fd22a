"""The sites are told of papers that came after their invitation: by one message, each paper once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from meetings.agenda import actions as agenda
from meetings.agenda.models import Item, ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes, late_papers, mailing
from meetings.documents import actions as documents
from meetings.documents.models import Audience, Document
from meetings.invitations import mailings as invitations
from meetings.journal.models import Entry
from meetings.notices.models import Notice, NoticeState
from meetings.sites import actions as sites
from meetings.sites import answering
from meetings.sites.models import Reply, Site, SiteState
from meetings.web import texts
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_site_officer, a_stranger, a_unit, saved

pytestmark = pytest.mark.usefixtures("in_november")
LETTER = MONDAY - timedelta(days=3)


@pytest.fixture
def conference(province):
    return a_conference(state=C.INVITING, organiser=province)


@pytest.fixture
def vu_quang(conference):
    return a_site(conference, a_unit("Xã Vũ Quang"), contact_name="Lan", contact_email="lan@xa.example")


@pytest.fixture
def secretary(province):
    return a_secretary(province)


def invite(conference, secretary, at=LETTER):
    with clock.at(at), transaction():
        sites.invite(conference, by=secretary)
        invitations.send(conference, by=secretary)


def a_paper(conference, secretary, title, hours=1, **facts):
    facts = {"audience": Audience.PARTICIPANTS, "file_name": f"{title}.pdf", "fingerprint": title * 3, **facts}
    at = LETTER + timedelta(hours=hours)
    return saved(
        Document(
            conference_id=conference.id, title=title, content_type="application/pdf", size=1,
            uploaded_by_id=secretary.id, uploaded_at=at, **facts,
        )
    )  # fmt: skip


def tell(login, secretary, conference, hours=2):
    with clock.at(LETTER + timedelta(hours=hours)):
        return login(secretary).post(f"/conferences/{conference.id}/documents/tell", follow_redirects=True)


def told(state=NoticeState.QUEUED):
    """What waits, as pairs of address and papers."""
    rows = db.session.scalars(select(Notice).filter_by(kind=late_papers.KIND, state=state).order_by(Notice.id))
    return [(row.to_address, row.facts["papers"]) for row in rows]


def test_what_came_after_the_letter_is_offered_and_told_once(login, secretary, conference, vu_quang):
    a_paper(conference, secretary, "Báo cáo", hours=-1)
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")
    a_paper(conference, secretary, "Tham luận")

    offered = login(secretary).get(f"/conferences/{conference.id}").text
    answer = tell(login, secretary, conference)
    again = tell(login, secretary, conference)

    assert "Có 2 tài liệu đưa lên sau giấy mời" in offered
    assert "1 tin báo sẽ gửi đi trong vài phút" in answer.text
    assert "tài liệu đưa lên sau giấy mời" not in answer.text
    assert again.status_code == 409 and told() == [("lan@xa.example", ["Phụ lục (PDF)", "Tham luận (PDF)"])]


def test_the_page_of_the_files_offers_it_too(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")

    shelf = login(secretary).get(f"/conferences/{conference.id}/documents").text
    officer = login(a_site_officer(vu_quang.unit)).get(f"/conferences/{conference.id}/documents")

    assert f'action="/conferences/{conference.id}/documents/tell"' in shelf
    assert "documents/tell" not in officer.text and officer.status_code == 200


def test_several_within_a_short_time_become_one_message(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    a_paper(conference, secretary, "Tham luận")
    tell(login, secretary, conference)

    assert told() == [("lan@xa.example", ["Phụ lục (PDF)", "Tham luận (PDF)"])]


def test_what_has_left_is_not_said_again(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    with transaction():
        db.session.scalars(select(Notice).filter_by(kind=late_papers.KIND)).one().state = NoticeState.SENT
    a_paper(conference, secretary, "Tham luận")
    tell(login, secretary, conference)

    assert told(NoticeState.SENT) == [("lan@xa.example", ["Phụ lục (PDF)"])]
    assert told() == [("lan@xa.example", ["Tham luận (PDF)"])]


def test_a_site_invited_later_read_of_it_in_its_invitation(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")
    a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(conference, secretary, at=LETTER + timedelta(hours=1, minutes=30))

    tell(login, secretary, conference)

    assert told() == [("lan@xa.example", ["Phụ lục (PDF)"])]


def test_neither_what_sites_may_not_read_nor_who_declined_is_told(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    away = a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(conference, secretary)
    with transaction():
        db.session.get(Site, away.id).state = SiteState.DECLINED
        item = agenda.add(conference, kind=ItemKind.REPORT, title="Mật", planned_minutes=10, by=secretary)
        item.is_secret = True
    a_paper(conference, secretary, "Cho chủ trì", audience=Audience.CHAIRS)
    a_paper(conference, secretary, "Bí mật", item_id=item.id)
    a_paper(conference, secretary, "Cũ", removed_at=LETTER)

    refused = tell(login, secretary, conference)
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)

    assert refused.status_code == 409 and "đã được báo" in refused.text
    assert told() == [("lan@xa.example", ["Phụ lục (PDF)"])]


def test_where_all_who_were_invited_before_declined_no_paper_counts_as_told(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    with transaction():
        db.session.get(Site, vu_quang.id).state = SiteState.DECLINED
    a_paper(conference, secretary, "Báo cáo")

    refused = tell(login, secretary, conference)
    with transaction():
        db.session.get(Site, vu_quang.id).state = SiteState.WAITING
    tell(login, secretary, conference)

    assert (refused.status_code, told()) == (409, [("lan@xa.example", ["Báo cáo (PDF)"])])


def test_a_paper_taken_off_the_shelf_before_its_message_leaves_is_not_named(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    papers = [a_paper(conference, secretary, title) for title in ("Báo cáo", "Phụ lục")]
    tell(login, secretary, conference)
    with transaction():
        db.session.merge(papers[0]).removed_at = clock.now()

    with clock.at(LETTER + timedelta(hours=8)):
        mailing.send_due()

    assert told(NoticeState.SENT) == [("lan@xa.example", ["Phụ lục (PDF)"])]


def test_a_message_whose_papers_are_all_gone_does_not_leave(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    paper = a_paper(conference, secretary, "Báo cáo")
    tell(login, secretary, conference)
    with transaction():
        db.session.merge(paper).removed_at = clock.now()

    with clock.at(LETTER + timedelta(hours=8)):
        mailing.send_due()

    assert told(NoticeState.KEPT) == [("lan@xa.example", [])]


def test_a_site_that_is_dropped_hears_of_no_papers_afterwards(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    a_paper(conference, secretary, "Báo cáo")
    tell(login, secretary, conference)
    assert told()

    with transaction():
        changes.drop_site(db.session.get(Site, vu_quang.id), by=secretary)

    assert told() == []


@pytest.mark.parametrize("turn", [changes.cancel, changes.postpone])
def test_nobody_hears_of_papers_after_the_end(login, secretary, conference, vu_quang, turn):
    invite(conference, secretary)
    a_paper(conference, secretary, "Báo cáo")
    tell(login, secretary, conference)

    with transaction():
        turn(db.session.merge(conference), reason="Bão", by=None)

    assert told() == []


def test_nothing_is_told_before_the_invitation_nor_after_the_beginning(login, secretary, conference, vu_quang):
    a_paper(conference, secretary, "Phụ lục")
    before = tell(login, secretary, conference)
    invite(conference, secretary)
    a_paper(conference, secretary, "Tham luận")
    with transaction():
        conference.state = C.LIVE

    assert (before.status_code, tell(login, secretary, conference).status_code, told()) == (409, 409, [])


def acted(act, paper, secretary, minutes, **facts):
    """Something done to a paper so many minutes after the letter."""
    with clock.at(LETTER + timedelta(minutes=minutes)), transaction():
        here = db.session.get(Document, paper.id)
        if act is not documents.put_back:
            facts["version"] = here.version
        act(here, **facts, by=secretary)


def seen_by(audience):
    return {"title": "Báo cáo", "audience": audience}


def test_what_was_opened_to_the_sites_after_the_letter_is_offered_and_told_once(login, secretary, conference, vu_quang):
    paper = a_paper(conference, secretary, "Báo cáo", hours=-1, audience=Audience.CHAIRS)
    invite(conference, secretary)
    acted(documents.revise, paper, secretary, 60, **seen_by(Audience.SITES))

    offered = login(secretary).get(f"/conferences/{conference.id}").text
    answers = [tell(login, secretary, conference).status_code for _ in range(2)]

    assert "Có 1 tài liệu đưa lên sau giấy mời" in offered
    assert (answers, told()) == ([200, 409], [("lan@xa.example", ["Báo cáo (PDF)"])])


def test_what_was_off_the_shelf_when_the_letter_left_is_offered_once_it_is_back(login, secretary, conference, vu_quang):
    paper = a_paper(conference, secretary, "Báo cáo", hours=-1)
    acted(documents.remove, paper, secretary, -30)
    invite(conference, secretary)
    acted(documents.put_back, paper, secretary, 60)

    answers = [tell(login, secretary, conference).status_code for _ in range(2)]

    assert (answers, told()) == ([200, 409], [("lan@xa.example", ["Báo cáo (PDF)"])])


def test_the_shelf_that_was_closed_when_the_letter_left_is_new_once_it_is_open(login, secretary, conference, vu_quang):
    a_paper(conference, secretary, "Báo cáo", hours=-1)
    for minutes, is_secret in ((-30, True), (60, False)):
        if not is_secret:
            invite(conference, secretary)
        with clock.at(LETTER + timedelta(minutes=minutes)), transaction():
            documents.keep_out(conference, is_secret, by=secretary)

    tell(login, secretary, conference)

    assert told() == [("lan@xa.example", ["Báo cáo (PDF)"])]


def test_the_paper_of_an_item_that_was_said_to_be_secret_by_mistake_is_new_once_it_is_seen(
    login, secretary, conference, vu_quang
):
    with transaction():
        facts = {"kind": ItemKind.REPORT, "title": "Báo cáo", "planned_minutes": 10}
        items = [agenda.add(conference, **facts, is_secret=is_secret, by=secretary).id for is_secret in (True, False)]
    for name, item_id in zip(("Báo cáo", "Phụ lục"), items, strict=True):
        a_paper(conference, secretary, name, hours=-1, item_id=item_id)
    invite(conference, secretary)
    for minutes, item_id, is_secret in ((20, items[0], False), (30, items[1], True), (40, items[1], False)):
        with clock.at(LETTER + timedelta(minutes=minutes)), transaction():
            item = db.session.get(Item, item_id)
            agenda.revise(item, version=item.version, is_secret=is_secret, by=secretary)

    tell(login, secretary, conference)

    assert told() == [("lan@xa.example", ["Báo cáo (PDF)"])]


def test_what_the_letter_named_is_not_new_when_it_was_away_for_a_while_or_is_shown_to_more(
    login, secretary, conference, vu_quang
):
    away, more, closed = (a_paper(conference, secretary, name, hours=-1) for name in ("Báo cáo", "Phụ lục", "Biểu"))
    acted(documents.remove, away, secretary, -50)
    acted(documents.put_back, away, secretary, -40)
    invite(conference, secretary)
    acted(documents.remove, away, secretary, 30)
    acted(documents.put_back, away, secretary, 60)
    acted(documents.revise, more, secretary, 60, **seen_by(Audience.SITES))
    acted(documents.revise, closed, secretary, 60, **seen_by(Audience.CHAIRS))
    acted(documents.revise, closed, secretary, 70, **seen_by(Audience.SITES))

    assert (tell(login, secretary, conference).status_code, told()) == (409, [])


def test_a_site_invited_after_it_was_opened_read_of_it_in_its_invitation(login, secretary, conference, vu_quang):
    paper = a_paper(conference, secretary, "Báo cáo", hours=-1, audience=Audience.CHAIRS)
    invite(conference, secretary)
    acted(documents.revise, paper, secretary, 60, **seen_by(Audience.PARTICIPANTS))
    a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(conference, secretary, at=LETTER + timedelta(hours=1, minutes=30))

    tell(login, secretary, conference)

    assert told() == [("lan@xa.example", ["Báo cáo (PDF)"])]


def test_the_message_leads_to_the_papers_by_the_recipients_own_link(app):
    facts = {
        "organiser": "UBND tỉnh", "site": "Xã Vũ Quang", "conference": "Giao ban", "starts": "07:30 ngày 30/11/2026",
        "papers": ["Phụ lục (PDF)"], "more_papers": 2, "path": "/x/abc/documents",
    }  # fmt: skip

    said = texts.written("papers_added", facts, to_name="Lan", reason="").text

    assert "- Phụ lục (PDF)\n- và 2 tài liệu khác" in said
    assert "không cần tài khoản, tại: http://localhost/x/abc/documents" in said


@pytest.mark.parametrize("number", [1, 60])
def test_the_offer_costs_the_page_of_the_conference_no_statement(login, secretary, conference, queries, number):
    for _ in range(number):
        a_site(conference, a_unit(), contact_name="Lan", contact_email="lan@xa.example")
    invite(conference, secretary)
    for index in range(number):
        a_paper(conference, secretary, f"Phụ lục {index}")
    browser, address = login(secretary), f"/conferences/{conference.id}"
    browser.get(address)
    queries.clear()

    answer = browser.get(address)

    assert (answer.status_code, len(queries) <= 12) == (200, True)


def offered(login, secretary, conference):
    return "tài liệu đưa lên sau giấy mời" in login(secretary).get(f"/conferences/{conference.id}").text


def test_nothing_is_offered_where_only_a_dropped_site_was_invited_before(login, secretary, conference, vu_quang):
    invite(conference, secretary)
    with transaction():
        changes.drop_site(db.session.get(Site, vu_quang.id), by=secretary)
    a_paper(conference, secretary, "Phụ lục", hours=1)
    a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(conference, secretary, at=LETTER + timedelta(hours=1, minutes=30))

    assert not offered(login, secretary, conference)


def test_a_paper_is_not_told_where_nothing_reaches_anybody_and_stays_on_offer(login, secretary, conference):
    a_site(conference, a_unit("Xã Không"))
    invite(conference, secretary)
    a_paper(conference, secretary, "Phụ lục")

    answer = tell(login, secretary, conference)

    assert answer.status_code == 409 and "Xã Không" in answer.text
    assert offered(login, secretary, conference)


@pytest.mark.parametrize("turn", [changes.cancel, changes.postpone])
def test_what_a_dropped_message_named_is_offered_again_once_it_goes_on(login, secretary, conference, vu_quang, turn):
    invite(conference, secretary)
    with clock.at(LETTER + timedelta(minutes=5)):
        mailing.send_due()
    a_paper(conference, secretary, "Báo cáo")
    tell(login, secretary, conference)
    with clock.at(LETTER + timedelta(hours=2, minutes=1)), transaction():
        turn(db.session.get(Conference, conference.id), reason="Bão", by=None)
    with clock.at(LETTER + timedelta(hours=3)), transaction():
        again = changes.restore if turn is changes.cancel else changes.reschedule
        times = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=2)}
        again(db.session.get(Conference, conference.id), by=None, **times)

    assert offered(login, secretary, conference)


def test_a_paper_that_was_gone_when_its_message_was_to_leave_is_offered_when_it_is_back(
    login, secretary, conference, vu_quang
):
    invite(conference, secretary)
    paper = a_paper(conference, secretary, "Báo cáo")
    tell(login, secretary, conference)
    with clock.at(LETTER + timedelta(hours=2, minutes=1)), transaction():
        documents.remove(db.session.get(Document, paper.id), version=1, by=secretary)
    with clock.at(LETTER + timedelta(hours=3)):
        mailing.send_due()
    with clock.at(LETTER + timedelta(hours=3)), transaction():
        documents.put_back(db.session.get(Document, paper.id), by=secretary)

    assert offered(login, secretary, conference)


def answers(site, hours, reply=Reply.YES):
    by = a_stranger()
    with clock.at(LETTER + timedelta(hours=hours)), transaction():
        facts = {"expected_count": 4, "note": "" if reply is Reply.YES else "Bận"}
        answering.record_by_telephone(db.session.get(Site, site.id), reply=reply, by=by, given_by="Mai", **facts)


@pytest.fixture
def away(conference, vu_quang, secretary):
    """A second site, which was invited with the first and declined."""
    row = a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(conference, secretary)
    answers(row, 0.5, Reply.NO)
    return row


MAI = "mai@xa.example"


def test_a_site_that_declined_and_comes_back_is_told_once_of_what_the_others_were_told(
    login, secretary, conference, away
):
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    a_paper(conference, secretary, "Tham luận", hours=3)
    without = told()
    answers(away, 4)
    back = told()
    leave(5)
    answers(away, 6)
    answers(away, 7, Reply.NO)
    answers(away, 8)

    assert (without, back) == (
        [("lan@xa.example", ["Phụ lục (PDF)"])],
        [("lan@xa.example", ["Phụ lục (PDF)"]), (MAI, ["Phụ lục (PDF)"])],
    )
    assert told() == []
    tell(login, secretary, conference, hours=9)
    assert told() == [("lan@xa.example", ["Tham luận (PDF)"]), (MAI, ["Tham luận (PDF)"])]


def leave(hours):
    with clock.at(LETTER + timedelta(hours=hours)), transaction():
        mine = Notice.kind == late_papers.KIND, Notice.state == NoticeState.QUEUED
        db.session.execute(update(Notice).where(*mine).values(state=NoticeState.SENT))


def test_what_has_not_left_when_it_comes_back_names_all(login, secretary, conference, away):
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    answers(away, 3)
    answers(away, 4, Reply.NO)
    a_paper(conference, secretary, "Tham luận", hours=4)
    tell(login, secretary, conference, hours=4.5)
    answers(away, 5)

    assert [papers for to, papers in told() if to == MAI] == [["Phụ lục (PDF)", "Tham luận (PDF)"]]


def test_a_site_that_comes_back_is_told_of_nothing_that_it_could_see_or_that_is_gone(
    login, secretary, conference, away
):
    a_paper(conference, secretary, "Báo cáo", hours=-1)
    gone = a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    with transaction():
        db.session.get(Document, gone.id).removed_at = LETTER + timedelta(hours=3)
    answers(away, 4)

    assert [to for to, _papers in told()] == ["lan@xa.example"]


def test_who_asks_for_a_change_after_declining_comes_back_too_and_who_never_declined_is_not_told_anew(
    login, secretary, conference, vu_quang, away
):
    a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    leave(3)
    answers(vu_quang, 4)
    answers(vu_quang, 5)
    answers(away, 6, Reply.CHANGE)

    assert told() == [(MAI, ["Phụ lục (PDF)"])]


def let_leave(hours):
    with clock.at(LETTER + timedelta(hours=hours)):
        mailing.send_due()


def test_what_was_told_once_and_was_away_when_another_site_was_invited_is_told_to_that_one(
    login, secretary, conference, vu_quang
):
    invite(conference, secretary)
    let_leave(0.2)
    paper, _other = a_paper(conference, secretary, "Phụ lục"), a_paper(conference, secretary, "Biểu")
    tell(login, secretary, conference)
    let_leave(3)
    acted(documents.remove, paper, secretary, 240)
    a_site(db.session.merge(conference), a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
    invite(db.session.merge(conference), secretary, at=LETTER + timedelta(hours=5))
    acted(documents.put_back, paper, secretary, 360)

    is_offered = "Có 1 tài liệu đưa lên" in login(secretary).get(f"/conferences/{conference.id}").text
    answers = [tell(login, secretary, conference, hours=7).status_code for _ in range(2)]

    assert (is_offered, answers) == (True, [200, 409])
    assert (told(), told(NoticeState.SENT)) == (
        [("mai@xa.example", ["Phụ lục (PDF)"])], [("lan@xa.example", ["Biểu (PDF)", "Phụ lục (PDF)"])],
    )  # fmt: skip
    let_leave(8)
    assert not offered(login, secretary, conference)


def test_who_was_told_and_is_invited_again_while_the_paper_is_away_is_not_told_twice(
    login, secretary, conference, vu_quang
):
    invite(conference, secretary)
    let_leave(0.2)
    paper = a_paper(conference, secretary, "Phụ lục")
    tell(login, secretary, conference)
    let_leave(3)
    acted(documents.remove, paper, secretary, 240)
    with clock.at(LETTER + timedelta(hours=5)), transaction():
        invitations.send(db.session.merge(conference), again=True, by=secretary)
    acted(documents.put_back, paper, secretary, 360)

    is_offered = offered(login, secretary, conference)
    assert (is_offered, tell(login, secretary, conference, hours=7).status_code) == (False, 409)


def noted():
    rows = db.session.scalars(select(Entry).where(Entry.verb == late_papers.DROPPED).order_by(Entry.id))
    return [row.title for row in rows]


def test_the_journal_says_once_that_messages_leave_without_a_paper(login, secretary, conference, vu_quang):
    for number in range(5):
        a_site(conference, a_unit(f"Xã {number}"), contact_name="Lan", contact_email=f"xa{number}@xa.example")
    invite(conference, secretary)
    papers = [a_paper(conference, secretary, title) for title in ("Báo cáo", "Phụ lục", "Biểu")]
    tell(login, secretary, conference)
    for paper in papers[:2]:
        acted(documents.remove, paper, secretary, 121)
    let_leave(3)
    once = noted()
    for paper in papers[:2]:
        acted(documents.put_back, paper, secretary, 190)
    tell(login, secretary, conference, hours=3.5)
    acted(documents.remove, papers[1], secretary, 211)
    let_leave(5)

    assert len(told(NoticeState.SENT)) == 12
    assert (once, noted()) == (["Báo cáo", "Phụ lục"], ["Báo cáo", "Phụ lục", "Phụ lục"])
