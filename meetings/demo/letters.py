"""The letter of invitation, as every conference of the demo has one."""

from meetings.invitations import actions as invitations

REQUIREMENTS = """Các điểm cầu kiểm tra đường truyền trước giờ khai mạc 60 phút
Đại biểu có mặt trước 15 phút; tài liệu được gửi trên hệ thống, không phát bản giấy"""


def release(conference, *, signer, contact, by):
    """Write the letter, signed by order of the chair, and give it out under its number."""
    letter = invitations.start(conference, by=by)
    texts = {
        "requirements": REQUIREMENTS,
        "authority": "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG",
        "signer_name": signer,
        "recipients": "Như thành phần mời\nChủ tịch, các Phó Chủ tịch UBND tỉnh\nLưu: VT",
    }
    invitations.revise(letter, version=letter.version, by=by, **texts, **contact)
    return invitations.release(letter, by=by)
