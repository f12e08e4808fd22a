"""Each state of the site's page without an account, in the next conference of the demo whose sites are asked."""

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.sites import answering, guests, links
from meetings.sites import queries as sites
from meetings.sites.models import Reply, SiteKind, SiteState, Substitution

SUBSTITUTE = {
    "chair_name": "Đặng Thị Hoài Thu",
    "chair_title": "Phó Chủ tịch UBND xã",
    "chair_email": "thu.dth@example.vn",
    "note": "Đồng chí Chủ tịch dự lớp bồi dưỡng tại Học viện",
}


def tell(people) -> None:
    """Sites that attend elsewhere, watch, were turned away or sent another chair; and links that have ended, once."""
    found = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(found.order_by(Conference.starts_at).limit(1)).first()
    told = select(Substitution.id).where(Substitution.name == SUBSTITUTE["chair_name"]).limit(1)
    if conference is None or db.session.scalar(told):
        return
    there = [row for row in sites.sites_of(conference.id) if row.kind is SiteKind.MEMBER]
    calm = [row for row in there if row.state is SiteState.CONFIRMED][-8:]
    if len(calm) == 8:
        _answers(calm, people["secretary"])
        _ended(calm, people["secretary"])


def _answers(calm, secretary):
    host, guest, away, relay, other, *_rest = calm
    clerk = _bearer(guest, secretary)
    count = {"expected_count": 5, "note": ""}
    answering.answer(guest, reply=Reply.JOIN, joined_id=host.id, by=clerk, **count)
    answering.answer(away, reply=Reply.JOIN, joined_id=host.id, by=_bearer(away, secretary), **count)
    guests.turn_away(away, note="Hội trường chỉ còn 10 chỗ, đã nhận một đơn vị", by=_bearer(host, secretary))
    answering.answer(relay, reply=Reply.RELAY, by=_bearer(relay, secretary), **count)
    answering.answer(other, reply=Reply.YES, expected_count=18, by=_bearer(other, secretary), **SUBSTITUTE)
    answering.grant_change(other, version=other.version, note="Đồng ý", by=secretary)


def _ended(calm, secretary):
    """A link for each way in which it may end."""
    withdrawn, renewed, returned = (_link(site, "Văn thư", secretary) for site in calm[5:])
    links.withdraw(withdrawn, by=secretary)
    links.reissue(renewed, by=secretary)
    links.send_back(returned, note="Đơn vị đã sáp nhập", by=links.Bearer(returned))


def _link(site, name, secretary):
    address = f"vanthu.{site.unit_id}@example.vn"
    return links.issue(site, to_name=name, to_address=address, by=secretary)


def _bearer(site, secretary):
    return links.Bearer(_link(site, "Cán bộ văn phòng", secretary))
