"""Two writers' texts in one: sentences and lines stay whole."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.minutes.merging import merged

BEGUN = "Phiên họp đã mở. Sở Nội vụ báo cáo. Phiên họp đã bế mạc."


def sentences_and_lines(text):
    """The text cut behind each line and each sentence, however short its last word."""
    return [piece.strip() for piece in re.split(r"(?<=[.])\s+|\n", text) if piece.strip()]


pieces = st.lists(st.sampled_from(["Một hai.", "Ba bốn.\n", "Năm sáu. ", "bảy", "1. Tám"])).map(" ".join)


@pytest.mark.parametrize(
    ("theirs", "mine", "base", "both"),
    [
        (
            "Người này ghi: vắng hai.",
            "Người kia ghi thêm: muộn.",
            "",
            "Người này ghi: vắng hai.\nNgười kia ghi thêm: muộn.",
        ),
        ("Vắng hai đại biểu.", "Muộn ba phút đó.", None, "Vắng hai đại biểu.\nMuộn ba phút đó."),
        ("Phiên đã mở. Hết.", "Phiên đã mở muộn. Hết.", "Phiên đã mở. Hết.", "Phiên đã mở muộn. Hết."),
        (
            BEGUN.replace("đã mở", "mở lúc 14 giờ"),
            BEGUN.replace("bế mạc", "kết thúc"),
            BEGUN,
            "Phiên họp mở lúc 14 giờ. Sở Nội vụ báo cáo. Phiên họp đã kết thúc.",
        ),
        (
            BEGUN.replace("báo cáo", "trình bày"),
            BEGUN.replace("Nội vụ", "Tài chính"),
            BEGUN,
            "Phiên họp đã mở.\nSở Nội vụ trình bày.\nSở Tài chính báo cáo.\nPhiên họp đã bế mạc.",
        ),
        (
            "Giao 1.661 hộ xong.",
            "Giao 1.662 hộ xong.",
            "Giao 1.660 hộ xong.",
            "Giao 1.661 hộ xong.\nGiao 1.662 hộ xong.",
        ),
        ("Ở TP. Hà Tĩnh nhé.", "Tại TP. Vinh thôi.", None, "Ở TP. Hà Tĩnh nhé.\nTại TP. Vinh thôi."),
        ("Dòng một\nHọ thêm", "Dòng một\nTôi thêm", "Dòng một", "Dòng một\nHọ thêm\nTôi thêm"),
        ("Họ sửa lại câu này.", "", "Câu này.", "Họ sửa lại câu này."),
        ("Dòng một.\n\nDòng hai.", "Dòng một. Dòng hai sửa.", "Dòng một. Dòng hai.", "Dòng một.\n\nDòng hai sửa."),
    ],
)
def test_what_does_not_touch_is_merged_and_what_does_stands_whole_one_after_the_other(theirs, mine, base, both):
    assert merged(theirs, mine, base) == both


@given(text=pieces, other=pieces)
def test_what_only_one_changed_is_as_he_changed_it(text, other):
    plain = [" ".join(one.split()) for one in (merged(other, text, text), merged(text, other, text), other)]

    assert plain[0] == plain[1] == plain[2]


@given(theirs=pieces, mine=pieces)
@example(
    theirs="bảy Năm sáu.  Một hai. Năm sáu.  Một hai.",
    mine="Một hai. Một hai. bảy Năm sáu.  Ba bốn.\n Một hai. Một hai.",
)
def test_no_word_of_either_is_lost_where_nobody_knows_what_they_began_from(theirs, mine):
    both = merged(theirs, mine)

    for text in (theirs, mine):
        words = iter(re.findall(r"\S+", both))
        assert all(word in words for word in text.split())


@given(theirs=pieces, mine=pieces, base=st.none() | pieces)
def test_no_sentence_stands_that_nobody_wrote(theirs, mine, base):
    written = {piece for text in (theirs, mine, base or "") for piece in sentences_and_lines(text)}

    assert {piece for piece in sentences_and_lines(merged(theirs, mine, base))} <= written
