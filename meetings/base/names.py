"""Names of people as they are typed, and the word by which somebody is addressed before them."""

import re

from meetings.base.vietnamese import fold

ALWAYS = re.compile(r"^(?:(?:đ/c|đồng chí|ông/bà|ô\.|đc)[:\s]+)+", re.IGNORECASE)
SIR_OR_MADAM = re.compile(r"^(ông|bà)\s+(\S+)\s+\S", re.IGNORECASE)
# "Ông" is a family name too (Ông Ích Khiêm): before one of these it is none.
FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh đoàn lâm mai trịnh trương tô hà "
    "cao châu chu chử cù đàm đậu điền đồng hạ hứa khổng khúc kiều la lại lục lưu lương mạc nghiêm ninh nông phùng "
    "quách tạ thạch thái thân thiều tống triệu từ văn vi viên vương".split()
)


def bare(name: str | None) -> str | None:
    """The name without "Ông", "Bà", "Đồng chí" before it: papers and mail put the word there that fits them."""
    if not name:
        return name
    kept = ALWAYS.sub("", name.strip(), count=1)
    if found := SIR_OR_MADAM.match(kept):
        word, family = found.groups()
        if word.islower() or family.casefold() in FAMILIES:
            kept = kept[len(word) :].lstrip()
    return kept or name


def is_unmarked(name: str) -> bool:
    """Whether it was typed without any mark, so that it may be a name that has some."""
    return fold(name) == " ".join(name.casefold().split())
