"""What stands on a unit's papers where its settings are silent (Decree 30/2020, Annex I, boxes 2 to 4 and 7)."""

from meetings.units.models import Unit, UnitKind

COMMITTEES = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)
LED = (UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.DIVISION)
COMMITTEE = "Ủy ban nhân dân"
HEADS = {UnitKind.DEPARTMENT: "Giám đốc", UnitKind.OFFICE: "Chánh Văn phòng", UnitKind.DIVISION: "Trưởng phòng"}
CHIEF = "Chánh Văn phòng"
INSPECTOR = "Chánh Thanh tra"


def issuer_name(unit: Unit) -> str:
    """Box 2: the letterhead, else the name written whole in capitals."""
    return unit.letterhead or unit.name.replace("UBND", COMMITTEE).upper()


def parent_name(unit: Unit) -> str:
    """The body above it, which a committee's papers do not name and those of an office or department do."""
    if unit.letterhead_parent or unit.kind not in LED or unit.parent is None:
        return unit.letterhead_parent
    return " ".join(issuer_name(unit.parent).split())


def abbreviation(unit: Unit) -> str:
    """How the unit is called in a symbol: UBND, VP, and for a department the first letters of its name (SKHCN)."""
    if unit.abbreviation or unit.kind in COMMITTEES:
        return unit.abbreviation or "UBND"
    if unit.kind is UnitKind.OFFICE:
        return "VP"
    return "".join(word[0] for word in unit.name.split() if word != "và" and word[0].isalpha()).upper()


def place(unit: Unit) -> str:
    """Box 4: where the issuer sits; an office or department where the body above it does."""
    if unit.place or unit.kind in COMMITTEES or unit.parent is None:
        return unit.place or _named_place(unit.name)
    return place(unit.parent)


def _named_place(name):
    """Hà Tĩnh out of "UBND tỉnh Hà Tĩnh": what follows the nouns in small letters."""
    words = name.removeprefix("UBND ").removeprefix(f"{COMMITTEE} ").split()
    while len(words) > 1 and words[0].islower():
        words.pop(0)
    return " ".join(words)


def head_of(unit: Unit) -> str:
    """The post of who leads the unit."""
    if unit.kind in COMMITTEES:
        return "Chủ tịch"
    if unit.name.startswith("Thanh tra"):
        return INSPECTOR
    return HEADS.get(unit.kind, "Thủ trưởng")
