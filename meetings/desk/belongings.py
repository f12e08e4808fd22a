"""What hangs on sites that are taken out: what goes with them, as the page says before, and what stands in the way."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from meetings.agenda.models import Item
from meetings.attendance import lists
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base.db import db, hold
from meetings.base.errors import NotNow
from meetings.journal import actions as journal
from meetings.rehearsals.models import Trial
from meetings.speeches import actions as speeches
from meetings.speeches.models import Speech, SpeechState

NAMED = 3


class Belongings(NamedTuple):
    """How much goes with the sites: names on their lists, speeches, findings of rehearsals. `hindrance` says in words
    why they cannot go yet and what is to be done first; empty where nothing stands in the way."""

    names: int = 0
    speeches: int = 0
    trials: int = 0
    hindrance: str = ""


def of(site_ids) -> Belongings:
    """What hangs on the sites of those numbers (two statements). What the agenda counts on, and what was recorded of a
    conference that sat, does not go by the way."""
    ids = list(site_ids)
    if not ids:
        return Belongings()
    marked = Delegate.presence != Presence.UNMARKED
    counts = [
        (Delegate, True),
        (Speech, Speech.state != SpeechState.WITHDRAWN),
        (Trial, Trial.judged_at.is_not(None)),
        (HeadCount, True),
        (Delegate, marked),
    ]
    columns = [
        select(func.count()).select_from(model).where(model.site_id.in_(ids), fits).scalar_subquery()
        for model, fits in counts
    ]
    names, offered, trials, reports, marks = db.session.execute(select(*columns)).one()
    return Belongings(names, offered, trials, _hindrance(ids, bool(reports or marks)))


def _hindrance(ids, sat):
    accepted = select(Speech.item_id).where(Speech.site_id.in_(ids), Speech.state == SpeechState.ACCEPTED)
    query = select(Item.title).where(or_(Item.site_id.in_(ids), Item.id.in_(accepted)))
    titles = list(db.session.scalars(query.order_by(Item.position, Item.id)))
    if titles:
        told = "; ".join(f"“{title}”" for title in titles[:NAMED]) + ("; …" if len(titles) > NAMED else "")
        return _("The agenda counts on this: %(items)s. Take it off the agenda first, then drop the site.", items=told)
    return _("Attendance was recorded here; a site with a record of the sitting stays.") if sat else ""


def clear(conference, site_ids, *, by) -> None:
    """Let go what goes with the sites, before they do; the journal keeps how much it was, and no name. Raises `NotNow`
    where something stands in the way."""
    ids = list(site_ids)
    hold(conference)
    found = of(ids)
    if found.hindrance:
        raise NotNow(found.hindrance)
    names, offered = lists.drop(ids), speeches.drop(ids)
    if names or offered:
        journal.record(by, "dropped_with_sites", conference, within=conference, delegates=names, speeches=offered)
