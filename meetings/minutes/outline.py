"""First sentences of minutes, out of the agenda: Vietnamese, as the paper is, to be read and completed."""

from meetings.agenda.models import Item, ItemKind
from meetings.conferences.models import Conference

SENTENCES = {
    ItemKind.OPENING: "{who} tuyên bố lý do, giới thiệu đại biểu.",
    ItemKind.REPORT: "{who} trình bày: {title}.",
    ItemKind.SPEECH: "{who} trình bày tham luận: {title}.",
    ItemKind.DISCUSSION: "Hội nghị thảo luận; các ý kiến phát biểu như sau:",
    ItemKind.DIRECTING: "{who} phát biểu chỉ đạo.",
    ItemKind.AWARD: "{title}.",
    ItemKind.CLOSING: "{chair} phát biểu bế mạc Hội nghị.",
    ItemKind.LOCAL: "Sau khi kết thúc kết nối, {who} phát biểu: {title}.",
    ItemKind.OTHER: "{title}.",
}


def sentence(item: Item, conference: Conference) -> str:
    """How the minutes of an item could begin; empty for a break."""
    pattern = SENTENCES.get(item.kind, "")
    chair = conference.chair.name if conference.chair else "Chủ tọa"
    who = item.presenter or (chair if item.kind is ItemKind.DIRECTING else "Đại diện Ban Tổ chức")
    text = pattern.format(who=who, title=item.title.rstrip(" ."), chair=chair)
    return text[:1].upper() + text[1:]
