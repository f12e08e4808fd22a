"""What waited for the morning, and what one recipient is told by telephone, beside what others were told since."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.refs import ref
from meetings.conferences.models import Conference
from meetings.conferences.times import enclosure
from meetings.desk import actions as desk
from meetings.invitations import order
from meetings.notices.models import Channel, Notice, NoticeState, Wish
from meetings.sites import actions as sites
from meetings.sites.models import Site
from tests.invitations.make import LATER, NOW, TUESDAY, XA, a_planned_conference, leave, mails, retime, revise, server
from tests.invitations.test_order import begun
from tests.invitations.test_without_mail import BESIDE, NIGHT, gateway
from tests.make import a_site, a_site_officer, a_unit, a_user, saved

__all__ = ["gateway", "server"]
MORNING = NIGHT + timedelta(hours=9)
PHONE = "+84912345600"


@pytest.fixture(autouse=True)
def _some_day():
    with clock.at(NOW + LATER):
        yield


def called_at_night(**contact):
    """One site whose contact is known by `contact`; its invitation waits for the morning where it goes by telephone."""
    called = a_planned_conference()
    a_site(called, a_unit("Phường 0"), **contact)
    with clock.at(NIGHT), transaction():
        desk.invite(called, by=None)
    return called


def moved_at_night(conference):
    """Told before the morning."""
    revise(conference, NIGHT + LATER, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=2))
    leave(NIGHT + 2 * LATER)


def heard(gateway, phone):
    return [one["text"] for one in gateway.said if one["to"] == phone]


def test_an_invitation_by_telephone_that_waited_for_the_morning_names_the_day_that_was_told_at_night(gateway, server):
    conference = called_at_night(contact_name="Bà 0", contact_phone=PHONE)
    leave(NIGHT)
    assert heard(gateway, PHONE) == []
    moved_at_night(conference)

    leave(MORNING)

    change, invitation = heard(gateway, PHONE)
    assert (change[:8], invitation[:3]) == ("THAY ĐỔI", "Mời")
    assert "01/12/2026" in invitation and "30/11/2026" not in invitation


def test_the_short_message_beside_an_invitation_names_the_day_that_was_told_at_night(gateway, server):
    called = a_planned_conference()
    officer = a_site_officer(a_site(called, a_unit("Phường 0")).unit)
    with transaction():
        officer = db.session.get(Person, officer.id)
        officer.email, officer.phone = "ha@phuong.example", BESIDE
        db.session.add(Wish(person_id=officer.id, asking=Channel.TEXT))
    with clock.at(NIGHT), transaction():
        desk.invite(db.session.get(Conference, called.id), by=None)
    leave(NIGHT)
    moved_at_night(called)

    leave(MORNING)

    [invitation] = [text for text in heard(gateway, BESIDE) if text.startswith("Mời")]
    assert "01/12/2026" in invitation and "30/11/2026" not in invitation


def test_a_change_that_comes_late_is_told_although_a_reminder_has_left_since(server):
    conference = begun()
    leave(NOW)
    retime(conference)
    with clock.at(NOW + LATER), transaction():  # its worker was killed
        change = db.session.scalar(select(Notice).filter_by(to_address=XA, kind="conference_changed"))
        change.state, change.lease, change.attempts = NoticeState.SENDING, "killed", 1
        change.leased_until = NOW + 4 * LATER
    with clock.at(NOW + 2 * LATER), transaction():
        site = db.session.scalar(select(Site).filter_by(contact_email=XA))
        sites.remind(db.session.get(Conference, conference.id), site_ids=[site.id], by=site.conference.secretary)
    leave(NOW + 2 * LATER)
    leave(NOW + 5 * LATER)

    subjects = [mail.message["Subject"].split(":")[0] for mail in mails(server, XA)]
    assert len(subjects) == 3 and "hay đổi" in subjects[-1]


RECIPIENTS = {
    "a mailbox": {"to_address": "lan@xa.example"},
    "the same mailbox, written otherwise": {"to_address": "Lan@Xa.example", "to_phone": PHONE},
    "another mailbox of the same telephone": {"to_address": "mai@xa.example", "to_phone": PHONE},
    "the telephone": {"to_phone": PHONE},
    "the telephone under another name": {"to_phone": PHONE, "to_name": "Văn phòng"},
    "another telephone": {"to_phone": "+84912345699"},
    "a person by telephone": {"person_id": 1, "to_phone": PHONE},
    "the same person by his new telephone": {"person_id": 1, "to_phone": "+84912345699"},
    "the same person by mail": {"person_id": 1, "to_address": "hoa@xa.example"},
    "another person by the same telephone": {"person_id": 2, "to_phone": PHONE},
}
SAME = [
    {"a mailbox", "the same mailbox, written otherwise"},
    {"the telephone", "the telephone under another name"},
    {"a person by telephone", "the same person by his new telephone"},
]


@pytest.mark.parametrize("late", RECIPIENTS)
def test_a_change_that_comes_late_is_overtaken_by_what_the_same_recipient_was_told_and_by_nothing_else(app, late):
    conference = a_planned_conference()
    people = {1: a_user(), 2: a_user()}
    found = set()
    for later, known in RECIPIENTS.items():
        first = a_change(conference, people, RECIPIENTS[late], state=NoticeState.SENDING, attempts=2)
        a_change(conference, people, known, state=NoticeState.SENT)
        found |= {later} if order.is_overtaken(first) else set()
        with transaction():
            db.session.execute(delete(Notice))

    assert found == next((same for same in SAME if late in same), {late})


def a_change(conference, people, known, **facts):
    person = people.get(known.get("person_id"))
    known = {"to_name": "Lan", "to_address": "", **known, "person_id": person and person.id}
    return saved(
        Notice(
            key=uuid.uuid4().hex, kind="conference_changed", about=ref(conference), within=ref(conference),
            attachments=[enclosure(conference)], created_at=NOW, send_after=NOW, facts={}, **known, **facts,
        )
    )  # fmt: skip
