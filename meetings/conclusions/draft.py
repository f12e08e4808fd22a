"""First words of the notice of conclusions, out of approved minutes: Vietnamese, as the paper is."""

from meetings.base import clock
from meetings.conclusions.models import Conclusion
from meetings.minutes.models import Minutes
from meetings.minutes.papers import times
from meetings.registry.papers import by_order


def first_words(minutes: Minutes, conclusions: list[Conclusion], sites: int) -> dict:
    """Subject, opening, assessment, closing, authority and recipients to go on from."""
    conference = minutes.conference
    chair = _chair(conference)
    return dict(
        subject=f"Kết luận của {chair} tại {conference.named}",
        opening=_opening(minutes, chair, sites),
        assessment="\n".join(conclusion.text for conclusion in conclusions),
        closing=f"{conference.organiser.name} thông báo để các cơ quan, đơn vị, địa phương biết, thực hiện.",
        authority="\n".join(by_order(conference.organiser)),
        recipients="Các cơ quan, đơn vị dự Hội nghị\nCác đơn vị được giao nhiệm vụ\nLưu: VT",
    )


def _chair(conference):
    chair = conference.chair
    return " ".join(part for part in (chair.title, chair.name) if part) if chair else "chủ tọa"


def _opening(minutes, chair, sites):
    conference = minutes.conference
    day = clock.local(times(minutes)[0])
    place = f", tại {conference.place}" if conference.place else ""
    linked = f", kết nối trực tuyến với {sites:02d} điểm cầu" if sites else ""
    return (
        f"Ngày {day:%d/%m/%Y}{place}, {chair} chủ trì {conference.named}{linked}. "
        f"Sau khi nghe báo cáo và ý kiến phát biểu của các đại biểu, {chair} kết luận như sau:"
    )
