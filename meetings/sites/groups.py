"""Saved choices of units that a secretariat invites together."""

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.vietnamese import alike
from meetings.journal import actions as journal
from meetings.sites.models import SiteGroup, SiteGroupUnit

IN_USE = _l("A template counts on this group. Take the group out of the template first.")
LONGEST = 120
TOO_LONG = _l("At most %(most)s characters for the name of the group; this has %(n)s.")


def save(name, unit_ids, *, owner, by):
    """Keep a choice of units under a name, for the secretariats of `owner`. A name already taken is
    refused."""
    if not unit_ids:
        raise NotValid(_l("Choose at least one unit, then save the choice as a group."), field="group_name")
    if len(name) > LONGEST:
        raise NotValid(TOO_LONG % {"most": LONGEST, "n": len(name)}, field="group_name")
    _free_name(name, owner.id)
    group = SiteGroup(name=name, owner_id=owner.id)
    db.session.add(group)
    db.session.flush()
    db.session.execute(insert(SiteGroupUnit), [{"group_id": group.id, "unit_id": unit_id} for unit_id in unit_ids])
    journal.record(by, "saved_site_group", group, units=len(unit_ids))
    return group


def rename(group, name, *, version, by):
    """Give a saved group another name. A name already taken is refused."""
    group.expect(version)
    _free_name(name, group.owner_id, but=group.id)
    journal.record(by, "renamed_site_group", group, former=group.name, now=name)
    group.name = name


def choose(group, unit_ids, *, version, by):
    """Let a saved group have exactly these units. Refused without any, and with `Stale` when somebody else changed the
    group since `version`."""
    hold(group)
    group.expect(version)
    if not unit_ids:
        raise NotValid(_l("A group needs at least one unit. Delete the group if it is of no use."), field="units")
    of_group = SiteGroupUnit.group_id == group.id
    there = set(db.session.scalars(select(SiteGroupUnit.unit_id).where(of_group)))
    gone, added = there - set(unit_ids), set(unit_ids) - there
    if not gone and not added:
        return
    db.session.execute(delete(SiteGroupUnit).where(of_group, SiteGroupUnit.unit_id.in_(gone)))
    if added:
        db.session.execute(insert(SiteGroupUnit), [{"group_id": group.id, "unit_id": one} for one in sorted(added)])
    flag_modified(group, "name")  # other units alone would not raise the version that others compare
    journal.record(by, "changed_site_group", group, added=len(added), dropped=len(gone))


def forget(group, *, by):
    """Forget a saved group; conferences that were filled from it keep their sites. Refused while a template counts on
    it."""
    try:
        with db.session.begin_nested():
            journal.record(by, "deleted_site_group", group)
            db.session.execute(delete(SiteGroupUnit).where(SiteGroupUnit.group_id == group.id))
            db.session.delete(group)
    except IntegrityError as used:
        raise NotNow(IN_USE) from used


def _free_name(name, owner_id, but=None):
    if not name.strip():
        raise NotValid(_l("Give the group a name."), field="group_name")
    names = db.session.scalars(select(SiteGroup.name).where(SiteGroup.owner_id == owner_id, SiteGroup.id != (but or 0)))
    # Compared here: SQLite's lower() leaves "Đ" and all other letters with marks as they are.
    if alike(name) in map(alike, names):
        raise NotValid(_l("A group with this name already exists. Choose another name."), field="group_name")
