"""Who is there already, read in one go for a table of people, and kept true while its rows are taken in."""

from collections import defaultdict

from sqlalchemy import or_, select

from meetings.accounts.faults import key_of
from meetings.accounts.models import Person
from meetings.accounts.queries import WITH_POSTS
from meetings.base import clock
from meetings.base.db import db, is_imagined
from meetings.units.trees import Read


class Known:
    """The people whom the rows could mean (two statements), and the units of today (one)."""

    def __init__(self, rows):
        said = {name: {row.get(name, "") for row in rows} - {""} for name in ("name", "user_name", "email")}
        said["user_name"], said["email"] = (set(map(key_of, said[name])) - {None} for name in ("user_name", "email"))
        wanted = or_(*(getattr(Person, name).in_(texts) for name, texts in said.items()))
        self._people: dict[tuple, list[Person]] = defaultdict(list)
        self._given_up: set[tuple] = set()
        for person in db.session.scalars(select(Person).where(wanted).options(WITH_POSTS).order_by(Person.id)):
            self.add(person)
        self._units = Read()

    def add(self, person) -> None:
        """Know somebody by what he is called now."""
        for key in _keys(person):
            if not any(one is person for one in self._people[key]):
                self._people[key].append(person)

    def give_up(self, person) -> None:
        """Remember what somebody is called by now: he is about to be called otherwise."""
        self._given_up |= _keys(person)

    def make_room(self, facts) -> None:
        """Write what was changed before somebody gets a name or an address that another one has just given up: in one
        go with it, the database could see two of them. What is only imagined it never sees."""
        if not is_imagined() and self._given_up & {(name, key_of(facts.get(name))) for name in ("user_name", "email")}:
            db.session.flush()

    def people(self, name, text) -> list[Person]:
        """Those whose `name`, `user_name` or `email` is this text now."""
        wanted = text if name == "name" else key_of(text)
        return [one for one in self._people.get((name, wanted), ()) if getattr(one, name) == wanted]

    def is_taken(self, person):
        """For `faults.person_faults`: whether another one than `person` has a user name or an address."""
        return lambda column, value, _: any(one is not person for one in self.people(column.key, value))

    def units(self, text) -> list:
        """The unit of today with that code, else those with that full or short name, marks and capitals aside."""
        today = {"start": clock.today(), "end": clock.today()}
        return self._units.with_code(text, **today)[:1] or self._units.named(text, short=True, **today)


def _keys(person):
    return {(name, getattr(person, name)) for name in ("name", "user_name", "email")}
