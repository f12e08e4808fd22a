"""The letter of invitation (giấy mời) of a conference, and private calendar feeds."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.conferences.models import Conference
from meetings.registry.models import Paper


class Letter(Identified, Versioned, Base):
    """What the letter says beside the conference's own facts (Decision 45/2018: contact point, requirements).

    `authority` holds the lines over the signer's name ("TL. CHỦ TỊCH\\nCHÁNH VĂN PHÒNG").
    """

    __tablename__ = "invitation_letter"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    attendees: Mapped[str] = mapped_column(default="")
    requirements: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    authority: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    recipients: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[datetime | None]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))

    conference: Mapped[Conference] = relationship()
    paper: Mapped[Paper | None] = relationship()


class Feed(Identified, Base):
    """A person's private calendar address; only the hash of its token is kept."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
