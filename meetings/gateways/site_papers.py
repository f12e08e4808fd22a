"""What the papers around a site's technique say: the protocol of a rehearsal, and the kit for a bad day.

They share the forms of `paper_facts`; texts stand here as they are to be read.
"""

from dataclasses import dataclass, field

from meetings.gateways.paper_facts import ProgrammeLine
from meetings.gateways.paper_parts import Facts, Head, Signature


@dataclass(frozen=True)
class TrialLine(Facts):
    """A site in the protocol: the verdict in words, the points that were bad, the note, who judged and when."""

    name: str
    verdict: str
    faults: str = ""
    note: str = ""
    judged: str = ""


@dataclass(frozen=True)
class NamedGroup(Facts):
    """The sites of one superior unit with one verdict, in a row: for conferences of hundreds."""

    label: str
    names: str


@dataclass(frozen=True)
class RehearsalProtocol(Facts):
    """Biên bản chạy thử (form 1.9), template `bien_ban_chay_thu`.

    `time` is as planned, `recorded` from when to when sites were really looked at; empty while none was.
    `summary` are paragraphs of counts. `lines` are the sites by name, exceptions first; where there are too many, only
    the exceptions stand there, and `passed` and `untried` name the rest by their superior unit.
    """

    head: Head
    subject: str
    time: str
    meeting: str
    operator: str
    points: str
    summary: list[str]
    lines: list[TrialLine]
    passed: list[NamedGroup] = field(default_factory=list)
    untried: list[NamedGroup] = field(default_factory=list)
    recorded: str = ""
    note: str = ""
    signatures: list[Signature] = field(default_factory=list)


@dataclass(frozen=True)
class Contact(Facts):
    """Whom to ring, for what."""

    part: str
    name: str
    phone: str


@dataclass(frozen=True)
class SignLine(Facts):
    """A line of the sign-in sheet: `code` is typed back afterwards; name and post may be empty, to be written."""

    code: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True)
class SiteKit(Facts):
    """Everything a site needs on a bad day on paper, template `ho_so_diem_cau`.

    `ways` are the fallbacks in their order (main room, spare room, dial-in). `code` and `code_size` draw the QR code of
    the site's `address`: the path of its dark squares and how many squares a side has; empty: no code.
    """

    head: Head
    site: str
    meeting: str
    time: str
    place: str
    chair: str
    room: str
    contacts: list[Contact]
    ways: list[str]
    lines: list[ProgrammeLine]
    signing: list[SignLine]
    address: str = ""
    code: str = ""
    code_size: int = 0
    printed: str = ""


FORMS = {"bien_ban_chay_thu": RehearsalProtocol, "ho_so_diem_cau": SiteKit}
