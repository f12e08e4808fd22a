"""A change of a conference of hundreds of sites: each story asks the database as often as for a single one, and each of
those who are told reads of the site that his link opens."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.invitations import mailings
from meetings.invitations.models import Invite
from meetings.notices.models import Notice, NoticeState
from meetings.rehearsals import actions as rehearsals
from meetings.rehearsals import telling as rehearsal_telling
from meetings.sites.models import Site, SiteKind, SiteLink, SiteState
from meetings.units.models import Unit
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit, saved

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(MONDAY - 7 * A_DAY):
        yield


def invited(number):
    """A conference whose invitation reached so many sites, the first of which has an officer as well."""
    secretary = a_secretary()
    organiser = db.session.merge(secretary).posts[0].unit
    made = a_conference(state=C.INVITING, organiser=organiser, chair=a_leader(), secretary_id=secretary.id)
    a_site(made, organiser, kind=SiteKind.MAIN)
    a_site_officer(first := a_unit())
    a_site(made, first, state=SiteState.WAITING, contact_name="Lan", contact_email="lan@example.vn")
    with transaction():
        names = [f"Xã {made.id}-{n}" for n in range(1, number)]
        db.session.execute(insert(Unit), [{"name": name, "short_name": name, "kind": "commune"} for name in names])
        units = select(Unit.id, Unit.name).where(Unit.name.in_(names)).order_by(Unit.id)
        rows = [_waits(made.id, *unit) for unit in db.session.execute(units)]
        db.session.execute(insert(Site), rows)
    with transaction():
        mailings.send(db.session.get(Conference, made.id), by=None)
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))
        db.session.execute(update(Invite).values(sequence=0))
        db.session.execute(update(Site).where(Site.kind == SiteKind.MEMBER).values(state=SiteState.CONFIRMED))
    return made


def _waits(conference_id, unit_id, name):
    contact = {"contact_name": name, "contact_email": f"xa{unit_id}@example.vn"}
    facts = {"kind": SiteKind.MEMBER, "state": SiteState.WAITING, "name": name, **contact}
    return {"conference_id": conference_id, "unit_id": unit_id, **facts}


def moved(one):
    hour = timedelta(hours=1)
    changes.revise(one, version=one.version, starts_at=one.starts_at + hour, ends_at=one.ends_at + hour, by=None)


def renamed(one):
    changes.revise(one, version=one.version, title="Giao ban tháng Mười hai", by=None)


def cancelled(one):
    changes.cancel(one, reason="Bão số 5", by=None)


def restored(one):
    changes.restore(one, starts_at=one.starts_at + A_DAY, ends_at=one.ends_at + A_DAY, by=None)


def postponed(one):
    changes.postpone(one, reason="Bão số 5", by=None)


def postponed_with_one_more(one):
    postponed(one)
    unit = Unit(name=f"Xã mới {one.id}", short_name="Xã mới", kind="commune")
    db.session.add(unit)
    db.session.flush()
    db.session.add(Site(**_waits(one.id, unit.id, unit.name) | {"state": SiteState.UNSENT}))


def rescheduled(one):
    changes.reschedule(one, starts_at=one.starts_at + A_DAY, ends_at=one.ends_at + A_DAY, by=None)


def with_another_main_site(one):
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=one.id).order_by(Site.id)))
    changes.choose_sites(one, unit_ids=units, main_unit_id=units[1], by=None)


def rehearsed(one):
    starts = one.starts_at - A_DAY
    planned = rehearsals.plan(one, starts_at=starts, ends_at=starts + timedelta(hours=1), by=None)
    rehearsal_telling.tell_sites(planned, "rehearsal_planned")


def done(conference, story):
    with transaction():
        story(db.session.get(Conference, conference.id))


STORIES = [
    ((), moved),
    ((moved,), moved),
    ((), renamed),
    ((), cancelled),
    ((moved,), cancelled),
    ((cancelled,), restored),
    ((), postponed),
    ((postponed_with_one_more,), rescheduled),
    ((), with_another_main_site),
    ((), rehearsed),
]


@pytest.mark.parametrize(("before", "story"), STORIES, ids=[f"{one.__name__} after {len(b)}" for b, one in STORIES])
def test_a_change_asks_as_often_for_three_hundred_sites_as_for_two(before, story, queries):
    counts, told = [], []
    for number in (2, 299):
        conference = invited(number)
        for first in before:
            done(conference, first)
        queries.clear()
        done(conference, story)
        counts.append(len(queries))
        told.append(db.session.query(Notice).filter_by(within=f"conference:{conference.id}").count())

    assert counts[0] == counts[1]
    assert told[1] >= told[0] + 297


def test_who_answers_for_two_sites_reads_of_the_one_that_his_link_opens():
    organiser = a_unit()
    conference = a_conference(state=C.INVITING, organiser=organiser)
    officer = a_site_officer(first := a_unit("Xã Một"))
    saved(Post(person_id=officer.id, unit_id=(second := a_unit("Xã Hai")).id, title="", role=Role.SITE_OFFICER))
    sites = [a_site(conference, unit, state=SiteState.WAITING) for unit in (first, second)]
    with transaction():
        mailings.send(db.session.get(Conference, conference.id), by=None)
        db.session.execute(update(Notice).values(state=NoticeState.SENT))
        db.session.execute(update(Invite).values(sequence=0))

    done(conference, renamed)

    corrected = db.session.query(Notice).filter_by(kind="conference_corrected").order_by(Notice.id).all()
    opened = [db.session.get(SiteLink, one.facts["link_id"]).site_id for one in corrected]
    assert [(one.about, one.facts["path"], number) for one, number in zip(corrected, opened, strict=True)] == [
        (f"site:{sites[0].id}", f"/sites/{sites[0].id}", sites[0].id)
    ]
