"""What repeats in the demo: a template of the monthly briefing, and the series whose drafts are made from it."""

from sqlalchemy import select

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import ConferenceKind
from meetings.demo.cast import unit
from meetings.series import actions as series
from meetings.series import templates
from meetings.series.content import Content, Point, Seat
from meetings.series.models import ConferenceSeries, OffDays, Pattern, Template
from meetings.sites import queries as sites

NAME = "Giao ban tháng với các phường"
GROUPS = ("Khối phường", "Các xã thuộc huyện Vũ Quang cũ")
POINTS = (
    Point("Tuyên bố lý do, giới thiệu đại biểu", 5, ItemKind.OPENING, "Văn phòng UBND tỉnh"),
    Point("Báo cáo kết quả tháng trước, nhiệm vụ trọng tâm tháng này", 25, ItemKind.REPORT, "Văn phòng UBND tỉnh"),
    Point("Thảo luận tại các điểm cầu", 100, ItemKind.DISCUSSION),
    Point("Nghỉ giải lao", 10, ItemKind.BREAK),
    Point("Kết luận, chỉ đạo của chủ trì", 30, ItemKind.DIRECTING),
    Point("Bế mạc", 5, ItemKind.CLOSING),
)
PAPERS = ("Báo cáo kết quả công tác tháng", "Danh mục nhiệm vụ quá hạn", "Dự thảo thông báo kết luận")


def begin(people) -> None:
    """The template and the series with its first drafts, once."""
    owner, by = unit("UBND tỉnh Hà Tĩnh"), people["secretary"]
    if db.session.scalar(select(Template).filter_by(name=NAME)):
        return
    template = templates.create(name=NAME, owner=owner, content=_content(owner, people), by=by)
    running = series.open_series(
        title=NAME,
        organiser=owner,
        template=template,
        pattern=Pattern.MONTH_DAY,
        month_day=5,
        first_on=clock.today().replace(day=1),
        starts="14:00",
        minutes=175,
        off_days=OffDays.MOVE,
        ahead=3,
        by=by,
    )
    db.session.flush()
    series.fill(db.session.get(ConferenceSeries, running.id), by=None)


def _content(owner, people):
    chair = people["chair"]
    groups = {group.name: group.id for group, _units in sites.saved_groups([owner.id])}
    return Content(
        title="Hội nghị trực tuyến giao ban với các phường, kết quả tháng {tháng trước}, nhiệm vụ tháng {tháng}/{năm}",
        kind=ConferenceKind.BRIEFING,
        starts="14:00",
        minutes=175,
        place="Phòng họp trực tuyến tầng 2, trụ sở UBND tỉnh",
        secretary_id=people["secretary"].id,
        chair=Seat(chair.name, chair.position, chair.id),
        agenda=POINTS,
        group_ids=tuple(groups[name] for name in GROUPS),
        papers=PAPERS,
        remind_days=(3, 1),
    )
