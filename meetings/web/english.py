"""What stands in notices beside their texts, for readers of English: why one was told, times and days, and what the
house itself says where else somebody's words stand.

Facts are kept in the language of the papers; names and what people wrote stay as they are.
"""

import re

from meetings.base.language import spoken

REASONS = {
    "Đơn vị ông/bà chủ trì thực hiện nhiệm vụ này.": "Your unit leads this directive.",
    "Đơn vị ông/bà đã chủ trì thực hiện nhiệm vụ này.": "Your unit led this directive.",
    "Đơn vị ông/bà phối hợp thực hiện nhiệm vụ này.": "Your unit coordinates in this directive.",
    "Đơn vị ông/bà đã được giao phối hợp thực hiện nhiệm vụ này.": "Your unit coordinated in this directive.",
    "Nhiệm vụ này do đơn vị ông/bà giao.": "Your unit gave this directive.",
    "Nhiệm vụ này trước đây do đơn vị ông/bà giao.": "Your unit was the giver of this directive before.",
    "Anh/chị là thư ký của hội nghị.": "You are the secretary of the conference.",
    "Anh/chị thuộc ban thư ký của cơ quan tổ chức hội nghị.": "You belong to the secretariat of the organiser.",
    "Anh/chị chủ trì hoặc đồng chủ trì hội nghị.": "You chair or co-chair the conference.",
    "Anh/chị được mời dự hội nghị.": "You are invited to the conference.",
    "Trước đó anh/chị chủ trì hoặc đồng chủ trì hội nghị.": "Before, you chaired or co-chaired the conference.",
    "Trước đó anh/chị là thư ký của hội nghị.": "Before, you were the secretary of the conference.",
    "Trước đó anh/chị được mời dự hội nghị.": "Before, you were invited to the conference.",
    "Đơn vị ông/bà tham dự hội nghị.": "Your unit takes part in the conference.",
    "Anh/chị theo dõi hội nghị hoặc nhiệm vụ của đơn vị này.": "You keep conferences or directives of this unit.",
    "Anh/chị chọn nhận bản tin hằng ngày trong trang tài khoản.": "You chose a daily digest on your account's page.",
}
# After these the name of a site follows.
REASONS_OF_SITES = {
    "Anh/chị là đầu mối của điểm cầu": "You are the contact of the site",
    "Anh/chị được cấp đường dẫn trả lời thay mặt điểm cầu": "You were given a link to answer for the site",
    "Anh/chị được cử chủ trì tại điểm cầu": "You were named to preside at the site",
    "Trước đó anh/chị được cử chủ trì tại điểm cầu": "Before, you were named to preside at the site",
}
OF_SITE = re.compile(rf"({'|'.join(map(re.escape, REASONS_OF_SITES))}) (.+)", re.DOTALL)
DAYS = {
    "Thứ Hai": "Monday",
    "Thứ Ba": "Tuesday",
    "Thứ Tư": "Wednesday",
    "Thứ Năm": "Thursday",
    "Thứ Sáu": "Friday",
    "Thứ Bảy": "Saturday",
    "Chủ nhật": "Sunday",
    "thường xuyên": "standing",
    "đang hoãn, chưa có thời gian mới": "postponed, no new time yet",
}
SPAN, MOMENT = re.compile(r"\btừ ([\d:]+) đến ([\d:]+) ngày "), re.compile(r"([\d:]+) ngày (?=\d)")
CHANGED = {"due_on": "due"}
TIMES = ("when", "due", "starts", "before", "rehearsal", "decided")
NOTES = {
    "Điểm cầu này không còn tham dự hội nghị.": "That site does not take part in the conference any more.",
    "Điểm cầu này chỉ tiếp sóng, không có phòng họp hai chiều.": "That site only relays; it has no room to speak from.",
}


def reason(said: str) -> str:
    """Why one was told; as it was written where it is not known."""
    of_site = OF_SITE.fullmatch(said)
    return f"{REASONS_OF_SITES[of_site[1]]} {of_site[2]}" if of_site else REASONS.get(said, said)


def reason_for_reader(said: str) -> str:
    """Why one was told, in the language of the reader at hand."""
    return reason(said) if spoken() == "en" else said


def facts(told: dict) -> dict:
    """The facts with times, standing deadlines and the house's own notes in English, also in lists of such facts."""
    return {name: _fact(name, value) for name, value in told.items()}


def _fact(name, value):
    if name == "changed" and isinstance(value, dict):  # what of a directive was amended: before and after, by name
        return {one: [_fact(CHANGED.get(one), said) for said in both] for one, both in value.items()}
    if isinstance(value, list):
        return [facts(one) if isinstance(one, dict) else one for one in value]
    if not isinstance(value, str):
        return value
    return _time(value) if name in TIMES else NOTES.get(value, value) if name == "note" else value


def _time(text):
    for vietnamese, english in DAYS.items():
        text = text.replace(vietnamese, english)
    return MOMENT.sub(r"\1 on ", SPAN.sub(r"\1 to \2 on ", text)).replace(" đến ", " to ")
