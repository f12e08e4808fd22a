"""Files of the demo, made before any transaction: a draft programme, a table of figures, and one that comes late."""

from io import BytesIO

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.demo import days, known_2015
from meetings.demo import sources as sources_of_2015
from meetings.documents import actions as documents
from meetings.documents.models import Audience
from meetings.gateways import pdf
from meetings.gateways.paper_facts import Programme, ProgrammeLine
from meetings.gateways.paper_parts import Head
from meetings.gateways.workbooks import Column, Table, Workbook
from meetings.web import answers, files

LATE = "Số liệu cập nhật đến ngày hội nghị"
UPDATED = (("Hồ sơ trực tuyến toàn trình", 63.0), ("Hồ sơ giải quyết đúng hạn", 98.4), ("Văn bản điện tử ký số", 99.7))
FIGURES = (("Hồ sơ trực tuyến toàn trình", 61.4), ("Hồ sơ giải quyết đúng hạn", 98.2), ("Văn bản điện tử ký số", 99.6))
MOST = 10_000_000


def stored() -> list[tuple[str, files.Taken]]:
    """Title and stored file of each; the same content is kept once, however often the demo is loaded."""
    return [
        ("Dự thảo chương trình", _taken(_programme(), "application/pdf", "du-thao-chuong-trinh.pdf")),
        ("Phụ lục số liệu", _taken(_figures("Phụ lục số liệu", FIGURES), answers.XLSX, "phu-luc-so-lieu.xlsx")),
    ]


def late() -> files.Taken:
    """The stored file that comes after the letter."""
    return _taken(_figures(LATE, UPDATED), answers.XLSX, "so-lieu-cap-nhat.xlsx")


def come_late(people, taken) -> None:
    """Put the late paper on the shelf of the conference that waits for answers: its sites were not told of it yet."""
    called = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(called.order_by(Conference.starts_at).limit(1)).first()
    with clock.at(days.shift(clock.now(), -1)):
        documents.add(conference, taken=taken, title=LATE, audience=Audience.PARTICIPANTS, by=people["secretary"])


def _taken(content, content_type, name):
    kept = files.store().put(BytesIO(content), MOST)
    return files.Taken(kept.fingerprint, kept.size, content_type, name)


def sources() -> files.Taken:
    """What of the conference of 2015 was reported and what is invented, for its shelf."""
    return _taken(sources_of_2015.workbook(known_2015.STORY), answers.XLSX, "nguon-so-lieu-2015.xlsx")


def _programme():
    head = Head(issuer="ỦY BAN NHÂN DÂN\nTỈNH HÀ TĨNH", place="Hà Tĩnh")
    lines = [
        ProgrammeLine("08:00 - 08:10", "Tuyên bố lý do, giới thiệu đại biểu", number="1"),
        ProgrammeLine("08:10 - 08:40", "Báo cáo kết quả thực hiện và phương hướng thời gian tới", number="2"),
        ProgrammeLine("08:40 - 10:10", "Thảo luận, kết luận", number="3"),
    ]
    facts = Programme(head, "Hội nghị trực tuyến với các xã, phường", "Buổi sáng", "Trụ sở UBND tỉnh", lines)
    return pdf.paper("chuong_trinh", facts, draft=True)


def _figures(title, figures):
    table = Table(
        "Số liệu", [Column("Chỉ tiêu", 40), Column("Tỷ lệ (%)", 12, "number")], [list(row) for row in figures]
    )
    return Workbook(title, [table]).to_bytes()
