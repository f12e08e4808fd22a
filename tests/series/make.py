"""The smallest template and the smallest series, and what is done with them and read of them again and again."""

from datetime import date
from itertools import count

from sqlalchemy import func, select

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal
from meetings.series import actions, plan, templates, turning
from meetings.series import exceptions as departures
from meetings.series.content import Content, Point
from meetings.series.models import ConferenceSeries, Occurrence, OffDays, Pattern, Template
from tests.make import a_province

_numbers = count(1)
AGENDA = (Point("Khai mạc", 10, ItemKind.OPENING), Point("Báo cáo", 30), Point("Kết luận", 20, ItemKind.DIRECTING))


def a_template(owner=None, *, name=None, by=None, **facts):
    """A template kept by `owner`."""
    facts = {"title": "Giao ban tháng {tháng}/{năm}", "agenda": AGENDA, **facts}
    owner, name = owner or a_province(), name or f"Mẫu {next(_numbers)}"
    with transaction():
        owner = db.session.merge(owner)
        template = templates.create(name=name, owner=owner, content=Content(**facts), by=by)
    return db.session.get(Template, template.id)


def a_series(organiser=None, *, template=None, fill=True, **terms):
    """A series on the 15th of every month, its drafts made; `terms` may say otherwise."""
    organiser = organiser or a_province()
    template = template or a_template(organiser)
    terms = {
        "pattern": Pattern.MONTH_DAY,
        "month_day": 15,
        "first_on": date(2026, 11, 1),
        "off_days": OffDays.MOVE,
        "starts": "08:00",
        "minutes": 120,
        **terms,
    }
    with transaction():
        series = actions.open_series(
            title="Giao ban",
            organiser=db.session.merge(organiser),
            template=db.session.merge(template),
            by=None,
            **terms,
        )
        if fill:
            actions.fill(series)
    return db.session.get(ConferenceSeries, series.id)


def filled(series):
    """Make the drafts that are due; the new ones."""
    with transaction():
        return [one.id for one in actions.fill(db.session.get(ConferenceSeries, series.id))]


def drafts_of(series):
    """The conferences that are to come, in order."""
    db.session.rollback()
    coming = plan.coming(db.session.get(ConferenceSeries, series.id), series.ahead)
    return [slot.conference for slot in coming if slot.conference and slot.held_on]


def worked_on(conference):
    """Somebody did something to it."""
    with transaction():
        conference = db.session.get(Conference, conference.id)
        journal.record(None, "added_document", conference, within=conference)
    return conference


def held(series):
    return [clock.local(one.starts_at).date() for one in drafts_of(series)]


def slot_of(series, day):
    db.session.rollback()
    return plan.slot(db.session.get(ConferenceSeries, series.id), day)


def change(series, day, **facts):
    with transaction():
        departures.change(slot_of(series, day), by=None, **facts)


def turned(series, **facts):
    with transaction():
        series = db.session.get(ConferenceSeries, series.id)
        turn = turning.change_rule(series, **{"version": series.version, "by": None, **facts})
        kept = [one.id for one in turn.kept]
    return db.session.get(ConferenceSeries, turn.series.id), kept, turn.dropped


def days_of(*serieses):
    """The days of the rules for which conferences of these series stand."""
    stands = Occurrence.series_id.in_([one.id for one in serieses]), Conference.state != C.CANCELLED
    return list(db.session.scalars(select(Occurrence.day).join(Occurrence.conference).where(*stands)))


def skipped(series, *days, note="Đại hội"):
    for day in days:
        with transaction():
            departures.skip(slot_of(series, day), note=note, by=None)


def how_many(model):
    """The number of rows of a table."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))
