"""People and their posts from a table: one row for one post; matched by user name or address; all or nothing.

Nobody gets a password through a table; whoever should sign in is sent a link afterwards, is given a one-time password,
or asks for a link himself.
"""

from collections import defaultdict

from sqlalchemy import select

from meetings.accounts import actions, queries, rules
from meetings.accounts.models import Person, Role
from meetings.base.days import day_of
from meetings.base.db import db
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.base.verdicts import Change, Outcome, Verdict, chosen, judge, outcome_of, short_enough
from meetings.base.vietnamese import fold
from meetings.units import queries as units

ALIASES = {
    "name": ("Họ và tên", "Họ tên", "Tên", "Name"),
    "user_name": ("Tên đăng nhập", "User name"),
    "email": ("Thư điện tử", "Email", "E-mail"),
    "phone": ("Điện thoại", "Số điện thoại", "Phone"),
    "unit": ("Đơn vị", "Mã đơn vị", "Unit"),
    "title": ("Chức vụ", "Position"),
    "role": ("Vai trò", "Role"),
    "valid_from": ("Từ ngày", "From"),
    "valid_until": ("Đến ngày", "Until"),
}
ROLES = {
    Role.ADMINISTRATOR: ("quản trị", "quản trị viên", "quản trị hệ thống"),
    Role.SECRETARIAT: ("thư ký", "ban thư ký", "văn phòng"),
    Role.LEADER: ("lãnh đạo", "chủ trì"),
    Role.SITE_OFFICER: ("cán bộ điểm cầu", "phụ trách điểm cầu", "đầu mối", "cán bộ đầu mối"),
    Role.MEMBER: ("thành viên", "chuyên viên"),
}
ROLE_WORDS = {fold(word): role for role, words in ROLES.items() for word in (*words, role.value)}
DASHES = ("-", "–", "—")

NO_ROLE = _l("“%(text)s” is no role. Write quản trị, thư ký, lãnh đạo, cán bộ điểm cầu or thành viên.")
NO_UNIT = _l("There is no unit “%(text)s”. Write its code or its full name.")
MANY_UNITS = _l("Several units are called “%(text)s”. Write the code.")
OUT_OF_REACH = _l("You do not keep the people of %(name)s.")
ROLE_ABOVE = _l("Only an administrator can give this role.")
NOT_YOURS = _l("%(name)s holds positions outside the units that you keep, so you cannot change his data.")
TWO_PEOPLE = _l("User name and e-mail address belong to two different people.")
WITHOUT_POST = _l("%(name)s holds no position now, and is kept by administrators only.")
POST_HALF = _l("A position needs unit, position and role.")
POST_NEEDED = _l("A new person needs a position in a unit that you keep.")
MANY_PEOPLE = _l("Several people are called so. Write the user name or the e-mail address.")


def run(sheet, *, by) -> list[Verdict]:
    """Add and change what the table says, inside the caller's transaction; a verdict for each row, in its order.

    `by` None may do everything. Raises `NotValid` when the table lacks the column of names.
    """
    found: dict[str, object] = defaultdict(lambda: None)
    return [judge(row, cells.get("name", ""), lambda c=cells: _keep(c, by, found)) for row, cells in _rows(sheet)]


def _rows(sheet):
    for row, cells in sheet.records(ALIASES, ("name",)):
        yield row, {name: text.strip() for name, text in cells.items()}


def _keep(cells, by, units_found):
    faults = Faults()
    faults.of(short_enough, cells, {name: names[0] for name, names in ALIASES.items()})
    post = faults.of(_post, cells, by, units_found)
    facts = {name: _plain(cells[name]) for name in ("name", "user_name", "email", "phone") if cells.get(name)}
    person = _meant(cells, post, facts, faults)
    faults.tell()
    if person is None:
        if post is None and by is not None and not by.is_admin:
            raise NotValid(POST_NEEDED)
        person = actions.add_person(facts.pop("name", ""), **facts, by=by)
        db.session.flush()
        if post:
            actions.give_post(person, **post, by=by)
        return Outcome.NEW, ()
    changes = _changes(person, facts)
    if changes and by is not None and not rules.can_edit_person(by, person):
        raise NotValid(NOT_YOURS % {"name": person.name})
    # As on the pages: whoever gave him one would keep his account from then on.
    if post and by is not None and not person.open_posts and not rules.can_edit_person(by, person):
        raise NotValid(WITHOUT_POST % {"name": person.name})
    if changes:
        actions.change_person(person, **facts, by=by)
    changes += _give(person, post, by) if post else []
    return outcome_of(changes), tuple(changes)


def _meant(cells, post, facts, faults):
    """The person whom the row speaks of; what is wrong with what it says of him joins the other faults."""
    try:
        person = _known(cells, post)
    except NotValid as no:
        faults.found.append(no)
        return None
    said = {name: getattr(person, name, None) for name in ("name", "user_name", "email")}
    said |= {name: facts[name] for name in said if name in facts}
    faults.found += actions.person_faults(**said, but=person.id if person else None)
    return person


def _plain(text):
    return "" if text in DASHES else text


def _changes(person, facts):
    lowered = {name: value.lower() if name in ("user_name", "email") else value for name, value in facts.items()}
    return [
        Change(name, getattr(person, name) or "", value)
        for name, value in lowered.items()
        if (getattr(person, name) or "") != value
    ]


def _post(cells, by, units_found):
    parts = [cells.get(name, "") for name in ("unit", "title", "role")]
    if not any(parts):
        return None
    if not all(parts):
        raise NotValid(POST_HALF)
    faults = Faults()
    unit, role = faults.of(_unit, parts[0], units_found), faults.of(chosen, parts[2], ROLE_WORDS, NO_ROLE)
    if by is not None and unit is not None and not by.keeps(unit):
        faults.found.append(NotValid(OUT_OF_REACH % {"name": unit.name}))
    if by is not None and role is not None and role not in rules.roles_to_give(by):
        faults.found.append(NotValid(ROLE_ABOVE))
    days = {name: faults.of(day_of, _plain(cells.get(name, ""))) for name in ("valid_from", "valid_until")}
    faults.found += actions.post_faults(unit, title=parts[1], **days)
    faults.tell()
    return {"unit": unit, "title": parts[1], "role": role} | days


def _unit(text, units_found):
    number = units_found[text]
    if number is None:
        unit = units.by_code(text) or units.named(text)
        if unit is None:
            raise NotValid((MANY_UNITS if units.count_named(text) > 1 else NO_UNIT) % {"text": text[:60]})
        units_found[text] = number = unit.id
    return units.unit(number)


def _known(cells, post):
    """The person of that user name or address; without either, the one of that name in the unit of the post."""
    keys = [(Person.user_name, cells.get("user_name", "")), (Person.email, cells.get("email", ""))]
    found = {}
    for column, text in keys:
        if _plain(text):
            person = db.session.scalar(select(Person).where(column == text.lower()).options(queries.WITH_POSTS))
            found |= {person.id: person} if person else {}
    if len(found) > 1:
        raise NotValid(TWO_PEOPLE)
    if found:
        return next(iter(found.values()))
    if any(_plain(text) for _, text in keys) or post is None:
        return None
    same = list(db.session.scalars(queries.people(cells["name"], unit=post["unit"], state="all")))
    same = [person for person in same if person.name == cells["name"]]
    if len(same) > 1:
        raise NotValid(MANY_PEOPLE)
    return same[0] if same else None


def _give(person, post, by):
    unit, key = post["unit"], (post["title"], post["role"])
    held = [one for one in person.posts if one.unit_id == unit.id and (one.title, one.role) == key]
    days = (post["valid_from"], post["valid_until"])
    if any((one.valid_from, one.valid_until) == days for one in held):
        return []
    open_one = next((one for one in held if one in person.open_posts), None)
    shown = f"{post['title']}, {unit.name}"
    if open_one is not None:
        facts = {name: value for name, value in post.items() if name != "unit"}
        actions.change_post(open_one, **facts, by=by)
        return [Change("valid_until", shown, f"{shown} ({_days(*days)})")]
    actions.give_post(person, **post, by=by)
    return [Change("title", "", shown)]


def _days(first, last):
    return " – ".join(day.strftime("%d/%m/%Y") if day else "" for day in (first, last)).strip()
