"""One series of numbers for all papers of an issuer, or one for each kind: said of a year, before its first number."""

import threading

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.journal.models import Entry
from meetings.registry import actions, queries
from meetings.registry.models import Numbering, Paper, PaperKind, Series
from tests.make import a_conference, a_province, a_secretary, an_administrator
from tests.registry.test_actions import released

K = PaperKind


def numbered(unit, is_common=True, *, year=None, by=None):
    """Said of the unit."""
    with transaction():
        return actions.set_numbering(unit, year=year or clock.today().year, is_common=is_common, by=by)


def symbols(conference, *kinds):
    """Of papers given out one after the other."""
    return [released(conference, kind).symbol for kind in kinds]


def test_all_papers_of_an_issuer_share_one_series():
    first, second = a_conference(), a_conference()
    numbered(first.organiser)

    taken = symbols(first, K.NOTICE, K.MINUTES, K.NOTICE, K.INVITATION), symbols(second, K.NOTICE, K.MINUTES)

    assert taken == (["01/TB-UBND", "02/BB-UBND", "03/TB-UBND", "04/GM-UBND"], ["01/TB-UBND", "01/BB-UBND"])


def test_a_year_goes_on_as_the_one_before_from_01():
    conference, year = a_conference(), clock.today().year
    numbered(conference.organiser)
    symbols(conference, K.NOTICE, K.MINUTES)

    with clock.at(clock.now().replace(year=year + 2)):
        taken = symbols(conference, K.NOTICE, K.MINUTES)

    assert taken == ["01/TB-UBND", "02/BB-UBND"]


def test_what_is_said_of_a_later_year_leaves_this_one_as_it_is():
    conference, year = a_conference(), clock.today().year
    symbols(conference, K.NOTICE)
    numbered(conference.organiser, year=year + 1)

    this_year = symbols(conference, K.NOTICE, K.MINUTES)
    with clock.at(clock.now().replace(year=year + 1)):
        next_year = symbols(conference, K.NOTICE, K.MINUTES)

    assert (this_year, next_year) == (["02/TB-UBND", "01/BB-UBND"], ["01/TB-UBND", "02/BB-UBND"])


@pytest.mark.parametrize("is_common", [True, False])
def test_once_a_number_is_taken_the_year_stays_as_it_is(is_common):
    conference = a_conference()
    numbered(conference.organiser, is_common)
    taken = symbols(conference, K.NOTICE, K.MINUTES)

    with pytest.raises(NotValid) as no:
        numbered(conference.organiser, not is_common)

    assert no.value.field == "year"
    assert taken == ["01/TB-UBND", "02/BB-UBND" if is_common else "01/BB-UBND"]
    assert symbols(conference, K.MINUTES) == ["03/BB-UBND" if is_common else "02/BB-UBND"]


def test_a_number_taken_elsewhere_counts_until_it_is_said_to_have_been_none():
    unit, year = a_province(), clock.today().year
    told = dict(year=year, kind=K.NOTICE, by=None)
    with transaction():
        actions.continue_series(unit, last_number=451, **told)

    with pytest.raises(NotValid):
        numbered(unit)
    with transaction():
        actions.continue_series(unit, last_number=0, **told)
    numbered(unit)

    assert symbols(a_conference(organiser=unit), K.MINUTES, K.NOTICE) == ["01/BB-UBND", "02/TB-UBND"]


def test_a_common_series_goes_on_where_it_stood_elsewhere_and_not_below_a_number_given_out():
    conference = a_conference()
    unit, told = conference.organiser, dict(year=clock.today().year, kind=None, by=None)
    numbered(unit)
    with transaction():
        actions.continue_series(unit, last_number=451, **told)
    taken = symbols(conference, K.NOTICE, K.MINUTES)

    with pytest.raises(NotValid) as no, transaction():
        actions.continue_series(unit, last_number=452, **told)

    assert (taken, no.value.field) == (["452/TB-UBND", "453/BB-UBND"], "last_number")


@pytest.mark.parametrize(("is_common", "kind"), [(True, K.NOTICE), (False, None)])
def test_a_series_that_the_issuer_does_not_have_cannot_be_continued(is_common, kind):
    unit = a_province()
    numbered(unit, is_common)

    with pytest.raises(NotValid) as no, transaction():
        actions.continue_series(unit, year=clock.today().year, kind=kind, last_number=451, by=None)

    assert no.value.field == "kind"
    assert db.session.scalars(db.select(Series)).all() == []


def test_the_journal_keeps_what_was_said_and_what_changes_nothing_is_not_told():
    unit, administrator, year = a_province(), an_administrator(), clock.today().year
    numbered(unit, is_common=False, by=administrator)
    numbered(unit, is_common=True, by=administrator)

    numbered(unit, is_common=False, by=administrator)

    told = db.session.scalars(db.select(Entry).where(Entry.verb.startswith("numbered")).order_by(Entry.id)).all()

    assert [(one.by_id, one.about, one.verb, one.details) for one in told] == [
        (administrator.id, f"unit:{unit.id}", "numbered_in_common", {"year": year}),
        (administrator.id, f"unit:{unit.id}", "numbered_by_kind", {"year": year}),
    ]


def at_once(app, *works):
    """Do these at the same moment, each in a thread of its own; what they raised, by their order."""
    ready, faults = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        with app.app_context():
            try:
                ready.wait()
                work()
            except Exception as fault:  # noqa: BLE001
                faults[place] = fault

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return faults


def test_papers_of_every_kind_given_out_at_once_take_each_number_of_the_common_series_once(app):
    conference = a_conference()
    conference_id = conference.id
    numbered(conference.organiser)

    def work(kind):
        for _ in range(4):
            released(db.session.get(type(conference), conference_id), kind)

    faults = at_once(app, *(lambda kind=kind: work(kind) for kind in K))

    assert faults == [None] * len(K)
    assert sorted(db.session.scalars(db.select(Paper.number))) == list(range(1, 17))
    assert db.session.execute(db.select(Series.kind, Series.last_number)).all() == [(None, 16)]


@pytest.mark.parametrize("_", range(4))
def test_who_says_so_while_the_first_numbers_are_taken_is_before_or_after_them_all(app, _):
    conference = a_conference()
    conference_id, unit_id = conference.id, conference.organiser_id

    def give_out(kind):
        released(db.session.get(type(conference), conference_id), kind)

    def say():
        numbered(db.session.get(type(conference.organiser), unit_id))

    *faults, refused = at_once(app, lambda: give_out(K.NOTICE), lambda: give_out(K.MINUTES), say)

    numbers = sorted(db.session.scalars(db.select(Paper.number)))
    in_common = db.session.scalar(db.select(Numbering.is_common))
    assert faults == [None, None]
    assert (numbers, in_common, type(refused)) in (([1, 1], False, NotValid), ([1, 2], True, type(None)))


def _typed(unit, **changed):
    said = {"issuer": unit.id, "year": clock.today().year, "way": "common"} | changed
    return {f"way-{name}": value for name, value in said.items()}


def test_an_administrator_says_so_and_reads_it_on_the_page(login):
    unit, browser = a_province(), login(an_administrator())

    answer = browser.post("/papers/series/numbering", data=_typed(unit))

    assert (answer.status_code, answer.location) == (302, "/papers/series")
    assert symbols(a_conference(organiser=unit), K.NOTICE, K.MINUTES) == ["01/TB-UBND", "02/BB-UBND"]
    page = browser.get("/papers/series").text
    assert page.count('<td data-label="Loại văn bản">Mọi văn bản, chung một dãy số</td>') == 1
    assert page.count('<td data-label="Đánh số">Mọi văn bản, chung một dãy số</td>') == 1
    told = f"đã cho đánh số mọi văn bản chung một dãy: {unit.name} (từ {clock.today().year})"
    assert told in browser.get(f"/units/{unit.id}/history").text


def test_a_year_with_numbers_is_refused_in_a_sentence_beside_its_field(login):
    conference = a_conference()
    released(conference)

    answer = login(an_administrator()).post("/papers/series/numbering", data=_typed(conference.organiser))

    assert answer.status_code == 422
    assert 'id="way-year-fault"' in answer.text
    assert queries.numbers_in_common(conference.organiser_id, clock.today().year) is False


@pytest.mark.parametrize("wrong", [{"issuer": 999_999}, {"year": ""}, {"year": 1}, {"way": "both"}, {"way": ""}])
def test_wrong_answers_are_refused_and_nothing_changes(login, wrong):
    answer = login(an_administrator()).post("/papers/series/numbering", data=_typed(a_province(), **wrong))

    assert answer.status_code == 422
    assert db.session.scalars(db.select(Numbering)).all() == []


def test_nobody_else_says_so(login, client):
    unit = a_province()

    assert login(a_secretary()).post("/papers/series/numbering", data=_typed(unit)).status_code == 403
    assert client.post("/papers/series/numbering", data=_typed(unit)).status_code == 302


def test_the_page_tells_how_each_issuer_numbers_now_and_later(app):
    unit, year = a_province(), clock.today().year
    other = a_province()
    numbered(unit, is_common=False, year=year - 3)
    numbered(unit, year=year - 1)
    numbered(unit, is_common=False, year=year + 1)
    numbered(other, year=year)

    rows = [(one.issuer_id, one.year, one.is_common) for one in queries.numberings(year)]

    assert sorted(rows) == sorted([(unit.id, year - 1, True), (unit.id, year + 1, False), (other.id, year, True)])
