"""Who was told of an end of a unit that does not stand so any more, and telling him.

One rule for the page, a table, and an import that is taken back: whom a message of an end has reached hears that the
end holds no more, or is on another day, unless a message that waits tells him of it as it stands.
"""

from datetime import time

from sqlalchemy import delete, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import number_in, ref
from meetings.desk import hanging
from meetings.desk.hanging import A_DAY
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import pace
from meetings.sites import telling as site_telling
from meetings.units import queries
from meetings.units.models import Unit, UnitImport

HOUSE, OF_SITES = "unit_ended", "site_unit_ended"
HOUSE_AGAIN, OF_SITES_AGAIN = "unit_reopened", "site_unit_reopened"
COUNTS = NoticeState.QUEUED, NoticeState.SENDING, NoticeState.SENT, NoticeState.KEPT, NoticeState.GATHERED
DAY = "%d/%m/%Y"
NAMED = 5
KEEPS = "Anh/chị theo dõi hội nghị hoặc nhiệm vụ của đơn vị này."


def correct(numbers) -> None:
    """Tell who was told of an end of the units with these numbers that does not stand so any more: of their sites to
    come, and in the house. To be called once what is told of the ends as they stand is queued. The messages wait as
    those of an end do; what was to be told so and has not left is told as it is now."""
    db.session.flush()
    if numbers:
        later = {"send_after": clock.now() + pace.merge_window()}
        _correct_house(set(numbers), later)
        _correct_sites(list(numbers), later)


def _correct_house(numbers, later):
    of_imports = Notice.about.startswith(f"{UnitImport.__tablename__}:", autoescape=True)
    of_units = Notice.about.startswith(f"{Unit.__tablename__}:", autoescape=True)
    rows = _messages((HOUSE, HOUSE_AGAIN), or_(of_imports, of_units))
    waiting = [row for row in rows if _waits(row, HOUSE_AGAIN) and not numbers.isdisjoint(_meant(row))]
    numbers = numbers.union(*map(_meant, waiting))
    told = _told(_without(rows, waiting), lambda row: numbers.intersection(_meant(row)))
    wrong = {}
    units = {unit.id: unit for unit in queries.with_numbers(numbers)} if told else {}
    for number, unit in units.items():
        for row in told.get(number, {}).values():
            if _said(row) != _day(unit):
                wrong.setdefault((_reader(row), _said(row), _day(unit)), (row, {}))[1][number] = unit
    for (_reader_key, on, until), (row, ended) in wrong.items():
        tops = [unit for unit in ended.values() if unit.parent_id not in ended]
        said = {"unit": ", ".join(one.name for one in tops[:NAMED]), "more_units": max(0, len(tops) - NAMED)}
        said |= {"on": on, "until": until, "units": list(ended), "path": row.facts["path"]}
        notices.tell([_whom(row)], HOUSE_AGAIN, about=tops[0], reason=KEEPS, **said, **later)


def _correct_sites(numbers, later):
    coming = hanging.full(hanging.sites_after(numbers, clock.today() - A_DAY))
    there = {ref(site): site for site in db.session.scalars(coming).unique()}
    rows = _messages((OF_SITES, OF_SITES_AGAIN), Notice.about.in_(there)) if there else []
    waiting = [row for row in rows if _waits(row, OF_SITES_AGAIN)]
    for about, readers in _told(_without(rows, waiting), lambda row: [row.about]).items():
        site = there[about]
        until = _day(site.unit)
        for row in readers.values():
            if _said(row) != until and not _ends_before(site):
                _tell_site(site, row, until, later)


def _tell_site(site, row, until, later):
    said = site_telling.facts(site) | {"unit": site.unit.name, "on": _said(row), "until": until}
    said |= {"link_id": row.facts["link_id"]} if "link_id" in row.facts else {}
    about = {"about": site, "within": site.conference, "reason": site_telling.reason(site)}
    notices.tell([_whom(row)], OF_SITES_AGAIN, **about, **said, **later)


def _ends_before(site):
    """Whether the unit still ends before the conference: of that, those of the site are told."""
    last = site.unit.valid_until
    return last is not None and site.conference.starts_at >= clock.instant(last + A_DAY, time())


def _messages(kinds, about):
    query = select(Notice).where(Notice.kind.in_(kinds), Notice.state.in_(COUNTS), about)
    return list(db.session.scalars(query.order_by(Notice.id)))


def _waits(row, kind):
    return row.kind == kind and row.state is NoticeState.QUEUED


def _without(rows, waiting):
    """The messages without those that wait, which are dropped: what they say is told anew. What the post has taken
    meanwhile is told."""
    if not waiting:
        return rows
    wait = Notice.id.in_([row.id for row in waiting]), Notice.state == NoticeState.QUEUED
    dropped = set(db.session.scalars(delete(Notice).where(*wait).returning(Notice.id)))
    return [row for row in rows if row.id not in dropped]


def _told(rows, things):
    """By thing and reader: the last message that told him of an end."""
    found = {}
    for row in rows:
        for thing in things(row):
            readers = found.setdefault(thing, {})
            readers.pop(_reader(row), None)
            if _said(row):
                readers[_reader(row)] = row
    return found


def _meant(row):
    """The numbers of the units of which a message of the house tells; older messages know that of a single one."""
    number = number_in(row.about, Unit)
    return row.facts.get("units", [number] if number else [])


def _said(row):
    """The last day that a message told of, as it was written; empty where it told that there is none any more."""
    return row.facts.get("until", "") if row.kind in (HOUSE_AGAIN, OF_SITES_AGAIN) else row.facts["on"]


def _day(unit):
    return unit.valid_until.strftime(DAY) if unit.valid_until else ""


def _reader(row):
    return row.to_address, row.to_phone, row.person_id


def _whom(row):
    return notices.Recipient(row.to_name, *_reader(row))
