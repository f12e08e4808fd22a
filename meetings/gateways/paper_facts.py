"""What each official paper says, as plain values: frozen as JSON when it is released and drawn by `gateways.pdf`.

All texts stand here as they are to be read (days and times already in words, see `base.vietnamese`); layout, numbering
of points, capitals of headings, dashes, semicolons and the closing "./." are the template's. Boxes, forms and annexes
are those of Decree 30/2020/NĐ-CP (Annex I: layout, Annex III: forms). Build them in a noun's `papers.py`, hand them to
`gateways.pdf.paper("bien_ban", facts)` as they are, and to `registry.release(facts=…)` as `facts.plain()`.
"""

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from types import UnionType
from typing import get_args, get_origin, get_type_hints

from meetings.gateways.glyphs import printable


@dataclass(frozen=True)
class Facts:
    """What all papers share."""

    def plain(self) -> dict:
        """The facts as JSON knows them (dicts, lists, texts, numbers)."""
        return asdict(self)


@dataclass(frozen=True)
class Head(Facts):
    """The head of a paper: `meetings.registry.papers.head(issuer, kind, stamp)` makes it from a unit's settings.

    `issuer` and `parent` are the letterhead (box 2; a line break in them is kept), `symbol` is number and symbol
    ("452/TB-UBND", box 3; without a number yet: "/TB-UBND"; empty: no such line), `place` and `issued_on` (ISO day,
    empty while not issued) make the line of box 4. `large` chooses the greater of the two presets of sizes (12/13/13 or
    13/14/14).
    """

    issuer: str
    parent: str = ""
    symbol: str = ""
    place: str = ""
    issued_on: str = ""
    large: bool = False


@dataclass(frozen=True)
class Signature(Facts):
    """Box 7: the lines of authority ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"; see `authority`) and the name beneath.

    `post` is the government post that minutes may add under THƯ KÝ or CHỦ TỌA (form 1.9).
    """

    name: str
    authority: list[str] = field(default_factory=list)
    post: str = ""


@dataclass(frozen=True)
class Part(Facts):
    """One of the orders that a unit is given together, printed beneath it as a), b), c); `deadline` bold behind it."""

    text: str
    deadline: str = ""


@dataclass(frozen=True)
class Point(Facts):
    """A paragraph, or a numbered point with its sub-points.

    `lead` is printed bold before the text ("Ông Phan Tấn Linh, Giám đốc Sở …:"), `deadline` bold behind it ("trước ngày
    31/01/2016" or "thường xuyên"), `points` and then `parts` beneath it as a), b), c).
    """

    text: str
    lead: str = ""
    deadline: str = ""
    points: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Section(Facts):
    """A headed part. `number` is kept where it was frozen ("3a"); empty: the template counts (1. in minutes, I. in a
    notice).

    With `numbered` its points are counted 1., 2., 3. (khoản), else they are plain paragraphs.
    """

    title: str
    points: list[Point] = field(default_factory=list)
    number: str = ""
    numbered: bool = False


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

    `number` is its Roman number ("I"; empty for the only one). `attached_to` names the paper ("Biên bản số 118/BB-UBND
    ngày 07 tháng 12 năm 2015 của Ủy ban nhân dân tỉnh Hà Tĩnh"); it is left out while the paper is a draft.
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
    """A directive in a table: `number` is counted by the template when it is empty; `code` is the register's."""

    text: str
    lead: str = ""
    coordinators: str = ""
    deadline: str = ""
    result: str = ""
    code: str = ""
    giver: str = ""
    state: str = ""


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
    """A line of the programme: "08:00 - 08:15", what, and who."""

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


def authority(sign: str, on_behalf_of: str, post: str = "") -> list[str]:
    """The lines above a signature: `authority("TL", "Chủ tịch", "Chánh Văn phòng")` gives "TL. CHỦ TỊCH", "CHÁNH VĂN
    PHÒNG".

    `sign` is TM (for a collective), KT (a deputy for the head), TL (by order), TUQ (by authorisation), Q (acting) or
    empty when the head signs (Decree 30/2020, Annex I §II.7).
    """
    first = f"{sign.strip('. ')}. {on_behalf_of}" if sign.strip(". ") else on_behalf_of
    return [line.strip().upper() for line in (first, post) if line.strip()]


def listed(text: str) -> list[str]:
    """The lines a person typed for "Nơi nhận", without the dashes, semicolons and stops that the template sets."""
    lines = (line.strip().lstrip("-–•").strip().rstrip(";").strip() for line in text.splitlines())
    return [line.removesuffix(".").strip() for line in lines if line]


def read(form: type[Facts], values: dict) -> Facts:
    """The facts that were frozen as JSON, as `form` again: unknown names are passed over, missing ones get defaults.

    Texts come back as they can be printed (see `glyphs.printable`). Raises `TypeError` when a fact that has no default
    is missing or of another kind.
    """
    if not isinstance(values, dict):
        raise TypeError(f"{form.__name__} wants named facts, not {type(values).__name__}")
    kinds = get_type_hints(form)
    known = [one.name for one in fields(form) if one.name in values]
    return form(**{name: _read(kinds[name], values[name]) for name in known})


def _read(kind, value):
    if isinstance(kind, UnionType):
        return None if value is None else _read(get_args(kind)[0], value)
    if get_origin(kind) is list:
        return [_read(get_args(kind)[0], one) for one in _only(list, value)]
    if is_dataclass(kind):
        return read(kind, value)
    return printable(_only(str, value)).strip() if kind is str else _only(kind, value)


def _only(kind, value):
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was expected, not {type(value).__name__}")
    return value
