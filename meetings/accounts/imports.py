"""People and their posts from a table: one row for one post; matched by user name or address; all or nothing.

Nobody gets a password through a table; whoever should sign in is sent a link afterwards, is given a one-time password,
or asks for a link himself.
"""

from functools import partial
from typing import NamedTuple

from meetings.accounts import actions, rules
from meetings.accounts.faults import key_of, person_faults, post_faults
from meetings.accounts.known import Known
from meetings.accounts.models import Post, Role
from meetings.base.days import day_of
from meetings.base.db import imagined
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.base.telephone import expect_number
from meetings.base.verdicts import Change, Outcome, Verdict, chosen, judge, outcome_of, short_enough, unvalued
from meetings.base.vietnamese import fold
from meetings.journal import actions as journal

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
    Role.ADMINISTRATOR: ("quản trị", "quản trị viên", "quản trị hệ thống", "administrator"),
    Role.SECRETARIAT: ("thư ký", "thư ký, văn phòng", "ban thư ký", "văn phòng", "secretariat"),
    Role.LEADER: ("lãnh đạo", "chủ trì", "leader"),
    Role.SITE_OFFICER: (
        "đầu mối điểm cầu", "cán bộ điểm cầu", "phụ trách điểm cầu", "đầu mối", "cán bộ đầu mối", "site officer",
    ),
    Role.MEMBER: ("thành viên", "chuyên viên", "member"),
}  # fmt: skip
ROLE_WORDS = {fold(word): role for role, words in ROLES.items() for word in (*words, role.value)}
DASHES = ("-", "–", "—")

NO_ROLE = _l("“%(text)s” is no role. Write quản trị, thư ký, lãnh đạo, đầu mối điểm cầu or thành viên.")
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
    with journal.together():
        return _run(sheet, by)


def foresee(sheet, *, by) -> list[Verdict]:
    """The verdicts that `run` would give, and nothing is written. Raises `NotValid` like it."""
    with imagined(), journal.unheard():
        return _run(sheet, by)


def _run(sheet, by):
    rows, blind = list(_rows(sheet)), sheet.blind(ALIASES, ("name",))
    known = Known([cells for _, cells in rows])
    return [
        judge(row, cells.get("name", ""), partial(_keep, cells, by, known, blind=blind.get(row, ())))
        for row, cells in rows
    ]


def _rows(sheet):
    for row, cells in sheet.records(ALIASES, ("name",)):
        yield row, {name: text.strip() for name, text in cells.items()}


def _keep(cells, by, known, *, blind):
    """What the row does. All that could be refused is asked first, as the actions would."""
    if blind:
        Faults(unvalued(blind, ALIASES)).tell()
    faults = Faults()
    faults.of(short_enough, cells, {name: names[0] for name, names in ALIASES.items()})
    post = faults.of(_post, cells, by, known)
    facts = {name: _plain(cells[name]) for name in ("name", "user_name", "email", "phone") if cells.get(name)}
    person = _meant(cells, post, facts, faults, known)
    faults.tell()
    if person is None:
        return _add(facts, post, by, known)
    return _change(person, facts, post, by, known)


def _add(facts, post, by, known):
    if post is None and by is not None and not by.is_admin:
        raise NotValid(POST_NEEDED)
    known.make_room(facts)
    person = actions.add_person(facts.pop("name", ""), **facts, by=by, is_taken=known.is_taken(None))
    known.add(person)
    if post:
        actions.give_post(person, **post, by=by)
    return Outcome.NEW, ()


def _change(person, facts, post, by, known):
    changes = _changes(person, facts)
    may_keep = by is None or rules.can_edit_person(by, person)
    if changes and not may_keep:
        raise NotValid(NOT_YOURS % {"name": person.name})
    # As on the pages: whoever gave him one would keep his account from then on.
    if post and not person.open_posts and not may_keep:
        raise NotValid(WITHOUT_POST % {"name": person.name})
    given = _given(person, post) if post else None
    if given:
        actions.expect_possible(person, **post, but=given.changed)
    if changes:
        known.give_up(person)
        known.make_room(facts)
        actions.change_person(person, **facts, by=by, is_taken=known.is_taken(person))
        known.add(person)
    changes += _give(person, post, given, by) if given else []
    return outcome_of(changes), tuple(changes)


def _meant(cells, post, facts, faults, known):
    """The person whom the row speaks of; what is wrong with what it says of him joins the other faults."""
    try:
        person = _known(cells, post, known)
    except NotValid as no:
        faults.found.append(no)
        return None
    if person is None or facts.get("phone") != person.phone:
        faults.of(expect_number, facts.get("phone", ""))
    said = {name: getattr(person, name, None) for name in ("name", "user_name", "email")}
    said |= {name: facts[name] for name in said if name in facts}
    signs_in = bool(person and person.password_hash)
    found = person_faults(**said, signs_in=signs_in, is_taken=known.is_taken(person))
    if person and key_of(said["email"]) == person.email:  # one from before the rule is in nobody's way
        found = (no for no in found if no.field != "email")
    faults.found += found
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


def _post(cells, by, known):
    parts = [cells.get(name, "") for name in ("unit", "title", "role")]
    if not any(parts):
        return None
    if not all(parts):
        raise NotValid(POST_HALF)
    faults = Faults()
    unit, role = faults.of(_unit, parts[0], known), faults.of(chosen, parts[2], ROLE_WORDS, NO_ROLE)
    if by is not None and unit is not None and not by.keeps(unit):
        faults.found.append(NotValid(OUT_OF_REACH % {"name": unit.name}))
    if by is not None and role is not None and role not in rules.roles_to_give(by):
        faults.found.append(NotValid(ROLE_ABOVE))
    days = {name: faults.of(day_of, _plain(cells.get(name, ""))) for name in ("valid_from", "valid_until")}
    faults.found += post_faults(unit, title=parts[1], **days)
    faults.tell()
    return {"unit": unit, "title": parts[1], "role": role} | days


def _unit(text, known):
    found = known.units(text)
    if len(found) != 1:
        raise NotValid((MANY_UNITS if found else NO_UNIT) % {"text": text[:60]})
    return found[0]


def _known(cells, post, known):
    """The person of that user name or address; without either, the one of that name in the unit of the post."""
    keys = {name: _plain(cells.get(name, "")) for name in ("user_name", "email")}
    found = {id(one): one for name, text in keys.items() if text for one in known.people(name, text)}
    if len(found) > 1:
        raise NotValid(TWO_PEOPLE)
    if found:
        return next(iter(found.values()))
    if any(keys.values()) or post is None:
        return None
    same = [one for one in known.people("name", cells["name"]) if _is_below(one, post["unit"])]
    if len(same) > 1:
        raise NotValid(MANY_PEOPLE)
    return same[0] if same else None


def _is_below(person, unit):
    return any(post.unit.is_within(unit) for post in person.open_posts)


class Given(NamedTuple):
    """A post that the row gives, or the one held now that it `changed`."""

    changed: Post | None = None


def _given(person, post):
    """What the row does to the posts of the person; None where he holds this one in this time."""
    unit, key = post["unit"], (post["title"], post["role"])
    held = [one for one in person.posts if one.unit_id == unit.id and (one.title, one.role) == key]
    days = (post["valid_from"], post["valid_until"])
    if any((one.valid_from, one.valid_until) == days for one in held):
        return None
    return Given(next((one for one in held if one in person.open_posts), None))


def _give(person, post, given, by):
    unit, days = post["unit"], (post["valid_from"], post["valid_until"])
    shown = f"{post['title']}, {unit.name}"
    if given.changed is not None:
        facts = {name: value for name, value in post.items() if name != "unit"}
        actions.change_post(given.changed, **facts, by=by)
        return [Change("valid_until", shown, f"{shown} ({_days(*days)})")]
    actions.give_post(person, **post, by=by)
    return [Change("title", "", shown)]


def _days(first, last):
    return " – ".join(day.strftime("%d/%m/%Y") if day else "" for day in (first, last)).strip()
