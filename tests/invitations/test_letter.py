"""The letter of invitation: written, given out under a number, replaced, sent to the sites."""

import io
import re
from datetime import date, time, timedelta

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.refs import ref
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.conferences.times import enclosure
from meetings.gateways import pdf
from meetings.invitations import actions, mailings, papers, queries
from meetings.journal.models import Entry
from meetings.notices.models import Notice, NoticeState
from meetings.registry.models import Paper
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteKind, SiteState
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
    saved,
)
from tests.papers.reading import pages

WHOLE = {
    "subject": "Dự Hội nghị giao ban tháng 11",
    "content": "Hội nghị giao ban tháng 11",
    "attendees": "Lãnh đạo các xã, phường",
    "requirements": "Chuẩn bị báo cáo\nVào phòng trước 15 phút",
    "contact_name": "Bà Trần Thị Bình, Văn phòng UBND tỉnh",
    "contact_phone": "0239 3855 000",
    "contact_email": "binh@hatinh.example",
    "authority": "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG",
    "signer_name": "Lê Văn Cường",
    "recipients": "Như trên\nLưu: VT",
}


def a_called_conference(**facts):
    province = a_province()
    conference = a_conference(organiser=province, chair=a_leader(province), place="Phòng họp số 1", **facts)
    a_site(conference, province, kind=SiteKind.MAIN, name="Điểm cầu tỉnh")
    return conference


def a_letter(conference, **facts):
    with transaction():
        letter = actions.start(conference, by=None)
        actions.revise(letter, version=letter.version, by=None, **(WHOLE | facts))
    return queries.letter(conference.id)


def test_a_letter_begins_from_the_conference_its_sites_and_the_last_letter():
    first = a_called_conference(title="Hội nghị A")
    a_letter(first)
    second = a_conference(organiser=first.organiser, title="Hội nghị B")
    a_site(second, name="Xã Đức Thọ", unit=a_unit("Xã Đức Thọ"))

    with transaction():
        letter = actions.start(second, by=None)

    assert (letter.subject, letter.attendees, letter.signer_name, letter.contact_phone) == (
        "Dự Hội nghị B",
        "Lãnh đạo Xã Đức Thọ",
        "Lê Văn Cường",
        "0239 3855 000",
    )


def test_two_writers_never_overwrite_each_other():
    letter = a_letter(a_called_conference())
    version = letter.version
    with transaction():
        actions.revise(letter, version=version, by=None, subject="Của người thứ nhất")

    with pytest.raises(Stale) as no, transaction():
        actions.revise(queries.letter(letter.conference_id), version=version, by=None, subject="Của người thứ hai")

    assert (no.value.mine["subject"], no.value.theirs["subject"]) == ("Của người thứ hai", "Của người thứ nhất")


def test_the_letter_says_what_form_and_decision_want():
    conference = a_called_conference(title="Hội nghị giao ban")
    a_site(conference, name="Xã Đức Thọ")
    letter = a_letter(conference)
    with clock.at(MONDAY - timedelta(days=5)), transaction():
        actions.revise(letter, version=letter.version, by=None, answer_by=conference.starts_at - timedelta(days=1))

    facts = papers.facts(queries.letter(conference.id), actions.other_sites(conference))

    assert (facts["time"], facts["place"], facts["sites"]) == (
        "07 giờ 30, Thứ Hai, ngày 30 tháng 11 năm 2026",
        "Phòng họp số 1",
        "Xã Đức Thọ",
    )
    assert facts["notes"] == [
        "Chuẩn bị báo cáo",
        "Vào phòng trước 15 phút",
        "Đề nghị các điểm cầu xác nhận tham dự trước 07 giờ 30, ngày 29 tháng 11 năm 2026",
    ]
    assert "0239 3855 000" in facts["contact"]
    assert facts["signature"]["authority"] == ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]


def test_a_released_letter_has_its_number_and_a_changed_one_supersedes_it():
    letter = a_letter(a_called_conference())
    with clock.at(MONDAY - timedelta(days=10)), transaction():
        first = actions.release(letter, by=None)
    with clock.at(MONDAY - timedelta(days=9)), transaction():
        letter = queries.letter(letter.conference_id)
        actions.revise(letter, version=letter.version, by=None, subject="Dự Hội nghị, bản mới")
        second = actions.release(letter, by=None)

    papers_given = db.session.query(Paper).order_by(Paper.id).all()
    assert [paper.symbol for paper in papers_given] == ["01/GM-UBND", "02/GM-UBND"]
    assert second.supersedes_id == first.id
    assert papers_given[0].facts["subject"] == WHOLE["subject"]
    assert papers_given[1].facts["head"]["symbol"] == "02/GM-UBND"
    former = "Giấy mời số 01/GM-UBND ngày 20 tháng 11 năm 2026"
    assert [paper.facts["replaces"] for paper in papers_given] == ["", former]
    assert not actions.is_outdated(queries.letter(letter.conference_id))
    drawn = [" ".join(pages(pdf.paper(papers.TEMPLATE, paper.facts))) for paper in papers_given]
    said = f"Giấy mời này thay thế {former} của {letter.conference.organiser.name}"
    assert [said in " ".join(text.split()) for text in drawn] == [False, True]


def test_the_list_of_sites_that_the_letter_speaks_of_is_enclosed():
    conference = a_called_conference()
    names = [f"Xã số {number:02d}" for number in range(1, 22)]
    for name in names:
        a_site(conference, name=name)
    facts = papers.facts(a_letter(conference), actions.other_sites(conference))
    with pikepdf.open(io.BytesIO(pdf.paper(papers.TEMPLATE, facts))) as drawn:
        pages = len(drawn.pages)
    said = pdf.html(papers.TEMPLATE, facts)

    assert (facts["sites"], facts["listed_sites"], pages) == ("21 điểm cầu theo danh sách gửi kèm", names, 2)
    assert "DANH SÁCH ĐIỂM CẦU" in said and "<td>Xã số\xa021</td>" in said
    assert papers.facts(a_letter(a_called_conference()), names[:20])["listed_sites"] == []


def test_a_letter_is_known_to_be_no_longer_true():
    conference = a_called_conference()
    letter = a_letter(conference)
    found = [actions.is_outdated(letter)]
    with transaction():
        actions.release(letter, by=None)
    found.append(actions.is_outdated(queries.letter(conference.id)))
    a_site(conference, name="Xã mới thêm")
    found.append(actions.is_outdated(queries.letter(conference.id)))
    with transaction():
        actions.release(queries.letter(conference.id), by=None)
    found.append(actions.is_outdated(queries.letter(conference.id)))
    with transaction():
        db.session.merge(conference).place = "Phòng họp số 2"
    found.append(actions.is_outdated(queries.letter(conference.id)))

    assert found == [False, False, True, False, True]


def test_what_is_sent_again_although_no_longer_true_is_said(login):
    conference = a_called_conference(state=C.INVITING)
    letter, secretary = a_letter(conference), login(a_secretary(conference.organiser))
    with transaction():
        actions.release(letter, by=None)
    pages = [f"/conferences/{conference.id}/invitation{path}" for path in ("", "/recipients")]
    before = [secretary.get(page).text for page in pages]
    with transaction():
        db.session.merge(conference).place = "Phòng họp số 2"

    assert ["không còn đúng" in text for text in before] == [False, False]
    assert ["không còn đúng" in secretary.get(page).text for page in pages] == [True, True]


def an_outdated_letter(**facts):
    """A letter that was given out, of a conference whose place is another since."""
    conference = a_called_conference(**facts)
    letter = a_letter(conference)
    with transaction():
        actions.release(letter, by=None)
        db.session.merge(conference).place = "Phòng họp số 2"
    return conference


@pytest.mark.parametrize("again", ["", "yes"])
def test_a_letter_that_is_no_longer_true_is_not_sent_until_it_is_given_out_anew(login, again):
    conference = an_outdated_letter(state=C.INVITING)
    asked(conference, "Xã A", contact_name="A", contact_email="a@example.vn")
    client, page = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"

    refused = client.post(f"{page}/send", data={"again": again})
    told_before = db.session.query(Notice).count()
    client.post(f"{page}/release", data={"version": queries.letter(conference.id).version})
    client.post(f"{page}/send", data={"again": again})

    assert (refused.status_code, told_before) == (409, 0)
    assert "không gửi giấy mời này" in refused.text and f'href="{page}"' in refused.text
    [notice] = db.session.query(Notice)
    assert notice.attachments[1:] == [{"paper_id": queries.letter(conference.id).paper_id}]


def test_a_draft_with_an_outdated_letter_is_not_announced_and_the_page_says_the_way_on(login):
    conference = an_outdated_letter(state=C.DRAFT)
    a_site(conference, name="Xã A")
    client = login(a_secretary(conference.organiser))

    page = client.get(f"/conferences/{conference.id}/send").text
    refused = client.post(f"/conferences/{conference.id}/send")

    assert (refused.status_code, "không gửi giấy mời này" in refused.text, "disabled" in page) == (409, True, True)
    assert (db.session.query(Notice).count(), queries.letter(conference.id).conference.state) == (0, C.DRAFT)


@pytest.mark.parametrize("state", [C.INVITING, C.READY])
def test_readiness_is_not_green_on_a_letter_that_is_no_longer_true(login, state):
    conference = an_outdated_letter(state=state)

    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}").text

    assert "Giấy mời số 01/GM-UBND không còn đúng với kế hoạch" in page
    assert "Đã phát hành giấy mời số" not in page


def test_who_was_asked_may_let_added_sites_have_the_old_letter_and_that_stands_in_the_journal():
    conference = an_outdated_letter(state=C.INVITING)
    asked(conference, "Xã A", contact_name="A", contact_email="a@example.vn")

    assert send(conference, although_outdated=True) == 1

    said = db.session.query(Entry).filter_by(verb="sent_invitations").one().details
    assert said == {"sites": 1, "outdated": "01/GM-UBND"}


def test_a_letter_without_a_place_takes_no_number_and_the_page_leads_to_the_place(login):
    conference = a_called_conference()
    letter = a_letter(conference)
    with transaction():
        db.session.merge(conference).place = ""
    client = login(a_secretary(conference.organiser))

    refused = client.post(f"/conferences/{conference.id}/invitation/release", data={"version": letter.version})
    page = client.get(f"/conferences/{conference.id}/send").text

    assert (refused.status_code, db.session.query(Paper).count()) == (422, 0)
    assert f'href="/conferences/{conference.id}/information#place"' in refused.text
    assert "Chưa có địa điểm" in page


def test_how_far_the_invitation_has_come_is_counted_in_sites(login):
    conference = a_called_conference(state=C.INVITING)
    sent, underway, unreached, unsent = (a_site(conference, name=name) for name in "abcd")
    for site, states in ((sent, ["sent", "failed"]), (underway, ["queued"]), (unreached, ["failed"])):
        for state in states:
            saved(a_notice(site, NoticeState(state)))
    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/invitation/recipients").text

    assert queries.reach(conference) == (4, 1, 1, 1, 1)
    assert "1 điểm cầu chưa gửi tới được" in page and "Gửi tới 1 điểm cầu chưa nhận" in page


def test_who_answers_twice_for_a_site_is_named_once(login):
    conference = a_called_conference(state=C.INVITING)
    officer = a_site_officer()
    a_site(conference, officer.posts[0].unit, contact_name=officer.name, contact_email=officer.email.upper())
    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/invitation/recipients").text

    assert page.lower().count(officer.email.replace("@", "<wbr>@")) == 1


def a_notice(site, state):
    number = f"{site.id}-{state}"
    about = {"about": ref(site), "within": ref(site.conference), "kind": queries.INVITATION}
    moments = {"created_at": MONDAY, "send_after": MONDAY}
    return Notice(key=number, to_address=f"{number}@example.vn", state=state, **about, **moments)


@pytest.mark.parametrize("name", ["attendees", "contact_name", "contact_phone", "signer_name"])
def test_a_letter_that_lacks_what_the_decision_wants_takes_no_number(name):
    letter = a_letter(a_called_conference(), **{name: ""})

    with pytest.raises(NotValid), transaction():
        actions.release(letter, by=None)

    assert db.session.query(Paper).count() == 0


@pytest.mark.parametrize("state", [C.CONCLUDED, C.CANCELLED])
@pytest.mark.parametrize("released", [True, False])
def test_where_no_letter_is_given_out_any_more_none_is_written(login, state, released):
    conference = a_called_conference()
    letter, browser = a_letter(conference), login(a_secretary(conference.organiser))
    address = f"/conferences/{conference.id}/invitation"
    with transaction():
        if released:
            actions.release(letter, by=None)
        db.session.get(Conference, conference.id).state = state

    page, answer = browser.get(address).text, browser.post(address, data={**WHOLE, "version": letter.version})

    assert "không phát hành giấy mời nữa" in page
    assert [words in page for words in ("<textarea", "phát hành lại", "Phát hành")] == [False, False, False]
    assert (answer.status_code, "không phát hành giấy mời nữa" in answer.text) == (409, True)


@pytest.mark.parametrize("state", [C.CONCLUDED, C.CANCELLED])
def test_where_no_letter_is_given_out_any_more_none_is_begun(login, state):
    conference = a_called_conference(state=state)
    browser, address = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"

    page, answer = browser.get(address).text, browser.post(f"{address}/start")

    assert ("Soạn giấy mời" in page, "không phát hành giấy mời nữa" in page) == (False, True)
    assert (answer.status_code, queries.letter(conference.id)) == (409, None)


def test_no_letter_is_given_out_for_a_cancelled_conference():
    letter = a_letter(a_called_conference())
    with transaction():
        letter.conference.state = C.CANCELLED

    with pytest.raises(NotNow), transaction():
        actions.release(letter, by=None)


def test_an_answer_is_wanted_before_the_start():
    letter = a_letter(a_called_conference())

    with pytest.raises(NotValid) as no, transaction():
        actions.revise(letter, version=letter.version, answer_by=MONDAY, by=None)

    assert no.value.field == "answer_day"


def test_no_answer_is_wanted_in_the_past_but_one_that_was_wanted_stays_when_a_word_is_corrected():
    letter, term = a_letter(a_called_conference()), MONDAY - timedelta(days=3)
    with clock.at(term - timedelta(days=1)), transaction():
        actions.revise(letter, version=letter.version, answer_by=term, by=None)

    with clock.at(term + timedelta(hours=1)):
        with transaction():
            actions.revise(letter, version=letter.version, answer_by=term, subject="Dự họp", by=None)
        with pytest.raises(NotValid) as no, transaction():
            actions.revise(letter, version=letter.version, answer_by=term + timedelta(minutes=30), by=None)

    assert (no.value.field, letter.answer_by, letter.subject) == ("answer_day", term, "Dự họp")


def asked(conference, name, **facts):
    return a_site(conference, a_unit(name), name=name, state=SiteState.WAITING, **facts)


def send(conference, **more):
    with transaction():
        return mailings.send(conference, by=None, **more)


def test_the_invitation_reaches_who_answers_for_each_asked_site_once():
    conference = a_called_conference(state=C.INVITING)
    unit = a_unit("Xã Đức Thọ")
    officer = a_site_officer(unit)
    a_site(conference, unit, state=SiteState.WAITING, contact_name="Bà Hà", contact_email="ha@example.vn")
    a_site(conference, name="Chưa hỏi")
    a_letter(conference)

    assert (send(conference), send(conference)) == (2, 0)

    rows = db.session.query(Notice).order_by(Notice.id).all()
    assert [row.to_address for row in rows] == [officer.email, "ha@example.vn"]
    assert rows[0].attachments == [enclosure(conference)]
    assert rows[0].facts["contact"].startswith("Bà Trần Thị Bình")


def test_a_site_nobody_can_be_reached_at_is_seen():
    conference = a_called_conference(state=C.INVITING)
    site = asked(conference, "Xã không thư")

    send(conference)

    notice = db.session.query(Notice).one()
    assert (notice.state, notice.to_name, notice.about) == (NoticeState.FAILED, "Xã không thư", f"site:{site.id}")


def test_a_letter_that_replaces_the_first_is_sent_to_all_again_with_its_pdf():
    conference = a_called_conference(state=C.INVITING)
    asked(conference, "Xã A", contact_name="A", contact_email="a@example.vn")
    send(conference)
    letter = a_letter(conference)
    with transaction():
        actions.release(letter, by=None)
    paper_id = queries.letter(conference.id).paper_id

    assert send(conference, again=True) == 1

    last = db.session.query(Notice).order_by(Notice.id.desc()).first()
    assert last.attachments == [enclosure(conference), {"paper_id": paper_id}]
    assert last.facts["symbol"].endswith("/GM-UBND")


@pytest.mark.parametrize("state", [C.DRAFT, C.ENDED, C.CONCLUDED, C.CANCELLED, C.POSTPONED])
def test_nothing_leaves_before_the_call_and_after_the_end(state):
    with pytest.raises(NotNow):
        send(a_called_conference(state=state))


@pytest.mark.parametrize("number", [1, 300])
def test_sending_asks_as_often_for_one_site_as_for_three_hundred(number, queries):
    conference = a_called_conference(state=C.INVITING)
    for index in range(number):
        asked(conference, f"Xã {number}-{index}", contact_name="A", contact_email=f"a{index}@example.vn")
    queries.clear()

    send(conference)

    assert len([line for line in queries if line.startswith("SELECT")]) <= 14


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_of_recipients_asks_as_often_for_one_as_for_three_hundred(number, login, queries):
    conference = a_called_conference(state=C.INVITING)
    for index in range(number):
        asked(conference, f"Xã {number}-{index}", contact_name="A", contact_email=f"a{index}@example.vn")
    send(conference)
    client, page = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation/recipients"
    queries.clear()

    answer = client.get(page)

    assert answer.status_code == 200
    assert len(queries) <= 12, "\n".join(q[:90] for q in queries)


def test_a_letter_that_was_given_out_is_shown_as_it_was_until_it_no_longer_holds(login):
    conference = a_called_conference()
    a_site(conference, name="Xã Đức Thọ")
    letter = a_letter(conference)
    client, base = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"

    shown = [(client.get(f"{base}/preview").text, client.get(base).text)]
    client.post(f"{base}/release", data={"version": letter.version})
    shown.append((client.get(f"{base}/preview").text, client.get(base).text))
    a_site(conference, name="Xã Kỳ Anh")
    shown.append((client.get(f"{base}/preview").text, client.get(base).text))

    assert ["paper-draft" in preview for preview, _page in shown] == [True, False, True]
    assert ["Số: 01/GM-UBND" in preview for preview, _page in shown] == [False, True, False]
    assert [f"{base}/draft.pdf" in page for _preview, page in shown] == [True, False, True]
    assert [page.count("Đã phát hành giấy mời số 01/GM-UBND") for _preview, page in shown] == [0, 1, 1]
    steps = [page[page.index("nc-steps") :].partition("</ol>")[0] for _preview, page in shown]
    assert [step.count('aria-current="step"') for step in steps] == [1, 1, 1]


def test_the_secretariat_writes_previews_and_gives_out_the_letter_on_its_pages(login):
    conference = a_called_conference()
    a_site(conference, name="Xã Đức Thọ")
    client, base = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"

    assert client.get(base).status_code == 200
    client.post(f"{base}/start")
    version = queries.letter(conference.id).version
    with clock.at(MONDAY - timedelta(days=5)):
        saved = client.post(base, data=WHOLE | {"version": version, "answer_day": "28/11/2026", "answer_time": ""})
    preview, page = client.get(f"{base}/preview").text, client.get(base).text
    draft = client.get(f"{base}/draft.pdf")
    released = client.post(f"{base}/release", data={"version": queries.letter(conference.id).version})

    letter = queries.letter(conference.id)
    assert (saved.status_code, released.status_code) == (302, 302)
    assert f'<form class="nc-column" id="letter" method="post" action="{base}">' in page and 'name="attendees"' in page
    assert clock.local(letter.answer_by).strftime("%H:%M %d/%m/%Y") == "17:00 28/11/2026"
    assert "Dự Hội nghị giao ban tháng 11" in preview
    with pikepdf.open(io.BytesIO(draft.data)) as pdf:
        assert len(pdf.pages) == 1
    assert letter.paper.symbol == "01/GM-UBND"
    assert letter.paper.symbol in client.get(base).text


@pytest.mark.parametrize("who", [a_stranger, a_site_officer])
@pytest.mark.parametrize("path", ["", "/preview", "/draft.pdf", "/recipients"])
def test_others_neither_read_nor_write_it(who, path, login):
    conference = a_called_conference(state=C.INVITING)
    a_letter(conference)

    assert login(who()).get(f"/conferences/{conference.id}/invitation{path}").status_code == 403
    assert login(who()).post(f"/conferences/{conference.id}/invitation/release").status_code == 403
    assert login(who()).post(f"/conferences/{conference.id}/invitation/send").status_code == 403


def test_a_release_of_what_was_not_shown_takes_no_number(login):
    conference = a_called_conference()
    letter = a_letter(conference)
    client = login(a_secretary(conference.organiser))

    for version in (letter.version - 1, "", "x", "-1"):
        answer = client.post(f"/conferences/{conference.id}/invitation/release", data={"version": version})
        assert answer.status_code in (409, 422)

    assert db.session.query(Paper).count() == 0


@given(
    typed=st.fixed_dictionaries(
        {},
        optional={name: st.text(max_size=600) for name in (*WHOLE, "answer_day", "answer_time", "version")},
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_typed_is_kept_or_refused_in_words(app, typed):
    conference = a_called_conference()
    with transaction():
        actions.start(conference, by=None)
    client = app.test_client(user=a_secretary(conference.organiser))

    answer = client.post(f"/conferences/{conference.id}/invitation", data=typed)

    assert answer.status_code in (302, 409, 422)
    assert client.get(f"/conferences/{conference.id}/invitation/draft.pdf").status_code == 200


@pytest.mark.parametrize("moment, said", [
    (MONDAY - timedelta(days=5), "trước 28/11/2026 11:30"),
    (MONDAY - timedelta(hours=8), "Hạn trả lời là 28/11/2026 11:30"),
])  # fmt: skip
def test_the_pages_on_which_a_site_answers_name_the_term_of_the_letter_and_no_other(login, moment, said):
    conference = a_called_conference(state=C.INVITING)
    officer = a_site_officer()
    site = asked_site(conference, officer.posts[0].unit)
    letter = a_letter(conference)
    with clock.at(MONDAY - timedelta(days=6)), transaction():
        term = clock.instant(date(2026, 11, 28), time(11, 30))
        actions.revise(letter, version=letter.version, answer_by=term, by=None)
        link = links.issue(db.session.get(Site, site.id), to_name="Ông Lực", by=None)
    client = login(officer)

    with clock.at(moment):
        pages = [client.get(f"/sites/{site.id}").text, client.get(f"/x/{tokens.token(link, 'only for tests')}").text]

    assert [said in page for page in pages] == [True, True]


def asked_site(conference, unit):
    return a_site(conference, unit, state=SiteState.WAITING)


def test_giving_out_takes_along_what_is_typed_and_not_yet_saved(login):
    conference = a_called_conference()
    letter = a_letter(conference)
    client, page = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"
    typed = WHOLE | {"subject": "Dự Hội nghị, chữ vừa sửa", "answer_day": "", "answer_time": ""}

    shown = client.get(page).text
    done = client.post(f"{page}/release", data=typed | {"version": letter.version})

    [paper] = db.session.query(Paper)
    assert f'form="letter" formaction="{page}/release"' in shown
    assert (done.status_code, paper.facts["subject"]) == (302, "Dự Hội nghị, chữ vừa sửa")
    assert queries.letter(conference.id).subject == "Dự Hội nghị, chữ vừa sửa"


@pytest.mark.parametrize("typed, status", [({"signer_name": ""}, 422), ({"version": 0}, 409)])
def test_giving_out_that_is_refused_takes_no_number_and_keeps_what_was_typed(login, typed, status):
    conference = a_called_conference()
    letter = a_letter(conference)
    client, page = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"
    data = WHOLE | {"version": letter.version, "content": "Chữ vừa gõ", **typed}

    refused = client.post(f"{page}/release", data=data)

    assert (refused.status_code, "Chữ vừa gõ" in refused.text, db.session.query(Paper).count()) == (status, True, 0)
    assert queries.letter(conference.id).content == WHOLE["content"]


def test_after_a_clash_the_page_that_showed_both_texts_can_be_sent(login):
    conference = a_called_conference()
    letter = a_letter(conference)
    client, page = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/invitation"

    clash = client.post(page, data=WHOLE | {"version": letter.version - 1, "content": "Của tôi"}).text
    version = re.search(r'name="version" value="(\d+)"', clash)[1]
    done = client.post(page, data=WHOLE | {"version": version, "content": "Của tôi"})

    assert (done.status_code, queries.letter(conference.id).content) == (302, "Của tôi")
