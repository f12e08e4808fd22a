"""The whole demo in one database: units, people, the conference of 2015, a year around today."""

from datetime import date, timedelta

from sqlalchemy import or_, update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.demo import (
    answers,
    cast,
    channels,
    clusters,
    everywhere,
    lists,
    repeating,
    seeds,
    shelf,
    states,
    trials,
    y2015,
    year,
)
from meetings.desk.outdated import UNTIL_HELD, is_outdated
from meetings.notices import actions as notices
from meetings.notices.models import Channel, Notice, NoticeState
from meetings.workdays import jobs as workdays

# The people of the demo have opened what they were told longer ago.
OPENED_AFTER = timedelta(days=3)


def load(*, password: str) -> date:
    """Load the demo; every account of it gets this password. Returns the day around which its year is told.

    That is the day of the first time. Told again, on whatever day, nothing doubles and nothing moves: what another
    day's run left sitting is ended, and the year stands as it was told and as people have changed it since.
    """
    begun = cast.begun_at() or clock.now()
    with transaction():
        seeds.units()
    workdays.seed_due()
    ready = cast.hashed(password)
    with transaction():
        people = cast.invite_all(ready)
        year.close_yesterdays(people)
    papers, sources, late = shelf.stored(), shelf.sources(), shelf.late()
    with transaction():
        if not y2015.told():
            cast.people_of_communes()
            y2015.close(y2015.tell(sources))
    with transaction(), clock.at(begun):
        if not year.told():
            year.tell(people, papers)
            shelf.come_late(people, late)
            everywhere.give(people)
            repeating.save_groups(people)
            repeating.begin(people)
            trials.tell(people)
            lists.tell(people)
            states.tell(people)
            channels.tell(people)
            answers.tell()
            clusters.tell(people)
            _deliver(before=clock.now() - OPENED_AFTER)
    with transaction():
        for person in people.values():
            notices.open_all(person.id, before=clock.now() - OPENED_AFTER)
    return clock.local(begun).date()


def _deliver(*, before):
    """What was told so long ago has left long since, as the worker would have seen to; else the first morning brings
    the whole year at once. Calls to what is still ahead go out with the first run: calendars live by what left.
    """
    old = Notice.state == NoticeState.QUEUED, Notice.created_at < before, Notice.to_address != ""
    left_behind = or_(is_outdated(), Notice.kind.not_in(UNTIL_HELD))
    sent = dict(state=NoticeState.SENT, channel=Channel.MAIL, sent_at=Notice.created_at, attempts=1)
    db.session.execute(update(Notice).where(*old, left_behind).values(**sent))


def tell_2015():
    """Only the conference of 2015 with its units; returns it."""
    with transaction():
        seeds.units()
        return y2015.tell().id
