"""The smallest template and the smallest series."""

from datetime import date
from itertools import count

from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.journal import actions as journal
from meetings.series import actions, plan, templates
from meetings.series.content import Content, Point
from meetings.series.models import ConferenceSeries, OffDays, Pattern, Template
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
