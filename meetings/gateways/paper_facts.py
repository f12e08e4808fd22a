"""What each official paper says, as plain values: frozen as JSON when it is released and drawn by `gateways.pdf`.

The forms and annexes are those of Decree 30/2020/NĐ-CP (Annex III); what they are made of stands in `paper_parts`.
Build them in a noun's `papers.py`, hand them to `gateways.pdf.paper("bien_ban", facts)` as they are, and to
`registry.release(facts=…)` as `facts.plain()`.
"""

from dataclasses import dataclass, field

from meetings.gateways.paper_parts import Facts, Head, Section, Signature


@dataclass(frozen=True)
class DelegateLine(Facts):
    """A delegate in the attendance annex; a substitute is named in `note` ("dự thay ông …")."""

    name: str
    position: str = ""
    presence: str = ""
    note: str = ""


@dataclass(frozen=True)
class SiteLine(Facts):
    """A site in the attendance annex. `present` and `absent` are None where nothing was reported."""

    name: str
    group: str = ""
    chair: str = ""
    present: int | None = None
    absent: int | None = None
    note: str = ""
    delegates: list[DelegateLine] = field(default_factory=list)


@dataclass(frozen=True)
class Total(Facts):
    """A line of totals: how many sites and people of a level ("Cấp huyện"); `note` stands beside the sites' own."""

    label: str
    sites: int
    present: int
    absent: int = 0
    note: str = ""


@dataclass(frozen=True)
class AttendanceAnnex(Facts):
    """Annex of attendance (form 2.1), template `diem_danh`, or an annex of the minutes.

    `number` is its Roman number ("I"; empty for the only one). `attached_to` says whose paper it
    hangs on ("của Ủy ban …"): number and day stay open, see `paper_words.attached`. Papers given out earlier name it
    whole ("Biên bản số 118/BB-UBND ngày 07 tháng 12 năm 2015 của Ủy ban …").
    """

    title: str
    meeting: str
    sites: list[SiteLine]
    totals: list[Total] = field(default_factory=list)
    number: str = ""
    attached_to: str = ""
    head: Head = Head(issuer="")

    def parts(self, most: int | None = None) -> list["AttendancePart"]:
        """The two tables, in one part or, with more than `most` rows, in several of so many rows."""
        named = [site for site in self.sites if site.delegates]
        rows = len(self.sites) + sum(len(site.delegates) + 1 for site in named)
        if most is None or rows <= most:
            return [AttendancePart(self.sites, totals=self.totals, named=named, begins=True, begins_named=True)]
        starts = range(0, len(self.sites), most)
        tables = [
            AttendancePart(
                self.sites[start : start + most],
                before=start,
                totals=self.totals if start == starts[-1] else [],
                begins=start == 0,
            )
            for start in starts
        ]
        lists = _in_portions(named, most)
        return tables + [AttendancePart([], named=some, begins_named=some is lists[0]) for some in lists]


@dataclass(frozen=True)
class AttendancePart:
    """What of an annex of attendance is drawn at once: sites that come after `before` others, and named delegates.

    `begins` says that the paper begins with it, `begins_named` that the list of delegates does.
    """

    sites: list[SiteLine]
    before: int = 0
    totals: list[Total] = field(default_factory=list)
    named: list[SiteLine] = field(default_factory=list)
    begins: bool = False
    begins_named: bool = False


def _in_portions(sites, most):
    """The sites in order, in portions of at most `most` lines; a site is not torn apart."""
    portions, lines = [], most
    for site in sites:
        lines += len(site.delegates) + 1
        if lines > most:
            portions.append([])
            lines = len(site.delegates) + 1
        portions[-1].append(site)
    return portions


@dataclass(frozen=True)
class DirectiveLine(Facts):
    """A directive in a table; `code` is the register's, `ground` the paper on which it rests, where the table holds
    several ("Thông báo số 452/TB-UBND ngày 09 tháng 12 năm 2015 của …")."""

    text: str
    lead: str = ""
    coordinators: str = ""
    deadline: str = ""
    result: str = ""
    code: str = ""
    giver: str = ""
    state: str = ""
    ground: str = ""


@dataclass(frozen=True)
class DirectiveAnnex(Facts):
    """Annex of the minutes or of the notice that lists the directives (form 2.1)."""

    title: str
    directives: list[DirectiveLine]
    number: str = ""
    attached_to: str = ""


@dataclass(frozen=True)
class DirectiveExtract(Facts):
    """What one unit was ordered, template `nhiem_vu`: an extract, without a number of its own.

    `unit` is whom it is for, `source` the paper or conference it is taken from, `as_of` the day in words on which it
    was drawn up. `signature` and `recipients` may be left out.
    """

    head: Head
    unit: str
    source: str
    directives: list[DirectiveLine]
    as_of: str = ""
    signature: Signature | None = None
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Invitation(Facts):
    """Giấy mời (form 1.7), template `giay_moi`.

    `subject` stands under the title ("Dự Hội nghị …"), `inviter` invites `invitees` to `meeting`. `chairs` are the
    lines of "Chủ trì", `time` is in words, `place` the main site, `sites` the other sites in words. `notes` are the
    points to note; `contact` is required by Decision 45/2018 (name, post, telephone). `listed_sites` are the sites by
    name where they are too many for the text: an annex. `replaces` names the paper that it takes the place of, by
    number and date.
    """

    head: Head
    subject: str
    inviter: str
    invitees: list[str]
    meeting: str
    chairs: list[str]
    time: str
    place: str
    signature: Signature
    sites: str = ""
    notes: list[str] = field(default_factory=list)
    contact: str = ""
    recipients: list[str] = field(default_factory=list)
    listed_sites: list[str] = field(default_factory=list)
    replaces: str = ""


@dataclass(frozen=True)
class ProgrammeLine(Facts):
    """A line of the programme: "08:00 - 08:15", what, and who; without a `time` its title names the day of the next."""

    time: str
    title: str
    presenter: str = ""
    number: str = ""


@dataclass(frozen=True)
class Programme(Facts):
    """Chương trình (form 1.4), template `chuong_trinh`: `lines` of the link, `local` ones after it, at a site."""

    head: Head
    subject: str
    time: str
    place: str
    lines: list[ProgrammeLine]
    chairs: list[str] = field(default_factory=list)
    local: list[ProgrammeLine] = field(default_factory=list)
    signature: Signature | None = None
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Minutes(Facts):
    """Biên bản (form 1.9), template `bien_ban`: no place and date in its head, the secretary signs left, the chair
    right.

    `began` and `ended` are `vietnamese.moment_in_words(…)`: "08 giờ 00, ngày 07 tháng 12 năm 2015". `attendance`,
    `chairs` and `secretaries` are paragraphs. `sections` follow the agenda. `correction` says what this edition
    corrects, if it does.
    """

    head: Head
    meeting: str
    began: str
    place: str
    attendance: list[str]
    chairs: list[str]
    secretaries: list[str]
    sections: list[Section]
    ended: str
    secretary_signature: Signature
    chair_signature: Signature
    recipients: list[str] = field(default_factory=list)
    correction: str = ""
    attendance_annex: AttendanceAnnex | None = None
    directive_annex: DirectiveAnnex | None = None


@dataclass(frozen=True)
class ConclusionNotice(Facts):
    """Thông báo kết luận (form 1.4), template `thong_bao_ket_luan`.

    `subject` begins "Kết luận của …"; `opening` are the paragraphs before the parts, the last of which ends "kết luận
    như sau:"; `sections` become I., II., III.; `closing` are the last paragraphs, "./." is added.
    """

    head: Head
    subject: str
    opening: list[str]
    sections: list[Section]
    closing: list[str]
    signature: Signature
    recipients: list[str] = field(default_factory=list)
    correction: str = ""
    directive_annex: DirectiveAnnex | None = None


FORMS = {
    "giay_moi": Invitation,
    "chuong_trinh": Programme,
    "bien_ban": Minutes,
    "thong_bao_ket_luan": ConclusionNotice,
    "nhiem_vu": DirectiveExtract,
    "diem_danh": AttendanceAnnex,
}
