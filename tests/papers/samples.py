"""The papers of the conference of 7 December 2015 as plain facts, and long ones for measuring.

What the report does not give (hours, secretary, numbers, head-counts, deadlines, who signs) is invented.
"""

from dataclasses import replace

from meetings.gateways.paper_facts import (
    AttendanceAnnex,
    ConclusionNotice,
    DelegateLine,
    DirectiveAnnex,
    DirectiveExtract,
    DirectiveLine,
    Invitation,
    Minutes,
    Programme,
    ProgrammeLine,
    SiteLine,
    Total,
)
from meetings.gateways.paper_parts import Head, Point, Section, Signature, authority

HEAD = Head(
    issuer="ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", symbol="118/BB-UBND", place="Hà Tĩnh", issued_on="2015-12-07", large=False
)
MEETING = (
    "Hội nghị trực tuyến tổng kết hoạt động ngành Thông tin và Truyền thông và Ban Chỉ đạo CNTT tỉnh năm 2015, "
    "triển khai nhiệm vụ năm 2016"
)
PLACE = "Điểm cầu chính tại Hội trường UBND tỉnh, kết nối 13 điểm cầu huyện, thành phố, thị xã"
CHAIR = "Ông Nguyễn Thiện, Phó Chủ tịch Thường trực UBND tỉnh"
CO_CHAIR = "Ông Phan Tấn Linh, Giám đốc Sở Thông tin và Truyền thông"
DISTRICTS = (
    "Thành phố Hà Tĩnh",
    "Thị xã Hồng Lĩnh",
    "Thị xã Kỳ Anh",
    "Huyện Hương Sơn",
    "Huyện Đức Thọ",
    "Huyện Vũ Quang",
    "Huyện Nghi Xuân",
    "Huyện Can Lộc",
    "Huyện Hương Khê",
    "Huyện Thạch Hà",
    "Huyện Cẩm Xuyên",
    "Huyện Kỳ Anh",
    "Huyện Lộc Hà",
)
RECIPIENTS = [
    "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
    "Các sở, ban, ngành cấp tỉnh",
    "UBND các huyện, thành phố, thị xã",
    "Chánh Văn phòng, các Phó Văn phòng UBND tỉnh",
    "Lưu: VT, VX",
]
BY_ORDER = Signature(name="Nguyễn Văn Thành", authority=authority("TL", "Chủ tịch", "Chánh Văn phòng"))
ORDERS = (
    (
        "Sở Thông tin và Truyền thông",
        "Rà soát quy hoạch báo chí theo hướng dẫn của Trung ương",
        "trước ngày 31/01/2016",
    ),
    ("Sở Thông tin và Truyền thông", "Tăng cường quản lý Nhà nước về báo chí, xuất bản", "thường xuyên"),
    ("Sở Thông tin và Truyền thông", "Đẩy mạnh thông tin cơ sở, thông tin đối ngoại", "thường xuyên"),
    ("Ban Chỉ đạo CNTT tỉnh", "Triển khai các kế hoạch về CNTT, tránh chồng chéo", "trong năm 2016"),
    (
        "UBND các huyện, thành phố, thị xã",
        "Kiểm tra chặt chẽ mạng xã hội, trang thông tin điện tử, game online; xử lý vi phạm về tần số",
        "trước ngày 15/01/2016",
    ),
    ("Bưu điện tỉnh Hà Tĩnh", "Đẩy nhanh đề án bưu điện văn hoá xã", "trước ngày 31/3/2016"),
)


def invitation() -> Invitation:
    """Giấy mời."""
    return Invitation(
        head=replace(HEAD, symbol="05/GM-UBND", issued_on="2015-12-02"),
        subject="Dự " + MEETING,
        inviter="Ủy ban nhân dân tỉnh Hà Tĩnh",
        invitees=[
            "Thường trực Tỉnh ủy, Thường trực Hội đồng nhân dân tỉnh",
            "Thành viên Ban Chỉ đạo CNTT tỉnh, lãnh đạo các sở, ban, ngành cấp tỉnh",
            "Lãnh đạo UBND và các phòng chuyên môn của 13 huyện, thành phố, thị xã",
        ],
        meeting=MEETING,
        chairs=[CHAIR, CO_CHAIR],
        time="07 giờ 30, ngày 07 tháng 12 năm 2015 (sáng thứ Hai)",
        place="Hội trường UBND tỉnh (điểm cầu chính)",
        sites="UBND 13 huyện, thành phố, thị xã",
        notes=[
            "Đề nghị các điểm cầu xác nhận tham dự, báo người chủ trì và số đại biểu trước 17 giờ 00 ngày 04/12/2015; "
            "cán bộ kỹ thuật có mặt trước giờ họp ít nhất 60 phút.",
        ],
        contact="Bà Lê Thị Thu Hà, chuyên viên Văn phòng UBND tỉnh, điện thoại 0239 3855 555",
        signature=replace(BY_ORDER, authority=authority("KT", "Chủ tịch", "Phó Chủ tịch"), name="Nguyễn Thiện"),
        recipients=["Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Lưu: VT, VX"],
    )


def programme() -> Programme:
    """Chương trình."""
    lines = [
        ("07:30 - 07:45", "Tuyên bố lý do, giới thiệu đại biểu", "Văn phòng UBND tỉnh"),
        (
            "07:45 - 08:30",
            "Báo cáo tổng kết hoạt động ngành TT&TT và Ban Chỉ đạo CNTT tỉnh năm 2015",
            "Sở Thông tin và Truyền thông",
        ),
        ("08:30 - 10:00", "Thảo luận tại các điểm cầu", "Các điểm cầu"),
        ("10:00 - 10:45", "Phát biểu chỉ đạo của Phó Chủ tịch Thường trực UBND tỉnh", "Ông Nguyễn Thiện"),
        ("10:45 - 11:10", "Trao bằng khen", "Ban Tổ chức"),
        ("11:10 - 11:15", "Bế mạc", "Ông Nguyễn Thiện"),
    ]
    return Programme(
        head=replace(HEAD, symbol="12/CTr-UBND", issued_on="2015-12-02"),
        subject=MEETING,
        time="07 giờ 30, ngày 07 tháng 12 năm 2015",
        place=PLACE,
        chairs=[CHAIR, CO_CHAIR],
        lines=[ProgrammeLine(time, title, who, str(i)) for i, (time, title, who) in enumerate(lines, 1)],
        local=[
            ProgrammeLine(
                "11:20 - 11:45",
                "Phát biểu chỉ đạo với huyện Vũ Quang (điểm cầu UBND huyện Vũ Quang)",
                "Ông Trịnh Văn Ngọc",
                "7",
            )
        ],
        signature=BY_ORDER,
        recipients=["Các điểm cầu", "Lưu: VT, VX"],
    )


def attendance_annex(sites=14, delegates=0, **facts) -> AttendanceAnnex:
    """Phụ lục điểm danh of so many sites, each with so many named delegates."""
    rows = [SiteLine("UBND tỉnh Hà Tĩnh", chair="Nguyễn Thiện", present=86, absent=2)]
    rows += [
        SiteLine(
            _site_name(i),
            chair="Trịnh Văn Ngọc, Chủ tịch UBND huyện" if i == 5 else "",
            present=11 + i * 7 % 9,
            absent=i % 3,
            note="Có 01 người dự thay" if i % 5 == 4 else "",
        )
        for i in range(sites - 1)
    ]
    rows = [replace(row, delegates=_delegates(row, delegates)) for row in rows]
    people = sum(row.present for row in rows)
    totals = [Total("Tổng cộng", sites, people, sum(row.absent for row in rows))]
    facts.setdefault("title", "Danh sách điểm cầu và đại biểu tham dự")
    return AttendanceAnnex(meeting=MEETING, sites=rows, totals=totals, head=replace(HEAD, symbol="", place=""), **facts)


def _site_name(number):
    turn, place = divmod(number, len(DISTRICTS))
    return f"{DISTRICTS[place]} - điểm {turn + 1}" if turn else DISTRICTS[place]


def _delegates(site, number):
    states = ("Có mặt", "Có mặt trực tuyến", "Đến muộn", "Vắng có lý do", "Có mặt")
    return [
        DelegateLine(
            f"Đại biểu thứ {i + 1}",
            f"Phó Trưởng phòng Văn hóa và Thông tin {site.name}",
            states[i % 5],
            "dự thay ông Nguyễn Văn Thành" if i % 7 == 3 else "",
        )
        for i in range(number)
    ]


def directive_lines(number=6) -> list[DirectiveLine]:
    """So many directives, those of the report again and again."""
    orders = [ORDERS[i % len(ORDERS)] for i in range(number)]
    return [
        DirectiveLine(
            text=text,
            lead=lead,
            coordinators="Sở Nội vụ, Sở Tài chính" if i % 2 else "",
            deadline=deadline.removeprefix("trước ngày "),
            result="Báo cáo UBND tỉnh",
            code=f"2015-{i + 1:04d}",
            state="Đang thực hiện" if i % 3 else "Hoàn thành",
        )
        for i, (lead, text, deadline) in enumerate(orders)
    ]


def minutes(repeat=1, sites=14) -> Minutes:
    """Biên bản; `repeat` makes its discussion longer (46 give ten pages)."""
    opinions = [
        Point("Quan tâm phát triển chính quyền điện tử; đẩy nhanh việc định danh cá nhân.", lead="Ý kiến tại điểm cầu"),
        Point("Có cơ chế giảm phí để khuyến khích dịch vụ công trực tuyến; đổi mới giao ban báo chí."),
        Point("Ban Chỉ đạo CNTT tỉnh chỉ đạo các ngành triển khai tốt dịch vụ hành chính công."),
    ]
    figures = [
        "100% cán bộ, công chức cấp tỉnh và cấp huyện được trang bị máy tính",
        "47,9% viên chức các đơn vị trực thuộc sở, ban, ngành cấp tỉnh được trang bị máy tính",
        "66,67% cán bộ, công chức cấp xã được trang bị máy tính",
        "100% sở, ban, ngành, huyện, thành phố, thị xã có máy chủ",
        "Trên 85% văn bản trao đổi trong nội bộ cơ quan Nhà nước cấp tỉnh là văn bản điện tử; cấp huyện 67,4%",
    ]
    return Minutes(
        head=replace(HEAD, place="", issued_on="2015-12-09"),
        meeting=MEETING,
        began="07 giờ 30, ngày 07 tháng 12 năm 2015",
        place=PLACE,
        attendance=[
            "Lãnh đạo UBND tỉnh; lãnh đạo các sở, ban, ngành; lãnh đạo UBND các huyện, thành phố, thị xã và các phòng "
            "chuyên môn; tổng số 279 đại biểu tại 14 điểm cầu (danh sách kèm theo)."
        ],
        chairs=[CHAIR, CO_CHAIR, "Tại điểm cầu huyện Vũ Quang: ông Trịnh Văn Ngọc, Chủ tịch UBND huyện"],
        secretaries=["Bà Lê Thị Thu Hà, chuyên viên Văn phòng UBND tỉnh."],
        sections=[
            Section(
                "Báo cáo tổng kết",
                [
                    Point("Sở Thông tin và Truyền thông trình bày báo cáo, trong đó:", points=figures),
                    Point(
                        "Khó khăn: hệ thống văn bản chưa cụ thể, chi tiết; trạm truyền thanh cơ sở chưa đáp ứng nhu "
                        "cầu; kinh phí ứng dụng CNTT còn hạn chế; nhân lực CNTT thiếu và yếu."
                    ),
                ],
            ),
            Section("Thảo luận tại các điểm cầu", opinions * repeat),
            Section(
                "Phát biểu chỉ đạo của Phó Chủ tịch Thường trực UBND tỉnh",
                [Point(text, lead=lead, deadline=deadline) for lead, text, deadline in ORDERS],
                numbered=True,
            ),
            Section(
                "Trao bằng khen",
                [
                    Point(
                        "Bộ Thông tin và Truyền thông tặng Bằng khen cho ông Phan Tấn Linh vì thành tích trong Triển "
                        "lãm, trưng bày tư liệu về Hoàng Sa, Trường Sa; UBND tỉnh tặng Bằng khen cho 2 tập thể, "
                        "3 cá nhân."
                    )
                ],
            ),
        ],
        ended="11 giờ 18, ngày 07 tháng 12 năm 2015",
        secretary_signature=Signature("Lê Thị Thu Hà"),
        chair_signature=Signature("Nguyễn Thiện"),
        recipients=["Như thành phần tham dự", "Lưu: VT, Hồ sơ"],
        attendance_annex=attendance_annex(sites, number="I", attached_to=ATTACHED),
        directive_annex=DirectiveAnnex("Danh mục ý kiến chỉ đạo", directive_lines(), "II", ATTACHED),
    )


ATTACHED = "Biên bản số 118/BB-UBND ngày 09 tháng 12 năm 2015 của Ủy ban nhân dân tỉnh Hà Tĩnh"


def notice() -> ConclusionNotice:
    """Thông báo kết luận."""
    return ConclusionNotice(
        head=replace(HEAD, symbol="452/TB-UBND", issued_on="2015-12-09"),
        subject="Kết luận của Phó Chủ tịch Thường trực UBND tỉnh Nguyễn Thiện tại " + MEETING,
        opening=[
            "Sáng ngày 07 tháng 12 năm 2015, tại Hội trường UBND tỉnh, Phó Chủ tịch Thường trực UBND tỉnh Nguyễn Thiện "
            "chủ trì " + MEETING + ", kết nối với 13 điểm cầu cấp huyện.",
            "Sau khi nghe Sở Thông tin và Truyền thông báo cáo và ý kiến phát biểu của các đại biểu, Phó Chủ tịch "
            "Thường trực UBND tỉnh Nguyễn Thiện kết luận như sau:",
        ],
        sections=[
            Section(
                "Đánh giá chung",
                [
                    Point(
                        "Năm 2015, công tác quản lý nhà nước về thông tin và truyền thông có nhiều đổi mới, hiệu quả. "
                        "Tuy nhiên, trạm truyền thanh cơ sở chưa đáp ứng nhu cầu; kinh phí và nhân lực CNTT còn thiếu."
                    )
                ],
            ),
            Section(
                "Nhiệm vụ trọng tâm năm 2016",
                [Point(text, lead=lead, deadline=deadline) for lead, text, deadline in ORDERS],
                numbered=True,
            ),
        ],
        closing=["Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị, địa phương biết, thực hiện."],
        signature=BY_ORDER,
        recipients=RECIPIENTS,
    )


def extract(number=5) -> DirectiveExtract:
    """Nhiệm vụ of one unit."""
    return DirectiveExtract(
        head=replace(HEAD, symbol="", place=""),
        unit="UBND huyện Vũ Quang",
        source="Thông báo số 452/TB-UBND ngày 09/12/2015 của Ủy ban nhân dân tỉnh Hà Tĩnh",
        directives=directive_lines(number),
        as_of="ngày 25 tháng 12 năm 2015",
    )


ALL = {
    "giay_moi": invitation,
    "chuong_trinh": programme,
    "bien_ban": minutes,
    "thong_bao_ket_luan": notice,
    "nhiem_vu": extract,
    "diem_danh": attendance_annex,
}
