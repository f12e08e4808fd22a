"""Hà Tĩnh of 2015 and of today load through the importer, and the right units are offered for a day."""

from datetime import date

from sqlalchemy import func, select

from meetings.base.db import db, transaction
from meetings.base.verdicts import Outcome, tally
from meetings.demo import seeds
from meetings.demo.cast import DATA
from meetings.gateways import sheets
from meetings.units import imports, queries
from meetings.units.models import Unit, UnitKind

THEN, NOW = date(2015, 12, 7), date(2025, 7, 1)


def load():
    with transaction():
        seeds.units()


def of_kind(day, *kinds):
    return list(db.session.scalars(queries.on(day).where(Unit.kind.in_(kinds))))


def test_the_district_level_is_offered_for_2015_and_the_communes_of_today_since_july_2025():
    load()

    then, now = of_kind(THEN, UnitKind.DISTRICT), of_kind(NOW, UnitKind.DISTRICT)
    wards, communes = of_kind(NOW, UnitKind.WARD), of_kind(NOW, UnitKind.COMMUNE)

    assert (len(then), len(now), len(wards), len(communes)) == (13, 0, 9, 60)
    assert sorted(unit.code for unit in then) == [str(n) for n in (436, 437, *range(439, 450))]
    assert {unit.valid_until for unit in then} == {date(2025, 6, 30)}
    assert all(len(unit.code) == 5 for unit in wards + communes)


def test_every_commune_and_ward_of_today_took_the_place_of_one_district():
    load()

    heirs = [heir.id for unit in of_kind(THEN, UnitKind.DISTRICT) for heir in unit.successors]

    assert sorted(heirs) == sorted(unit.id for unit in of_kind(NOW, UnitKind.WARD, UnitKind.COMMUNE))


def test_vu_quang_then_and_now():
    load()

    town, commune = queries.by_code("18313", THEN), queries.by_code("18313", NOW)

    assert (town.name, commune.name) == ("UBND thị trấn Vũ Quang", "UBND xã Vũ Quang")
    district = queries.by_code("441", THEN)
    communes = queries.on(THEN).where(Unit.parent_id == district.id, Unit.kind == UnitKind.COMMUNE)
    assert len(db.session.scalars(communes).all()) == 12
    assert [heir.short_name for heir in district.successors] == ["Xã Vũ Quang", "Xã Mai Hoa", "Xã Thượng Đức"]


def test_loading_again_changes_nothing_and_doubles_nothing():
    load()
    before = db.session.execute(select(func.count(Unit.id), func.sum(Unit.version))).one()

    load()

    assert db.session.execute(select(func.count(Unit.id), func.sum(Unit.version))).one() == before


def test_each_table_alone_is_understood():
    for name, new in (("units-2025.csv", 0), ("units-2015.csv", 0)):
        load()
        with transaction():
            counts = tally(imports.run(sheets.read((DATA / name).read_bytes(), name), by=None))

        assert (counts[Outcome.NEW], counts[Outcome.REFUSED], counts[Outcome.CHANGED]) == (new, 0, 0)
