"""Who was there, at which site: head-counts and named delegates."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.base.histories import append_only
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
    """How many are present and absent at a site, as the site reported or the secretariat recorded.

    `reported_as` is the name of who reported through the site's link, without an account.
    """

    __tablename__ = "head_count"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), unique=True)
    present: Mapped[int] = mapped_column(default=0)
    absent: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reported_as: Mapped[str] = mapped_column(default="")

    site: Mapped[Site] = relationship()
    reported_by: Mapped[Person | None] = relationship()

    @property
    def reporter(self) -> str:
        """Who reported it last."""
        return self.reported_by.name if self.reported_by else self.reported_as


class Delegate(Identified, Versioned, Searchable, Base):
    """A named delegate of a site. A substitute stands beside the one he replaces: both names stay.

    `counts_present` is the side of the reported head-count on which he is, once a mark moved him over; None: not known.
    `moved_at` is when that mark was made; None where he is back on the side on which the report had him.
    """

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
    late_at: Mapped[datetime | None]
    counts_present: Mapped[bool | None]
    moved_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship()

    @property
    def is_moved(self) -> bool:
        """Whether a mark moved him over in the reported head-count, and none moved him back."""
        return self.counts_present is not None and self.moved_at is not None

    @property
    def is_excused(self) -> bool:
        """Whether the absence has a reason."""
        return self.presence is Presence.ABSENT_EXCUSED


def posts_in(text: str | None) -> list[str]:
    """The required posts that stand one a line in `text`."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class DelegateCall(Identified, Versioned, Base):
    """What a conference asks of the list of every site: how many at most, which posts (one a line), until when."""

    __tablename__ = "delegate_call"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), unique=True)
    quota: Mapped[int | None]
    posts: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]


class DelegateList(Identified, Versioned, Base):
    """The list of one site: what is asked of it alone (`quota`, `posts`; None: as of all), when it was last changed and
    by whom, how often after the deadline, and which required posts nobody on it holds (`missing`, one a line, kept by
    each change so that a board of 3,000 sites need not read every name)."""

    __tablename__ = "delegate_list"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), unique=True)
    quota: Mapped[int | None]
    posts: Mapped[str | None]
    missing: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str] = mapped_column(default="")
    late_changes: Mapped[int] = mapped_column(default=0)

    site: Mapped[Site] = relationship()


class ListStand(enum.StrEnum):
    """What is to be said of a list, in the order in which it concerns the secretariat."""

    MISSING = "missing"
    LACKING = "lacking"
    OVER = "over"
    LATE = "late"
    COMPLETE = "complete"
    ERASED = "erased"


class ChangeKind(enum.StrEnum):
    """What was done to a name on a list."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@append_only(may_go=True)
class DelegateChange(Identified, Base):
    """A change of a list by name: every correction and removal, and what was added after the deadline.

    Here and not in the journal, because names are erased some time after the conference and the journal never is.
    """

    __tablename__ = "delegate_change"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[ChangeKind]
    name: Mapped[str]
    former: Mapped[str] = mapped_column(default="")
    is_late: Mapped[bool] = mapped_column(default=False)
