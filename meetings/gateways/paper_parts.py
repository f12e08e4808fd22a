"""What all official papers are made of: head, signature, sections and points; and facts read back from JSON.

All texts stand here as they are to be read (days and times already in words, see `base.vietnamese`); layout, numbering
of points, capitals of headings, dashes, semicolons and the closing "./." are the template's. Boxes are those of Decree
30/2020/NĐ-CP, Annex I.
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
