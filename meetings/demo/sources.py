"""What the press reported of the conference of 2015, and what the demo invents around it, as a sheet to open."""

from datetime import date

from meetings.gateways.workbooks import Column, Table, Workbook

TITLE = "Nội dung báo chí đã đưa và phần tự đặt"
WORDS = {
    "starts": "Giờ mời",
    "ends": "Giờ dự kiến kết thúc",
    "began": "Giờ khai mạc",
    "finished": "Giờ kết thúc",
    "place": "Địa điểm",
    "minutes": "Số phút dự kiến của từng nội dung",
    "last_numbers": "Số văn bản trước đó trong năm",
    "invited": "Thời điểm phát hành giấy mời, chương trình",
    "released_minutes": "Thời điểm duyệt, phát hành biên bản",
    "released_notice": "Thời điểm duyệt, phát hành thông báo",
    "handed_down": "Thời điểm tiếp nhận nhiệm vụ tỉnh giao, huyện giao tiếp",
    "last_report": "Thời điểm báo cáo gần nhất",
    "secretary": "Thư ký hội nghị",
    "signer": "Người ký giấy mời, chương trình, thông báo",
    "contact": "Đầu mối liên hệ",
    "clerks": "Người trả lời, báo cáo của hai đơn vị",
    "assignments": "Đơn vị chủ trì, phối hợp, thời hạn, sản phẩm của từng nhiệm vụ",
    "site_assignments": "Thời hạn, sản phẩm (và đơn vị, nơi tin không nêu) của nhiệm vụ huyện giao",
    "day": "Ngày họp",
    "title": "Tên hội nghị",
    "organiser": "Cơ quan tổ chức",
    "content_owner": "Cơ quan chủ trì nội dung",
    "chairs": "Chủ trì, đồng chủ trì",
    "site": "Điểm cầu được nêu tên, người chủ trì",
    "agenda": "Các nội dung, theo thứ tự",
    "report": "Số liệu, khó khăn, ý kiến, khen thưởng",
    "directives": "Nhiệm vụ tỉnh giao",
    "site_directives": "Nhiệm vụ huyện giao",
}
BESIDE = (
    "Số đại biểu có mặt, vắng tại từng điểm cầu; 12 điểm cầu không nêu tên người chủ trì",
    "Giờ ghi từng đoạn của biên bản; việc trả lời, tiếp nhận nhiệm vụ trên phần mềm",
    "Việc chủ tọa duyệt, ký biên bản và duyệt thông báo",
    "Việc thông báo kết luận nhắc lại số liệu, khó khăn trong báo cáo của ngành",
)


def workbook(story: dict) -> bytes:
    """The sheet: what the report gave first, then what it left open and the demo put there."""
    rows = [("Báo chí đã đưa", WORDS[name], _told(value)) for name, value in story["reported"].items()]
    rows += [("Tự đặt", WORDS[name], _told(value)) for name, value in story["invented"].items()]
    rows += [("Tự đặt", text, "") for text in BESIDE]
    columns = [Column("Nguồn", 16), Column("Nội dung", 44), Column("Trong bản thử", 100)]
    return Workbook(TITLE, [Table("Nguồn", columns, rows)]).to_bytes()


def _told(value):
    if isinstance(value, dict):
        return "; ".join(_told(one) for one in value.values())
    if isinstance(value, list):
        return "; ".join(_told(one) for one in value)
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value).replace("\n", ", ")
