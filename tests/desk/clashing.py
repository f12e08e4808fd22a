"""A conference of one's own and one of another house, of which its secretariat sees nothing."""

import pytest

from meetings.conferences.models import ConferenceState as S
from tests.make import a_conference, a_secretary, a_unit


@pytest.fixture
def secretary(app):
    return a_secretary()


@pytest.fixture
def own(secretary):
    return a_conference(state=S.INVITING, organiser=secretary.posts[0].unit, secretary_id=secretary.id)


def foreign(**facts):
    organiser = a_unit("UBND huyện Đức Thọ", phone="0239 3831 001")
    return a_conference(state=facts.pop("state", S.READY), organiser=organiser, title="Họp kín", **facts)
