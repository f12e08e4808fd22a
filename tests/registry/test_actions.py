import threading
from datetime import date

import pytest

from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.registry import actions, queries
from meetings.registry.models import Paper, PaperKind, Series
from tests.make import a_conference, a_province, an_administrator
from tests.papers import samples


def released(conference, kind=PaperKind.NOTICE, *, template="thong_bao_ket_luan", facts=None, **more):
    """A paper of the conference, given out now."""
    with transaction():
        paper = actions.release(
            kind=kind,
            issuer=conference.organiser,
            subject=more.pop("subject", "Kết luận tại Hội nghị"),
            template=template,
            facts=facts or (lambda stamp: samples.notice().plain()),
            about=conference,
            within=conference,
            by=more.pop("by", None),
            **more,
        )
        db.session.flush()
    return paper


def test_numbers_run_by_issuer_kind_and_year():
    first, second = a_conference(), a_conference()

    symbols = [released(first).symbol, released(first).symbol, released(second).symbol]
    symbols.append(released(first, PaperKind.MINUTES).symbol)

    assert symbols == ["01/TB-UBND", "02/TB-UBND", "01/TB-UBND", "01/BB-UBND"]


def test_a_failed_release_leaves_no_gap():
    conference = a_conference()

    with pytest.raises(ZeroDivisionError):
        released(conference, facts=lambda stamp: 1 / 0)

    assert released(conference).number == 1


def test_the_stamp_is_what_the_paper_says():
    conference, stamps = a_conference(), []

    def facts(stamp):
        stamps.append(stamp)
        return samples.notice().plain() | {"subject": stamp.symbol}

    paper = released(conference, facts=facts)

    assert [(s.number, s.symbol, s.issued_on, s.place) for s in stamps] == [
        (1, "01/TB-UBND", paper.issued_on, "Hà Tĩnh")
    ]
    assert paper.facts["subject"] == "01/TB-UBND"


@pytest.mark.parametrize(("template", "facts"), [("bien_ban", {}), ("thong_bao_ket_luan", {"head": None})])
def test_what_could_never_be_drawn_takes_no_number(template, facts):
    conference = a_conference()

    with pytest.raises(TypeError):
        released(conference, template=template, facts=lambda stamp: facts)

    assert released(conference).number == 1


def test_a_series_goes_on_where_it_stood_elsewhere():
    unit, administrator = a_province(), an_administrator()

    with transaction():
        actions.continue_series(unit, year=date.today().year, kind=PaperKind.NOTICE, last_number=451, by=administrator)

    assert released(a_conference(organiser=unit)).symbol == "452/TB-UBND"


def test_a_number_given_out_is_not_given_again_but_a_slip_is_mended():
    unit, administrator = a_province(), an_administrator()
    conference = a_conference(organiser=unit)
    year = released(conference).year
    told = dict(year=year, kind=PaperKind.NOTICE, by=administrator)
    with transaction():
        actions.continue_series(unit, last_number=4510, **told)
    with transaction():
        actions.continue_series(unit, last_number=451, **told)

    with pytest.raises(NotValid) as no, transaction():
        actions.continue_series(unit, last_number=0, **told)

    assert no.value.field == "last_number"
    assert released(conference).number == 452


def test_many_at_once_take_each_number_once(app):
    conference = a_conference()
    conference_id, faults = conference.id, []

    def work():
        with app.app_context():
            try:
                for _ in range(5):
                    released(db.session.get(type(conference), conference_id))
            except BaseException as fault:  # noqa: BLE001
                faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert faults == []
    assert sorted(db.session.scalars(db.select(Paper.number))) == list(range(1, 21))
    assert db.session.scalar(db.select(Series.last_number)) == 20


def test_the_later_paper_stands_for_the_earlier():
    conference = a_conference()
    first = released(conference)
    second = released(conference, supersedes=first)

    assert queries.superseded_by([first, second]) == {first.id: second}
