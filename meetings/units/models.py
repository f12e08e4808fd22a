"""Organisations as a dated tree. Nothing is deleted: a unit ends, and says what took its place."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base.db import Base, Identified, Versioned
from meetings.base.search import Searchable
from meetings.base.vietnamese import fold


class UnitKind(enum.StrEnum):
    """What a unit is. The district level ended on 1 July 2025 and stays for the conferences before."""

    CENTRAL = "central"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"
    OFFICE = "office"
    DIVISION = "division"
    OTHER = "other"
    RELAY = "relay"


# An office (văn phòng) acts for its parent; a division (phòng, ban) only belongs to it.
INNER = (UnitKind.OFFICE, UnitKind.DIVISION)
# Places, which have offices and divisions of their own.
PLACES = (UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)

unit_successors = Table(
    "unit_successor",
    Base.metadata,
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
    Column("successor_id", ForeignKey("unit.id"), primary_key=True),
)


class Unit(Identified, Versioned, Searchable, Base):
    """An organisation that can hold posts, take part in conferences and be given directives.

    `path` lists the ids from the root down ("/1/7/"), so that "below" is one comparison. `valid_until` is the
    last day on which the unit exists (None: open). The last block is what its official papers need (Decree
    30/2020, Annex I, boxes 2, 3 and 4).
    """

    __tablename__ = "unit"
    searched = ("name", "short_name", "code")

    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[UnitKind]
    code: Mapped[str] = mapped_column(String(35), default="", index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(default="", index=True)
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")

    letterhead_parent: Mapped[str] = mapped_column(default="")
    letterhead: Mapped[str] = mapped_column(default="")
    abbreviation: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    large_heading: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")
    successors: Mapped[list["Unit"]] = relationship(
        secondary=unit_successors,
        primaryjoin="Unit.id == unit_successor.c.unit_id",
        secondaryjoin="Unit.id == unit_successor.c.successor_id",
        order_by="Unit.position, Unit.id",
    )

    @property
    def placed(self) -> str:
        """The name; of an office or a division also the body that it is part of, unless the name says it. Reads
        `parent`: lists have it loaded."""
        body = self.parent if self.kind in INNER else None
        is_said = body is None or fold(body.short_name) in fold(self.name)
        return self.name if is_said else f"{self.name} · {body.short_name}"

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def overlaps(self, start: date | None, end: date | None) -> bool:
        """Whether it exists on some day from `start` to `end` (None: open)."""
        return (self.valid_until is None or start is None or start <= self.valid_until) and (
            self.valid_from is None or end is None or self.valid_from <= end
        )

    @property
    def period(self) -> str:
        """The days between which it exists: "01/07/2025 –", "– 30/06/2025"; a dash when both are open."""
        first, last = (day.strftime("%d/%m/%Y") if day else "" for day in (self.valid_from, self.valid_until))
        return f"{first} – {last}".strip()

    def is_within(self, other: "Unit") -> bool:
        """Whether this is `other` or stands anywhere below it."""
        return self.path.startswith(other.path)

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids from the root down to and with this unit."""
        return [int(part) for part in self.path.strip("/").split("/") if part]


class UnitImport(Identified, Base):
    """A table of units that was taken in, with what it needs to be taken back.

    `kept` has for each unit that it added or changed, by number: its `name`, the `version` it was left with, what its
    columns held `before` (None: it was not there) and `after`, and its `successors` before and after. `names` are those
    of the units, as far as they go.
    """

    __tablename__ = "unit_import"

    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(default="")
    added: Mapped[int]
    changed: Mapped[int]
    names: Mapped[str] = mapped_column(default="")
    kept: Mapped[dict] = mapped_column(JSON, deferred=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(default="")

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.names
