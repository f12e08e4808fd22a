"""What stands on the papers of units whose settings are silent, and who signs how."""

import pytest

from meetings.registry.papers import by_order, head, signing
from meetings.units.models import UnitKind
from tests.make import a_unit


@pytest.fixture
def province(app):
    return a_unit(name="UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE)


def test_a_committee_writes_its_name_whole_and_sits_where_it_is_called_after(province):
    assert head(province, "TB").plain() == {
        "issuer": "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        "parent": "",
        "symbol": "/TB-UBND",
        "place": "Hà Tĩnh",
        "issued_on": "",
        "large": False,
    }


@pytest.mark.parametrize(
    ("name", "kind", "symbol"),
    [
        ("Văn phòng UBND tỉnh", UnitKind.OFFICE, "/TB-VP"),
        ("Sở Khoa học và Công nghệ", UnitKind.DEPARTMENT, "/TB-SKHCN"),
        ("Sở Nông nghiệp và Môi trường", UnitKind.DEPARTMENT, "/TB-SNNMT"),
    ],
)
def test_an_office_or_department_stands_under_its_committee(province, name, kind, symbol):
    unit = a_unit(name=name, kind=kind, parent=province)

    facts = head(unit, "TB")

    assert (facts.parent, facts.symbol, facts.place) == ("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", symbol, "Hà Tĩnh")


def test_what_the_settings_say_goes_before(app):
    unit = a_unit("UBND xã X", letterhead="UBND\nTỈNH", abbreviation="UB", place="Thành Sen")

    facts = head(unit, "TB")

    assert (facts.issuer, facts.symbol, facts.place) == ("UBND\nTỈNH", "/TB-UB", "Thành Sen")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Chủ tịch UBND tỉnh", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("Phó Chủ tịch Thường trực UBND tỉnh", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("Chánh Văn phòng UBND tỉnh", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        ("Phó Chánh Văn phòng", ["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]),
        ("Giám đốc Sở Nội vụ", ["TL. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"]),
        ("Quyền Chủ tịch UBND tỉnh", ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]),
        ("Q. Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]),
        ("Chánh Thanh tra tỉnh", ["TL. CHỦ TỊCH", "CHÁNH THANH TRA"]),
        ("Phó Chánh Thanh tra tỉnh", ["TL. CHỦ TỊCH", "KT. CHÁNH THANH TRA", "PHÓ CHÁNH THANH TRA"]),
        ("Quyền Giám đốc Sở Nội vụ", ["TL. CHỦ TỊCH", "Q. GIÁM ĐỐC SỞ NỘI VỤ"]),
        ("Phó Giám đốc Sở Nội vụ", ["TL. CHỦ TỊCH", "PHÓ GIÁM ĐỐC SỞ NỘI VỤ"]),
        ("Trưởng phòng Tổng hợp", ["TL. CHỦ TỊCH", "TRƯỞNG PHÒNG TỔNG HỢP"]),
        ("Bí thư Đảng ủy", ["BÍ THƯ ĐẢNG ỦY"]),
        ("", []),
    ],
)
def test_who_signs_for_a_committee(province, title, lines):
    assert signing(province, title) == lines


def test_who_signs_for_a_department_and_an_office(province):
    department = a_unit(name="Sở Nội vụ", kind=UnitKind.DEPARTMENT, parent=province)
    office = a_unit(name="Văn phòng UBND tỉnh", kind=UnitKind.OFFICE, parent=province)

    assert signing(department, "Giám đốc Sở") == ["GIÁM ĐỐC"]
    assert signing(department, "Phó Giám đốc Sở") == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert signing(department, "Quyền Giám đốc Sở") == ["Q. GIÁM ĐỐC"]
    assert signing(department, "Trưởng phòng Tổ chức") == ["TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG TỔ CHỨC"]
    assert signing(department, "Phó Trưởng phòng Tổ chức") == [
        "TL. GIÁM ĐỐC",
        "KT. TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG TỔ CHỨC",
    ]
    assert signing(office, "Chánh Văn phòng") == ["CHÁNH VĂN PHÒNG"]
    assert by_order(office) == ["CHÁNH VĂN PHÒNG"]
    assert by_order(department) == ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]


def test_who_signs_for_an_inspectorate(province):
    inspectorate = a_unit(name="Thanh tra tỉnh", kind=UnitKind.DEPARTMENT, parent=province)

    assert signing(inspectorate, "Chánh Thanh tra tỉnh") == ["CHÁNH THANH TRA"]
    assert signing(inspectorate, "Phó Chánh Thanh tra") == ["KT. CHÁNH THANH TRA", "PHÓ CHÁNH THANH TRA"]
