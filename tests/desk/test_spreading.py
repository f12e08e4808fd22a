"""A change of a conference of many sites: the request notes what they are told, the worker tells it part by part, and
in the end everybody has what he would have had at once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.refs import ref
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions, changes, jobs
from meetings.invitations import calendars, guests, mailings
from meetings.invitations import jobs as invitations
from meetings.invitations import queries as letters
from meetings.invitations.models import Invite, InvitePart, Sending
from meetings.notices.models import Notice, NoticeState
from meetings.rehearsals import actions as rehearsals
from meetings.rehearsals import telling as rehearsal_telling
from meetings.sites import links
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit
from tests.desk import test_many_sites as stories
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit, saved

A_DAY = timedelta(days=1)
NOW = MONDAY - 7 * A_DAY
NUMBER = 8


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(mailings, "AT_ONCE", 300)
    with clock.at(NOW):
        yield


@pytest.fixture
def in_parts(monkeypatch):
    monkeypatch.setattr(mailings, "AT_ONCE", 3)


class Cast:
    """People and units that several conferences share, so that what they are told can be compared."""

    def __init__(self):
        self.organiser = a_unit("UBND tỉnh")
        self.chair, self.secretary = a_leader(self.organiser), a_secretary(self.organiser)
        self.units = [a_unit(f"Xã {n}") for n in range(NUMBER)]
        a_unit("Xã mới")
        officer = a_site_officer(self.units[1])
        saved(Post(person_id=officer.id, unit_id=self.units[6].id, title="", role=Role.SITE_OFFICER))

    def called(self):
        """A conference whose invitation has reached everybody; one answers for two sites, one has a telephone alone,
        one a link that was given by hand, and one is guest."""
        made = a_conference(
            state=C.INVITING,
            title="Giao ban",
            organiser=self.organiser,
            chair=self.chair,
            secretary_id=self.secretary.id,
        )
        a_site(made, self.organiser, kind=SiteKind.MAIN)
        for n, unit in enumerate(self.units):
            contact = {"contact_name": f"Cán bộ {n}", "contact_email": f"xa{n}@xa.example"}
            contact = {"contact_name": "Tư", "contact_phone": "0912 000 444"} if n == 4 else contact
            a_site(made, unit, state=SiteState.WAITING, **contact)
        with transaction():
            one = db.session.get(Conference, made.id)
            mailings.send(one, by=None)
            while sending := letters.sending(made.id):
                mailings.prepare(sending)
            guests.admit(one, [guests.Wanted(InvitePart.GUEST, "Khách", "khach@xa.example")])
            calendars.enrol(one)
            third = db.session.scalar(select(Site).filter_by(conference_id=made.id, name="Xã 3"))
            links.issue(third, to_name="Bà Ba", to_address="ba@xa.example", by=None)
            db.session.execute(update(Notice).where(Notice.state == NoticeState.QUEUED).values(state=NoticeState.SENT))
            db.session.execute(update(Invite).values(sequence=0))
            db.session.execute(update(Site).where(Site.kind == SiteKind.MEMBER).values(state=SiteState.CONFIRMED))
        return made.id


def do(number, *more):
    for story in more:
        with transaction():
            story(db.session.get(Conference, number))


def work(most=99):
    for _ in range(most):
        if not (jobs.tell() + invitations.prepare()):
            break


def said(number):
    """What everybody was told of the conference and has in his calendar, without the numbers of rows."""
    db.session.expire_all()
    notices = db.session.scalars(select(Notice).filter_by(within=f"conference:{number}").order_by(Notice.id))
    told = sorted(
        (one.to_address, one.to_phone, one.to_name, one.kind, str(one.state), str(one.send_after), one.reason,
         _place(one.about), repr(sorted(_plain(one.facts).items())), repr([_plain(part) for part in one.attachments]))
        for one in notices
    )  # fmt: skip
    rows = db.session.scalars(select(Invite).filter_by(conference_id=number))
    known = sorted((row.key, row.part, row.site_name, row.told, row.is_void, row.sequence or -1) for row in rows)
    return told, known, db.session.get(Conference, number).sequence


def _place(about):
    table, number = about.split(":")
    return db.session.get(Site, int(number)).name if table == "site" else table


def _plain(facts):
    facts = facts | ({"link_id": True} if "link_id" in facts else {}) | {"calendar_of": 0, "paper_id": 0}
    return {name: re.sub(r"^/.*", lambda path: re.sub(r"\d", "", path[0]), str(text)) for name, text in facts.items()}


def has_left(one):
    db.session.execute(
        update(Notice).where(Notice.within == ref(one), Notice.state == NoticeState.QUEUED)
        .values(state=NoticeState.SENT)
    )  # fmt: skip


def postponed_with_one_more(one):
    stories.postponed(one)
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=one.id).order_by(Site.id)))
    new = db.session.scalar(select(Unit.id).filter_by(name="Xã mới"))
    changes.choose_sites(one, unit_ids=[*units, new], main_unit_id=units[0], by=None)


def with_another_main_site(one):
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=one.id).order_by(Site.id)))
    changes.choose_sites(one, unit_ids=units, main_unit_id=units[2], by=None)


STORIES = [
    (stories.moved,),
    (stories.moved, stories.moved),
    (stories.moved, has_left, stories.moved),
    (stories.renamed,),
    (stories.renamed, stories.moved),
    (stories.moved, stories.cancelled),
    (stories.cancelled,),
    (stories.cancelled, stories.restored),
    (stories.cancelled, has_left, stories.restored),
    (stories.postponed,),
    (postponed_with_one_more, stories.rescheduled),
    (stories.moved, has_left, stories.postponed, has_left, stories.rescheduled, stories.renamed),
    (with_another_main_site,),
    (stories.moved, with_another_main_site),
    (stories.rehearsed,),
]
NAMES = [" ".join(one.__name__ for one in some) for some in STORIES]


@pytest.mark.parametrize("some", STORIES, ids=NAMES)
def test_told_part_by_part_everybody_reads_what_he_would_have_read_at_once(some, monkeypatch):
    cast = Cast()
    at_once, in_parts = cast.called(), cast.called()

    do(at_once, *some)
    monkeypatch.setattr(mailings, "AT_ONCE", 3)
    for story in some:
        do(in_parts, story)
        work()

    assert db.session.query(Sending).filter(Sending.kind != "invitation").count() > 0
    assert said(in_parts) == said(at_once)


def _reached(told):
    notices, rows, sequence = told
    return [one for one in notices if one[0]], [row for row in rows if "@" in row[0]], sequence


@pytest.mark.parametrize("some", STORIES, ids=NAMES)
@pytest.mark.parametrize("parts", [0, 1])
def test_a_change_that_follows_before_all_were_told_leaves_everybody_with_the_same(some, parts, monkeypatch):
    cast = Cast()
    at_once, in_parts = cast.called(), cast.called()

    do(at_once, *(one for one in some if one is not has_left))
    monkeypatch.setattr(mailings, "AT_ONCE", 3)
    for story in some:
        if story is not has_left:
            do(in_parts, story)
            work(parts)
    work()

    # Who has no address reads it in his own list as soon as it is queued: he knows what he was told before.
    assert _reached(said(in_parts)) == _reached(said(at_once))


def test_the_request_tells_the_house_and_notes_the_sites_in_one_row(in_parts):
    cast = Cast()
    number = cast.called()

    do(number, stories.moved)

    kinds = select(Notice.to_name).where(Notice.kind == "conference_changed").order_by(Notice.to_name)
    assert list(db.session.scalars(kinds)) == sorted([cast.chair.name, cast.secretary.name, "Khách"])
    sending = letters.telling(number)
    assert (sending.kind, sending.sites, sending.prepared, sending.done_at) == ("conference_changed", NUMBER, 0, None)
    assert [jobs.tell() for _ in range(4)] == [3, 3, 2, 0]
    assert letters.telling() is None


def test_who_is_stopped_in_the_middle_of_a_part_neither_loses_nor_doubles_anybody(in_parts, monkeypatch):
    cast = Cast()
    number, whole = cast.called(), cast.called()
    do(number, stories.moved)
    jobs.tell()
    before = said(number)

    class Killed(BaseException):
        pass

    def stop(*_args, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(calendars, "changed_for_sites", stop)
        with pytest.raises(Killed):
            jobs.tell()
    db.session.rollback()
    assert said(number) == before

    work()
    monkeypatch.setattr(mailings, "AT_ONCE", 300)
    do(whole, stories.moved)
    assert said(number) == said(whole)


def test_that_a_conference_is_off_is_told_before_all_else(in_parts):
    cast = Cast()
    first, second = cast.called(), cast.called()
    do(first, stories.moved)
    do(second, stories.cancelled)

    jobs.tell()

    assert [(row.kind, row.prepared) for row in db.session.query(Sending).order_by(Sending.id)][-2:] == [
        ("conference_changed", 0), ("conference_cancelled", 3),
    ]  # fmt: skip


def test_nobody_is_told_of_a_new_time_once_the_conference_is_off(in_parts):
    number = Cast().called()
    do(number, stories.moved)
    jobs.tell()

    do(number, stories.cancelled)
    work()

    kinds = {kind for (kind,) in db.session.query(Notice.kind).filter(Notice.state == NoticeState.QUEUED)}
    assert kinds == {"conference_cancelled"}
    told = db.session.query(Notice.to_address).filter_by(kind="conference_cancelled").all()
    assert {f"xa{n}@xa.example" for n in range(NUMBER) if n != 4} <= {address for (address,) in told}


def test_the_sitting_begins_when_everybody_has_been_told_of_its_time(in_parts):
    number = Cast().called()
    do(number, stories.moved)

    with clock.at(MONDAY):
        do(number, lambda one: actions.begin(one, by=None))

    assert letters.telling(number) is None
    waits = db.session.query(Notice).filter_by(kind="conference_changed", state=NoticeState.QUEUED).all()
    assert len(waits) > NUMBER and max(one.send_after for one in waits) == MONDAY


def test_a_rehearsal_that_is_off_with_its_conference_is_told_to_nobody_more(in_parts):
    number = Cast().called()
    do(number, stories.rehearsed)
    jobs.tell()

    do(number, stories.cancelled)
    work()

    assert db.session.query(Notice).filter_by(kind="rehearsal_planned").count() == 3


def test_a_rehearsal_called_off_meanwhile_is_told_as_called_off(in_parts):
    number = Cast().called()
    do(number, stories.rehearsed)
    sending = letters.telling(number)

    def call_off(_one):
        row = rehearsal_telling.queries.rehearsal(sending.facts["rehearsal"])
        rehearsals.cancel(row, version=row.version, by=None)
        rehearsal_telling.tell_sites(row, "rehearsal_cancelled")

    do(number, call_off)
    work()

    kinds = [kind for (kind,) in db.session.query(Notice.kind).filter(Notice.kind.like("rehearsal%")).distinct()]
    assert kinds == ["rehearsal_cancelled"]


def test_the_page_says_how_far_it_is_and_follows_without_a_script(in_parts, login):
    cast = Cast()
    number = cast.called()
    client, version = login(cast.secretary), db.session.get(Conference, number).version

    answer = client.post(f"/conferences/{number}/cancel", data={"version": version, "reason": "Bão số 5"})
    jobs.tell()
    page = client.get(answer.location)
    work()
    done = client.get(answer.location)

    assert (answer.status_code, answer.location) == (302, f"/conferences/{number}/invitation/recipients")
    assert "Đang báo cho 8 điểm cầu. Mục “Tin báo đã gửi” cho biết tin báo không đến được ai." in page.text
    assert "đã soạn tin báo cho 3/8 điểm cầu" in page.text
    assert (page.headers["Refresh"], done.headers.get("Refresh")) == ("10", None)
    assert "đã soạn tin báo" not in done.text
