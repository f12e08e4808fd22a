import pytest

from meetings.base import names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ông Lê Văn Phó", "Lê Văn Phó"),
        ("Ông Lê Văn Phó", "Lê Văn Phó"),
        ("BÀ TRẦN THỊ LAN", "TRẦN THỊ LAN"),
        ("Đ/c Hồ Viết Minh", "Hồ Viết Minh"),
        ("Đồng chí: Hồ Minh", "Hồ Minh"),
        ("Ông/bà Lê An", "Lê An"),
        ("Ông Ích Khiêm", "Ông Ích Khiêm"),
        ("Ông Thị Hoa", "Ông Thị Hoa"),
        ("Ông Lò Văn Sơn", "Lò Văn Sơn"),
        ("Ông Giàng A Pháo", "Giàng A Pháo"),
        ("Ông Văn Tiến Dũng", "Văn Tiến Dũng"),
        ("Ông Bế Sơn", "Bế Sơn"),
        ("Bà Doãn Hà", "Doãn Hà"),
        ("Bà Nà", "Bà Nà"),
        ("ông Lê", "ông Lê"),
        ("Lê Bà Sơn", "Lê Bà Sơn"),
        ("đ/c", "đ/c"),
        ("", ""),
        (None, None),
    ],
)
def test_the_word_of_address_is_no_part_of_a_name(typed, kept):
    assert names.bare(typed) == kept


@pytest.mark.parametrize(("typed", "is_unmarked"), [("Tran Thi Binh", True), ("Trần Binh", False), ("Đo", False)])
def test_a_name_without_marks_is_known(typed, is_unmarked):
    assert names.is_unmarked(typed) is is_unmarked
