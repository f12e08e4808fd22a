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

    `subject` stands under the title, `content` says to what one is invited, `attendees` names the invited, a line each.
    A letter that was released and then changed is released anew: the new paper supersedes the old. `authority` holds
    the lines over the signer's name ("TL. CHỦ TỊCH\\nCHÁNH VĂN PHÒNG").
    """

    __tablename__ = "invitation_letter"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    subject: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
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

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.subject


class Feed(Identified, Base):
    """A person's private calendar address. Its token is signed from `nonce` and the secret key (see `tokens`), so that
    the table alone opens no calendar; a new nonce ends the old address.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
