"""Who can be chosen for a directive, and in which words."""

import re

from meetings.accounts.models import Role
from meetings.units.models import UnitKind
from tests.directives.made import a_directive
from tests.make import a_province, a_secretary, a_unit, a_user


def choices(page, field):
    """What is offered in a list or in boxes of that name."""
    html = page.text
    listed = re.search(rf'<select[^>]*name="{field}".*?</select>', html, re.S)
    found = re.findall(r"<option[^>]*>([^<]*)</option>", listed[0]) if listed else []
    return found or re.findall(rf'name="{field}"[^>]*> <span>([^<]*)</span>', html)


def test_a_position_is_offered_with_its_unit_unless_it_names_it(login):
    province = a_unit("UBND tỉnh Hà Tĩnh", short_name="Tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE)
    for name, title in (("Trần An", "Chủ tịch"), ("Lê Bình", "Phó Chủ tịch UBND tỉnh Hà Tĩnh")):
        a_user(Role.LEADER, province, name=name, title=title)

    page = login(a_secretary(province)).get("/directives/new")

    assert choices(page, "giver") == [
        "–",
        "Trần An, Chủ tịch · UBND tỉnh Hà Tĩnh",
        "Lê Bình, Phó Chủ tịch UBND tỉnh Hà Tĩnh",
    ]


def test_offices_of_one_name_are_offered_with_the_body_they_are_part_of(login):
    province = a_province()
    for name in ("Hương Khê", "Vũ Quang"):
        commune = a_unit(f"UBND xã {name}", short_name=f"Xã {name}", parent=province)
        a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=commune)
    a_unit("Văn phòng UBND xã Vũ Quang", kind=UnitKind.OFFICE, parent=commune)

    page = login(a_secretary(province)).get("/directives/new")

    assert choices(page, "lead_units") == choices(page, "coordinators")
    assert [name for name in choices(page, "lead_units") if not name.startswith("UBND")] == [
        "Phòng Kinh tế · Xã Hương Khê (chưa có ai nhận tin)",
        "Phòng Kinh tế · Xã Vũ Quang (chưa có ai nhận tin)",
        "Văn phòng UBND xã Vũ Quang (chưa có ai nhận tin)",
    ]


def test_who_does_it_is_offered_with_his_unit(login):
    commune = a_unit("UBND xã Vũ Quang", short_name="Xã Vũ Quang")
    officer = a_user(Role.SITE_OFFICER, commune, name="Võ Lực", title="Công chức Văn phòng")
    directive = a_directive(lead=commune)

    page = login(officer).get(f"/directives/{directive.id}")

    assert choices(page, "take-on-person") == ["–", "Võ Lực, Công chức Văn phòng · UBND xã Vũ Quang"]
