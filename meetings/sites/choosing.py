"""Choosing sites by difference: what is there, what is wanted, what goes and what comes."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit

IN_USE = _l(
    "Delegates, agenda items or notes belong to a site you are dropping. Remove or move them first, then drop the site."
)
ANSWERED = _l("A site you are dropping has already answered. Tick that you mean it, and save again.")


@dataclass(frozen=True)
class Choice:
    """What a choice will do: the units that get a site, the light rows of dropped sites, and what each unit becomes."""

    there: dict
    added: set
    dropped: list
    kinds: dict

    @property
    def relayed(self) -> list[int]:
        """The sites that only relay from now on."""
        turned = ((row, self.kinds.get(unit_id)) for unit_id, row in self.there.items())
        return [row.id for row, kind in turned if kind is SiteKind.RELAY and row.kind is not kind]

    @property
    def _mains(self):
        old = next((row for row in self.there.values() if row.kind is SiteKind.MAIN), None)
        return old, next((unit_id for unit_id, kind in self.kinds.items() if kind is SiteKind.MAIN), None)

    @property
    def main_changes(self) -> bool:
        """Whether another unit's site becomes the main one."""
        old, new = self._mains
        return new is not None and (old is None or old.unit_id != new)

    @property
    def former_main(self):
        """The light row of the main site that another one replaces and that stays; None where it goes or stays main."""
        old, new = self._mains
        return old if old and new is not None and new != old.unit_id and old.unit_id in self.kinds else None

    @property
    def asks_added(self) -> bool:
        """Whether it adds a site that is asked: any but the main one."""
        return any(self.kinds[unit_id] is not SiteKind.MAIN for unit_id in self.added)

    @property
    def old_main(self) -> str:
        """The main site's name now."""
        old, _new = self._mains
        return old.name if old else ""

    @property
    def new_main(self) -> str:
        """The main site's name then; a unit that has no site yet takes its own."""
        _old, new = self._mains
        return self.there[new].name if new in self.there else getattr(db.session.get(Unit, new), "name", "")


def there(conference):
    """The sites there are, as light rows."""
    columns = (Site.id, Site.unit_id, Site.kind, Site.name, Site.answers)
    return db.session.execute(select(*columns).where(Site.conference_id == conference.id)).all()


def parts(there, main_unit_id, relay_ids):
    """Which unit is main and which relay: as said, else as it is."""
    if main_unit_id is None:
        main_unit_id = next((row.unit_id for row in there if row.kind is SiteKind.MAIN), None)
    if relay_ids is None:
        relay_ids = {row.unit_id for row in there if row.kind is SiteKind.RELAY}
    return main_unit_id, relay_ids


def wanted(chosen, there, known_ids):
    """The units that are to have a site: what is chosen, but others' changes since `known_ids` stand."""
    if known_ids is None:
        return chosen
    known = set(known_ids)
    return (there | (chosen - known)) - (known - chosen)


def kinds(unit_ids, main_unit_id, relay_ids) -> dict:
    """The kind of site of each unit: main, relay or member."""
    return {unit_id: _kind(unit_id, main_unit_id, set(relay_ids)) for unit_id in unit_ids}


def _kind(unit_id, main_unit_id, relay_ids):
    if unit_id == main_unit_id:
        return SiteKind.MAIN
    return SiteKind.RELAY if unit_id in relay_ids else SiteKind.MEMBER


def units(conference, ids):
    """The units of those numbers with parents. Raises `NotValid` where one does not exist on the
    conference's day."""
    day = clock.local(conference.starts_at).date()
    query = select(Unit).where(Unit.id.in_(ids)).options(by_join(Unit.parent))
    found = [unit for unit in db.session.scalars(query) if unit.exists_on(day)] if ids else []
    if len(found) < len(ids):
        raise NotValid(_l("A chosen unit does not exist on the day of the conference. Choose again."), field="unit")
    return found


def set_kinds(there, kinds):
    """Make sites main, member or relay: a new main site counts as confirmed, a former one has yet to be
    asked."""
    changed = {}
    for unit_id, row in there.items():
        if unit_id in kinds and row.kind is not kinds[unit_id]:
            changed.setdefault((row.kind, kinds[unit_id]), []).append(row.id)
    for (before, after), ids in changed.items():
        facts = {"kind": after, "version": Site.version + 1}
        if SiteKind.MAIN in (before, after):
            facts["state"] = SiteState.CONFIRMED if after is SiteKind.MAIN else SiteState.UNSENT
            facts |= {"joined_id": None, "reply": None}  # the main site sits in its own room
        db.session.execute(update(Site).where(Site.id.in_(ids)).values(facts))


def drop(rows, *, although_answered):
    """Take sites out, with their answers. Raises `NotValid` for answered ones unless told, `NotNow` where
    they are in use."""
    if not although_answered and any(row.answers for row in rows):
        raise NotValid(ANSWERED, field="drop_answered")
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Site).where(Site.id.in_([row.id for row in rows])))
    except IntegrityError as used:
        raise NotNow(IN_USE) from used
