import pytest

from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import SiteGroup, SiteState
from tests.make import a_conference, a_site, a_unit


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.INVITING)


@pytest.fixture
def vu_quang(province):
    return a_unit("Xã Vũ Quang", parent=province, phone="0239 3814")


@pytest.fixture
def scene(province, conference, vu_quang):
    """The numbers for the addresses of `tests.sites.make`: a conference, a site that is silent, a group of sites."""
    site = a_site(conference, vu_quang, state=SiteState.WAITING)
    with transaction():
        group = SiteGroup(name="Khối xã", owner_id=province.id)
        db.session.add(group)
        db.session.flush()
        return {"c": conference.id, "s": site.id, "g": group.id, "unit": vu_quang}
