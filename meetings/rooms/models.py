"""The video room of a conference."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base.db import Base, Identified
from meetings.conferences.models import Conference


class Room(Identified, Base):
    """One room per conference; `slug` is ASCII and cannot be guessed (contracts/jitsi.md a.4, h.8)."""

    __tablename__ = "room"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]

    conference: Mapped[Conference] = relationship()
