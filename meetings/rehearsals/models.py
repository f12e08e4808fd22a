"""Trials before the day: a dated rehearsal with its own room, the verdict on each site, and the sites' self-tests."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned
from meetings.base.language import _l
from meetings.base.lifecycle import Lifecycle, move
from meetings.conferences.models import Conference
from meetings.sites.models import LineState, Site
from meetings.units.models import Unit


class RehearsalState(enum.StrEnum):
    """Planned (and going on), closed with its protocol, or called off."""

    PLANNED = "planned"
    CLOSED = "closed"
    CANCELLED = "cancelled"


S = RehearsalState

LIFECYCLE = Lifecycle(
    _l("The rehearsal is closed or called off. Reload the page to see where it stands."),
    close=move(S.PLANNED, to=S.CLOSED),
    reopen=move(S.CLOSED, to=S.PLANNED),
    cancel=move(S.PLANNED, to=S.CANCELLED),
)


class Check(enum.StrEnum):
    """The points that are looked at in each site, in the order in which one goes through them."""

    PICTURE = "picture"
    SOUND = "sound"
    ECHO = "echo"
    CAMERA = "camera"
    NAME_PLATE = "name_plate"
    SPARE_LINE = "spare_line"
    TELEPHONE = "telephone"
    ON_DUTY = "on_duty"


# Without these nobody sees or understands the site: it cannot pass while one of them is bad.
VITAL = (Check.PICTURE, Check.SOUND, Check.ECHO)


class Finding(enum.StrEnum):
    """What was found at one point."""

    UNCHECKED = "unchecked"
    GOOD = "good"
    BAD = "bad"


class Verdict(enum.StrEnum):
    """Whether the site is fit for the day; `absent`: it did not come into the trial's room."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


TO_CALL = (Verdict.FAILED, Verdict.ABSENT)
LINES = {
    Verdict.OPEN: LineState.UNTESTED,
    Verdict.PASSED: LineState.GOOD,
    Verdict.FAILED: LineState.FAULTY,
    Verdict.ABSENT: LineState.FAULTY,
}


class Rehearsal(Identified, Versioned, Base):
    """One dated trial of a conference, counted from 1. `slug` is its own room's name (contracts/jitsi.md a.4, h.8).

    `repeats` is the trial whose sites without a pass are tried again; None: all sites. The people of `operator`, the
    technical unit, give verdicts beside the secretariat. `closed_by` keeps the name of who signed it off.
    """

    __tablename__ = "rehearsal"
    __table_args__ = (UniqueConstraint("conference_id", "number"),)

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[RehearsalState] = mapped_column(default=S.PLANNED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("rehearsal.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    closed_by_title: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()
    operator: Mapped[Unit | None] = relationship()
    repeats: Mapped["Rehearsal | None"] = relationship(remote_side="Rehearsal.id")

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.conference.title} ({self.number})"

    @property
    def is_planned(self) -> bool:
        """Whether it is neither over nor called off."""
        return self.state is S.PLANNED


class Trial(Identified, Versioned, Base):
    """A site in a rehearsal: its checklist (`findings`, by point), and the verdict with time, name and note."""

    __tablename__ = "trial"
    __table_args__ = (UniqueConstraint("rehearsal_id", "site_id"),)

    rehearsal_id: Mapped[int] = mapped_column(ForeignKey("rehearsal.id", ondelete="CASCADE"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN)
    findings: Mapped[dict] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(default="")
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judged_by: Mapped[str] = mapped_column(default="")

    rehearsal: Mapped[Rehearsal] = relationship()
    site: Mapped[Site] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.site.name

    @property
    def has_passed(self) -> bool:
        """Whether everything was in order."""
        return self.verdict is Verdict.PASSED

    @property
    def was_absent(self) -> bool:
        """Whether the site did not connect."""
        return self.verdict is Verdict.ABSENT

    def found(self, check: Check) -> Finding:
        """What was found at that point."""
        return Finding(self.findings.get(check.value, Finding.UNCHECKED))

    @property
    def faults(self) -> list[Check]:
        """The points that were bad, in their order."""
        return [check for check in Check if self.found(check) is Finding.BAD]


class Probe(enum.StrEnum):
    """What a site's own browser can tell."""

    SECURE = "secure"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    SERVER = "server"
    SOCKET = "socket"

    @property
    def asks_server(self) -> bool:
        """Whether it wants a video server at the other end."""
        return self in (Probe.SERVER, Probe.SOCKET)

    @property
    def is_heard(self) -> bool:
        """Whether only a person can tell: he hears the tone or not."""
        return self is Probe.SPEAKER


class Result(enum.StrEnum):
    """What a probe came to. Refused: the browser was not allowed; missing: there is no such device or server."""

    UNTRIED = "untried"
    GOOD = "good"
    BAD = "bad"
    REFUSED = "refused"
    MISSING = "missing"


# What has to work in a room; a video server that is not connected to this system is nobody's fault.
FAULTY = (Result.BAD, Result.REFUSED, Result.MISSING)


class SelfTest(Identified, Base):
    """What a site found when it tried its own camera, microphone, speaker and line in the browser."""

    __tablename__ = "self_test"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
    results: Mapped[dict] = mapped_column(JSON, default=dict)
    level: Mapped[int] = mapped_column(default=0)
    browser: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(default="")

    by: Mapped[Person | None] = relationship()

    def result(self, probe: Probe) -> Result:
        """What that probe came to."""
        return Result(self.results.get(probe.value, Result.UNTRIED))

    @property
    def faults(self) -> list[Probe]:
        """What did not work, in its order."""
        return [probe for probe in Probe if self.result(probe) in FAULTY]

    @property
    def tried(self) -> list[Probe]:
        """What was tried at all."""
        return [probe for probe in Probe if self.result(probe) is not Result.UNTRIED]
