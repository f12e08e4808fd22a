"""Official papers: number series, frozen facts, and what supersedes what (Decree 30/2020, Art. 15-18)."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
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


class Series(Identified, Base):
    """The counter of one issuer, year and kind; the number is taken under a lock, in the releasing transaction."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("issuer_id", "year", "kind"),)

    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    kind: Mapped[PaperKind]
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
