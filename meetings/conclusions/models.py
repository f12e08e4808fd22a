"""What was concluded, numbered, and the notice of conclusions (thông báo kết luận)."""

import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base.db import Base, Identified, Versioned
from meetings.base.language import _l
from meetings.conferences.models import Conference
from meetings.minutes.editions import Edition, life
from meetings.minutes.models import Block, Minutes
from meetings.registry.models import Paper


class NoticeState(enum.StrEnum):
    """Drafted by the secretariat, before the chair, approved, given out with a number; or a dropped correction."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RELEASED = "released"
    DROPPED = "dropped"


S = NoticeState

LIFECYCLE = life(
    S,
    _l("The notice is not in a state in which this can be done. Reload the page to see where it stands."),
)


class ConclusionNotice(Edition, Identified, Versioned, Base):
    """One edition of the notice of conclusions (Decree 30/2020, form 1.4; Decision 45/2018: within 5 working days).

    Its directives are those of `minutes`, an approved edition; `facts` are frozen at approval.
    """

    __tablename__ = "conclusion_notice"
    __table_args__ = (UniqueConstraint("conference_id", "edition"),)
    lifecycle = LIFECYCLE

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    state: Mapped[NoticeState] = mapped_column(default=S.DRAFT)
    subject: Mapped[str] = mapped_column(default="")
    opening: Mapped[str] = mapped_column(default="")
    assessment: Mapped[str] = mapped_column(default="")
    shortcomings: Mapped[str] = mapped_column(default="")
    closing: Mapped[str] = mapped_column(default="")
    authority: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    recipients: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()
    minutes: Mapped[Minutes] = relationship()
    paper: Mapped[Paper | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.subject


class Conclusion(Identified, Base):
    """A numbered conclusion, made from a conclusion block when an edition of the minutes is approved."""

    __tablename__ = "conclusion"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_block.id"), unique=True)
    number: Mapped[int]
    text: Mapped[str]

    conference: Mapped[Conference] = relationship()
    minutes: Mapped[Minutes] = relationship()
    block: Mapped[Block | None] = relationship()
