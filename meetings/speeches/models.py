"""Speeches that sites register ahead of the conference (tham luận): offered, then taken into the agenda or returned."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.agenda.models import Item
from meetings.base.db import Base, Identified, Versioned
from meetings.base.language import _l
from meetings.base.lifecycle import Lifecycle, move
from meetings.base.search import Searchable
from meetings.sites.models import Site


class SpeechState(enum.StrEnum):
    """Where a speech stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def takes_time(self) -> bool:
        """Whether its minutes count: it is accepted, or may be."""
        return self in (SpeechState.OFFERED, SpeechState.ACCEPTED)


S = SpeechState

LIFECYCLE = Lifecycle(
    _l("The speech has been decided on meanwhile. Reload the page to see how it stands."),
    revise=move(S.OFFERED, S.RETURNED, to=S.OFFERED),
    accept=move(S.OFFERED, to=S.ACCEPTED),
    send_back=move(S.OFFERED, S.ACCEPTED, to=S.RETURNED),
    withdraw=move(S.OFFERED, S.ACCEPTED, S.RETURNED, to=S.WITHDRAWN),
)


class Speech(Identified, Versioned, Searchable, Base):
    """A speech that a site offers, with its text where there is one.

    Once accepted it is an item of the agenda (`item`); where somebody takes that item off, None stands here. `reason`
    is why it was returned.
    """

    __tablename__ = "speech"
    searched = ("topic", "speaker_name")

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    state: Mapped[SpeechState] = mapped_column(default=S.OFFERED)
    topic: Mapped[str]
    speaker_name: Mapped[str]
    speaker_title: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    offered_at: Mapped[datetime]
    offered_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    file_name: Mapped[str] = mapped_column(default="")
    content_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")

    site: Mapped[Site] = relationship()
    item: Mapped[Item | None] = relationship()
    decided_by: Mapped[Person | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.topic

    @property
    def is_offered(self) -> bool:
        """Whether it waits for a decision."""
        return self.state is S.OFFERED

    @property
    def is_accepted(self) -> bool:
        """Whether it was taken into the agenda."""
        return self.state is S.ACCEPTED

    @property
    def is_returned(self) -> bool:
        """Whether it was not taken."""
        return self.state is S.RETURNED

    @property
    def conference(self):
        """The conference in which it is to be held."""
        return self.site.conference

    @property
    def speaker(self) -> str:
        """Who speaks, with his position."""
        return ", ".join(part for part in (self.speaker_name, self.speaker_title) if part)
