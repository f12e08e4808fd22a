"""Who keeps the conference hears of a wish and of who does not take part; the chair of what he is to consent to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import digests, mailing
from meetings.notices import leaving
from meetings.notices.models import Channel, Hold, Notice, NoticeState, Wish
from meetings.sites import actions, answering, guests, links
from meetings.sites.hearing import CHANGE_ASKED, DECLINED
from meetings.sites.models import ChangeKind, Site, SiteLink, SiteState
from tests.make import FRIDAY, a_conference, a_leader, a_secretary, a_site, a_unit, saved
from tests.sites.make import at

pytestmark = pytest.mark.usefixtures("on_friday")
NO = {"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0"}
TIME = {"reply": "change", "change": "time", "chair": "named", "note": "Trùng kỳ họp", "answers": "0"}
CHAIR = {
    "reply": "yes", "chair": "other", "chair_name": "Phan Thị Lam", "chair_title": "Phó Chủ tịch", "note": "Đi vắng",
    "answers": "0",
}  # fmt: skip


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    organiser = secretary.posts[0].unit
    facts = {"organiser": organiser, "chair": a_leader(organiser), "secretary_id": secretary.id}
    return a_conference(state=C.INVITING, title="Giao ban", **facts)


def asked(conference, name="Xã Vũ Quang"):
    facts = {"chair_name": "Trịnh Văn Ngọc", "chair_title": "Chủ tịch"}
    return a_site(conference, a_unit(name), state=SiteState.WAITING, **facts)


def answered(client, site, data):
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name="Lan", to_address=f"lan{site.id}@example.vn", by=None)
    assert client.post(at(link, "/answer"), data=data).status_code == 302


def told():
    """Who is told what, of which sites, and where the message leads."""
    rows = db.session.scalars(select(Notice).where(Notice.kind.in_((CHANGE_ASKED, DECLINED))).order_by(Notice.id))
    return [(row.kind, row.person_id, [one["site"] for one in row.facts["sites"]], row.facts["path"]) for row in rows]


def chair_of(conference):
    return conference.chair.person_id


@pytest.mark.parametrize("wish", [CHAIR, TIME])
def test_of_a_wish_the_secretary_and_the_chair_are_told_with_where_to_decide(client, conference, wish):
    site = asked(conference)

    answered(client, site, wish)

    says = CHANGE_ASKED, ["Xã Vũ Quang"], f"/sites/{site.id}/decide"
    people = conference.secretary_id, chair_of(conference)
    assert told() == [(says[0], person, *says[1:]) for person in people]


def test_of_who_does_not_take_part_the_secretary_is_told(client, conference):
    site = asked(conference)

    answered(client, site, NO)

    assert told() == [(DECLINED, conference.secretary_id, ["Xã Vũ Quang"], f"/sites/{site.id}")]


def test_what_was_said_stands_in_the_mail_and_under_the_bell(client, login, conference):
    answered(client, asked(conference), CHAIR)
    with clock.at(FRIDAY + timedelta(minutes=6)):
        mailing.send_due()

    row = db.session.scalars(select(Notice).where(Notice.kind == CHANGE_ASKED).order_by(Notice.id)).first()
    page = login(conference.secretary).get("/inbox").text
    assert row.state is NoticeState.SENT
    assert row.subject == "Xã Vũ Quang đề nghị điều chỉnh: Hội nghị giao ban"
    assert "- Xã Vũ Quang: cử Phan Thị Lam, Phó Chủ tịch chủ trì điểm cầu. Lý do: Đi vắng (Lan)" in row.text
    assert "Xã Vũ Quang đề nghị điều chỉnh" in page


def test_what_comes_within_the_time_of_gathering_is_one_message_and_what_comes_later_another(client, conference):
    sites = [asked(conference, name) for name in ("Xã Vũ Quang", "Xã Đức Bồng", "Xã Can Lộc")]
    for minutes, site in zip((0, 4, 6), sites, strict=True):
        with clock.at(FRIDAY + timedelta(minutes=minutes)):
            mailing.send_due()
            answered(client, site, NO)

    board = f"/conferences/{conference.id}/sites?state=declined"
    assert [(names, path) for _kind, _person, names, path in told()] == [
        (["Xã Vũ Quang", "Xã Đức Bồng"], board),
        (["Xã Can Lộc"], f"/sites/{sites[2].id}"),
    ]


def test_a_message_names_twenty_sites_at_most(client, conference):
    for number in range(21):
        answered(client, asked(conference, f"Xã {number}"), NO)

    assert [len(names) for _kind, _person, names, _path in told()] == [20, 1]


def test_an_answer_that_replaces_the_wish_takes_it_out_of_what_has_not_left(client, conference):
    one, other = asked(conference), asked(conference, "Xã Đức Bồng")
    for site in (one, other):
        answered(client, site, TIME)
    answered(client, one, {"reply": "yes", "chair": "named", "answers": "1"})

    path = f"/sites/{other.id}/decide"
    assert [(names, to) for _kind, _person, names, to in told()] == [(["Xã Đức Bồng"], path)] * 2

    answered(client, other, NO | {"answers": "1"})
    assert told() == [(DECLINED, conference.secretary_id, ["Xã Đức Bồng"], f"/sites/{other.id}")]


@pytest.mark.parametrize("act", ["grant", "refuse", "ask_again", "drop"])
def test_what_is_decided_asked_anew_or_taken_out_leaves_no_more(client, conference, act):
    site = asked(conference)
    answered(client, site, TIME)

    with transaction():
        here = db.session.get(Site, site.id)
        if act == "grant":
            answering.grant_change(here, version=here.version, by=conference.secretary)
        elif act == "refuse":
            answering.refuse_change(here, version=here.version, note="Không đổi", by=conference.secretary)
        elif act == "ask_again":
            actions.ask_again(db.session.get(Conference, conference.id), by=conference.secretary)
        else:
            actions.drop(here, drop_answered=True, by=conference.secretary)

    assert told() == []


def test_a_guest_that_its_host_turns_away_is_named_no_more(client, conference):
    host = a_site(conference, a_unit("Xã Kỳ Anh"), state=SiteState.CONFIRMED)
    site = asked(conference)
    answered(client, site, TIME)
    with transaction():
        db.session.get(Site, site.id).joined_id = host.id

    with transaction():
        guests.turn_away(db.session.get(Site, site.id), note="Hết chỗ", by=conference.secretary)

    assert told() == []


def test_a_site_that_is_dropped_by_a_choice_of_others_is_named_no_more(client, conference):
    gone, stays = asked(conference), asked(conference, "Xã Đức Bồng")
    for site in (gone, stays):
        answered(client, site, NO)

    with transaction():
        here = db.session.get(Conference, conference.id)
        actions.choose(here, [stays.unit_id], drop_answered=True, by=conference.secretary)

    assert told() == [(DECLINED, conference.secretary_id, ["Xã Đức Bồng"], f"/sites/{stays.id}")]


def has_confirmed_unseen(site):
    """As one does whose message somebody else is writing at that moment."""
    with transaction():
        db.session.get(Site, site.id).state = SiteState.CONFIRMED


def test_who_has_answered_otherwise_meanwhile_is_not_named_by_what_leaves(client, conference):
    one, other = asked(conference), asked(conference, "Xã Đức Bồng")
    for site in (one, other):
        answered(client, site, NO)
    has_confirmed_unseen(other)

    with clock.at(FRIDAY + timedelta(minutes=6)):
        mailing.send_due()

    assert told() == [(DECLINED, conference.secretary_id, ["Xã Vũ Quang"], f"/sites/{one.id}")]
    [row] = db.session.scalars(select(Notice).where(Notice.kind == DECLINED))
    assert row.state is NoticeState.SENT and "Xã Đức Bồng" not in row.text


def test_nor_is_he_in_the_digest(client, conference):
    saved(Wish(person_id=conference.secretary_id, urgent=Channel.MAIL, asking=Channel.DIGEST, news=Channel.DIGEST))
    site = asked(conference)
    answered(client, site, NO)
    with clock.at(FRIDAY + timedelta(minutes=6)):
        mailing.send_due()
    has_confirmed_unseen(site)

    with clock.at(FRIDAY + timedelta(days=1)):
        assert digests.gather_due() == 0

    [row] = db.session.scalars(select(Notice))
    assert (row.kind, row.state, row.last_error) == (DECLINED, NoticeState.KEPT, str(leaving.OVERTAKEN))


def test_a_message_that_names_nobody_any_more_does_not_leave(client, conference):
    site = asked(conference)
    answered(client, site, TIME)
    with transaction():
        here = db.session.get(Site, site.id)
        here.answer_note = "Việc khác"

    with clock.at(FRIDAY + timedelta(minutes=6)):
        mailing.send_due()

    assert {row.state for row in db.session.scalars(select(Notice))} == {NoticeState.KEPT}


def test_an_answer_costs_as_many_statements_for_twenty_who_keep_it_as_for_one(conference, queries):
    counts, number = [], conference.id
    with transaction():
        db.session.get(Conference, conference.id).secretary_id = None
    for more in (0, 19):
        for _ in range(more):
            a_secretary(db.session.get(Conference, number).organiser)
        decline(linked(asked(db.session.get(Conference, number))))
        link = linked(asked(db.session.get(Conference, number)))
        db.session.expunge_all()
        queries.clear()
        decline(link)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len({person for _kind, person, *_rest in told()}) == 20


def linked(site):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name="Lan", to_address="l@example.vn", by=None).id


def decline(number):
    with transaction():
        link = db.session.get(SiteLink, number)
        answering.decline(link.site, note="Mưa", by=links.Bearer(link))


def test_who_wrote_the_answer_down_himself_is_not_told_of_it(conference):
    site = asked(conference)
    with transaction():
        here, who = db.session.get(Site, site.id), conference.secretary
        facts = {"change": ChangeKind.TIME, "note": "Trùng kỳ họp"}
        answering.request_change(here, given_by="Lan", by=who, **facts)

    assert [person for _kind, person, *_ in told()] == [chair_of(conference)]


def test_where_nobody_is_named_the_secretariat_of_the_organiser_is_told(client, conference):
    clerks = {conference.secretary_id, a_secretary(conference.organiser).id}
    with transaction():
        db.session.get(Conference, conference.id).secretary_id = None

    answered(client, asked(conference), NO)

    rows = db.session.scalars(select(Notice).where(Notice.kind == DECLINED))
    assert {(row.person_id, row.reason) for row in rows} == {(one, links.SECRETARIAT) for one in clerks}


def test_who_gathers_his_mail_in_a_digest_finds_all_wishes_in_one_line(client, conference):
    daily = {"urgent": Channel.MAIL, "asking": Channel.DIGEST, "news": Channel.DIGEST}
    saved(Wish(person_id=conference.secretary_id, **daily))
    answered(client, asked(conference), TIME)
    with clock.at(FRIDAY + timedelta(minutes=6)):
        mailing.send_due()
        answered(client, asked(conference, "Xã Đức Bồng"), TIME)
        mailing.send_due()

    his = select(Notice).where(Notice.kind == CHANGE_ASKED, Notice.person_id == conference.secretary_id)
    [row] = db.session.scalars(his)
    assert (row.hold, [one["site"] for one in row.facts["sites"]]) == (Hold.DIGEST, ["Xã Vũ Quang", "Xã Đức Bồng"])
