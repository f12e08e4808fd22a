"""What stands in notices beside their texts, for readers of English: why one was told, days, and a standing deadline.

Facts are kept in the language of the papers; names and what people wrote stay as they are.
"""

REASONS = {
    "Đơn vị ông/bà chủ trì thực hiện nhiệm vụ này.": "Your unit leads this directive.",
    "Đơn vị ông/bà phối hợp thực hiện nhiệm vụ này.": "Your unit coordinates in this directive.",
    "Nhiệm vụ này do đơn vị ông/bà giao.": "Your unit gave this directive.",
    "Anh/chị là thư ký của hội nghị.": "You are the secretary of the conference.",
    "Anh/chị chủ trì hoặc đồng chủ trì hội nghị.": "You chair or co-chair the conference.",
    "Đơn vị ông/bà tham dự hội nghị.": "Your unit takes part in the conference.",
    "Anh/chị chọn nhận bản tin hằng ngày trong trang tài khoản.": "You chose a daily digest on your account's page.",
}
DAYS = {
    "Thứ Hai": "Monday",
    "Thứ Ba": "Tuesday",
    "Thứ Tư": "Wednesday",
    "Thứ Năm": "Thursday",
    "Thứ Sáu": "Friday",
    "Thứ Bảy": "Saturday",
    "Chủ nhật": "Sunday",
    "thường xuyên": "standing",
}
TIMES = ("when", "due")


def reason(said: str) -> str:
    """Why one was told; as it was written where it is not known."""
    return REASONS.get(said, said)


def facts(told: dict) -> dict:
    """The facts with days of the week and standing deadlines in English."""
    return told | {name: _day(told[name]) for name in TIMES if isinstance(told.get(name), str)}


def _day(text):
    for vietnamese, english in DAYS.items():
        text = text.replace(vietnamese, english)
    return text
