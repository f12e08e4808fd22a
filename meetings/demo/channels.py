"""How people of the demo want to be told, a site that only a telephone reaches, and reminders that have been sent."""

from datetime import time, timedelta

from sqlalchemy import select

from meetings.accounts import actions as accounts
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.notices import queries as notices
from meetings.notices import wishing
from meetings.notices.models import Channel
from meetings.reminders import actions as reminders
from meetings.sites import actions as sites

MAIL, TEXT, DIGEST, BELL = Channel.MAIL, Channel.TEXT, Channel.DIGEST, Channel.BELL
WISHES = {
    "chair": {"urgent": TEXT, "asking": MAIL, "news": DIGEST, "quiet_starts": time(21), "quiet_ends": time(6)},
    "officer": {"urgent": TEXT, "asking": TEXT, "news": BELL},
}
MOBILES = {"chair": "0912 345 678", "officer": "0977 123 456"}
HOUR = time(8)


def tell(people) -> None:
    """Once: wishes; the conference whose sites are being asked has a contact by telephone, and reminders."""
    for part, wish in WISHES.items():
        person = people[part]
        if notices.wish(person.id) is None:
            accounts.change_person(person, phone=MOBILES[part], by=person)
            wishing.keep(person, **wish, by=person)
    found = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(found.order_by(Conference.starts_at).limit(1)).first()
    silent = sites.queries.silent(conference.id) if conference else []
    if not silent or any(site.reminders for site in silent):
        return
    first = silent[0]
    first.contact_name, first.contact_email, first.contact_phone = "Lê Thị Mai, Văn phòng", "", "0987 654 321"
    _by_schedule(conference)
    with clock.at(clock.now() - timedelta(hours=2)):
        sites.remind(conference, site_ids={site.id for site in silent[:2]}, by=people["secretary"])


def _by_schedule(conference):
    """What the worker would have done on the morning of the step that came last."""
    for days_ago in range(10):
        moment = clock.instant(clock.today() - timedelta(days=days_ago), HOUR)
        if moment < clock.now():
            with clock.at(moment):
                if reminders.run(conference, HOUR):
                    return
