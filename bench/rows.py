"""A province with a conference of so many sites, its directives and the people who act, written without ceremony; its
invitations are made by the program itself."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update

from meetings.accounts.models import Person, Post, Role
from meetings.agenda.models import Item, ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Chair, ChairPart, Conference, ConferenceKind, ConferenceState
from meetings.directives.models import Directive, DirectiveState
from meetings.documents.models import Audience, Document
from meetings.invitations import mailings
from meetings.invitations import queries as invitations
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind

DIRECTIVES = 1500
OFFICERS = 8
GROUP = 60
# Of so many invitations one still waits to leave; so many papers stand on the shelf, half of them came later.
WAITING, PAPERS = 10, 6


@dataclass
class Filled:
    """The ids by which the pages are asked."""

    conference: int
    secretary: int
    officers: list[int] = field(default_factory=list)
    officer_sites: list[list[int]] = field(default_factory=list)
    linked: list[list[int]] = field(default_factory=list)


def fill(sites: int, *, invited=True) -> Filled:
    """Write the rows for a conference of `sites` sites into an empty database; `invited`: with what was sent to them
    and the papers that came before and after it."""
    with transaction():
        province = _unit("UBND tỉnh Hà Tĩnh", UnitKind.PROVINCE, None)
        office = _unit("Văn phòng UBND tỉnh", UnitKind.OFFICE, province)
        secretary = _person("Lê Thị Thu Hà", office, Role.SECRETARIAT)
        chair = _person("Nguyễn Thiện", province, Role.LEADER)
        conference = _conference(province, secretary, chair)
        groups = [_unit(f"Khu vực {n + 1}", UnitKind.OTHER, province) for n in range(max(1, sites // GROUP))]
        units = [_unit(f"UBND xã số {n + 1}", UnitKind.COMMUNE, groups[n % len(groups)]) for n in range(sites)]
        officers = [_person(f"Cán bộ {n + 1}", units[n], Role.SITE_OFFICER) for n in range(min(OFFICERS, sites))]
        rows = [_site(conference, unit, n) for n, unit in enumerate(units)]
        for person, place in zip(officers, range(len(officers)), strict=True):
            person.posts += [_post(unit, Role.SITE_OFFICER) for unit in units[place + OFFICERS :: OFFICERS][:20]]
        db.session.add_all(rows)
        _directives(province, conference, units, chair)
        db.session.flush()
        if invited:
            _invite(conference, secretary)
        by_unit = {site.unit_id: site.id for site in rows}
        answered = [[by_unit[post.unit_id] for post in person.posts] for person in officers]
        return Filled(conference.id, secretary.id, [person.id for person in officers], answered, _links(rows))


def _invite(conference, secretary):
    """The invitation to every site that was asked, most of them gone, as the request and the worker make it."""
    _papers(conference, secretary, PAPERS // 2)
    mailings.send(conference, by=secretary)
    while sending := invitations.sending(conference.id):
        mailings.prepare(sending)
    gone = Notice.id % WAITING != 0
    db.session.execute(update(Notice).where(gone).values(state=NoticeState.SENT, sent_at=clock.now()))
    _papers(conference, secretary, PAPERS - PAPERS // 2)


def _papers(conference, secretary, number):
    facts = dict(content_type="application/pdf", size=1, file_name="tai-lieu.pdf", fingerprint="0" * 64)
    facts |= dict(conference_id=conference.id, audience=Audience.PARTICIPANTS, uploaded_by_id=secretary.id)
    rows = [Document(title=f"Tài liệu {n}", uploaded_at=clock.now(), **facts) for n in range(number)]
    db.session.add_all(rows)
    db.session.flush()


def _links(rows):
    """Open links for each client of the load: by client, those of sites that no other client answers for."""
    given = links.issue_all([(site, site.contact_name, f"vanphong{site.id}@hatinh.vn") for site in rows])
    db.session.flush()
    return [[link.id for link in given[place::OFFICERS]][:20] for place in range(min(OFFICERS, len(given)))]


def _unit(name, kind, parent):
    unit = Unit(name=name, short_name=name, kind=kind, parent=parent, abbreviation="UBND", place="Hà Tĩnh")
    db.session.add(unit)
    db.session.flush()
    unit.path = (parent.path if parent else "/") + f"{unit.id}/"
    return unit


def _post(unit, role):
    return Post(unit=unit, title="Chuyên viên", role=role)


def _person(name, unit, role):
    person = Person(name=name, user_name=f"{role}{unit.id}", email=f"{role}{unit.id}@hatinh.vn", password_hash="!")
    person.posts = [_post(unit, role)]
    db.session.add(person)
    return person


def _conference(province, secretary, chair):
    starts_at = clock.now() + timedelta(days=3)
    conference = Conference(
        title="Tổng kết ngành Thông tin và Truyền thông, hoạt động của Ban Chỉ đạo công nghệ thông tin tỉnh",
        kind=ConferenceKind.FINAL_REVIEW,
        state=ConferenceState.INVITING,
        organiser=province,
        secretary=secretary,
        place="Hội trường UBND tỉnh",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        uid="bench",
        created_at=clock.now(),
    )
    conference.chairs = [Chair(person=chair, name=chair.name, title="Phó Chủ tịch", part=ChairPart.CHAIR)]
    db.session.add(conference)
    db.session.flush()
    facts = dict(conference_id=conference.id, kind=ItemKind.REPORT, planned_minutes=20)
    db.session.add_all(Item(position=n, title=f"Nội dung {n}", number=str(n), **facts) for n in range(1, 11))
    return conference


def _site(conference, unit, number):
    states = (SiteState.CONFIRMED,) * 7 + (SiteState.WAITING, SiteState.WAITING, SiteState.DECLINED)
    state = states[number % len(states)]
    return Site(
        conference_id=conference.id,
        unit=unit,
        kind=SiteKind.MEMBER,
        state=state,
        name=unit.name,
        group_name=unit.parent.name,
        position=number,
        chair_name=f"Chủ tịch {number + 1}",
        chair_title="Chủ tịch UBND xã",
        contact_name=f"Đầu mối {number + 1}",
        contact_phone=f"0912 000 {number:03d}",
        contact_email=f"daumoi{number + 1}@hatinh.vn",
        expected_count=24,
        invited_at=clock.now(),
        answered_at=clock.now() if state not in (SiteState.WAITING,) else None,
        answers=int(state is not SiteState.WAITING),
    )


def _directives(province, conference, units, chair):
    today, states = clock.today(), list(DirectiveState)
    tops = [_directive(province, units[n % len(units)], conference, chair, n, today, states) for n in range(DIRECTIVES)]
    db.session.add_all(tops)
    db.session.flush()
    for number, top in enumerate(tops[:200]):
        child = _directive(top.lead_unit, top.lead_unit, conference, chair, DIRECTIVES + number, today, states)
        child.parent_id = top.id
        db.session.add(child)


def _directive(giver_unit, lead_unit, conference, chair, number, today, states):
    state = states[number % len(states)]
    due_on = today + timedelta(days=number % 90 - 15)
    return Directive(
        code=f"NV-{today.year}-{number + 1:04d}",
        text=f"Đẩy mạnh ứng dụng công nghệ thông tin, cải cách hành chính, việc số {number + 1}",
        state=state,
        source="Thông báo số 452/TB-UBND, mục 3",
        giver=chair,
        giver_name=chair.name,
        giver_title="Phó Chủ tịch",
        giver_unit=giver_unit,
        lead_unit=lead_unit,
        given_at=clock.now() - timedelta(days=30),
        due_on=due_on,
        first_due_on=due_on,
        progress=number % 101,
        completed_on=today if state in (DirectiveState.SUBMITTED, DirectiveState.DONE) else None,
        conference=conference,
    )
