"""How a template reads: names in the order of the Vietnamese alphabet."""

from meetings.base.db import db
from meetings.series import reading
from meetings.series.content import Content
from meetings.sites.models import SiteGroup, SiteGroupUnit
from tests.make import a_province, a_unit, saved

NAMES = ["Vũ Quang", "Đức Thọ", "Can Lộc", "Ân Nghĩa", "Dương Trì"]
IN_ORDER = ["Ân Nghĩa", "Can Lộc", "Dương Trì", "Đức Thọ", "Vũ Quang"]


def test_units_and_groups_stand_in_the_order_of_the_alphabet(app):
    units = [a_unit(name) for name in NAMES]
    owner = a_province()
    groups = [saved(SiteGroup(name=name, owner_id=owner.id)) for name in NAMES]
    for group in groups:
        saved(SiteGroupUnit(group_id=group.id, unit_id=units[0].id))
    content = Content(title="Giao ban", unit_ids=[unit.id for unit in units], group_ids=[group.id for group in groups])

    said = reading.lines("Mẫu", content)

    db.session.rollback()
    assert said["units"] == ", ".join(IN_ORDER)
    assert said["groups"] == "\n".join(f"{name} (1)" for name in IN_ORDER)
