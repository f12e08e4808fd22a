"""Delegates and speeches of the next conferences of the demo: complete, lacking, over, late, and none yet."""

from datetime import timedelta

from sqlalchemy import select

from meetings.attendance import changes, lists, naming
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.demo import days
from meetings.demo.cast import somebody
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind, SiteState
from meetings.speeches import actions as speeches

POSTS = "Chủ tịch UBND\nTrưởng Công an"
TITLES = ("Chủ tịch UBND xã", "Trưởng Công an xã", "Chánh Văn phòng HĐND và UBND", "Công chức Văn hóa - Xã hội")
TOPICS = (
    ("Kinh nghiệm vận hành Trung tâm Phục vụ hành chính công cấp xã sau sắp xếp", 8),
    ("Số hóa hồ sơ hộ tịch: cách làm và vướng mắc", 7),
    ("Tổ công nghệ số cộng đồng đi từng ngõ, gõ từng nhà", 6),
    ("Giải ngân vốn đầu tư công ba tháng cuối năm", 10),
)
REASON = "Nội dung đã có trong báo cáo chung; đề nghị rút gọn còn phần kiến nghị."


def tell(people) -> None:
    """Ask for the lists of every conference that is called and not held yet, once."""
    for conference in db.session.scalars(select(Conference).where(Conference.state.in_((C.INVITING, C.READY)))):
        if changes.call_of(conference.id) is None:
            _tell(conference, people["secretary"])


def _tell(conference, secretary):
    asked = [row for row in sites.sites_of(conference.id) if row.kind is not SiteKind.MAIN]
    there = [row for row in asked if row.state is SiteState.CONFIRMED]
    now = clock.now()
    due = days.shift(now, -1)
    with clock.at(days.shift(now, -2)):
        lists.call(conference, quota=4, posts=POSTS, due_at=due, by=secretary)
        for number, site in enumerate(there):
            if number % 4 != 3:
                naming.add(site, _people(number), by=secretary)
    with clock.at(due + timedelta(minutes=5)):
        for site in there[4:6]:
            naming.add(site, [("Phan Thị Thu Hà", "Công chức Văn phòng - Thống kê")], by=secretary)
    _speak(conference, there, secretary)


def _people(number):
    """Mostly four with both posts; some lack one, some are too many."""
    titles = TITLES[1:] if number % 11 == 5 else (*TITLES, "Bí thư Đoàn xã") if number % 13 == 6 else TITLES
    return [(somebody(number * 7 + place * 5), title) for place, title in enumerate(titles)]


def _speak(conference, there, secretary):
    offered = [
        speeches.offer(site, topic=topic, speaker_name=site.chair_name or somebody(minutes), minutes=minutes,
                       speaker_title=site.chair_title, by=secretary)
        for site, (topic, minutes) in zip(there, TOPICS, strict=False)
    ]  # fmt: skip
    for speech in offered[:2]:
        speeches.accept(speech, version=speech.version, by=secretary)
    for speech in offered[3:]:
        speeches.send_back(speech, version=speech.version, reason=REASON, by=secretary)
