"""The agenda: items in order, each with its planned minutes; clock times are computed, never stored."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.conferences.models import Conference
from meetings.sites.models import Site
from meetings.units.models import Unit


class ItemKind(enum.StrEnum):
    """What happens in an item."""

    OPENING = "opening"
    REPORT = "report"
    SPEECH = "speech"
    DISCUSSION = "discussion"
    DIRECTING = "directing"
    AWARD = "award"
    BREAK = "break"
    CLOSING = "closing"
    LOCAL = "local"
    OTHER = "other"


# What cannot be held without somebody who is named beforehand.
SPOKEN = (ItemKind.REPORT, ItemKind.SPEECH, ItemKind.DIRECTING)


class Agenda(Identified, Versioned, Base):
    """What is true of a conference's agenda as a whole; its `version` counts every change of order.

    From `published_at` on numbers are frozen: a late item gets a suffix ("3a"), nobody's number moves, and the number
    of an item that is taken out (`retired`, with blanks between) is never given to another.
    """

    __tablename__ = "agenda"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    retired: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()


class Item(Identified, Versioned, Base):
    """One item: the presenter is a person, a unit or free text; `fixed_start` holds where a guest joins at an hour.

    `presenter_text` says who presents it as he was when he was named ("Trần Văn A, Giám đốc Sở …"): later changes of
    the person or unit do not rewrite it.
    A `local` item (`site`) is a site's own session after the link has closed.
    `is_secret` keeps its papers off the system.
    """

    __tablename__ = "agenda_item"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(10), default="")
    kind: Mapped[ItemKind]
    title: Mapped[str]
    presenter_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    presenter_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    presenter_text: Mapped[str] = mapped_column(default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    planned_minutes: Mapped[int] = mapped_column(default=10)
    fixed_start: Mapped[datetime | None]
    is_secret: Mapped[bool] = mapped_column(default=False)

    conference: Mapped[Conference] = relationship()
    presenter_person: Mapped[Person | None] = relationship()
    presenter_unit: Mapped[Unit | None] = relationship()
    site: Mapped[Site | None] = relationship()

    @property
    def presenter(self) -> str:
        """Who presents it, in words; empty when nobody is named."""
        named = self.presenter_person or self.presenter_unit
        return self.presenter_text or (named.name if named else "")

    @property
    def is_break(self) -> bool:
        """Whether nobody speaks, for a pause."""
        return self.kind is ItemKind.BREAK

    @property
    def lacks_presenter(self) -> bool:
        """Whether somebody is to speak and nobody is named yet."""
        return self.kind in SPOKEN and not self.presenter
