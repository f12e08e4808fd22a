"""The conference, who presides, and its life."""

import enum
import re
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.base.language import _l
from meetings.base.lifecycle import Lifecycle, move
from meetings.base.search import Searchable
from meetings.base.vietnamese import fold
from meetings.conferences.days import OnDays
from meetings.journal import words
from meetings.units.models import Unit


class ConferenceKind(enum.StrEnum):
    """Why one meets (Decision 45/2018: giao ban, sơ kết, tổng kết, chuyên đề, triển khai, tập huấn, đột xuất)."""

    BRIEFING = "briefing"
    INTERIM_REVIEW = "interim_review"
    FINAL_REVIEW = "final_review"
    THEMATIC = "thematic"
    ROLLOUT = "rollout"
    TRAINING = "training"
    AD_HOC = "ad_hoc"


class ConferenceState(enum.StrEnum):
    """Where a conference stands."""

    DRAFT = "draft"
    INVITING = "inviting"
    READY = "ready"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


S = ConferenceState

LIFECYCLE = Lifecycle(
    _l("The conference is not in a state in which this can be done. Reload the page to see where it stands."),
    invite=move(S.DRAFT, to=S.INVITING),
    make_ready=move(S.INVITING, to=S.READY),
    begin=move(S.INVITING, S.READY, to=S.LIVE),
    pause=move(S.LIVE, to=S.PAUSED),
    resume=move(S.PAUSED, to=S.LIVE),
    end=move(S.LIVE, S.PAUSED, to=S.ENDED),
    record_held=move(S.INVITING, S.READY, to=S.ENDED),
    unbegin=move(S.LIVE, to=S.READY),
    unbegin_inviting=move(S.LIVE, to=S.INVITING),
    reopen=move(S.ENDED, to=S.LIVE),
    conclude=move(S.ENDED, to=S.CONCLUDED),
    postpone=move(S.INVITING, S.READY, to=S.POSTPONED),
    reschedule=move(S.POSTPONED, to=S.INVITING),
    cancel=move(S.DRAFT, S.INVITING, S.READY, S.POSTPONED, to=S.CANCELLED),
    restore=move(S.CANCELLED, to=S.INVITING),
    restore_draft=move(S.CANCELLED, to=S.DRAFT),
)

UPCOMING = (S.DRAFT, S.INVITING, S.READY, S.LIVE, S.PAUSED, S.POSTPONED)
HELD = (S.ENDED, S.CONCLUDED)
OPENINGS = ("hội nghị trực tuyến ", "hội nghị truyền hình trực tuyến ", "họp trực tuyến ", "hội nghị ", "cuộc họp ")
# A rest that begins so leans on the noun before it.
LEANING = ("với ", "về ", "của ", "tại ", "do ", "để ", "giữa ", "đột xuất ", "bất thường ")
ONLINE = re.compile(r"(?i)\s(truyền hình )?trực tuyến(?=\s)")
# What a gathering is called: a title that begins so stands in a sentence as it is.
NOUNS = ("hội nghị", "hội thảo", "hội thi", "hội thao", "hội chợ", "đại hội", "ngày hội", "cuộc họp", "phiên họp")
NOUNS += ("kỳ họp", "tọa đàm", "toạ đàm", "diễn đàn", "gặp mặt")
SHORT_NOUNS = ("họp", "lễ", "buổi", "cuộc", "lớp", "khóa", "khoá", "đợt", "phiên")
# Typed without marks only the longer ones are understood: "hop tac" may be "hợp tác".
WRITTEN = "|".join((*NOUNS, *map(fold, NOUNS), *SHORT_NOUNS)).replace(" ", r"\s+")
BEGINS = re.compile(rf"\W*(?:{WRITTEN})(?!\w)")


def named(title: str) -> str:
    """A title as it stands in a sentence, "Dự …", "Biên bản …": with the noun that it may lack ("Triển khai kế hoạch"
    becomes "Hội nghị triển khai kế hoạch"; a name keeps its capital)."""
    first, _blank, rest = title.strip().partition(" ")
    if BEGINS.match(title.lower()):
        return title
    is_plain = first[1:] == first[1:].lower() and rest[:1] == rest[:1].lower()
    return f"Hội nghị {first[:1].lower() if is_plain else first[:1]}{title.strip()[1:]}"


def gist(title: str) -> str:
    """A title without the words that nearly all titles begin with: for places where many stand together. The noun stays
    where the rest leans on it ("Họp với các sở")."""
    for opening in OPENINGS:
        if title.lower().startswith(opening) and len(title) > len(opening):
            rest = title[len(opening) :].strip()
            if rest.lower().startswith(LEANING):
                return ONLINE.sub("", title, count=1)
            return rest[:1].upper() + rest[1:]
    return title


class ChairPart(enum.StrEnum):
    """Whether one presides or presides together with the chair."""

    CHAIR = "chair"
    CO_CHAIR = "co_chair"


class Chair(Identified, Base):
    """Somebody who presides over the conference; name and position are kept as they were."""

    __tablename__ = "conference_chair"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    part: Mapped[ChairPart]
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person | None] = relationship()


class Conference(OnDays, Identified, Versioned, Searchable, Base):
    """A conference that links a main site with others.

    `began_at` and `finished_at` are the true times. `uid` and `sequence` are the calendar entry's for life
    (RFC 5545 §3.8.4.7, §3.8.7.4): a material change raises `sequence`. `reason` says why it was cancelled or postponed:
    what a person wrote, or a code (see `why`).
    """

    __tablename__ = "conference"
    searched = ("title", "place")

    title: Mapped[str]
    kind: Mapped[ConferenceKind]
    state: Mapped[ConferenceState] = mapped_column(default=S.DRAFT, index=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    content_owner_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    secretary_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"))

    organiser: Mapped[Unit] = relationship(foreign_keys=[organiser_id])
    content_owner: Mapped[Unit | None] = relationship(foreign_keys=[content_owner_id])
    secretary: Mapped[Person | None] = relationship(foreign_keys=[secretary_id])
    chairs: Mapped[list[Chair]] = relationship(order_by=Chair.position, cascade="all, delete-orphan", lazy="selectin")

    @property
    def chair(self) -> Chair | None:
        """The one who presides; None while not named."""
        return next((chair for chair in self.chairs if chair.part is ChairPart.CHAIR), None)

    @property
    def named(self) -> str:
        """The title as it stands in a sentence, see `named`."""
        return named(self.title)

    @property
    def why(self) -> str:
        """Why it was cancelled or postponed, in the language of the reader."""
        return words.reason(self.reason)

    @property
    def gist(self) -> str:
        """The title without its usual beginning, see `gist`."""
        return gist(self.title)

    def help_phone(self, desk: str) -> str:
        """Whom a site rings for help, on its pages and papers alike: the help `desk` of the house, else the secretary,
        else the organiser."""
        return desk or (self.secretary.phone if self.secretary else "") or self.organiser.phone

    @property
    def is_open(self) -> bool:
        """Whether facts about it may still be changed (it is neither cancelled nor concluded)."""
        return self.state not in (S.CANCELLED, S.CONCLUDED)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has been told of it yet."""
        return self.state is S.DRAFT

    @property
    def is_called(self) -> bool:
        """Whether the sites are asked and it has not begun."""
        return self.state in (S.INVITING, S.READY)

    @property
    def is_sitting(self) -> bool:
        """Whether it has begun and not ended; it may rest."""
        return self.state in (S.LIVE, S.PAUSED)

    @property
    def was_held(self) -> bool:
        """Whether it has ended."""
        return self.state in (S.ENDED, S.CONCLUDED)

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is S.CANCELLED

    @property
    def is_postponed(self) -> bool:
        """Whether it is put off to a day yet unknown."""
        return self.state is S.POSTPONED

    @property
    def is_off(self) -> bool:
        """Whether it does not take place, or not at the time that was told."""
        return self.is_cancelled or self.is_postponed

    @property
    def minutes_planned(self) -> int:
        """The invited length in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


# Hours that a conference of each kind may last (Decision 45/2018/QĐ-TTg); a kind that is missing has no limit.
LONGEST = {
    ConferenceKind.BRIEFING: 4,
    ConferenceKind.INTERIM_REVIEW: 8,
    ConferenceKind.FINAL_REVIEW: 8,
    ConferenceKind.THEMATIC: 8,
    ConferenceKind.ROLLOUT: 36,
    ConferenceKind.TRAINING: 36,
}


# How many working days it wants: between letter or papers and the conference, between its end and the notice.
BY_DECISION = {"letter_days": 3, "papers_days": 3, "notice_days": 5}


class Limits(Identified, Versioned, Base):
    """What an organiser keeps to, where it differs from Decision 45/2018: counts for the unit and all below it.

    Days are working days: between letter or papers and the conference, and between its end and the notice of
    conclusions. `hours` is by kind, as in `LONGEST`. `slot_agreement`: whether the technical unit is to agree to the
    slot before the letter goes out.
    """

    __tablename__ = "meeting_limits"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    letter_days: Mapped[int] = mapped_column(default=BY_DECISION["letter_days"])
    papers_days: Mapped[int] = mapped_column(default=BY_DECISION["papers_days"])
    notice_days: Mapped[int] = mapped_column(default=BY_DECISION["notice_days"])
    hours: Mapped[dict] = mapped_column(JSON, default=dict)
    slot_agreement: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.unit.name

    def longest(self, kind: ConferenceKind) -> int | None:
        """How many hours a conference of that kind may last; None for as long as need be."""
        return self.hours.get(kind.value)


class SlotAgreement(Identified, Base):
    """The technical unit agreed to a time and place, as somebody of the secretariat noted it.

    It counts for just that time and place: where one of them changes, the unit is asked anew. Rows are added and never
    changed.
    """

    __tablename__ = "slot_agreement"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    agreed_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()

    def fits(self, conference: Conference) -> bool:
        """Whether it is about the time and place that the conference has now."""
        asked = conference.starts_at, conference.ends_at, conference.place
        return (self.starts_at, self.ends_at, self.place) == asked
