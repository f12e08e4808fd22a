"""A small world with one of everything, so that every route has something to open; and how its pages are reached."""

from datetime import date, timedelta
from itertools import product

from flask import current_app
from sqlalchemy import and_

from meetings.accounts.models import Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.attendance import naming
from meetings.attendance import queries as delegates
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conclusions.models import NoticeState
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.directives.models import DirectiveEvent, DirectiveFile, DirectiveState
from meetings.documents import actions as documents
from meetings.documents.models import Audience
from meetings.invitations import actions as invitations
from meetings.invitations import guests
from meetings.invitations.models import CalendarReply, InvitePart, ReplyKind
from meetings.minutes.models import MinutesState
from meetings.notices import actions as notices
from meetings.notices.models import NoticeState as Post
from meetings.registry.models import Paper
from meetings.rehearsals.models import Rehearsal, RehearsalState, Trial
from meetings.series import turning
from meetings.series.models import ConferenceSeries, Occurrence
from meetings.sites import groups, links, tokens
from meetings.sites.models import Site, SiteKind, SiteState, Substitution
from meetings.speeches import actions as speeches
from meetings.units.models import Unit, UnitImport, UnitKind
from meetings.web.files import Taken
from meetings.workdays.models import Day, DayKind
from tests.conclusions.make import a_notice, notice_in
from tests.conftest import unguarded
from tests.directives.made import a_directive, an_order
from tests.make import MONDAY, a_conference, a_province, a_site, a_unit, a_user, saved
from tests.minutes.make import an_item, block_in, drafted, minutes_in
from tests.series.make import a_series, a_template

# One name of an address that means another noun below this first part: a notice is a message, or one of conclusions.
OTHERWISE = {("notice_id", "conclusions"): "conclusion_notice_id", ("token", "x"): "link_token"}
STANDING = {
    "where": ["up"],
    "act": ["set_aside", "decline", "invite"],
    "kind": ["xlsx"],
    "token": ["nobody"],
    "filename": ["logo.svg"],
}


class World:
    """One province with a commune, its people by role, and everything they do; `ids` by the names of addresses."""

    def __init__(self):
        self.province = a_province()
        self.commune = a_unit("UBND xã Vũ Quang", parent=self.province)
        self.office = a_unit("Phòng Kinh tế", parent=self.commune, kind=UnitKind.DIVISION)
        self.ended = a_unit("UBND huyện Vũ Quang", parent=self.province, kind=UnitKind.DISTRICT)
        self.people = {role: a_user(role, self.province) for role in Role}
        self.officer = a_user(Role.SITE_OFFICER, self.commune)
        self.head = a_user(Role.LEADER, self.commune)
        self.ids = dict(STANDING)
        self._people()
        self._conferences()
        self._minutes()
        self._directives()
        self._messages()
        self._papers()
        self._series()
        self._days_and_links()

    @property
    def cast(self):
        """Those who act in it, the one who may do most first."""
        first = (Role.SECRETARIAT, Role.ADMINISTRATOR, Role.LEADER)
        return [self.people[role] for role in first] + [self.officer]

    def _people(self):
        self.ids["unit_id"] = [self.commune.id, self.ended.id]
        self.ids["import_id"] = [saved(UnitImport(at=MONDAY, added=0, changed=0, kept={})).id]
        closed = a_user(Role.MEMBER, self.commune, is_closed=True)
        self.ids["person_id"] = [self.officer.id, closed.id]
        self.ids["post_id"] = [self.officer.posts[0].id]

    def _conference(self, state, **facts):
        leader, secretary = self.people[Role.LEADER], self.people[Role.SECRETARIAT]
        conference = a_conference(
            organiser=self.province, chair=leader, secretary_id=secretary.id, state=state, place="Phòng họp", **facts
        )
        a_site(conference, self.province, kind=SiteKind.MAIN)
        return conference

    def _conferences(self):
        states = [C.DRAFT, C.INVITING, C.READY, C.LIVE, C.PAUSED, C.ENDED, C.CANCELLED, C.POSTPONED]
        made = {state: self._conference(state) for state in states}
        self.ids["conference_id"] = [made[state].id for state in states]
        called = made[C.INVITING]
        sites = [
            a_site(conference, self.commune, state=state)
            for conference, state in (
                (made[C.DRAFT], SiteState.UNSENT),
                (called, SiteState.WAITING),
                (made[C.LIVE], SiteState.CONFIRMED),
                (made[C.READY], SiteState.CHANGE_REQUESTED),
            )
        ]
        self.ids["site_id"] = [site.id for site in sites]
        self._rehearsals(called, sites[1])
        self._calendars(called)
        self.ids["item_id"] = [an_item(called).id, an_item(made[C.DRAFT]).id]
        clerk = self.people[Role.SECRETARIAT]
        with transaction():
            agenda.add(called, kind=ItemKind.SPEECH, title="Tham luận", by=None)
            naming.add(sites[2], [("Nguyễn Văn An", "Chủ tịch")], by=clerk)
            taken = Taken("0" * 64, 9, "application/pdf", "bao-cao.pdf")
            kept = documents.add(called, taken=taken, title="Báo cáo", audience=Audience.PARTICIPANTS, by=clerk)
            again = Taken("1" * 64, 9, "application/pdf", "cu.pdf")
            gone = documents.add(called, taken=again, title="Cũ", audience=Audience.PARTICIPANTS, by=clerk)
            db.session.flush()
            documents.remove(gone, version=gone.version, by=None)
            commune = db.session.get(Unit, self.commune.id)
            group = groups.save("Khối xã", [commune.id], owner=db.session.get(Unit, self.province.id), by=None)
            for state in (C.DRAFT, C.INVITING):
                invitations.start(db.session.get(Conference, made[state].id), by=None)
            db.session.flush()
            self.ids |= {"document_id": [kept.id, gone.id], "group_id": [group.id]}
        self.ids["delegate_id"] = self._delegates(sites[2])
        self.ids["speech_id"] = self._speeches(sites[1])

    def _rehearsals(self, conference, site):
        times = {"starts_at": MONDAY - timedelta(hours=18), "ends_at": MONDAY - timedelta(hours=16)}
        made = [
            saved(Rehearsal(conference_id=conference.id, number=n, slug=f"thu-{n}", state=state, **times))
            for n, state in enumerate((RehearsalState.PLANNED, RehearsalState.CLOSED), start=1)
        ]
        self.ids["rehearsal_id"] = [row.id for row in made]
        self.ids["trial_id"] = [saved(Trial(rehearsal_id=row.id, site_id=site.id)).id for row in made]

    def _calendars(self, conference):
        with transaction():
            wanted = [guests.Wanted(InvitePart.GUEST, f"Khách {n}", f"khach{n}@so.example") for n in range(2)]
            made = guests.add(conference, wanted)
            made[1].withdrawn_at, made[1].by_hand = MONDAY, True
            asked = {"received_at": MONDAY, "conference_id": conference.id, "invite_id": made[0].id}
            letters = [
                CalendarReply(kind=kind, fingerprint=kind.value, **asked, named_address="a@so.example")
                for kind in (ReplyKind.COUNTER, ReplyKind.DELEGATION)
            ]
            stray = CalendarReply(kind=ReplyKind.LETTER, fingerprint="nobody's", received_at=MONDAY)
            db.session.add_all([*letters, stray])
            db.session.flush()
            self.ids |= {"invite_id": [row.id for row in made], "letter_id": [stray.id]}
            self.ids["reply_id"] = [row.id for row in letters]

    def _delegates(self, site):
        return [one.id for one in db.session.scalars(delegates.delegates(site.id))]

    def _speeches(self, site):
        facts = {"topic": "Chuyển đổi số", "speaker_name": "Nguyễn Văn An", "minutes": 5, "by": self.officer}
        with transaction():
            here = db.session.merge(site)
            asked = {"taken": Taken("0" * 64, 9, "application/pdf", "tham-luan.pdf")}
            made = [speeches.offer(here, **facts, **asked), speeches.offer(here, **facts)]
            speeches.accept(made[1], version=1, by=self.people[Role.SECRETARIAT])
            db.session.flush()
            return [one.id for one in made]

    def _minutes(self):
        held = [self._conference(C.ENDED) for _ in range(6)]
        for conference in held:
            a_site(conference, self.commune)
        made = [drafted(held[0])] + [
            minutes_in(state, one) for state, one in zip(list(MinutesState)[1:3], held[1:3], strict=True)
        ]
        written = [a_notice(held[3])] + [
            notice_in(state, one)
            for state, one in zip((NoticeState.IN_REVIEW, NoticeState.APPROVED), held[4:6], strict=True)
        ]
        self.ids["minutes_id"] = [one.id for one in made]
        self.ids["conclusion_notice_id"] = [one.id for one in written]
        self.ids["conference_id"] += [one.id for one in held[:4]]
        self._blocks(made[0])

    def _blocks(self, minutes):
        first, second = block_in(minutes), block_in(minutes, text="Hội nghị thảo luận.")
        self.ids["block_id"] = [first.id, second.id]

    def _directives(self):
        asked = dict(giver_unit=self.province, by=self.people[Role.LEADER])
        states = [state for state in DirectiveState if state is not DirectiveState.WITHDRAWN]
        made = [a_directive(lead=self.commune, state=state, **asked) for state in states]
        self.ids["directive_id"] = [one.id for one in made]
        self.ids["order_id"] = [an_order(self.province, 2)[0].order_id]
        event = db.session.query(DirectiveEvent).first()
        file = DirectiveFile(
            event_id=event.id, file_name="a.pdf", content_type="application/pdf", size=9, fingerprint="0" * 64
        )
        self.ids["file_id"] = [saved(file).id]

    def _messages(self):
        whole = db.session.get(Conference, self.ids["conference_id"][1])
        facts = dict(conference="Giao ban", when="08:00", path="/")
        with transaction():
            sent = notices.tell([self.officer], "conference_ended", within=whole, **facts)
            failed = notices.tell([("Không địa chỉ", "")], "conference_ended", within=whole, **facts)
            db.session.flush()
            sent[0].state = Post.SENT
            self.ids["notice_id"] = [sent[0].id, failed[0].id]

    def _papers(self):
        self.ids["paper_id"] = [paper.id for paper in db.session.query(Paper)][:1] or [0]

    def _series(self):
        open_one = a_series(self.province, template=a_template(self.province))
        closed = a_series(self.province, template=a_template(self.province), first_on=date(2025, 1, 1))
        with transaction():
            row = db.session.get(ConferenceSeries, closed.id)
            turning.close(row, last_on=date(2025, 6, 1), version=row.version, by=None)
        row = db.session.query(Occurrence).filter_by(series_id=open_one.id).first()
        self.ids["series_id"], self.ids["day"] = [open_one.id, closed.id], [row.day]
        self.ids["template_id"], self.ids["edition"] = [open_one.template_id], [1]

    def _days_and_links(self):
        day = saved(Day(day=date(2026, 12, 31), kind=DayKind.OFF, name="Nghỉ bù"))
        with transaction():
            site = db.session.get(Site, self.ids["site_id"][1])
            link = links.issue(site, to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)
            db.session.flush()
            self.ids |= {"link_id": [link.id], "number": [day.id]}
        self._guest(site)
        self.ids["link_token"] = [tokens.token(link, current_app.config["SECRET_KEY"])]

    def _guest(self, host):
        """A site that attends in the room of the link's, whose chair was replaced with an authorisation."""
        elsewhere = a_unit("UBND xã Đức Bồng", parent=self.province)
        guest = a_site(host.conference, elsewhere, state=SiteState.CONFIRMED, joined_id=host.id)
        facts = {"file_name": "uy-quyen.pdf", "content_type": "application/pdf", "fingerprint": "0" * 64}
        asked = saved(Substitution(site_id=host.id, name="Phan Thị Lam", asked_at=clock.now(), **facts))
        self.ids |= {"guest_id": [guest.id], "substitution_id": [asked.id]}
        self.ids["site_id"].append(guest.id)

    def addresses(self, rule):
        """Every address of a route in this world."""
        names = sorted(rule.arguments)
        keys = [OTHERWISE.get((name, rule.rule.split("/")[1]), name) for name in names]
        for values in product(*(self.ids[key] for key in keys)):
            yield rule.build(dict(zip(names, values, strict=True)), append_unknown=False)[1]


def routes(app, method):
    """The routes that answer `method`, files of the program aside."""
    rules = (rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static")
    return sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods)))


def snapshot(names=None):
    """All rows of all tables (or of those named) by primary key; failed sign-ins, which a door notes, aside."""
    with db.engine.connect() as connection:
        return {
            table.name: {tuple(row[column] for column in keys): dict(row) for row in rows}
            for table in db.metadata.sorted_tables
            if table.name != "sign_in_try" and (names is None or table.name in names)
            for keys in [[column.name for column in table.primary_key]]
            for rows in [connection.execute(table.select()).mappings().all()]
        }


def mend(kept, now):
    """Put back what differs between the rows `kept` and those there `now`: only the tables that stand in both."""
    db.session.rollback()
    with db.engine.begin() as connection, unguarded(connection):  # on PostgreSQL no foreign key is asked inside either
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        tables = [table for table in db.metadata.sorted_tables if table.name in now]
        for table in reversed(tables):
            for key in now[table.name].keys() - kept[table.name].keys():
                connection.execute(table.delete().where(_row(table, key)))
        for table in tables:
            before, after = kept[table.name], now[table.name]
            lost = [before[key] for key in sorted(before.keys() - after.keys())]
            if lost:
                connection.execute(table.insert(), lost)
            for key in before.keys() & after.keys():
                if before[key] != after[key]:
                    connection.execute(table.update().where(_row(table, key)).values(before[key]))
    db.session.expire_all()


def _row(table, key):
    return and_(*(column == part for column, part in zip(table.primary_key, key, strict=True)))
