import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload
from sqlalchemy.schema import Column

from meetings.base.db import db
from meetings.base.loading import by_join, shared_alias
from meetings.conferences.models import Conference
from meetings.sites.models import Site
from meetings.units.models import Unit
from tests.make import a_conference, a_site, a_unit

THREADS = 8
LIGHT = by_join(Site.conference, without=(Conference.chairs, Conference.title))


@pytest.fixture
def of_one(app):
    """Asks for one site, which stands alone in the database."""
    number = a_site(a_conference(organiser=a_unit("UBND tỉnh")), a_unit("Vũ Quang")).id
    db.session.expunge_all()
    return select(Site).where(Site.id == number)


def test_what_the_paths_lead_to_comes_along_in_one_statement(of_one, queries):
    queries.clear()

    site = db.session.scalar(of_one.options(by_join(Site.unit), by_join(Site.conference, Conference.organiser), LIGHT))

    assert (site.unit.name, site.conference.organiser.name, len(queries)) == ("Vũ Quang", "UBND tỉnh", 1)


def test_what_is_left_out_is_not_asked_before_it_is_wanted(of_one, queries):
    conference = db.session.scalar(of_one.options(LIGHT)).conference
    queries.clear()

    assert inspect(conference).unloaded >= {"chairs", "title"}
    assert conference.title and len(queries) == 1


def test_statements_that_follow_one_path_copy_no_columns(of_one):
    first, *others = of_one, of_one.order_by(Site.id), of_one.order_by(Site.position), of_one.limit(1)
    db.session.scalars(first.options(by_join(Site.joined))).all()
    made = _columns()

    for other in others:
        db.session.scalars(other.options(by_join(Site.joined))).all()

    assert _columns() == made


def test_threads_that_ask_at_once_through_a_new_alias_find_its_columns(app):
    interval, found = sys.getswitchinterval(), []
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in range(50):
                step, ready = Site.unit.of_type(shared_alias(Unit)), Barrier(THREADS)
                found.append(set(threads.map(_written, [step] * THREADS, [ready] * THREADS)))
    finally:
        sys.setswitchinterval(interval)

    assert [len(statements) for statements in found] == [1] * 50


def _written(step, ready):
    ready.wait()
    return str(select(Site).options(joinedload(step)))


def _columns():
    gc.collect()
    return sum(isinstance(one, Column) for one in gc.get_objects())
