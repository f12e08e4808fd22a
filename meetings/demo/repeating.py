"""What repeats in the demo: groups of sites, a template of the monthly briefing, and the series whose drafts are made
from it."""

from dataclasses import replace

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import HELD, Conference, ConferenceKind
from meetings.demo.cast import FORMER_DISTRICT, unit
from meetings.series import actions as series
from meetings.series import plan, templates
from meetings.series.models import Pattern, Template
from meetings.sites import groups
from meetings.sites import queries as sites
from meetings.units.models import Unit, UnitKind

NAME = "Giao ban tháng với các xã, phường"
GROUP = "Khối phường"
PAPERS = ("Báo cáo kết quả công tác tháng", "Danh mục nhiệm vụ quá hạn", "Dự thảo thông báo kết luận")


def begin(people) -> None:
    """The template and the series with its first drafts, once: after the model of the last briefing that was held."""
    owner, by = unit("UBND tỉnh Hà Tĩnh"), people["secretary"]
    if db.session.scalar(select(Template).filter_by(name=NAME)):
        return
    held = _last_briefing(owner)
    content = _content(held, owner)
    template = templates.create(name=NAME, owner=owner, content=content, by=by)
    first = clock.local(held.starts_at).date()
    running = series.open_series(
        title=NAME,
        organiser=owner,
        template=template,
        pattern=Pattern.MONTH_DAY,
        month_day=5,
        first_on=first.replace(day=1),
        starts=content.starts,
        minutes=content.minutes,
        by=by,
    )
    series.attach(series.keep(plan.Slot(running, first, first)), held)
    series.fill(running)


def _last_briefing(owner):
    """The last monthly briefing of the demo's year that is over."""
    query = select(Conference).where(Conference.organiser_id == owner.id, Conference.state.in_(HELD))
    monthly = Conference.title.contains("giao ban công tác tháng")
    query = query.where(Conference.kind == ConferenceKind.BRIEFING, monthly)
    return db.session.scalar(query.order_by(Conference.starts_at.desc()).limit(1))


def _content(held, owner):
    """What it looked like; its wards are named by their saved group."""
    content = templates.content_of(held)
    groups = {group.name: (group.id, unit_ids) for group, unit_ids in sites.saved_groups([owner.id])}
    group_id, wards = groups[GROUP]
    others = tuple(number for number in content.unit_ids if number not in wards)
    return replace(content, group_ids=(group_id,), unit_ids=others, papers=PAPERS, remind_days=(3, 1))


def save_groups(people) -> None:
    """Two saved groups of sites, once."""
    owner = unit("UBND tỉnh Hà Tĩnh")
    wards = select(Unit.id).where(Unit.kind == UnitKind.WARD, Unit.valid_until.is_(None))
    chosen = {
        GROUP: list(db.session.scalars(wards)),
        "Các xã thuộc huyện Vũ Quang cũ": [unit(name).id for name in FORMER_DISTRICT],
    }
    known = {group.name for group, _ in sites.saved_groups([owner.id])}
    for name, unit_ids in chosen.items():
        if name not in known:
            groups.save(name, unit_ids, owner=owner, by=people["secretary"])
