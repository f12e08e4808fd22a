"""The law of twelve: a page asks no more statements, whatever there is to say and however many sites there are."""

import pytest

from meetings.base.db import db
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import SiteState
from tests.desk.fullest import Fullest

pytestmark = pytest.mark.usefixtures("in_november")
MOST = 12
LATE, CLASH = "Có 3 tài liệu đưa lên sau giấy mời", "cùng người chủ trì"
OUTDATED, VOID = "không còn đúng với kế hoạch", "đã hết hiệu lực"


class Asked:
    """How many statements the pages asked, by what was said of them; `said` holds the last page of each."""

    def __init__(self, login, queries, scene):
        self.browsers = {who: login(person) for who, person in scene.people.items()}
        scene.people.clear()
        self.queries, self.numbers, self.said = queries, {}, {}

    def by_all(self, address, *what):
        for who in self.browsers:
            self.by(who, address, *what)

    def by(self, who, address, *what):
        db.session.expunge_all()
        self.queries.clear()
        answer = self.browsers[who].get(address)
        if answer.status_code == 200:
            self.numbers[who, *what] = len(self.queries)
            self.said[who, *what] = answer.text

    @property
    def too_often(self):
        return {what: number for what, number in self.numbers.items() if number > MOST}


@pytest.mark.parametrize("number", [1, 300])
def test_the_first_page_of_a_conference_keeps_to_twelve_in_every_state_for_everybody(login, queries, number):
    scene = Fullest(number)
    asked = Asked(login, queries, scene)

    asked.by_all(scene.address, "called")
    scene.postpone()
    asked.by_all(scene.address, "postponed")
    scene.call_again()
    asked.by_all(scene.address, "letter void")
    scene.give_out_anew()
    asked.by_all(scene.address, "letter given out anew")
    scene.move()
    asked.by_all(scene.address, "letter and programme outdated")
    for state in (C.DRAFT, C.READY, C.LIVE, C.PAUSED, C.ENDED, C.CANCELLED):
        scene.stand(state)
        asked.by_all(scene.address, state.value)
    scene.conclude()
    asked.by_all(scene.address, "minutes and notice being written")
    scene.stand(C.CONCLUDED)
    asked.by_all(scene.address, "concluded")

    assert asked.too_often == {}
    assert len(asked.numbers) == 13 * len(asked.browsers) - 4  # a draft is seen by three
    assert LATE in asked.said["secretary", "called"] and CLASH in asked.said["secretary", "called"]
    assert asked.said["secretary", "letter and programme outdated"].count(OUTDATED) == 2
    assert VOID in asked.said["secretary", "letter void"] and VOID not in asked.said["secretary", "called"]


@pytest.mark.parametrize("number", [1, 300])
def test_the_secretariats_page_of_a_site_keeps_to_twelve(login, queries, number):
    scene = Fullest(number)
    asked, address = Asked(login, queries, scene), f"{scene.site_address}/edit"

    asked.by_all(address, "not answered yet")
    scene.nothing_arrived()
    asked.by_all(address, "no invitation arrived")
    for state in SiteState:
        scene.site_stands(state)
        asked.by_all(address, state.value)
    for state in (C.DRAFT, C.READY, C.LIVE, C.PAUSED, C.POSTPONED, C.ENDED, C.CANCELLED, C.CONCLUDED):
        scene.stand(state)
        asked.by_all(address, state.value)

    assert asked.too_often == {}
    assert len(asked.numbers) == 2 * (2 + len(SiteState) + 8)
    assert "lan@xa.example" in asked.said["secretary", "not answered yet"]
    assert "Điểm cầu này chưa nhận được giấy mời" in asked.said["secretary", "no invitation arrived"]


@pytest.mark.parametrize("number", [1, 300])
def test_the_pages_around_a_conference_keep_to_twelve(login, queries, number):
    scene = Fullest(number)
    asked = Asked(login, queries, scene)
    of_sites = "sites", "invitation", "invitation/recipients", "documents", "agenda", "attendance", "rehearsals"

    for page in of_sites:
        asked.by_all(f"{scene.address}/{page}", page)
    asked.by_all(f"{scene.address}/attendance?group=G0", "attendance of a group")
    asked.by_all(f"{scene.site_address}", "site")
    asked.by_all(f"{scene.site_address}/drop", "drop")
    scene.stand(C.CANCELLED)
    for page in of_sites:
        asked.by_all(f"{scene.address}/{page}", page, "cancelled")
    scene.conclude()
    for page in ("minutes", "conclusions", "directives", "papers"):
        asked.by_all(f"{scene.address}/{page}", page)
    asked.by_all(scene.directive_address, "directive")

    assert asked.too_often == {}
    assert {("secretary", "drop"), ("officer", "sites", "cancelled"), ("officer", "directive")} <= set(asked.numbers)


@pytest.mark.parametrize("number", [1, 300])
def test_the_first_pages_keep_to_twelve_for_everybody(login, queries, number):
    scene = Fullest(number)
    scene.is_asked_elsewhere()
    asked = Asked(login, queries, scene)

    for state in (None, C.READY, C.LIVE, C.ENDED):
        if state is not None:
            scene.stand(state)
        for page in ("/", "/home/next", "/home/board", "/now"):
            asked.by_all(page, page, state)

    assert asked.too_often == {}
    assert len(asked.numbers) == 16 * len(asked.browsers)
    assert "Xác nhận điểm cầu dự: Họp của Bộ" in asked.said["chair", "/", None]
    assert "Đã họp chưa? Bỏ quên" in asked.said["secretary", "/", None]
