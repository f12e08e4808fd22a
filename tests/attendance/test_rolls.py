"""Reading pasted lists and judging them: whatever is typed, no line is lost, doubled or computed."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance import pasting, posts, rolls
from meetings.attendance.models import Delegate
from meetings.attendance.rolls import Line
from meetings.base.verdicts import Outcome

NAMES = st.sampled_from(["Lê Văn An", "lê văn an", "Lê Văn Ân", "Trần Bình", "Hoà", "Hòa", "Hùng", "Hưng"])
TITLES = st.sampled_from(["", "Chủ tịch", "Phó Chủ tịch", "CHỦ TỊCH"])
PAIRS = st.lists(st.tuples(NAMES, TITLES), max_size=8)


def lines(*pairs):
    return [Line(number, *pair) for number, pair in enumerate(pairs, start=1)]


def known(*pairs):
    return [Delegate(name=name, title=title, substitute_name="", substitute_title="") for name, title in pairs]


def judged(there, *pairs, most=2_000):
    return [step.verdict.outcome.value for step in rolls.plan(there, lines(*pairs), most=most)]


def applied(there, steps):
    for step in steps:
        if step.verdict.outcome is Outcome.NEW:
            there = [*there, *known(step.line[1:])]
        elif step.verdict.outcome is Outcome.CHANGED:
            step.known.title = step.line.title
    return there


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lê Văn An; Chủ tịch UBND xã, Bí thư", [("Lê Văn An", "Chủ tịch UBND xã, Bí thư")]),
        ("STT\tHọ và tên\tChức vụ\n1\tLê Văn An\tChủ tịch", [("Lê Văn An", "Chủ tịch")]),
        ("Họ và tên;Chức vụ\r\nLê Văn An;Chủ tịch\r\n", [("Lê Văn An", "Chủ tịch")]),
        ('1;"Lê Văn An";"Chủ tịch"', [("Lê Văn An", "Chủ tịch")]),
        ("Lê Văn An\tTrưởng phòng Văn hoá, Xã hội", [("Lê Văn An", "Trưởng phòng Văn hoá, Xã hội")]),
        ("\t\n ; ;\n\n", []),
        ("STT Họ và tên Chức vụ\n1. Lê Văn An, Chủ tịch", [("Lê Văn An", "Chủ tịch")]),
        (
            "Lê Văn An; Chủ tịch; la@xa.vn\nTrần Ba, Kế toán, ba@xa.vn",
            [("Lê Văn An", "Chủ tịch"), ("Trần Ba", "Kế toán")],
        ),
    ],
)
def test_lists_out_of_sheets_and_letters_are_understood(typed, found):
    assert [line[1:] for line in pasting.listed(typed)] == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lê An (Chủ tịch, 0912345678)", ("Lê An", "Chủ tịch")),
        ("Lê An (Chủ tịch UBND, Bí thư)", ("Lê An", "Chủ tịch UBND, Bí thư")),
        ("Lê An (Bí thư), Chủ tịch", ("Lê An", "Bí thư, Chủ tịch")),
        ("Lê An (0912345678)", ("Lê An", "")),
        ("Lê An – Phó Chủ tịch (thay Trần Ba)", ("Lê An", "Phó Chủ tịch (thay Trần Ba)")),
        ("- Đ/c Hồ Viết Minh - Chủ tịch UBND phường (trưởng đoàn) 0912 345 678",
         ("Hồ Viết Minh", "Chủ tịch UBND phường (trưởng đoàn)")),
        ("- đ/c Võ Thị Mai; PCT", ("Võ Thị Mai", "PCT")),
        ("+ Nguyễn Văn Hùng, Kế toán", ("Nguyễn Văn Hùng", "Kế toán")),
        ("Đồng chí Ông Ích Khiêm, Kế toán", ("Ông Ích Khiêm", "Kế toán")),
    ],
)  # fmt: skip
def test_brackets_bullets_and_words_of_address_are_no_part_of_a_name(typed, found):
    assert [line[1:] for line in pasting.listed(typed)] == [found]


LETTER = """Kính gửi VP, phường gửi danh sách:
DANH SÁCH ĐẠI BIỂU THAM DỰ
- Lê Văn An, Chủ tịch
Người lập, Chủ tịch
UBND phường Trần Phú
Trân trọng!"""


def test_what_stands_around_a_list_in_a_letter_is_no_person_and_is_told():
    rows = LETTER.splitlines()

    assert [line[1:] for line in pasting.listed(LETTER)] == [("Lê Văn An", "Chủ tịch")]
    assert pasting.passed_over(LETTER) == [rows[0], rows[1], rows[3], rows[4], rows[5]]


@pytest.mark.parametrize(
    "name",
    ["Trần Trọng Nghĩa", "TRẦN TRỌNG KIM", "Tran Trong Nghia", "Sơ Thị Dung", "Số Thị Hà", "So Thi Ha",
     "Tran Trong Kinh", "Chân Thành Long", "Chan Thanh Tung", "Tong Cong Minh"],
)  # fmt: skip
def test_nobody_is_taken_for_a_greeting(name):
    assert [line.name for line in pasting.listed(f"1. {name}, Phó Chủ tịch!\n{name}")] == [name, name]


@pytest.mark.parametrize(
    "words",
    ["Tran trong!", "TRÂN TRỌNG", "Trân trọng cảm ơn quý cơ quan", "tran trong cam on", "Số: 12/UBND-VP", "So 12",
     "Cám ơn", "Chân Thành Cảm Ơn", "TRÂN TRỌNG KÍNH CHÀO", "Tran trong kinh",
     "Kinh gui van phong", "UỶ BAN NHÂN DÂN XÃ KỲ ANH", "Ủy ban nhân dân", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
     "Nhờ các anh:"],
)  # fmt: skip
def test_a_greeting_is_known_with_marks_and_without(words):
    assert pasting.listed(words) == [] and pasting.passed_over(words) == [words]


def test_a_name_typed_without_marks_means_the_one_who_has_them():
    there = known(("Trần Thị Bình", "Phó Chủ tịch HĐND"), ("Lê Hùng", ""), ("Lê Hưng", ""))

    assert judged(there, ("Tran Thi Binh", "PCT HĐND"), ("Trần Thị Bính", ""), ("Le Hung", "")) == [
        "unchanged",
        "new",
        "new",
    ]


TABLE = "STT\tHọ và tên\tChức vụ\tSố điện thoại\tGhi chú\n"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (TABLE + "2\tTrần Bình\tPhó Chủ tịch HĐND\t0912345679\tđi thay", ("Trần Bình", "Phó Chủ tịch HĐND")),
        ("2\tTrần Bình\tPhó Chủ tịch\t0912345679\tđi thay", ("Trần Bình", "Phó Chủ tịch đi thay")),
        ("Trần Bình\tPhó Chủ tịch\t912345679", ("Trần Bình", "Phó Chủ tịch")),
        ("Trần Bình; Phó Chủ tịch; 0912.345.679; đi thay", ("Trần Bình", "Phó Chủ tịch; đi thay")),
        ("Trần Bình, Phó Chủ tịch, ĐT: +84 912 345 679, đi thay", ("Trần Bình", "Phó Chủ tịch, đi thay")),
        ("Họ tên\tChức vụ\tĐơn vị\nTrần Bình\tTrưởng phòng\tPhòng A", ("Trần Bình", "Trưởng phòng, Phòng A")),
        ("TT\tChức vụ\tHọ và tên\n1\tKế toán\tTrần Bình", ("Trần Bình", "Kế toán")),
        ("STT\tHọ và tên\tChức vụ - Đơn vị\n1\tTrần Bình\tGiám đốc Sở", ("Trần Bình", "Giám đốc Sở")),
        ("TT\tHọ và tên đại biểu\tChức danh, chức vụ\n1\tTrần Bình\tGiám đốc", ("Trần Bình", "Giám đốc")),
        ("Họ tên\tChức vụ hiện nay\tĐơn vị\nTrần Bình\tGiám đốc\tSở Y tế", ("Trần Bình", "Giám đốc, Sở Y tế")),
        ("Họ và tên\tVai trò\tSĐT\nTrần Bình\tGiám đốc\t0912345679", ("Trần Bình", "Giám đốc")),
        ("Trần Bình; Kế toán\nLớp 2021", ("Trần Bình", "Kế toán")),
    ],
)  # fmt: skip
def test_no_telephone_and_no_note_of_a_pasted_table_becomes_a_position(typed, found):
    assert pasting.listed(typed)[0][1:] == found


def test_of_a_pasted_table_nobody_stands_twice():
    rows = "1\tTrần Thị Bình\tPhó Chủ tịch\t0912345679\tđi thay\n2\tTRẦN THỊ BÌNH\tPhó Chủ tịch"

    steps = rolls.plan([], pasting.listed(TABLE + rows), most=5)

    assert [step.verdict.outcome.value for step in steps] == ["new", "unchanged"]


@given(st.text(max_size=400))
def test_whatever_is_pasted_gives_lines_that_stood_there(typed):
    rows = typed.splitlines()

    for line in pasting.listed(typed):
        told = "".join(f"{line.name}{line.title}".split())
        assert told and set(told) <= set(rows[line.row - 1])


@pytest.mark.parametrize("line", ["Lê Văn An\tChủ tịch", "a" * 500, "\t" * 500, " – " * 160, "1." * 250, ";" * 500,
                                  TABLE[:-1], "a\t" + "0912345678 " * 40, "a\t" + "đt " * 150])  # fmt: skip
def test_five_thousand_lines_are_read_and_judged_in_bounded_time(line):
    began = process_time()

    found = pasting.listed("\n".join(f"{line} {number}" for number in range(5_000)))
    rolls.plan(known(*(line[1:] for line in found[:2_000])), found, most=2_000)

    assert process_time() - began < 5


@pytest.mark.parametrize("sign", [" ", ",", " ,", "1", "0 ", ".", "a", "a@", "-", "STT,", "STT\t", "\u0301\u0323"])
@pytest.mark.parametrize("before", ["", "Lê An\tChủ tịch", "Lê An, Chủ tịch", "Lê An ("])
def test_one_line_of_two_hundred_thousand_signs_is_read_in_bounded_time(before, sign):
    began = process_time()

    pasting.listed(before + sign * (200_000 // len(sign)) + "x")

    assert process_time() - began < 2


@given(PAIRS, PAIRS)
def test_every_line_gets_its_verdict_in_its_order(there, sent):
    steps = rolls.plan(known(*there), lines(*sent), most=2_000)

    assert [step.verdict.row for step in steps] == list(range(1, len(sent) + 1))


@given(PAIRS, PAIRS)
def test_the_same_list_sent_twice_changes_nothing_the_second_time(there, sent):
    standing = known(*there)
    standing = applied(standing, rolls.plan(standing, lines(*sent), most=2_000))

    again = rolls.plan(standing, lines(*sent), most=2_000)

    assert {step.verdict.outcome for step in again} <= {Outcome.UNCHANGED}


def test_who_has_another_position_now_is_changed_not_doubled():
    assert judged(known(("Lê Văn An", "Phó Chủ tịch")), ("Lê Văn An", "Chủ tịch")) == ["changed"]


def test_two_of_the_same_name_with_their_positions_are_two_people():
    two = (("Lê Văn An", "Chủ tịch"), ("Lê Văn An", "Trưởng Công an"))

    assert judged([], *two) == ["new", "new"]
    assert judged(known(*two), *two, ("Lê Văn An", "Kế toán")) == ["unchanged", "unchanged", "new"]


def test_marks_tell_names_apart_but_their_place_does_not():
    there = known(("Nguyễn Văn Hùng", "Chuyên viên"), ("Trần Hoà", ""))

    assert judged(there, ("Nguyễn Văn Hưng", "Chuyên viên"), ("Trần Hòa", "")) == ["new", "unchanged"]


def test_a_substitute_who_is_named_already_is_not_doubled():
    one = Delegate(name="Lê Văn An", title="", substitute_name="Trần Bình", substitute_title="Phó")

    assert judged([one], ("Trần Bình", "Phó")) == ["unchanged"]


@pytest.mark.parametrize("name", ["", "=1+1", "=HYPERLINK(A1)", "+84912345678", "@SUM(A1)", "-2+3", "12", "a" * 161])
def test_what_is_no_name_is_refused_with_a_reason(name):
    [step] = rolls.plan([], lines((name, "Chủ tịch")), most=5)

    assert (step.verdict.outcome, bool(str(step.verdict.why))) == (Outcome.REFUSED, True)


def test_more_than_a_site_can_have_are_refused_line_by_line():
    assert judged(known(("Lê Văn An", "")), ("Bình An", ""), ("Trần Ba", ""), most=2) == ["new", "refused"]


@pytest.mark.parametrize(
    ("title", "is_held"),
    [
        ("Chủ tịch UBND xã Vũ Quang", True),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ", True),
        ("chu tich ubnd", True),
        ("Bí thư Đảng uỷ, Chủ tịch UBND xã", True),
        ("Bí thư kiêm Chủ tịch Uỷ ban nhân dân", True),
        ("Phó Chủ tịch UBND xã", False),
        ("Chủ tịch HĐND xã", False),
        ("", False),
    ],
)
def test_a_required_post_is_found_however_it_is_written(title, is_held):
    assert posts.missing(["Chủ tịch UBND"], [title]) == ([] if is_held else ["Chủ tịch UBND"])


@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=60), max_size=5))
def test_missing_posts_are_among_those_asked_and_a_title_as_asked_holds_it(asked, titles):
    found = posts.missing(asked, titles)

    assert set(found) <= set(asked)
    assert posts.missing(asked, [*titles, *asked]) == []


def test_all_that_is_wrong_with_a_line_is_told():
    [step] = rolls.plan([], [Line(1, "=1", "x" * 200)], most=5)

    assert str(step.verdict.why) == f"{rolls.FORMULA % {'text': '=1'}} {rolls.TOO_LONG}"


def asked(there, *pairs):
    return [step.line.row for step in rolls.plan(there, lines(*pairs), most=2_000) if step.asks]


@pytest.mark.parametrize(
    ("there", "pairs", "rows"),
    [
        ([], [("Lê Văn An", "Chủ tịch"), ("Trần Bình", "Kế toán"), ("LÊ VĂN AN", "Phó Chủ tịch")], [1, 3]),
        ([], [("Lê Văn An", "Chủ tịch"), ("Lê Văn An", "")], [1, 2]),
        ([], [("Lê Văn An", "Chủ tịch"), ("Lê Văn An", "chủ tịch")], []),
        ([], [("Lê Văn An", "Chủ tịch"), ("Lê Văn Ân", "Phó Chủ tịch")], []),
        ([("Lê Văn An", "Chủ tịch")], [("Lê Văn An", "Chủ tịch"), ("Lê Văn An", "Phó Chủ tịch")], [2]),
        ([("Lê Văn An", "Chủ tịch"), ("Lê Văn An", "Bí thư")], [("Lê Văn An", "Kế toán")], [1]),
        ([("Lê Văn An", "Chủ tịch")], [("Lê Văn An", "Phó Chủ tịch")], []),
    ],
)
def test_a_name_that_would_stand_twice_with_two_positions_is_asked_about(there, pairs, rows):
    assert asked(known(*there), *pairs) == rows
