"""Files of a conference or of an agenda item, stored by fingerprint outside the web root."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.agenda.models import Item
from meetings.base.db import Base, Identified, Versioned
from meetings.base.search import Searchable
from meetings.conferences.models import Conference


class Audience(enum.StrEnum):
    """Who may see a document: those who preside and the secretariat, also the sites' officers, or all who take part."""

    CHAIRS = "chairs"
    SITES = "sites"
    PARTICIPANTS = "participants"


class Shelf(Identified, Versioned, Base):
    """What is true of a conference's shelf as a whole. With `is_secret` no file goes onto it, and what stands there is
    hidden from everybody (Law on Protection of State Secrets 2018, Art. 17).
    """

    __tablename__ = "shelf"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    is_secret: Mapped[bool] = mapped_column(default=False)

    conference: Mapped[Conference] = relationship()


class Document(Identified, Versioned, Searchable, Base):
    """A file for a conference or one of its items. Removing hides it; the row stays for the record.

    A new version is a new row that `replaces` the old one, which leaves the shelf. `was_secret`: the item that it
    belonged to had secret content when it left the agenda.
    """

    __tablename__ = "document"
    searched = ("title", "file_name")

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[str]
    file_name: Mapped[str]
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    audience: Mapped[Audience] = mapped_column(default=Audience.PARTICIPANTS)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    was_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)

    conference: Mapped[Conference] = relationship()
    item: Mapped[Item | None] = relationship()
    uploaded_by: Mapped[Person] = relationship()

    @property
    def is_secret(self) -> bool:
        """Whether the item it belongs to, or did, was said to hold secret content after it had been uploaded."""
        return self.was_secret or (self.item is not None and self.item.is_secret)

    @property
    def ending(self) -> str:
        """What kind of file it is, as people call it: PDF, DOCX."""
        return self.file_name.rpartition(".")[2].upper()


class Download(Identified, Base):
    """Who took a document, when, from where: a person, or who had the link of a site (`by_name`, `site_name`)."""

    __tablename__ = "document_download"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_name: Mapped[str] = mapped_column(default="")
    site_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(45), default="")

    person: Mapped[Person | None] = relationship()
