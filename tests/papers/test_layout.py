"""Where things stand on the sheet: Decree 30/2020, Annex I §I and §V."""

from dataclasses import replace

import pytest

from meetings.gateways import drawing, pdf
from meetings.gateways.paper_parts import Point, Section
from tests.papers import reading, samples


@pytest.fixture(scope="module")
def minutes():
    return pdf.paper("bien_ban", samples.minutes(repeat=46))


@pytest.fixture(scope="module")
def notice():
    return pdf.paper("thong_bao_ket_luan", samples.notice())


def _numbers(content):
    """What stands in the middle of the top margin of every page; "" where nothing does."""
    wide = {page: width for page, (width, _) in enumerate(reading.sizes(content), 1)}
    found = dict.fromkeys(wide, "")
    for word in reading.words(content):
        if word.bottom < 20 and abs((word.left + word.right) / 2 - (30 + wide[word.page] - 15) / 2) < 5:
            found[word.page] = word.text
    return list(found.values())


@pytest.mark.parametrize("name", samples.ALL)
def test_all_text_stands_between_the_margins(name):
    drawn = pdf.paper(name, samples.ALL[name]())
    size = reading.sizes(drawn)

    outside = [
        word
        for word in reading.words(drawn)
        if not (word.left > 29.5 and word.right < size[word.page - 1][0] - 14.5)
        or not (word.bottom < size[word.page - 1][1] - 19.5 and (word.top > 19 or word.text.isdigit()))
    ]

    assert outside == []


def test_papers_are_a4_upright_and_extracts_lie(notice):
    assert set(reading.sizes(notice)) == {(210, 297)}
    assert set(reading.sizes(pdf.paper("nhiem_vu", samples.extract()))) == {(297, 210)}


def test_pages_are_numbered_from_the_second_and_annexes_by_themselves(minutes):
    numbers = _numbers(minutes)
    body = numbers.index("", 1)

    assert numbers[:body] == [""] + [str(n) for n in range(2, body + 1)]
    assert body >= 10
    assert numbers[body:] == ["", ""]


def test_a_long_annex_counts_its_own_pages():
    drawn = pdf.paper("bien_ban", samples.minutes(sites=120))
    numbers = _numbers(drawn)
    annex = numbers.index("", 1)

    assert numbers[annex : annex + 3] == ["", "2", "3"]
    assert numbers[-1] == ""


@pytest.mark.parametrize(("large", "sizes"), [(False, (12, 13, 13)), (True, (13, 14, 14))])
def test_sizes_of_the_head_move_together(large, sizes):
    notice = samples.notice()
    drawn = pdf.paper("thong_bao_ket_luan", replace(notice, head=replace(notice.head, large=large)))
    runs = ("CỘNG", "HÒA"), ("Độc", "lập"), ("Hà", "Tĩnh,")
    heights = [reading.find(drawn, *run)[0] for run in runs]

    # poppler's boxes are ascent + descent of Tinos: 1.107 of the size
    assert [round((word.bottom - word.top) * reading.MM / 1.107) for word in heights] == list(sizes)


def test_number_and_day_share_a_line(notice):
    number, day = reading.find(notice, "Số:", "452/TB-UBND")[0], reading.find(notice, "Hà", "Tĩnh,")[0]

    assert abs(number.bottom - day.bottom) < 0.2


def test_the_head_stands_in_two_columns(notice):
    issuer, nation = reading.find(notice, "ỦY", "BAN"), reading.find(notice, "CỘNG", "HÒA")
    lines = reading.find(notice, "VIỆT", "NAM")

    assert issuer[0].left < 30 + 66 < nation[0].left
    assert lines[-1].right < 195
    assert abs(issuer[0].top - nation[0].top) < 0.2


def test_who_signs_stands_right_and_recipients_left_on_one_level(notice):
    label, sign = reading.find(notice, "Nơi", "nhận:")[0], reading.find(notice, "TL.", "CHỦ")[0]

    assert label.left < 31
    assert sign.left > 112
    assert abs(label.top - sign.top) < 2


def test_the_secretary_signs_left_and_the_chair_right(minutes):
    secretary, chair = reading.find(minutes, "THƯ", "KÝ")[0], reading.find(minutes, "CHỦ", "TỌA")[0]

    assert secretary.right < 112 < chair.left
    assert secretary.top == chair.top


@pytest.mark.parametrize("length", range(0, 30, 2))
def test_a_signature_is_never_alone_on_a_page(length):
    points = [Point("Nội dung một dòng.") for _ in range(length)]
    drawn = pdf.paper("thong_bao_ket_luan", replace(samples.notice(), sections=[Section("Phần", points)]))
    sign = reading.find(drawn, "TL.", "CHỦ")[0]
    above = {
        round(word.top)
        for word in reading.words(drawn)
        if word.page == sign.page and 20 < word.top < sign.top - 2 and word.left < 112
    }

    assert reading.find(drawn, "Nguyễn", "Văn", "Thành")[0].page == sign.page
    assert len(above) >= 2


def test_heads_of_long_tables_come_again_on_every_page():
    drawn = pdf.paper("diem_danh", samples.attendance_annex(300))
    pages = reading.pages(drawn)

    assert len(pages) > 7
    assert all("TT Điểm cầu Chủ trì điểm cầu Có mặt Vắng Ghi chú" in " ".join(page.split()) for page in pages)
    assert "Tổng cộng (300 điểm cầu)" in " ".join(pages[-1].split())


def test_no_row_is_torn_and_none_is_lost():
    drawn = pdf.paper("diem_danh", samples.attendance_annex(300))
    found = sorted(reading.words(drawn), key=lambda word: (word.page, word.top))
    firsts = [word.text for word in found if 30 < word.left < 41 and word.text.isdigit()]

    assert firsts == [str(n) for n in range(1, 301)]


def test_a_table_of_many_hundred_sites_is_drawn_in_parts_and_reads_as_one():
    annex = samples.attendance_annex(1101, delegates=1)
    drawn = pdf.paper("diem_danh", annex)
    text = " ".join(reading.text(drawn).split())
    numbers = [word.text for word in reading.words(drawn) if word.top < 20 and word.text.isdigit()]
    found = sorted(reading.words(drawn), key=lambda word: (word.page, word.top))
    rows = [word.text for word in found if 30 < word.left < 41 and word.text.isdigit()]

    assert len(pdf.sources("diem_danh", annex)) == 3 + 5
    assert numbers == [str(page) for page in range(2, len(reading.pages(drawn)) + 1)]
    assert rows[:1101] == [str(row) for row in range(1, 1102)]
    assert [text.count(words) for words in ("1. Tổng hợp", "2. Danh sách", "Tổng cộng (1101 điểm cầu)")] == [1, 1, 1]
    assert text.count("Đại biểu thứ 1") == 1101
    assert drawn == pdf.paper("diem_danh", annex)


def test_delegates_stand_under_their_site():
    text = reading.text(pdf.paper("diem_danh", samples.attendance_annex(3, delegates=4)))

    assert text.index("2. Danh sách đại biểu") < text.index("Đại biểu thứ 1") < text.rindex("Thành phố Hà Tĩnh")
    assert text.count("Đại biểu thứ 4") == 3


@pytest.mark.parametrize("number", range(5, 13))
def test_the_count_of_directives_never_stands_alone_on_a_page(number):
    last = reading.pages(pdf.paper("nhiem_vu", samples.extract(number)))[-1]

    assert f"2015-{number:04d}" in last
    assert f"Danh mục có {number} nhiệm vụ./." in last


BRIEF = "Bà Lê Thị Thu Hà, điện thoại 0239 3855 555"
LONG = f"{BRIEF}, thuha@hatinh.example.vn, Văn phòng"


@pytest.mark.parametrize(("contact", "taken"), [(BRIEF, "Đề nghị các điểm cầu"), (LONG, "Đầu mối")])
def test_a_signature_takes_one_paragraph_along_where_that_fills_two_lines_else_two(contact, taken):
    letter = replace(
        samples.invitation(),
        notes=[*["Chuẩn bị báo cáo của đơn vị"] * 7, "Đề nghị các điểm cầu xác nhận trước ngày 04 tháng 12"],
        contact=contact,
    )

    first, second = reading.pages(drawn_as_usual("giay_moi", letter))

    assert second.startswith(taken)
    assert ("Đề nghị các điểm cầu" in first) is (taken == "Đầu mối")


def drawn_as_usual(template, facts):
    """Not set closer."""
    return drawing.draw([source.replace("paper-tightens", "") for source in pdf.sources(template, facts)], False)


@pytest.mark.parametrize(("notes", "usual", "pages"), [(1, 1, 1), (8, 2, 1), (40, 3, 2), (50, 3, 3)])
def test_a_letter_whose_last_page_would_hold_little_is_set_closer(notes, usual, pages):
    letter = replace(samples.invitation(), notes=["Chuẩn bị báo cáo của đơn vị"] * notes)

    drawn = drawn_as_usual("giay_moi", letter), pdf.paper("giay_moi", letter)

    assert [len(reading.pages(one)) for one in drawn] == [usual, pages]
    assert (drawn[0] == drawn[1]) is (usual == pages)


def test_a_programme_ends_in_the_last_cell_in_which_something_stands():
    first, *_rest, last = samples.programme().lines
    rows = {"": replace(last, presenter=""), "Sở Tài chính": replace(last, presenter="Sở Tài chính")}

    for presenter, row in rows.items():
        facts = replace(samples.programme(), lines=[first, row], local=[])
        text = " ".join(reading.text(pdf.paper("chuong_trinh", facts)).split())

        assert text.count("./.") == 1 and f"{presenter or last.title}./." in text


def test_a_line_of_the_attendance_takes_no_more_than_two_rows():
    annex = samples.attendance_annex(70)
    facts = {"name": "UBND phường Bắc Hồng Lĩnh", "chair": "Nguyễn Thị Thu Hà, Chủ tịch UBND phường"}
    sites = [replace(site, **facts, note="") for site in annex.sites]

    drawn = pdf.paper("diem_danh", replace(annex, sites=sites))

    assert len(reading.pages(drawn)) == 4


def test_a_narrow_cell_breaks_no_name_after_a_single_letter():
    lines = [replace(line, presenter="Ông Bình, Giám đốc Sở Y tế") for line in samples.programme().lines]

    drawn = pdf.paper("chuong_trinh", replace(samples.programme(), lines=lines))

    assert len({round(word.top) for word in reading.find(drawn, "Sở", "Y", "tế")}) == 1


NINETY = [f"Ủy ban nhân dân xã thứ {number}" for number in range(1, 91)]


@pytest.mark.parametrize("lines", [1, 9, 17])
def test_a_long_list_of_recipients_goes_on_and_leaves_no_signature_without_text(lines):
    points = [Point("Nội dung một dòng.") for _ in range(lines)]
    facts = replace(samples.notice(), recipients=NINETY, sections=[Section("Phần", points)])

    drawn = pdf.paper("thong_bao_ket_luan", facts)

    label, name = reading.find(drawn, "Nơi", "nhận:")[0], reading.find(drawn, "Nguyễn", "Văn", "Thành")[0]
    above = {round(word.top) for word in reading.words(drawn) if word.page == label.page and 20 < word.top < label.top}
    ends = [word for word in reading.words(drawn) if word.text[:-1].isdigit() and word.left < 112]
    rows = [int(word.text[:-1]) for word in ends if (word.page, word.top) > (label.page, label.top) and word.top > 20]
    assert label.page == name.page and len(above) >= 2
    assert rows == list(range(1, 91))
    assert reading.find(drawn, "thứ", "1;")[0].page == label.page < reading.find(drawn, "thứ", "90.")[0].page


def test_recipients_of_long_minutes_go_on_below_the_signatures():
    facts = replace(samples.minutes(), recipients=NINETY, attendance_annex=None, directive_annex=None)

    drawn = pdf.paper("bien_ban", facts)

    label, chair = reading.find(drawn, "Nơi", "nhận:")[0], reading.find(drawn, "CHỦ", "TỌA")[0]
    assert label.page == chair.page
    assert reading.find(drawn, "thứ", "90.")[0].page > label.page


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("place", ["Hà Tĩnh", "Thành phố Hồ Chí Minh", "Phường Nam Hồng Lĩnh"])
def test_place_and_day_stand_on_one_line(place, large):
    notice = samples.notice()
    head = replace(notice.head, place=place, issued_on="2026-11-28", large=large)
    drawn = pdf.paper("thong_bao_ket_luan", replace(notice, head=head))

    line = reading.find(drawn, *f"{place}, ngày 28 tháng 11 năm 2026".split())
    number, nation = reading.find(drawn, "Số:")[0], reading.find(drawn, "CỘNG", "HÒA")[0]

    assert len({round(word.bottom) for word in line}) == 1
    assert line[-1].right < 195.5 and line[0].left > number.right
    assert reading.find(drawn, "VIỆT", "NAM")[-1].right < 195.5 and nation.left > 94


def test_the_code_of_a_directive_stays_whole_and_an_extract_is_set_closer_where_that_spares_a_page():
    lines = [replace(line, code=f"NV-2026-{number:04d}") for number, line in enumerate(samples.directive_lines(5), 1)]

    drawn = pdf.paper("nhiem_vu", replace(samples.extract(), directives=lines))

    assert [word.text for word in reading.words(drawn) if word.text.startswith("NV-")] == [line.code for line in lines]
    usual, closer = drawn_as_usual("nhiem_vu", samples.extract(9)), pdf.paper("nhiem_vu", samples.extract(9))
    assert [len(reading.pages(one)) for one in (usual, closer)] == [2, 1]
