"""States of the site's page without an account, in the next conference of the demo whose sites are asked: those that
others do not show (`sites.faces` names all)."""

from datetime import timedelta

from sqlalchemy import select

from meetings.accounts import actions as accounts
from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.sites import answering, guests, links
from meetings.sites import queries as sites
from meetings.sites.models import ChangeKind, Reply, SiteKind, SiteState, Substitution

SUBSTITUTE = {
    "chair_name": "Đặng Thị Hoài Thu",
    "chair_title": "Phó Chủ tịch UBND xã",
    "chair_email": "thu.dth@example.vn",
    "note": "Đồng chí Chủ tịch dự lớp bồi dưỡng tại Học viện",
}
NEEDED = 9
EARLIER = "Đề nghị họp vào buổi chiều, buổi sáng xã tiếp công dân"


def tell(people) -> None:
    """Sites that attend elsewhere, watch, were turned away or sent another chair; and links that have ended, once."""
    found = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(found.order_by(Conference.starts_at).limit(1)).first()
    told = select(Substitution.id).where(Substitution.name == SUBSTITUTE["chair_name"]).limit(1)
    if conference is None or db.session.scalar(told):
        return
    there = [row for row in sites.sites_of(conference.id) if row.kind is SiteKind.MEMBER]
    calm = [row for row in there if row.state is SiteState.CONFIRMED][-NEEDED:]
    if len(calm) == NEEDED:
        _answers(calm, people["secretary"])
        _ended(calm, people["secretary"])
        _shut(calm[-1], people["secretary"])


def _answers(calm, secretary):
    host, guest, away, relay, other, wishes, *_rest = calm
    clerk = _bearer(guest, secretary)
    count = {"expected_count": 5, "note": ""}
    answering.answer(guest, reply=Reply.JOIN, joined_id=host.id, by=clerk, **count)
    answering.answer(away, reply=Reply.JOIN, joined_id=host.id, by=_bearer(away, secretary), **count)
    guests.turn_away(away, note="Hội trường chỉ còn 10 chỗ, đã nhận một đơn vị", by=_bearer(host, secretary))
    answering.answer(relay, reply=Reply.RELAY, by=_bearer(relay, secretary), **count)
    if other.chair and other.chair.email:
        links.issue(other, to_name=other.chair_name, to_address=other.chair.email, by=secretary)
    answering.answer(other, reply=Reply.YES, expected_count=18, by=_bearer(other, secretary), **SUBSTITUTE)
    answering.grant_change(other, version=other.version, note="Đồng ý", by=secretary)
    facts = {"note": EARLIER, "by": _bearer(wishes, secretary)}
    answering.request_change(wishes, change=ChangeKind.TIME, expected_count=9, **facts)
    answering.refuse_change(wishes, version=wishes.version, note="Giờ họp theo lịch của Chủ tịch tỉnh", by=secretary)


def _ended(calm, secretary):
    """A link for each way in which it may end."""
    withdrawn, renewed, returned = (_link(site, "Văn thư", secretary) for site in calm[-3:])
    links.withdraw(withdrawn, by=secretary)
    links.reissue(renewed, by=secretary)
    links.send_back(returned, note="Đơn vị đã sáp nhập", by=links.Bearer(returned))


def _shut(site, secretary):
    """Links of two who no longer act for the unit: one lost his post, the account of the other was closed."""
    gone, closed = (
        _clerk(site, name, number, secretary) for number, name in enumerate(("Trần Thị Minh Thư", "Lê Quang Vinh"))
    )
    accounts.end_post(gone, on=clock.today() - timedelta(days=1), by=None)
    accounts.close(closed.person, by=None)


def _clerk(site, name, number, secretary):
    """The post of somebody new who had a link of the site's."""
    mailbox = f"canbo{number}.{site.unit_id}@example.vn"
    person = accounts.add_person(name, email=mailbox, by=None)
    post = accounts.give_post(person, site.unit, title="Công chức Văn phòng", role=Role.SITE_OFFICER, by=None)
    links.issue(site, to_name=name, to_address=mailbox, by=secretary)
    return post


def _link(site, name, secretary):
    address = f"vanthu.{site.unit_id}@example.vn"
    return links.issue(site, to_name=name, to_address=address, by=secretary)


def _bearer(site, secretary):
    return links.Bearer(_link(site, "Cán bộ văn phòng", secretary))
