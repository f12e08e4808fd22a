"""Who did what, when, from where. Rows are added and never changed."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.db import Base, Identified
from meetings.base.histories import append_only
from meetings.base.search import Searchable


@append_only()
class Entry(Identified, Searchable, Base):
    """One act. Names are kept as they were, so that the journal reads the same for ever.

    `about` and `within` are `base.refs.ref` names of the thing and of the conference (or other whole) it is
    part of; `details` holds plain values worth keeping (old and new state, a reason).
    """

    __tablename__ = "journal_entry"
    searched = ("by_name", "verb", "title", "note", "given_by")

    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    verb: Mapped[str] = mapped_column(String(60), index=True)
    about: Mapped[str] = mapped_column(String(60), index=True)
    within: Mapped[str | None] = mapped_column(String(60), index=True)
    title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    details: Mapped[dict] = mapped_column(JSON, default=dict)

    @property
    def given_by(self) -> str:
        """Whose word it was, where somebody else wrote it down."""
        return (self.details or {}).get("given_by", "")
