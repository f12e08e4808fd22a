from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from meetings.agenda import actions as agenda
from meetings.agenda import queries as agendas
from meetings.agenda.models import Item, ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Refusal, Stale
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.documents import actions as shelf
from meetings.documents import queries as documents
from meetings.documents.models import Audience, Document
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites.models import Site, SiteState
from meetings.speeches import actions, queries
from meetings.speeches.models import LIFECYCLE, Speech, SpeechState
from meetings.speeches.naming import named_at
from meetings.web.files import Taken
from tests.make import MONDAY, a_conference, a_site, a_site_officer, a_unit

pytestmark = pytest.mark.usefixtures("on_friday")
S = SpeechState
FACTS = {"topic": "Chuyển đổi số ở xã", "speaker_name": "Lê Văn An", "speaker_title": "Chủ tịch UBND", "minutes": 8}


@pytest.fixture
def conference(province, secretary):
    conference = a_conference(organiser=province, state=C.INVITING, secretary_id=secretary.id)
    for kind, title in ((ItemKind.OPENING, "Khai mạc"), (ItemKind.REPORT, "Báo cáo"), (ItemKind.CLOSING, "Bế mạc")):
        do(agenda.add, conference, kind=kind, title=title, by=secretary)
    return conference


@pytest.fixture
def site(conference, province):
    return a_site(conference, a_unit("Xã Vũ Quang", parent=province), state=SiteState.CONFIRMED)


@pytest.fixture
def officer(site):
    return a_site_officer(site.unit)


def do(act, thing, *more, **facts):
    with transaction():
        return act(db.session.get(type(thing), thing.id), *more, **facts)


def offered(site, by, **facts):
    return do(actions.offer, site, **{**FACTS, **facts}, by=by)


def now(speech):
    return db.session.get(Speech, speech.id, populate_existing=True)


def titles(conference):
    return [item.title for item in agendas.items_of(conference.id)]


def told():
    return [(one.kind, one.person_id) for one in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_an_offered_speech_waits_and_the_secretary_is_told(site, officer, secretary):
    speech = offered(site, officer)

    assert (now(speech).state, now(speech).offered_by, told()) == (
        S.OFFERED, officer.name, [("speech_offered", secretary.id)],
    )  # fmt: skip


def test_an_accepted_speech_is_an_item_behind_the_reports_and_the_site_is_told(conference, site, officer, secretary):
    speech = offered(site, officer)

    do(actions.accept, speech, version=1, minutes=5, by=secretary)

    item = now(speech).item
    assert titles(conference) == ["Khai mạc", "Báo cáo", "Chuyển đổi số ở xã", "Bế mạc"]
    assert (item.kind, item.planned_minutes, item.presenter) == (
        ItemKind.SPEECH, 5, "Lê Văn An, Chủ tịch UBND (Xã Vũ Quang)",
    )  # fmt: skip
    assert told()[-1] == ("speech_accepted", officer.id)


def test_further_speeches_follow_the_last_one_and_one_is_put_where_the_secretary_says(conference, site, secretary):
    for topic in ("Một", "Hai"):
        do(actions.accept, offered(site, secretary, topic=topic), version=1, by=secretary)
    opening = db.session.scalars(select(Item).filter_by(title="Khai mạc")).one()

    do(actions.accept, offered(site, secretary, topic="Ba"), version=1, after=opening, by=secretary)

    assert titles(conference) == ["Khai mạc", "Ba", "Báo cáo", "Một", "Hai", "Bế mạc"]


def test_speeches_change_places_and_nothing_else_moves(conference, site, secretary):
    one, two = offered(site, secretary, topic="Một"), offered(site, secretary, topic="Hai")
    for speech in (one, two):
        do(actions.accept, speech, version=1, by=secretary)
    do(agenda.move, agendas.items_of(conference.id)[4], -1, version=agendas.agenda(conference.id).version, by=secretary)
    before = titles(conference)

    version = agendas.agenda(conference.id).version
    with clock.at(MONDAY - timedelta(days=2)):
        do(actions.shift, two, -1, version=version, by=secretary)

    assert before == ["Khai mạc", "Báo cáo", "Một", "Bế mạc", "Hai"]
    assert titles(conference) == ["Khai mạc", "Báo cáo", "Hai", "Bế mạc", "Một"]
    with pytest.raises(Stale):
        do(actions.shift, two, 1, version=version, by=secretary)


def test_a_returned_speech_leaves_the_agenda_and_can_be_offered_again(conference, site, officer, secretary):
    speech = offered(site, officer)
    do(actions.accept, speech, version=1, by=secretary)

    do(actions.send_back, speech, version=now(speech).version, reason="Trùng nội dung", by=secretary)
    returned = (now(speech).state, now(speech).reason, titles(conference))
    do(actions.revise, speech, version=now(speech).version, **{**FACTS, "topic": "Nội dung mới"}, by=officer)

    assert returned == (S.RETURNED, "Trùng nội dung", ["Khai mạc", "Báo cáo", "Bế mạc"])
    assert (now(speech).state, now(speech).topic, now(speech).reason) == (S.OFFERED, "Nội dung mới", "")
    assert [kind for kind, _ in told()] == ["speech_offered", "speech_accepted", "speech_returned", "speech_offered"]


def test_a_withdrawn_speech_leaves_the_agenda_and_the_secretary_is_told(conference, site, officer, secretary):
    speech = offered(site, officer)
    do(actions.accept, speech, version=1, by=secretary)

    do(actions.withdraw, speech, version=now(speech).version, by=officer)

    assert (now(speech).state, "Chuyển đổi số ở xã" in titles(conference)) == (S.WITHDRAWN, False)
    assert told()[-1] == ("speech_withdrawn", secretary.id)


def test_an_item_that_was_taken_off_by_hand_leaves_the_speech_standing(conference, site, secretary):
    speech = offered(site, secretary)
    do(actions.accept, speech, version=1, by=secretary)
    item = now(speech).item

    do(agenda.remove, item, version=item.version, by=secretary)

    assert (now(speech).state, now(speech).item) == (S.ACCEPTED, None)
    do(actions.send_back, speech, version=now(speech).version, reason="Đã bỏ", by=secretary)
    assert now(speech).state is S.RETURNED


ACTS = {
    "revise": lambda speech, by: do(actions.revise, speech, version=speech.version, **FACTS, by=by),
    "accept": lambda speech, by: do(actions.accept, speech, version=speech.version, by=by),
    "send_back": lambda speech, by: do(actions.send_back, speech, version=speech.version, reason="Vì", by=by),
    "withdraw": lambda speech, by: do(actions.withdraw, speech, version=speech.version, by=by),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", ACTS)
def test_each_move_is_made_exactly_where_the_table_says(site, secretary, state, name):
    speech = offered(site, secretary)
    with transaction():
        now(speech).state = state

    if name in LIFECYCLE.timely(state):
        ACTS[name](now(speech), secretary)
        assert now(speech).state is LIFECYCLE.moves[name].target
    else:
        with pytest.raises(NotNow):
            ACTS[name](now(speech), secretary)
        assert now(speech).state is state


@pytest.mark.parametrize("state", C)
def test_speeches_are_offered_while_the_conference_is_called_and_not_begun(province, secretary, state):
    site = a_site(a_conference(organiser=province, state=state))
    took = True
    try:
        offered(site, secretary)
    except NotNow:
        took = False

    assert took == (state in (C.INVITING, C.READY))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"speaker_name": ""}, "speaker_name"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 121}, "minutes"),
        ({"is_secret": True}, "is_secret"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(site, officer, facts, field):
    with pytest.raises(NotValid) as no:
        offered(site, officer, **facts)

    assert (no.value.field, db.session.scalars(select(Speech)).all(), told()) == (field, [], [])


def test_a_sixth_speech_is_refused_and_a_withdrawn_one_makes_room(site, officer):
    speeches = [offered(site, officer) for _ in range(actions.MOST)]

    with pytest.raises(NotNow):
        offered(site, officer)
    do(actions.withdraw, speeches[0], version=1, by=officer)
    offered(site, officer)

    assert queries.number_open(site.id) == actions.MOST


@pytest.mark.parametrize("name", ACTS)
def test_an_old_page_changes_nothing(site, secretary, name):
    speech = offered(site, secretary)
    with transaction():
        now(speech).minutes = 9
    old = Speech(id=speech.id, version=1)

    with pytest.raises(Stale):
        ACTS[name](old, secretary)

    assert now(speech).state is S.OFFERED


def test_returning_without_a_reason_is_refused(site, secretary):
    speech = offered(site, secretary)

    with pytest.raises(NotValid):
        do(actions.send_back, speech, version=1, reason=" ", by=secretary)


def test_a_closed_agenda_takes_no_speech(conference, site, secretary):
    speech = offered(site, secretary)
    with transaction():
        db.session.get(type(conference), conference.id).state = C.ENDED

    with pytest.raises(Refusal):
        do(actions.accept, speech, version=1, by=secretary)

    assert (now(speech).state, now(speech).item) == (S.OFFERED, None)


def test_who_was_to_speak_and_did_not_is_forgotten_and_stands_in_no_journal(conference, site, secretary):
    kept, gone = offered(site, secretary), offered(site, secretary)
    do(actions.accept, kept, version=1, by=secretary)

    number = do(actions.forget, conference)

    assert (number, now(kept).speaker_name, now(gone).speaker_name) == (1, "Lê Văn An", "")
    entries = [f"{one.title}{one.note}{one.details}" for one in db.session.scalars(select(Entry))]
    assert not [entry for entry in entries if "Lê Văn An" in entry]


@pytest.mark.parametrize("state", [C.ENDED, C.CONCLUDED, C.CANCELLED])
def test_nobody_is_told_of_a_speech_once_the_conference_is_over(site, officer, secretary, state):
    speech = offered(site, officer)
    with transaction():
        db.session.execute(delete(Notice))
        db.session.get(Conference, site.conference_id).state = state

    with pytest.raises(NotNow):
        do(actions.send_back, speech, version=1, reason="Hết thời gian", by=secretary)

    assert (now(speech).state, list(db.session.scalars(select(Notice)))) == (S.OFFERED, [])


@pytest.mark.parametrize(
    ("speaker", "site", "line"),
    [
        ("Lê Công Sơn, Chủ tịch UBND phường", "UBND phường Trần Phú", "Lê Công Sơn, Chủ tịch UBND phường Trần Phú"),
        ("Lê Công Sơn, Chủ tịch UBND xã Vũ Quang", "UBND xã Vũ Quang", "Lê Công Sơn, Chủ tịch UBND xã Vũ Quang"),
        ("Lê Công Sơn, Trưởng phòng", "Phòng Kinh tế", "Lê Công Sơn, Trưởng phòng Kinh tế"),
        ("Lê Công Sơn", "UBND xã Vũ Quang", "Lê Công Sơn (UBND xã Vũ Quang)"),
    ],
)
def test_the_speaker_and_his_site_stand_in_one_line_without_doubled_words(speaker, site, line):
    assert named_at(speaker, site) == line


def taken(content="a"):
    return Taken(content * 64, 1200, "application/pdf", "tham-luan.pdf")


def on_shelf(conference):
    found = db.session.scalars(documents.documents_of(conference.id, tuple(Audience)))
    return [(one.title, one.item and one.item.title, one.file_name, one.audience) for one in found]


def test_the_text_of_an_accepted_speech_stands_on_the_shelf_with_its_item(conference, site, officer, secretary):
    silent, written = offered(site, officer), offered(site, officer, topic="Tham luận về hộ tịch số", taken=taken())
    before = on_shelf(conference)

    for speech in (silent, written):
        do(actions.accept, speech, version=1, by=secretary)

    topic = "Tham luận về hộ tịch số"
    assert (before, on_shelf(conference)) == ([], [(topic, topic, "tham-luan.pdf", Audience.PARTICIPANTS)])


def send_it_back(speech, by):
    do(actions.send_back, speech, version=now(speech).version, reason="Trùng", by=by)


def withdraw_it(speech, by):
    do(actions.withdraw, speech, version=now(speech).version, by=by)


@pytest.mark.parametrize("leaves", [send_it_back, withdraw_it])
def test_the_text_leaves_the_shelf_with_the_speech_and_comes_back_with_it(conference, site, secretary, leaves):
    speech = offered(site, secretary, taken=taken())
    do(actions.accept, speech, version=1, by=secretary)
    newer = db.session.scalars(documents.documents_of(conference.id, tuple(Audience))).one()
    do(shelf.replace, newer, taken=taken("b"), version=1, by=secretary)

    leaves(speech, secretary)
    gone = on_shelf(conference)
    if leaves is send_it_back:
        do(actions.revise, speech, version=now(speech).version, **FACTS, by=secretary)
        do(actions.accept, speech, version=now(speech).version, by=secretary)

    back = ("Tham luận: Chuyển đổi số ở xã", FACTS["topic"], "tham-luan.pdf", Audience.PARTICIPANTS)
    assert (gone, on_shelf(conference)) == ([], [back] if leaves is send_it_back else [])


def test_a_text_that_stands_on_the_shelf_already_is_not_put_there_twice(conference, site, secretary):
    do(shelf.add, conference, taken=taken(), audience=Audience.SITES, by=secretary)
    speech = offered(site, secretary, taken=taken())

    do(actions.accept, speech, version=1, by=secretary)

    assert on_shelf(conference) == [("tham-luan.pdf", None, "tham-luan.pdf", Audience.SITES)]


def test_where_papers_are_handed_out_no_text_is_taken_and_none_is_shelved(conference, site, officer, secretary):
    speech = offered(site, officer, taken=taken())
    do(shelf.keep_out, conference, True, by=secretary)

    with pytest.raises(NotValid) as refused:
        offered(site, officer, topic="Khác", taken=taken("b"))
    do(actions.accept, speech, version=1, by=secretary)
    do(shelf.keep_out, conference, False, by=secretary)

    assert (refused.value.field, now(speech).state, on_shelf(conference)) == ("is_secret", S.ACCEPTED, [])


def test_a_text_that_was_secret_when_its_speech_went_back_is_read_by_nobody(login, site, officer, secretary):
    taken = Taken(file_name="t.pdf", content_type="application/pdf", size=3, fingerprint="a" * 64)
    speech = offered(site, officer, taken=taken)
    do(actions.accept, speech, version=1, minutes=5, by=secretary)
    with transaction():
        db.session.get(Item, now(speech).item_id).is_secret = True
    number = db.session.scalar(select(Document.id))

    do(actions.send_back, speech, version=now(speech).version, reason="Chưa cần", by=secretary)

    assert login(secretary).post(f"/documents/{number}/put-back").status_code in (403, 422)
    assert login(officer).get(f"/documents/{number}/file").status_code in (403, 404)


def turned_secret(site, officer, secretary):
    """A speech whose text was accepted, said to be secret, and sent back."""
    speech = offered(site, officer, taken=taken())
    do(actions.accept, speech, version=1, by=secretary)
    with transaction():
        db.session.get(Item, now(speech).item_id).is_secret = True
    send_it_back(speech, secretary)
    return speech


def test_a_text_that_was_secret_stays_off_the_shelf_when_its_speech_is_accepted_again(
    login, conference, site, officer, secretary
):
    speech = turned_secret(site, officer, secretary)
    do(actions.revise, speech, version=now(speech).version, **FACTS, by=officer)

    do(actions.accept, speech, version=now(speech).version, by=secretary)

    assert (now(speech).state, now(speech).item.is_secret, on_shelf(conference)) == (S.ACCEPTED, True, [])
    for person in (officer, secretary):
        assert login(person).get(f"/speeches/{speech.id}/file").status_code == 403
    assert "không ai đọc được ở đây" in login(secretary).get(f"/speeches/{speech.id}").text


def test_a_text_that_was_secret_is_taken_by_no_other_way(conference, site, officer, secretary):
    speech = turned_secret(site, officer, secretary)
    other = do(shelf.add, conference, taken=taken("b"), audience=Audience.SITES, by=secretary)
    ways = (
        lambda: offered(site, officer, topic="Khác", taken=taken()),
        lambda: do(actions.revise, speech, version=now(speech).version, **FACTS, taken=taken(), by=officer),
        lambda: do(shelf.add, conference, taken=taken(), audience=Audience.CHAIRS, by=secretary),
        lambda: do(shelf.replace, other, taken=taken(), version=other.version, by=secretary),
    )

    for way in ways:
        with pytest.raises(NotValid) as refused:
            way()
        assert (refused.value.field, refused.value.message) == ("file", shelf.SAID_SECRET)

    assert on_shelf(conference) == [("tham-luan.pdf", None, "tham-luan.pdf", Audience.SITES)]


def test_a_new_text_of_a_speech_whose_former_one_was_secret_is_shelved(conference, site, officer, secretary):
    speech = turned_secret(site, officer, secretary)
    do(actions.revise, speech, version=now(speech).version, **FACTS, taken=taken("b"), by=officer)

    do(actions.accept, speech, version=now(speech).version, by=secretary)

    assert (now(speech).item.is_secret, len(on_shelf(conference))) == (False, 1)


@pytest.mark.parametrize("says", ["item", "conference"])
def test_the_text_of_a_speech_is_read_by_nobody_while_it_is_secret(login, conference, site, officer, secretary, says):
    speech = offered(site, officer, taken=taken())
    do(actions.accept, speech, version=1, by=secretary)
    pages = [f"/sites/{site.id}/speeches", f"/conferences/{conference.id}/speeches", f"/speeches/{speech.id}"]
    readers = [officer, secretary, secretary]
    before = [
        f"/speeches/{speech.id}/file" in login(who).get(page).text for who, page in zip(readers, pages, strict=True)
    ]

    if says == "conference":
        do(shelf.keep_out, conference, True, by=secretary)
    else:
        item = now(speech).item
        do(agenda.revise, item, version=item.version, is_secret=True, by=secretary)

    shown = [login(who).get(page).text for who, page in zip(readers, pages, strict=True)]
    assert (before, [f"/speeches/{speech.id}/file" in text for text in shown]) == ([True] * 3, [False] * 3)
    assert all("tham-luan.pdf" in text for text in shown)
    assert login(officer).get(f"/speeches/{speech.id}/file").status_code == 403


def test_what_waits_to_be_told_of_a_speech_goes_with_its_site(conference, site, officer, secretary):
    """Its page is gone; what is told of the speeches of others still leaves."""
    other = a_site(conference, a_unit("Xã Đức Thọ"), state=SiteState.CONFIRMED)
    a_site_officer(other.unit)
    speeches = [offered(one, officer) for one in (site, site, other, other)]
    for one in speeches[::2]:
        do(actions.send_back, one, version=now(one).version, reason="Trùng nội dung", by=secretary)

    with transaction():
        changes.drop_site(db.session.get(Site, site.id), by=secretary)

    left = db.session.execute(select(Notice.kind, Notice.about).order_by(Notice.id)).all()
    kept = [(kind, about) for kind, about in left if kind.startswith("speech_")]
    first, second = (f"speech:{one.id}" for one in speeches[2:])
    assert kept == [("speech_offered", first), ("speech_offered", second), ("speech_returned", first)]
