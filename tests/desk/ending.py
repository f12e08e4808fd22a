"""Makers of what hangs on a unit that ends, and of its end."""

from datetime import date

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as S
from meetings.directives.models import Directive
from meetings.notices.models import Notice
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units import actions
from meetings.units.models import Unit
from tests.make import a_conference, a_site, saved

LAST = date(2026, 11, 28)


def ended(unit, *heirs, on=LAST):
    with transaction():
        heirs = [db.session.get(Unit, heir.id) for heir in heirs]
        actions.end(db.session.get(Unit, unit.id), on=on, successors=heirs, by=None)


def invited(unit, province, **facts):
    facts = {"title": "Giao ban tháng 12", "state": S.INVITING, **facts}
    conference = a_conference(organiser=province, **facts)
    a_site(conference, province, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    is_draft = conference.state is S.DRAFT
    asked = {"state": SiteState.UNSENT} if is_draft else {"state": SiteState.WAITING, "invited_at": clock.now()}
    site = a_site(conference, unit, **asked)
    return conference, site


def a_directive(unit, province, code="NV-1"):
    facts = {"code": code, "text": "Rà soát quy hoạch", "giver_name": "A", "giver_unit_id": province.id}
    return saved(Directive(**facts, given_at=clock.now(), lead_unit_id=unit.id))


def units_of(conference):
    return set(db.session.scalars(select(Site.unit_id).where(Site.conference_id == conference.id)))


def told(kind=None):
    query = select(Notice).order_by(Notice.id)
    return list(db.session.scalars(query.where(Notice.kind == kind) if kind else query))


def end(admin, unit, *heirs, on="28/11/2026"):
    data = {"on": on, "version": db.session.get(Unit, unit.id).version, "successors": [heir.id for heir in heirs]}
    return admin.post(f"/units/{unit.id}/end", data=data)
