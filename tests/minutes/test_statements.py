"""The draft of the minutes as a paper asks at most twelve statements, however much it says."""

import pytest

from meetings.attendance.models import HeadCount
from meetings.base.db import db, transaction
from meetings.minutes.models import BlockKind
from tests.make import MONDAY, a_leader, a_site, a_unit, saved
from tests.minutes.make import a_directive_in, a_held_conference, an_item, block_in, drafted


@pytest.mark.parametrize("number", [1, 40])
def test_the_draft_asks_as_often_for_many_sites_as_for_one(login, queries, number):
    conference = a_held_conference()
    browser, item = login(a_leader(conference.organiser)), an_item(conference)
    a_site(conference, conference.organiser)
    for n in range(number):
        site = a_site(conference, a_unit(), chair_name=f"Chủ tịch {n}")
        saved(HeadCount(site_id=site.id, present=3, absent=1, reported_at=MONDAY))
    minutes = drafted(conference)
    for n in range(number):
        block_in(minutes, BlockKind.CONCLUSION, text=f"Kết luận {n}", item=item)
        a_directive_in(minutes, coordinators=[a_unit()])
    with transaction():
        db.session.merge(minutes).correction_reason = "Sai ngày"
    address = f"/minutes/{minutes.id}/preview"
    del conference, minutes, item, site
    db.session.expunge_all()
    queries.clear()

    answer = browser.get(address)

    assert (answer.status_code, len(queries) <= 12) == (200, True), "\n".join(queries)
