"""What the columns of a table of units may be called, and the kinds of units in it."""

from meetings.base.vietnamese import fold
from meetings.units.models import UnitKind

ALIASES = {
    "code": ("Mã đơn vị", "Mã", "Code"),
    "name": ("Tên đơn vị", "Tên", "Name"),
    "short_name": ("Tên ngắn", "Tên gọi tắt", "Short name"),
    "kind": ("Loại", "Loại đơn vị", "Kind"),
    "parent": ("Thuộc", "Mã đơn vị cấp trên", "Đơn vị cấp trên", "Parent"),
    "valid_from": ("Từ ngày", "Có từ ngày", "From"),
    "valid_until": ("Đến ngày", "Đến hết ngày", "Until"),
    "successors": ("Thay bằng", "Đơn vị kế thừa", "Mã đơn vị kế thừa", "Successors"),
    "position": ("Thứ tự", "Order"),
    "phone": ("Điện thoại", "Phone"),
    "email": ("Thư điện tử", "Email", "E-mail"),
    "room": ("Phòng họp", "Room"),
    "letterhead_parent": ("Cơ quan chủ quản", "Letterhead parent"),
    "letterhead": ("Tên trên văn bản", "Letterhead"),
    "abbreviation": ("Ký hiệu", "Viết tắt", "Abbreviation"),
    "place": ("Địa danh", "Place"),
}
KINDS = {
    UnitKind.CENTRAL: ("trung ương", "cơ quan trung ương"),
    UnitKind.PROVINCE: ("tỉnh", "thành phố trực thuộc trung ương"),
    UnitKind.DEPARTMENT: ("sở", "ban", "ngành", "sở, ban, ngành", "cơ quan cấp tỉnh"),
    UnitKind.DISTRICT: ("huyện", "quận", "thị xã", "thành phố thuộc tỉnh", "cấp huyện"),
    UnitKind.COMMUNE: ("xã", "thị trấn"),
    UnitKind.WARD: ("phường",),
    UnitKind.SPECIAL_ZONE: ("đặc khu",),
    UnitKind.OFFICE: ("văn phòng",),
    UnitKind.DIVISION: ("phòng", "phòng, ban", "phòng ban"),
    UnitKind.OTHER: ("khác", "đơn vị khác"),
    UnitKind.RELAY: ("điểm tiếp sóng", "tiếp sóng"),
}
KIND_WORDS = {fold(word): kind for kind, words in KINDS.items() for word in (*words, kind.value)}
# Words for what is no kind here: the page says as what such a unit is kept.
KEPT_AS_ANOTHER = frozenset(
    map(fold, ("thị trấn", "thành phố trực thuộc trung ương", "quận", "thị xã", "thành phố thuộc tỉnh", "ban", "ngành"))
)
