"""Official papers: number series, frozen facts, and what supersedes what (Decree 30/2020, Art. 15-18)."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base.db import Base, Identified, Versioned
from meetings.base.histories import append_only
from meetings.base.search import Searchable
from meetings.units.models import Unit


class PaperKind(enum.StrEnum):
    """The types of paper issued here, by their abbreviation (Decree 30/2020, Annex III §I)."""

    INVITATION = "GM"
    PROGRAMME = "CTr"
    MINUTES = "BB"
    NOTICE = "TB"


class Numbering(Identified, Base):
    """How an issuer numbers the papers of a year: all in one common series, or each kind in a series of its own.

    The head of the agency decides that (Decree 30/2020, Art. 15). A year of which nothing is said goes on as the one
    before. Whoever takes a number holds the row, so that it cannot change beneath him.
    """

    __tablename__ = "numbering"
    __table_args__ = (UniqueConstraint("issuer_id", "year"),)

    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    is_common: Mapped[bool]

    issuer: Mapped[Unit] = relationship()


COMMON = text("kind IS NULL")


class Series(Identified, Base):
    """The counter of one issuer, year and kind, or without a kind of all its papers of that year; the number is taken
    under a lock, in the releasing transaction."""

    __tablename__ = "series"
    __table_args__ = (
        UniqueConstraint("issuer_id", "year", "kind"),
        Index("uq_series_common", "issuer_id", "year", unique=True, sqlite_where=COMMON, postgresql_where=COMMON),
    )

    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    kind: Mapped[PaperKind | None]
    last_number: Mapped[int] = mapped_column(default=0)

    issuer: Mapped[Unit] = relationship()


@append_only(free=("version",), once=("fingerprint",))
class Paper(Identified, Versioned, Searchable, Base):
    """A released paper: its facts are frozen, its PDF is rendered from them once and kept by fingerprint.

    `template` and `profile` say how it is drawn; `about` names what it is the paper of. `edition` counts corrections;
    `supersedes` is the paper that this one stands beside as a correction.
    """

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("issuer_id", "year", "kind", "number"),)
    searched = ("symbol", "subject", "signer_name")

    kind: Mapped[PaperKind]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    symbol: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str]
    issued_on: Mapped[date]
    signer_name: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(String(40))
    profile: Mapped[str] = mapped_column(String(20), default="ND30-2020")
    facts: Mapped[dict] = mapped_column(JSON)
    about: Mapped[str] = mapped_column(String(60), index=True)
    within: Mapped[str | None] = mapped_column(String(60), index=True)
    released_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), index=True)

    issuer: Mapped[Unit] = relationship()
    supersedes: Mapped["Paper | None"] = relationship(remote_side="Paper.id")

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.symbol}: {self.subject}"

    @property
    def file_name(self) -> str:
        """The name of its PDF: TB-123-2015.pdf."""
        return f"{self.kind}-{self.number:02d}-{self.year}.pdf"
