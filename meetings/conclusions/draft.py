"""First words of the notice of conclusions, out of approved minutes: Vietnamese, as the paper is."""

from meetings.base import clock
from meetings.base.vietnamese import day_in_words, fold
from meetings.conclusions.models import Conclusion
from meetings.minutes.models import Minutes
from meetings.minutes.papers import times
from meetings.registry.papers import by_order

PRESENT = ("Các cơ quan, đơn vị dự Hội nghị", "Các đơn vị được giao nhiệm vụ")
KEPT = "Lưu: VT"


def first_words(minutes: Minutes, conclusions: list[Conclusion], sites: int, *, letter=None, last=None) -> dict:
    """Subject, opening, assessment, closing, signature and recipients to go on from.

    Whoever signed the `letter` of the conference signs, else whoever signed the organiser's `last` notice.
    """
    conference = minutes.conference
    chair = _chair(conference)
    return dict(
        subject=f"Kết luận của {chair} tại {conference.named}",
        opening=_opening(minutes, chair, sites),
        assessment="\n".join(conclusion.text for conclusion in conclusions),
        closing=f"{conference.organiser.name} thông báo để các cơ quan, đơn vị, địa phương biết, thực hiện.",
        recipients="\n".join(_recipients(letter)),
        **_signature(conference, letter, last),
    )


def _signature(conference, *before):
    by = next((one for one in before if one and one.signer_name.strip()), None)
    usual = "\n".join(by_order(conference.organiser))
    return dict(authority=(by and by.authority) or usual, signer_name=by.signer_name if by else "")


def _recipients(letter):
    """Those to whom the letter went beside the invited come first, and its copy is kept where the letter's is."""
    lines = [line.strip(" -;.") for line in letter.recipients.splitlines()] if letter else []
    kept = [line for line in lines if fold(line).startswith("luu")]
    others = [line for line in lines if line and line not in kept and not fold(line).startswith("nhu ")]
    return [*others, *(line for line in PRESENT if line not in others), *(kept or [KEPT])]


def _chair(conference):
    chair = conference.chair
    return " ".join(part for part in (chair.title, chair.name) if part) if chair else "chủ tọa"


def _opening(minutes, chair, sites):
    conference = minutes.conference
    began, ended = (clock.local(moment).date() for moment in times(minutes))
    several = conference.several_days and began != ended
    days = f"từ {day_in_words(began)} đến {day_in_words(ended)}" if several else day_in_words(began)
    place = f", tại {conference.place}" if conference.place else ""
    linked = f", kết nối trực tuyến với {sites:02d} điểm cầu" if sites else ""
    return (
        f"{days.capitalize()}{place}, {chair} chủ trì {conference.named}{linked}. "
        f"Sau khi nghe báo cáo và ý kiến phát biểu của các đại biểu, {chair} kết luận như sau:"
    )
