"""Who was there, at which site: head-counts and named delegates."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.base.search import Searchable
from meetings.sites.models import Site


class Presence(enum.StrEnum):
    """The five states of a delegate, and not yet marked."""

    UNMARKED = "unmarked"
    IN_ROOM = "in_room"
    ONLINE = "online"
    LATE = "late"
    ABSENT_EXCUSED = "absent_excused"
    ABSENT_UNEXCUSED = "absent_unexcused"


PRESENT = (Presence.IN_ROOM, Presence.ONLINE, Presence.LATE)
ABSENT = (Presence.ABSENT_EXCUSED, Presence.ABSENT_UNEXCUSED)


class HeadCount(Identified, Versioned, Base):
    """How many are present and absent at a site, as the site reported or the secretariat recorded."""

    __tablename__ = "head_count"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), unique=True)
    present: Mapped[int] = mapped_column(default=0)
    absent: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    site: Mapped[Site] = relationship()
    reported_by: Mapped[Person | None] = relationship()


class Delegate(Identified, Versioned, Searchable, Base):
    """A named delegate of a site. A substitute stands beside the one he replaces: both names stay."""

    __tablename__ = "delegate"
    searched = ("name", "title", "substitute_name")

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    presence: Mapped[Presence] = mapped_column(default=Presence.UNMARKED)
    reason: Mapped[str] = mapped_column(default="")
    substitute_name: Mapped[str] = mapped_column(default="")
    substitute_title: Mapped[str] = mapped_column(default="")
    marked_at: Mapped[datetime | None]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    site: Mapped[Site] = relationship()
