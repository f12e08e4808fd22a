"""Names of people as they are typed, and the word by which somebody is addressed before them."""

import re

from meetings.base.vietnamese import fold

ALWAYS = re.compile(r"^(?:(?:đ/c|đồng chí|ông/bà|ô\.|đc)[:\s]+)+", re.IGNORECASE)
SIR_OR_MADAM = re.compile(r"^(?P<word>ông|bà)\s+(?P<name>(?P<first>\S+)\s+\S.*)", re.IGNORECASE | re.DOTALL)
# "Ông" is a family name too (Ông Ích Khiêm, Ông Thị Hoa): it is none before a whole name, of three words or more, nor
# before one of these families and a given name.
FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh đoàn lâm mai trịnh trương tô hà "
    "cao châu chu chử cù đàm đậu điền đồng hạ hứa khổng khúc kiều la lại lục lưu lương mạc nghiêm ninh nông phùng "
    "quách tạ thạch thái thân thiều tống triệu từ văn vi viên vương lò giàng vàng ma sầm bế bạch doãn phí tăng thẩm "
    "uông lường quàng cầm tòng sùng thào lầu hầu hoa kha lô lữ phó tiêu ung".split()
)


def bare(name: str | None) -> str | None:
    """The name without "Ông", "Bà", "Đồng chí" before it: papers and mail put the word there that fits them."""
    if not name:
        return name
    kept = ALWAYS.sub("", name.strip(), count=1)
    if (found := SIR_OR_MADAM.match(kept)) and _is_a_name(**found.groupdict()):
        kept = found["name"]
    return kept or name


def _is_a_name(word, name, first):
    if word.casefold() == "bà" or word.islower() or first.casefold() in FAMILIES:
        return True
    return len(name.split()) > 2 and first.casefold() != "thị"


def is_unmarked(name: str) -> bool:
    """Whether it was typed without any mark, so that it may be a name that has some."""
    return fold(name) == " ".join(name.casefold().split())
