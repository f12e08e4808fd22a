"""Who plays in the demo: one account per role, and the chairs and officers of all communes."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from meetings.accounts import actions as accounts
from meetings.accounts import passwords
from meetings.accounts.models import Person, Role
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.journal.models import Entry
from meetings.units.models import Unit, UnitKind

DATA = Path(__file__).parent / "data"
YEAR = tomllib.loads((DATA / "year.toml").read_text())
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Phan", "Võ", "Hoàng", "Đặng", "Bùi", "Hồ", "Dương", "Đinh")
# The communes of today came to be then; who holds a post there now was nobody in the conference of 2015.
SINCE = date(2025, 7, 1)
FORMER_DISTRICT = ("UBND xã Vũ Quang", "UBND xã Mai Hoa", "UBND xã Thượng Đức")
MIDDLES = ("Văn", "Thị", "Đức", "Thanh", "Minh", "Quốc", "Thị Thu", "Xuân", "Hữu", "Thị Kim", "Công")
GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Hà",
    "Hạnh",
    "Hùng",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Sơn",
)


@dataclass(frozen=True)
class Part:
    """An account of the demo: who signs in with it, and as what."""

    key: str
    name: str
    user_name: str
    title: str
    unit: str
    role: str


PEOPLE = [Part(**person) for person in YEAR["people"]]


def unit(name: str) -> Unit:
    """The unit of that name that exists today. Raises LookupError."""
    found = [row for row in db.session.scalars(select(Unit).filter_by(name=name)) if row.valid_until is None]
    if not found:
        raise LookupError(f"the demo needs a unit called {name}")
    return found[0]


def hashed(password: str) -> dict:
    """The password for each account of `PEOPLE`, by key, as the actions want it: hashed before the transaction."""
    return {part.key: _hashed(_person(part), password) for part in PEOPLE}


def _hashed(person, password):
    return accounts.weighed(person, password) if person else passwords.made(password)


def _person(part):
    return db.session.scalar(select(Person).filter_by(user_name=part.user_name))


def invite_all(ready: dict) -> dict[str, Person]:
    """Make (or find again) the accounts of `PEOPLE`, each with its password out of `hashed`; by key."""
    found = {}
    for part in PEOPLE:
        person = _person(part)
        if person is None:
            person = accounts.add_person(
                part.name,
                user_name=part.user_name,
                email=f"{part.user_name}@hatinh.example",
                phone=_phone(part.user_name),
                password=ready[part.key],
                must_change=False,
                by=None,
            )
            facts = {"title": part.title, "role": Role(part.role), "valid_from": SINCE}
            accounts.give_post(person, unit(part.unit), **facts, by=None)
        else:
            accounts.choose_password(person, ready[part.key])
        found[part.key] = person
    return found


def somebody(number: int) -> str:
    """A name out of many; the same number gives the same."""
    parts = (FAMILIES, MIDDLES, GIVEN)
    return " ".join(part[(number * step) % len(part)] for part, step in zip(parts, (1, 3, 7), strict=True))


def begun_at() -> datetime | None:
    """When the demo was first loaded: the moment at which its first account was made; None where it was not yet."""
    first = select(Person).filter_by(user_name=PEOPLE[0].user_name)
    person = db.session.scalar(first)
    if person is None:
        return None
    added = select(func.min(Entry.at)).where(Entry.verb == "added_person", Entry.about == ref(person))
    return db.session.scalar(added)


def people_of_communes() -> None:
    """A chair and an officer for each commune and ward that has nobody yet; they cannot sign in."""
    kinds = (UnitKind.COMMUNE, UnitKind.WARD)
    communes = select(Unit).where(Unit.kind.in_(kinds), Unit.valid_until.is_(None)).order_by(Unit.code)
    for number, commune in enumerate(db.session.scalars(communes)):
        if commune.name != "UBND xã Vũ Quang":
            rank = "phường" if commune.kind is UnitKind.WARD else "xã"
            _holder(commune, number * 2, f"Chủ tịch UBND {rank}", Role.LEADER)
            _holder(commune, number * 2 + 1, "Công chức Văn phòng", Role.SITE_OFFICER)


def _holder(commune, number, title, role):
    name = " ".join((FAMILIES[number % 12], MIDDLES[number * 5 % 11], GIVEN[number * 7 % 15]))
    mailbox = f"{commune.code or commune.id}.{role.value.replace('_', '-')}@hatinh.example"
    person = accounts.add_person(name, email=mailbox, phone=_phone(mailbox), by=None)
    accounts.give_post(person, commune, title=title, role=role, valid_from=SINCE, by=None)


def _phone(seed):
    return f"0239 38{sum(map(ord, seed)) * 37 % 100_000:05d}"
