"""What each paper says, in which order, by the forms of Decree 30/2020."""

import unicodedata
from dataclasses import replace

import pytest

from meetings.gateways import pdf
from meetings.gateways.paper_parts import Part, Point, Section, Signature, authority, listed
from meetings.gateways.title_lines import broken
from tests.papers import reading, samples


def _text(name, facts=None, **more):
    return reading.text(pdf.paper(name, facts or samples.ALL[name](), **more))


def _order(text, *parts):
    """The places of `parts` in the text: increasing when they follow each other."""
    return [text.index(part) for part in parts]


def _assert_in_order(text, *parts):
    places = _order(text, *parts)
    assert places == sorted(places)


@pytest.mark.parametrize("name", samples.ALL)
def test_copied_text_is_composed_vietnamese(name):
    text = _text(name)

    assert text == unicodedata.normalize("NFC", text)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text


def test_the_notice_follows_form_1_4():
    _assert_in_order(
        _text("thong_bao_ket_luan"),
        "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        "CỘNG HÒA",
        "Số: 452/TB-UBND",
        "Hà Tĩnh, ngày 09 tháng 12 năm 2015",
        "THÔNG BÁO",
        "Kết luận của Phó Chủ tịch",
        "kết luận như sau:",
        "I. ĐÁNH GIÁ CHUNG",
        "II. NHIỆM VỤ TRỌNG TÂM NĂM 2016",
        "1. Sở Thông tin và Truyền thông: Rà soát quy hoạch báo chí",
        "trước ngày 31/01/2016.",
        "6. Bưu điện tỉnh Hà Tĩnh:",
        "địa phương biết, thực hiện./.",
        "Nơi nhận:",
        "- Lưu: VT, VX.",
        "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG",
        "Nguyễn Văn Thành",
    )


def test_the_minutes_follow_form_1_9():
    text = reading.text(pdf.paper("bien_ban", replace(samples.minutes(), attendance_annex=None, directive_annex=None)))

    _assert_in_order(
        text,
        "Số: 118/BB-UBND",
        "BIÊN BẢN",
        "Thời gian bắt đầu: 07 giờ 30, ngày 07 tháng 12 năm 2015.",
        "Địa điểm:",
        "Thành phần tham dự:",
        "Chủ trì (chủ tọa):",
        "Thư ký (người ghi biên bản):",
        "Nội dung (theo diễn biến hội nghị):",
        "1. Báo cáo tổng kết",
        "a) 100% cán bộ",
        "đ) Trên 85%",
        "2. Thảo luận",
        "Hội nghị kết thúc vào 11 giờ 18, ngày 07 tháng 12 năm 2015./.",
        "THƯ KÝ",
        "CHỦ TỌA",
        "Nơi nhận:",
        "- Lưu: VT, Hồ sơ.",
    )
    assert "Hà Tĩnh, ngày" not in text


def test_the_invitation_says_all_that_decision_45_asks_for():
    _assert_in_order(
        _text("giay_moi"),
        "Số: 05/GM-UBND",
        "Hà Tĩnh, ngày 02 tháng 12 năm 2015",
        "GIẤY MỜI",
        "trân trọng kính mời:",
        "- Thường trực Tỉnh ủy",
        "Tới dự Hội nghị trực tuyến",
        "Chủ trì:",
        "Thời gian: 07 giờ 30",
        "Địa điểm: Hội trường UBND tỉnh",
        "Đầu mối liên hệ: Bà Lê Thị Thu Hà",
        "0239 3855 555./.",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
    )


@pytest.mark.parametrize(
    ("left_out", "last"),
    [
        ({"contact": ""}, "60 phút./."),
        ({"contact": "", "notes": []}, "thị xã./."),
        ({"contact": "", "notes": [], "sites": ""}, "(điểm cầu chính)./."),
    ],
)
def test_the_end_mark_closes_whatever_comes_last(left_out, last):
    text = _text("giay_moi", replace(samples.invitation(), **left_out))

    assert last in text
    assert text.count("./.") == 1


def test_the_programme_lists_times_and_who():
    _assert_in_order(
        _text("chuong_trinh"), "CHƯƠNG TRÌNH", "07:30 - 07:45", "1. Tuyên bố lý do", "Văn phòng", "7. Phát biểu", "./."
    )


def test_the_extract_names_the_unit_and_counts_its_directives():
    text = _text("nhiem_vu")

    _assert_in_order(
        text, "DANH MỤC NHIỆM VỤ", "Giao UBND huyện Vũ Quang", "452/TB-UBND", "2015-0005", "có 5 nhiệm vụ./."
    )
    assert "Số:" not in text


@pytest.mark.parametrize("name", ["giay_moi", "chuong_trinh", "bien_ban", "thong_bao_ket_luan"])
def test_every_text_ends_with_its_mark_once(name):
    assert _text(name).count("./.") == 1


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2016-01-05", "ngày 05 tháng 01 năm 2016"),
        ("2016-02-29", "ngày 29 tháng 02 năm 2016"),
        ("2026-06-29", "ngày 29 tháng 6 năm 2026"),
        ("2015-12-09", "ngày 09 tháng 12 năm 2015"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(day, written):
    notice = samples.notice()

    assert f"Hà Tĩnh, {written}" in _text(
        "thong_bao_ket_luan", replace(notice, head=replace(notice.head, issued_on=day))
    )


@pytest.mark.parametrize("name", ["giay_moi", "chuong_trinh", "bien_ban", "thong_bao_ket_luan"])
def test_a_draft_says_so_on_every_page_and_has_no_number_or_day(name):
    facts = samples.ALL[name]()
    drawn = pdf.paper(name, facts, draft=True)
    text = reading.text(drawn)

    assert [sorted(word) for page in reading.pages(drawn) for word in [set("DỰTHẢO") - set(page)]] == [
        [] for _ in reading.pages(drawn)
    ]
    assert facts.head.symbol not in text
    assert facts.head.symbol[facts.head.symbol.index("/") :] in text
    assert "Hà Tĩnh, ngày 0" not in text


def test_a_released_paper_is_no_draft():
    pages = reading.pages(pdf.paper("bien_ban", samples.minutes()))

    drafts = reading.pages(pdf.paper("bien_ban", samples.minutes(), draft=True))

    # The mark is drawn letter by letter, so that no word of it stands in the text.
    assert [[set("DỰTHẢO") <= set(page) for page in some] for some in (pages, drafts)] == [
        [False] * len(pages),
        [True] * len(drafts),
    ]


def test_a_symbol_without_number_leaves_room_for_it():
    notice = samples.notice()
    text = _text("thong_bao_ket_luan", replace(notice, head=replace(notice.head, symbol="/TB-UBND", issued_on="")))

    assert "Số:" in text
    assert "452" not in text


def test_the_parent_body_stands_above_the_issuer():
    notice = samples.notice()
    head = replace(notice.head, parent="ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", issuer="SỞ THÔNG TIN VÀ TRUYỀN THÔNG")

    _assert_in_order(
        _text("thong_bao_ket_luan", replace(notice, head=head)), "ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH", "SỞ THÔNG TIN"
    )


def test_text_with_line_breaks_becomes_paragraphs():
    notice = replace(samples.notice(), sections=[Section("Đánh giá", [Point("Một.\n\nHai.")])])

    assert pdf.html("thong_bao_ket_luan", notice).count("<p>Một.</p>") == 1
    assert pdf.html("thong_bao_ket_luan", notice).count("<p>Hai.</p>") == 1


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (("TL", "Chủ tịch", "Chánh Văn phòng"), ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        (("TM.", "Ủy ban nhân dân", "Chủ tịch"), ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        (("KT", "Chủ tịch", "Phó Chủ tịch"), ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        (("TUQ", "Chủ tịch", "Giám đốc Sở"), ["TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ"]),
        (("Q", "Chủ tịch"), ["Q. CHỦ TỊCH"]),
        (("", "Chủ tịch"), ["CHỦ TỊCH"]),
    ],
)
def test_lines_of_authority(given, lines):
    assert authority(*given) == lines


def test_typed_recipients_lose_their_marks():
    assert listed("- Như trên;\n\n – Các sở;\n- Lưu: VT.") == ["Như trên", "Các sở", "Lưu: VT"]


def test_the_preview_is_the_same_page_with_links_to_its_styles():
    facts = samples.minutes()
    seen, drawn = pdf.html("bien_ban", facts), pdf._source("bien_ban", facts, False, linked=False)

    assert seen[seen.index("<body") :] == drawn[drawn.index("<body") :]
    assert seen.count('<link rel="stylesheet" href="/static/css/paper') == 3
    assert "style=" not in seen and "<style" not in seen and "<script" not in seen


def test_frozen_facts_draw_the_same_bytes():
    facts = samples.notice()

    assert pdf.paper("thong_bao_ket_luan", facts.plain()) == pdf.paper("thong_bao_ket_luan", facts)


def test_facts_frozen_before_a_field_was_thought_of_still_draw():
    frozen = samples.notice().plain()
    del frozen["correction"], frozen["directive_annex"], frozen["head"]["large"]

    assert pdf.paper("thong_bao_ket_luan", frozen | {"forgotten": 1}) == pdf.paper(
        "thong_bao_ket_luan", samples.notice()
    )


@pytest.mark.parametrize("wrong", [{}, {"head": 1}, [], {"head": {"issuer": "x"}, "subject": None}])
def test_facts_of_another_form_are_a_bug(wrong):
    with pytest.raises(TypeError):
        pdf.paper("thong_bao_ket_luan", wrong)


def test_two_sign_the_minutes_with_their_posts():
    minutes = replace(samples.minutes(), chair_signature=Signature("Nguyễn Thiện", post="Phó Chủ tịch Thường trực"))

    _assert_in_order(_text("bien_ban", minutes), "THƯ KÝ", "CHỦ TỌA", "Phó Chủ tịch Thường trực Nguyễn Thiện")


def test_orders_given_together_carry_their_deadlines_in_bold():
    parts = [Part("Rà soát quy hoạch", "hoàn thành trước ngày 31/01/2016"), Part("Đẩy mạnh thông tin cơ sở.")]
    section = Section("Nhiệm vụ", [Point("", lead="Sở Nội vụ", parts=parts)], numbered=True)
    notice = replace(samples.notice(), sections=[section])

    _assert_in_order(
        _text("thong_bao_ket_luan", notice),
        "1. Sở Nội vụ: a) Rà soát quy hoạch; hoàn thành trước ngày 31/01/2016; b) Đẩy mạnh thông tin cơ sở. Văn phòng",
    )
    assert "<p><b>1. Sở Nội vụ:</b></p>" in pdf.html("thong_bao_ket_luan", notice).replace("\n", "")
    assert "<b>hoàn thành trước ngày\u00a031/01/2016</b>;" in pdf.html("thong_bao_ket_luan", notice)


def test_a_number_and_its_noun_never_part_and_no_line_breaks_too_early():
    text = (
        "Rà soát quy hoạch báo chí theo hướng dẫn của Trung ương; phối hợp: Văn phòng UBND tỉnh; sản phẩm: Báo cáo "
        "rà soát quy hoạch báo chí; hoàn thành trước ngày 31/03/2016;"
    )
    notice = replace(samples.notice(), sections=[Section("Nhiệm vụ", [Point("", lead="Sở", points=[text])])])
    lines = "\n".join(reading.pages(pdf.paper("thong_bao_ket_luan", notice))).splitlines()

    assert "phòng UBND tỉnh; sản phẩm: Báo cáo rà soát quy hoạch báo chí; hoàn thành trước" in lines
    assert "ngày 31/03/2016." in lines


def test_who_is_named_alone_ends_with_a_stop():
    minutes = replace(samples.minutes(), secretaries=["Lê Thị Thu Hà, chuyên viên Văn phòng UBND tỉnh"])

    assert "Lê Thị Thu Hà, chuyên viên Văn phòng UBND tỉnh. Nội dung" in _text("bien_ban", minutes)


@pytest.mark.parametrize(
    ("subject", "rows"),
    [
        (
            samples.notice().subject,
            [
                "Kết luận của Phó Chủ tịch Thường trực UBND tỉnh",
                "Nguyễn Thiện tại Hội nghị trực tuyến tổng kết hoạt",
                "động ngành Thông tin và Truyền thông và Ban Chỉ đạo",
                "CNTT tỉnh năm 2015, triển khai nhiệm vụ năm 2016",
            ],
        ),
        (
            "(Kèm theo Biên bản số 42/BB-UBND ngày 09 tháng 12 năm 2015 của UBND tỉnh)",
            ["(Kèm theo Biên bản số 42/BB-UBND", "ngày 09 tháng 12 năm 2015 của UBND tỉnh)"],
        ),
        (
            "(Kèm theo Biên bản số …/BB-UBND ngày … tháng … năm … của UBND tỉnh Hà Tĩnh)",
            ["(Kèm theo Biên bản số …/BB-UBND", "ngày … tháng … năm … của UBND tỉnh Hà Tĩnh)"],
        ),
        ("Hội nghị giao ban", ["Hội nghị giao ban"]),
        ("Một dòng\nđã ngắt sẵn", ["Một dòng", "đã ngắt sẵn"]),
        ("", []),
    ],
)
def test_a_title_breaks_into_even_lines_and_never_through_a_name(subject, rows):
    assert [row for row in broken(subject, 56).split("<br>") if row] == rows


def test_a_list_of_attendance_by_itself_is_no_annex_and_counts_in_thousands():
    facts = samples.attendance_annex(3)
    facts = replace(facts, totals=[replace(facts.totals[0], present=1661, absent=0)])

    text = _text("diem_danh", facts)

    assert "Phụ lục" not in text and "tháng năm" not in text
    _assert_in_order(text, "CỘNG HÒA", facts.title.upper(), facts.meeting[:30], "1.661")


def test_an_annex_has_no_head_of_its_own_and_says_to_what_it_belongs():
    text = _text("bien_ban")

    annex = text[text.index("Phụ lục") :]
    assert "(Kèm theo" in annex and "CỘNG HÒA" not in annex


@pytest.mark.parametrize(
    ("line", "width", "rows"),
    [
        ("TL. CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", 30, ["TL. CHỦ TỊCH", "ỦY BAN NHÂN DÂN TỈNH"]),
        ("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", 20, ["ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH"]),
        ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", 20, ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"]),
        ("PHÓ CHỦ TỊCH THƯỜNG TRỰC ỦY BAN NHÂN DÂN TỈNH", 30, ["PHÓ CHỦ TỊCH THƯỜNG TRỰC", "ỦY BAN NHÂN DÂN TỈNH"]),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", 24, ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"]),
    ],
)
def test_capitals_break_before_a_noun_and_never_through_a_name(line, width, rows):
    assert str(broken(line, width)).split("<br>") == rows
