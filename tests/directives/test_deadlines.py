from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from meetings.base.db import db
from meetings.directives import deadlines
from meetings.directives.models import Directive, DirectiveState, OfficialClass
from tests.directives.made import a_directive
from tests.make import saved

S = DirectiveState
TODAY = date(2026, 12, 7)
DAYS = [None, *(TODAY + timedelta(days=n) for n in (-9, -1, 0, 1, 7, 8))]


@pytest.fixture
def every_case():
    """Each state with each deadline and each day of completion that it can have."""
    model = a_directive()
    facts = dict(text="Words", giver_name="Giver", giver_unit_id=model.giver_unit_id, lead_unit_id=model.lead_unit_id)
    for number, (state, due, done) in enumerate(product(S, DAYS, DAYS[:5])):
        if (done is None) != (state in (S.SUBMITTED, S.DONE)):
            saved(
                Directive(
                    code=f"T-{number}", state=state, due_on=due, completed_on=done, given_at=model.given_at, **facts
                )
            )
    return db.session.scalars(select(Directive)).all()


def ids(condition):
    return set(db.session.scalars(select(Directive.id).where(condition)))


def test_the_database_and_the_model_agree_on_what_is_late(every_case):
    assert len(every_case) > 80
    assert ids(deadlines.overdue(TODAY)) == {one.id for one in every_case if one.is_overdue(TODAY)}
    assert ids(deadlines.due_soon(TODAY)) == {one.id for one in every_case if one.is_due_soon(TODAY)}


def test_the_database_and_the_model_agree_on_the_official_class(every_case):
    rows = db.session.execute(select(Directive.id, deadlines.official_class(TODAY))).all()
    expected = {one.id: one.official_class(TODAY) for one in every_case}

    assert {number: kind and OfficialClass(kind) for number, kind in rows} == expected
    assert set(expected.values()) == {*OfficialClass, None}


def test_every_directive_falls_into_exactly_one_bucket(every_case):
    found = {bucket: ids(deadlines.within(bucket, TODAY)) for bucket in deadlines.Bucket}

    assert sum(map(len, found.values())) == len(every_case)
    assert all(one.id in found[deadlines.bucket_of(one, TODAY)] for one in every_case)
    assert all(found.values())


def test_what_was_handed_in_time_waits_for_the_giver_and_is_not_overdue():
    in_time = Directive(state=S.SUBMITTED, due_on=TODAY - timedelta(days=1), completed_on=TODAY - timedelta(days=1))
    too_late = Directive(state=S.SUBMITTED, due_on=TODAY - timedelta(days=2), completed_on=TODAY - timedelta(days=1))

    assert [one.is_overdue(TODAY) for one in (in_time, too_late)] == [False, True]


def test_a_standing_one_is_never_late():
    assert not Directive(state=S.ACCEPTED, due_on=None).is_overdue(TODAY)
