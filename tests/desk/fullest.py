"""A conference about which every corner of its pages has something to say: what costs statements, all at once."""

from datetime import timedelta

from sqlalchemy import insert, update

from meetings.accounts.models import Post, Role
from meetings.agenda import actions as agenda
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences import limits
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.documents.models import Audience, Document
from meetings.invitations import actions as letters
from meetings.invitations import mailings
from meetings.invitations import queries as invitations
from meetings.notices.models import LostAddress, Notice, NoticeState
from meetings.rehearsals.models import Rehearsal, SelfTest, Trial
from meetings.series.models import Occurrence, Origin
from meetings.sites import actions as sites
from meetings.sites.models import Reply, Site, SiteKind, SiteState, Substitution
from meetings.units.models import Unit, UnitKind
from tests.agenda.make import added
from tests.conclusions.make import a_notice
from tests.directives.made import a_directive
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    an_administrator,
    saved,
)
from tests.series.make import a_series

THURSDAY = MONDAY - timedelta(days=4)
HOUR = timedelta(hours=1)
PROVINCE = {"letterhead": "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", "abbreviation": "UBND", "place": "Hà Tĩnh"}
LIMITS = {"letter_days": 5, "papers_days": 3, "notice_days": 5, "hours": {}, "slot_agreement": True}
ROOMS = {"line": "good", "technician_name": "Hải", "technician_phone": "0913 000 111"}


class Fullest:
    """Letter and programme are given out, the invitation has left, papers came later, mail came back, another site is
    guest, others want the same people at the same time. `people` are its people by part; what is asked of the pages
    is to hold no row of it, for a row at hand needs no statement.
    """

    def __init__(self, number):
        """`number` is how many sites there are beside the four about which most is to be said."""
        country = a_unit("Chính phủ", kind=UnitKind.CENTRAL)
        province = a_unit("UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE, parent=country, **PROVINCE)
        commune = a_unit("Xã Vũ Quang", parent=province)
        chair, secretary = a_leader(province, title="Chủ tịch"), a_secretary(province)
        self.people = {
            "secretary": secretary,
            "administrator": an_administrator(province),
            "chair": chair,
            "another leader": a_leader(province),
            "officer": a_site_officer(commune),
            "member": a_user(unit=commune),
            "who presides at a site": a_stranger(),
        }
        conference = a_conference(
            organiser=province, chair=chair, secretary_id=secretary.id, state=C.INVITING, place="Phòng 1"
        )
        self.number, self.address = conference.id, f"/conferences/{conference.id}"
        self._sites(conference, province, commune, number)
        self._origin(province)
        self._others(chair, province)
        self._given_out(conference, country, secretary)
        self._rehearsed()

    def _conference(self):
        return db.session.get(Conference, self.number)

    def _site(self):
        return db.session.get(Site, self.site_number)

    def _sites(self, conference, province, commune, number):
        a_site(conference, province, kind=SiteKind.MAIN)
        host = a_site(conference, a_unit("Xã Đức Thọ"), contact_name="Mai", contact_email="mai@xa.example")
        leader = self.people["who presides at a site"]
        presided = {"chair_id": leader.id, "chair_name": leader.name}
        reached = {"contact_name": "Lan", "contact_email": "lan@xa.example", "contact_phone": "0912 000 111"}
        site = a_site(conference, commune, group_name="G0", **presided, **reached, **ROOMS)
        self.site_number, self.site_address = site.id, f"/sites/{site.id}"
        a_site(conference, a_unit("Xã Mai Hoa"), joined_id=host.id, reply=Reply.JOIN)
        saved(LostAddress(address="lan@xa.example", reason="550", at=THURSDAY))
        with transaction():
            units = [
                {"id": 90_000 + n, "name": f"Xã {n}", "short_name": f"Xã {n}", "kind": UnitKind.COMMUNE, "path": "/9/"}
                for n in range(number)
            ]
            db.session.execute(insert(Unit), units)
            rows = [
                {"conference_id": self.number, "unit_id": unit["id"], "name": unit["name"], "group_name": f"G{n % 5}",
                 "contact_name": unit["name"], "contact_email": f"x{n}@xa.example", "position": n}
                for n, unit in enumerate(units)
            ]  # fmt: skip
            db.session.execute(insert(Site), rows)

    def _origin(self, province):
        series = a_series(province, fill=False)
        saved(Occurrence(series_id=series.id, day=MONDAY.date(), conference_id=self.number))
        saved(Origin(conference_id=self.number, template_id=series.template_id, edition=1))

    def _others(self, chair, province):
        house = a_unit("UBND huyện Đức Thọ", kind=UnitKind.DISTRICT)
        for organiser in (house, province):
            other = a_conference(organiser=organiser, chair=chair, state=C.READY, secretary_id=a_secretary(house).id)
            a_site(other, self._site().unit, **ROOMS)

    def _given_out(self, conference, country, secretary):
        added(conference, "Báo cáo", "Kết luận")
        with clock.at(THURSDAY), transaction():
            limits.keep(db.session.merge(country), by=None, **LIMITS)
            letter = letters.start(self._conference(), by=None)
            self._write(letter, "0912")
            letters.release(letter, by=None)
            agenda.release(self._conference(), by=None)
            sites.invite(self._conference(), by=None)
            mailings.send(self._conference(), by=None)
            while sending := invitations.sending(self.number):
                mailings.prepare(sending)
            db.session.execute(update(Notice).values(state=NoticeState.SENT, sent_at=THURSDAY))
        facts = {"content_type": "application/pdf", "size": 1, "file_name": "a.pdf", "fingerprint": "0" * 64}
        facts |= {"audience": Audience.PARTICIPANTS, "uploaded_by_id": secretary.id}
        for n in range(3):
            at = THURSDAY + (1 + n) * HOUR
            saved(Document(conference_id=self.number, title=f"Phụ lục {n}", uploaded_at=at, **facts))

    def _write(self, letter, phone):
        texts = {"contact_name": "Lê Thị Hà", "contact_phone": phone, "signer_name": "Nguyễn Văn An"}
        letters.revise(letter, version=letter.version, by=None, **texts)

    def _rehearsed(self):
        times = {"starts_at": THURSDAY + HOUR, "ends_at": THURSDAY + 2 * HOUR}
        trial = saved(Rehearsal(conference_id=self.number, number=1, slug="thu-1", **times))
        saved(Trial(rehearsal_id=trial.id, site_id=self.site_number))
        saved(SelfTest(site_id=self.site_number, at=THURSDAY))

    # what becomes of it

    def postpone(self):
        """It is put off; who was invited reads that the letter is void."""
        with clock.at(THURSDAY + HOUR), transaction():
            changes.postpone(self._conference(), reason="Bão số 9", by=None)

    def call_again(self):
        """It takes place after all, at the former hour, and the letter stays void."""
        conference = self._conference()
        facts = {"starts_at": conference.starts_at, "ends_at": conference.ends_at}
        with clock.at(THURSDAY + 2 * HOUR), transaction():
            changes.reschedule(conference, by=None, **facts)

    def give_out_anew(self):
        """Another letter takes the place of the first."""
        with clock.at(THURSDAY + 3 * HOUR), transaction():
            letter = invitations.letter(self.number)
            self._write(letter, "0913")
            letters.release(letter, by=None)

    def move(self):
        """It begins an hour later: neither letter nor programme say so."""
        conference = self._conference()
        facts = {"starts_at": conference.starts_at + HOUR, "ends_at": conference.ends_at + HOUR}
        with clock.at(THURSDAY + 4 * HOUR), transaction():
            changes.revise(conference, version=conference.version, by=None, **facts)

    def is_asked_elsewhere(self):
        """Another body asks the chair's house to an earlier conference; one of its own was left, and something given in
        its name is late."""
        house, ministry = self._conference().organiser, a_unit("Bộ Nội vụ", kind=UnitKind.CENTRAL)
        other = a_conference(
            organiser=ministry, state=C.READY, starts_at=MONDAY - 4 * HOUR, hours=1, title="Họp của Bộ"
        )
        a_site(other, house, invited_at=THURSDAY, state=SiteState.WAITING)
        officers = (self.people[who].id for who in ("secretary", "chair"))
        for one in officers:
            saved(Post(person_id=one, unit_id=house.id, title="Văn thư", role=Role.SITE_OFFICER))
        a_conference(organiser=house, state=C.READY, starts_at=MONDAY - timedelta(days=20), title="Bỏ quên")
        late = {"due_on": (MONDAY - timedelta(days=10)).date(), "giver_unit": house}
        with clock.at(MONDAY - timedelta(days=30)):
            a_directive(lead=a_unit("Xã Cẩm Lạc"), **late)

    def conclude(self):
        """It was held: minutes approved, a notice of conclusions being written, a directive to the officer's unit."""
        self.stand(C.ENDED)
        a_notice(self._conference())
        unit, giver = self._site().unit, self._conference().organiser
        given = a_directive(lead=unit, giver_unit=giver, conference=self._conference())
        self.directive_address = f"/directives/{given.id}"

    def stand(self, state):
        """It is in that state, whatever led there."""
        times = {"began_at": MONDAY, "finished_at": MONDAY + HOUR if state in (C.ENDED, C.CONCLUDED) else None}
        with transaction():
            db.session.execute(update(Conference).where(Conference.id == self.number).values(state=state, **times))

    def nothing_arrived(self):
        """No message to the sites could leave."""
        with transaction():
            db.session.execute(update(Notice).values(state=NoticeState.FAILED, sent_at=None))

    def site_stands(self, state):
        """The site of the officer has answered so, and asked for another chair before."""
        facts = {"state": state, "answered_at": THURSDAY + HOUR}
        with transaction():
            db.session.execute(update(Site).where(Site.id == self.site_number).values(**facts))
            db.session.add(Substitution(site_id=self.site_number, name="Hoàng", asked_at=THURSDAY, asked_by="Lan"))
