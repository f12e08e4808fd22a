"""First sentences of minutes, out of the agenda: Vietnamese, as the paper is, to be read and completed.

The title of an item stands above what is written on it, so a sentence says who did what and does not repeat how the
title begins: "Tham luận của các xã" becomes "Đại diện các xã trình bày tham luận."
"""

import re

from meetings.agenda.models import Item, ItemKind
from meetings.base.vietnamese import fold
from meetings.conferences.models import Conference
from meetings.minutes.speakers import first_capital, first_small, one_who_speaks, presenter_in_words, stands_in

HOUSE = "Hội nghị"
ORGANISERS = "Ban Tổ chức"
DISCUSSED = "các ý kiến phát biểu như sau:"
OF_WHOM = re.compile(r"của\s+(?P<whom>.+?)(?:\s+về\s+(?P<about>.+)|\s*[:–]\s*(?P<topic>.+))?")
REPORTS = "bao cao|to trinh|du thao|de an|ke hoach|phuong an|chuong trinh|chuyen de|nghi quyet|tom tat"
QUOTES = re.compile('[“”"]')
DEEDS = (
    "phat bieu|tuyen bo|gioi thieu|cong bo|thong qua|thong bao|trinh bay|trinh chieu|quan triet|trien khai|pho bien|"
    "huong dan|trao|tang|vinh danh|khen thuong|cong nhan|bieu duong|ky ket|phat dong|chao co|xem|nghe|bieu quyet|"
    "chi dao|giao nhiem vu|lam viec|hop|kiem tra|danh gia|thao luan|tong ket|trao doi|giai dap|tra loi"
)


def sentence(item: Item, conference: Conference) -> str:
    """How the minutes of an item could begin; empty for a break."""
    written = SENTENCES.get(item.kind)
    if written is None:
        return ""
    chair = presenter_in_words(conference.chair) or "Chủ tọa"
    title = " ".join(item.title.split()).rstrip(" .:;")
    return first_capital(written(item, title, one_who_speaks(item), chair))


def _opening(_item, title, who, chair):
    if _begins(title, "khai mac|phat bieu khai mac"):
        return f"{who or chair} phát biểu khai mạc {HOUSE}."
    if _begins(title, "don|on dinh"):
        return f"{who or ORGANISERS} {first_small(title)}."
    deed = first_small(title) if _begins(title, DEEDS) else "tuyên bố lý do, giới thiệu đại biểu"
    return f"{who or f'Đại diện {ORGANISERS}'} {deed}."


def _report(_item, title, who, _chair):
    listens = f"{HOUSE} nghe"
    if found := _of_whom(title, "báo cáo"):
        return _by(found, who, "trình bày báo cáo")
    if _begins(title, REPORTS):
        return f"{f'{who} trình bày' if who else listens} {first_small(title)}."
    if _begins(title, DEEDS):
        return f"{who or listens} {first_small(title)}."
    return f"{f'{who} trình bày' if who else listens} báo cáo{_on(title, 'với nội dung')}."


def _speech(item, title, who, chair):
    if _begins(title, "thao luan"):
        return _discussion(item, title, who, chair)
    if found := _of_whom(title, "phát biểu ý kiến|phát biểu|ý kiến phát biểu|ý kiến|góp ý"):
        return _by(found, who, "phát biểu ý kiến")
    if found := _of_whom(title, "phát biểu tham luận|trình bày tham luận|các tham luận|tham luận"):
        return _by(found, who, "trình bày tham luận")
    rest = _after(title, "phát biểu tham luận|trình bày tham luận|các tham luận|tham luận")
    if rest is None:
        return f"{f'{who} trình bày' if who else f'{HOUSE} nghe'} tham luận{_on(title)}."
    if not rest or rest.startswith(","):
        return f"{who or 'Các đại biểu'} trình bày tham luận."
    topic = re.match(r"[:–-]\s*(.+)|số\s+\d+\s*[:–-]\s*(.+)", rest)
    about = _on(topic[1] or topic[2]) if topic else f" {rest}"
    return f"{f'{who} trình bày' if who else f'{HOUSE} nghe'} tham luận{about}."


def _discussion(_item, title, who, _chair):
    rest = _after(title, "thảo luận")
    about = f" {first_small(rest)}" if rest and _begins(rest, "tai|ve|o|theo|va|to|truc tuyen|chung") else ""
    led = f"{who} điều hành thảo luận" if who else f"{HOUSE} thảo luận"
    return f"{led}{about}; {DISCUSSED}"


def _directing(_item, title, who, chair):
    said = [word for word in ("kết luận", "chỉ đạo") if fold(word) in fold(title)]
    if "kết luận" in said:
        return f"{who or chair} phát biểu {', '.join(said)} {HOUSE}."
    return f"{who or chair} phát biểu chỉ đạo."


def _award(_item, title, who, _chair):
    deed = first_small(title) if _begins(title, DEEDS) else f"khen thưởng: {title}"
    return f"{who} {deed}." if who else f"{HOUSE} tiến hành {deed}."


def _closing(_item, title, who, chair):
    concluding = "kết luận và " if "ket luan" in fold(title) else ""
    return f"{who or chair} phát biểu {concluding}bế mạc {HOUSE}."


def _local(item, title, who, _chair):
    who = who or (item.site.name if item.site else "điểm cầu")
    deed = first_small(title) if _begins(title, DEEDS) else f"làm việc với nội dung{_quoted(title)}"
    return f"sau khi kết thúc kết nối, {first_small(who) if not item.presenter else who} {deed}."


def _other(_item, title, who, _chair):
    if _begins(title, DEEDS):
        return f"{who or HOUSE} {first_small(title)}."
    return f"{who} trình bày nội dung{_quoted(title)}." if who else f"{HOUSE} tiếp tục với nội dung{_quoted(title)}."


def _of_whom(title, beginnings):
    """The parts of "Tham luận của các xã về chuyển đổi số": of whom, and on what; None for another title."""
    rest = _after(title, beginnings)
    return OF_WHOM.fullmatch(rest) if rest else None


def _by(found, who, deed):
    """Whoever is named beside the item speaks; the title's own words stand only where they say more."""
    whom = found["whom"]
    about = f" về {found['about']}" if found["about"] else _on(found["topic"]) if found["topic"] else ""
    if not who:
        return f"{stands_in(whom)} {deed}{about}."
    known = fold(whom) in fold(who) or _begins(whom, "cac|mot so|dai dien|dai bieu")
    return f"{who} {deed}{about}." if known or "ý kiến" in deed else f"{who} {deed} của {whom}{about}."


def _on(topic, leading="với chủ đề"):
    """What something is about, as the topic is written; marks of quotation are not put around others."""
    return _quoted(topic) if QUOTES.search(topic) else f" {leading}{_quoted(topic)}"


def _quoted(words):
    return f": {words}" if QUOTES.search(words) else f" “{words}”"


def _begins(words, beginnings):
    return re.match(rf"(?:{beginnings})\b", fold(words)) is not None


def _after(title, beginnings):
    """What follows one of the beginnings, "" where nothing does; None for a title that begins otherwise."""
    words = title.split()
    for beginning in beginnings.split("|"):
        head = beginning.split()
        heard = fold(" ".join(words[: len(head)]))
        if heard.rstrip(":,;") == fold(beginning):
            sign = heard[len(heard.rstrip(":,;")) :]
            return " ".join([sign, *words[len(head) :]]).strip()
    return None


SENTENCES = {
    ItemKind.OPENING: _opening,
    ItemKind.REPORT: _report,
    ItemKind.SPEECH: _speech,
    ItemKind.DISCUSSION: _discussion,
    ItemKind.DIRECTING: _directing,
    ItemKind.AWARD: _award,
    ItemKind.CLOSING: _closing,
    ItemKind.LOCAL: _local,
    ItemKind.OTHER: _other,
}
