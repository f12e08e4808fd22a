"""A believable year of Hà Tĩnh around today, told through the actions that the pages call (data/year.toml)."""

from datetime import time, timedelta

from sqlalchemy import exists, select

from meetings.agenda import actions as agenda
from meetings.agenda import queries as agenda_queries
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db
from meetings.conclusions import actions as conclusions
from meetings.conferences import actions as conferences
from meetings.conferences.models import Conference, ConferenceKind
from meetings.conferences.models import ConferenceState as C
from meetings.demo import days, letters, roll_calls
from meetings.demo.cast import YEAR, unit
from meetings.demo.doing import HOME, Doing
from meetings.desk import actions as desk
from meetings.desk import changes, rulings
from meetings.directives.models import Directive
from meetings.documents import actions as documents
from meetings.documents.models import Audience
from meetings.minutes import actions as minutes
from meetings.minutes import blocks
from meetings.minutes.models import BlockKind
from meetings.sites import actions as sites
from meetings.sites import answering
from meetings.sites import queries as site_queries
from meetings.sites.models import ChangeKind, LineState, Reply, SiteKind
from meetings.units.models import Unit, UnitKind

TEXTS = YEAR["texts"]
NEVER_CONFIRMED = ("UBND xã Hương Khê", "UBND xã Sơn Kim 1", "UBND phường Vũng Áng", "UBND xã Kỳ Thượng")
SHORT = 100
IN_THE_HALL = {
    "expected_count": 32,
    "technician_name": "Trần Quang Huy, Trung tâm Công nghệ thông tin và Truyền thông",
    "technician_phone": "0239 3855 112",
}
HELD = ("live", "paused", "ended", "minutes_in_review", "minutes_approved", "concluded")


def told() -> bool:
    """Whether the year around this day stands in the database: it is told as a whole, the oldest conference first, and
    what is concluded keeps its title whatever else people rename or move."""
    first = YEAR["conferences"][0]
    return bool(db.session.scalar(select(exists().where(Conference.title == _title(first)))))


def tell(people, papers) -> None:
    """Tell every conference, the oldest first; `papers` stand on its shelf."""
    for spec in YEAR["conferences"]:
        Telling(spec, people, papers).tell()


def _day(spec):
    return days.day_of(clock.today(), spec["day"])


def _title(spec):
    return days.words(spec["title"], _day(spec))


def _moment(spec):
    if spec["starts"] in days.AROUND_NOW:
        return days.AROUND_NOW[spec["starts"]](clock.now())
    return clock.instant(_day(spec), time.fromisoformat(spec["starts"]))


class Telling:
    """One conference on its way, as far as it has come."""

    place = "Phòng họp trực tuyến tầng 2, trụ sở UBND tỉnh"

    def __init__(self, spec, people, papers):
        self.spec, self.people, self.papers = spec, people, papers
        self.title, self.today, self.now = _title(spec), clock.today(), clock.now()
        self.secretary, self.chair = people["secretary"], people["chair"]
        self.co_chairs = [people["department"]]
        self.starts = _moment(spec)
        later = spec["ends"].startswith("+")
        ends = clock.instant(_day(spec), time.fromisoformat(spec["ends"])) if not later else None
        self.ends = ends or self.starts + timedelta(minutes=int(spec["ends"]))

    def tell(self):
        """Go through its life until the point that the data names."""
        until = self.spec["until"]
        with clock.at(min(days.shift(self.starts, -8), days.shift(self.now, -3))):
            self.schedule()
        if until == "draft":
            return
        with clock.at(min(days.shift(self.starts, -5), days.shift(self.now, -2))):
            agenda.release(self.conference, by=self.secretary)
            self.invite()
        with clock.at(min(days.shift(self.starts, -2), days.shift(self.now, -1))):
            self.answer()
        if until in ("cancelled", "postponed"):
            step = changes.cancel if until == "cancelled" else changes.postpone
            step(self.conference, reason=self.spec["reason"], by=self.secretary)
        elif until == "ready":
            desk.mark_ready(self.conference, by=self.secretary)
        elif until in HELD:
            self.hold()

    @property
    def is_live(self) -> bool:
        """Whether it sits now, or rests."""
        return self.spec["until"] in ("live", "paused")

    def schedule(self):
        """The draft with its chairs, sites and agenda."""
        self.conference = conferences.draft(
            title=self.title,
            kind=ConferenceKind(self.spec["kind"]),
            organiser=unit("UBND tỉnh Hà Tĩnh"),
            content_owner=unit("Sở Khoa học và Công nghệ"),
            place=self.place,
            starts_at=self.starts,
            ends_at=self.ends,
            chair=self.chair,
            co_chairs=self.co_chairs,
            secretary=self.secretary,
            by=self.secretary,
        )
        main = unit("UBND tỉnh Hà Tĩnh")
        sites.choose(self.conference, self.units(), main_unit_id=main.id, by=self.secretary)
        own = self.main_site()
        sites.edit(own, version=own.version, by=self.secretary, **self.contact, **IN_THE_HALL)
        self.plan()

    def units(self):
        """Whose sites are asked: all communes and wards, by number."""
        kinds = (UnitKind.COMMUNE, UnitKind.WARD)
        communes = select(Unit.id).where(Unit.kind.in_(kinds), Unit.valid_until.is_(None))
        return list(db.session.scalars(communes))

    @property
    def contact(self) -> dict:
        """Whom the sites ring: the secretary, at the office's number."""
        name = f"{self.secretary.name}, {self.secretary.position}"
        return {"contact_name": name, "contact_phone": "0239 3855 000"}

    def main_site(self):
        """The site of the organiser."""
        return site_queries.sites_of(self.conference.id)[0]

    def invite(self):
        """Files on the shelf, the letter with its number, and all sites asked."""
        for title, taken in self.papers:
            documents.add(self.conference, taken=taken, title=title, audience=Audience.PARTICIPANTS, by=self.secretary)
        letters.release(self.conference, signer=self.people["chief"].name, contact=self.contact, by=self.secretary)
        desk.invite(self.conference, by=self.secretary)
        if self.spec["until"] in ("inviting", "ready"):
            desk.send_invitations(self.conference, by=self.secretary)

    def plan(self):
        """The agenda of every conference; the discussion is as long as the invited end allows, and a short conference
        has no break."""
        length = int((self.ends - self.starts).total_seconds() // 60)
        rows = [row for row in YEAR["agenda"] if row["kind"] != "break" or length > SHORT]
        rest = length - sum(row["minutes"] for row in rows if row["kind"] != "discussion")
        for row in rows:
            presenter = self.people[row["by"]].id if "by" in row else None
            agenda.add(
                self.conference,
                kind=ItemKind(row["kind"]),
                title=row["title"],
                planned_minutes=rest if row["kind"] == "discussion" else row["minutes"],
                presenter_person_id=presenter,
                by=self.secretary,
            )

    def asked(self):
        """The sites that were asked."""
        return [row for row in site_queries.sites_of(self.conference.id) if row.kind is not SiteKind.MAIN]

    def answer(self):
        """Most sites confirm; the next conference still misses some by name, and one asks for another chair."""
        is_open = self.spec["until"] == "inviting"
        for number, site in enumerate(self.asked()):
            with clock.at(clock.now() + timedelta(minutes=2 * number)):
                self.answer_one(site, number, is_open=is_open)

    def answer_one(self, site, number, *, is_open):
        """One site: silent, seen, asking for a change, declining, or confirming with its numbers."""
        count = 12 + number * 7 % 31
        by = self.people["officer"] if site.name == HOME else self.secretary
        if is_open and site.name in (*NEVER_CONFIRMED, HOME):
            if site.name != NEVER_CONFIRMED[0]:
                answering.see(site, by=by)
        elif is_open and number == 9:
            note = "Chủ tịch đi công tác Trung ương, đề nghị Phó Chủ tịch chủ trì điểm cầu"
            wanted = {"chair_name": "Nguyễn Hữu Cường", "chair_title": "Phó Chủ tịch UBND xã"}
            answering.request_change(site, change=ChangeKind.CHAIR, note=note, expected_count=count, by=by, **wanted)
        elif is_open and number == 21:
            answering.decline(site, note="Mất điện lưới theo kế hoạch cả ngày", by=by)
        elif number % 6 == 4:
            taken = {"given_by": site.contact_name or "Văn phòng UBND", "reply": Reply.YES, "expected_count": count}
            answering.record_by_telephone(site, by=self.secretary, **taken)
        else:
            answering.confirm(site, expected_count=count, by=by)
            sites.test_line(site, line=LineState.FAULTY if number == 33 and is_open else LineState.GOOD, by=by)

    def hold(self):
        """Take the lists, begin, take attendance, write; end unless it sits now."""
        rolls = roll_calls.RollCall(self.asked(), self.main_site(), is_live=self.is_live, by=self.secretary)
        with clock.at(days.shift(self.starts, -1)):
            rolls.name([self.chair, self.people["department"], self.people["chief"]])
        with clock.at(self.starts + timedelta(minutes=3)):
            desk.begin(self.conference, by=self.secretary)
            rolls.take()
        with clock.at(min(self.starts + timedelta(minutes=35), clock.now())):
            record = minutes.start_draft(self.conference, by=self.secretary)
            self.write(record)
        if not self.is_live:
            with clock.at(self.ends - timedelta(minutes=6)):
                desk.end(self.conference, by=self.secretary)
            self.finish(record)

    def write(self, record):
        """What is said, by item of the agenda."""
        items = {item.kind: item for item in agenda_queries.items_of(self.conference.id)}
        speaking = [site for site in self.asked() if site.chair_name][: len(TEXTS["opinions"])]
        add = lambda kind, **facts: blocks.add_block(record, kind, by=self.secretary, **facts)  # noqa: E731
        add(BlockKind.NARRATIVE, text=TEXTS["narrative"], item=items[ItemKind.REPORT])
        for site, text in zip(speaking, TEXTS["opinions"], strict=False):
            said = {"speaker_name": site.chair_name, "speaker_title": site.chair_title}
            add(BlockKind.OPINION, text=text, item=items[ItemKind.DISCUSSION], site=site, **said)
        if self.is_live:
            return
        for text in TEXTS["conclusions"]:
            add(BlockKind.CONCLUSION, text=text, item=items[ItemKind.DIRECTING])
        for order in self.orders():
            add(BlockKind.DIRECTIVE, item=items[ItemKind.DIRECTING], **self.order(order))

    def orders(self):
        """The directives of this conference: all of them where its notice is out, two elsewhere."""
        concluded = [spec for spec in YEAR["conferences"] if spec["until"] == "concluded"]
        if self.spec not in concluded:
            return YEAR["directives"][:2]
        return YEAR["directives"][concluded.index(self.spec) :: len(concluded)]

    def order(self, order):
        """The block of one directive; its deadline lies around today, never before the sitting."""
        wanted = self.today + timedelta(days=order.get("day", 0))
        due = days.open_day(max(wanted, clock.local(self.starts).date() + timedelta(days=10)))
        return {
            "text": order["text"],
            "leads": [unit(name) for name in order["leads"]],
            "coordinators": [],
            "due_on": due if "day" in order else None,
            "is_standing": "day" not in order,
            "expected_result": order["result"],
        }

    def finish(self, record):
        """Minutes and notice, as far as the data says."""
        until = self.spec["until"]
        if until == "ended":
            return
        with clock.at(min(days.shift(self.ends, 1), self.now - timedelta(hours=6))):
            minutes.fill_from_agenda(record, by=self.secretary)
            rulings.submit_minutes(record, by=self.secretary)
        if until == "minutes_in_review":
            return
        with clock.at(min(days.shift(self.ends, 2), self.now - timedelta(hours=5))):
            rulings.approve_minutes(record, by=self.chair)
        if until == "minutes_approved":
            return
        with clock.at(days.shift(self.ends, 3)):
            rulings.release_minutes(record, by=self.secretary)
            notice = conclusions.start_notice(self.conference, by=self.secretary)
            signer = {"authority": "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG", "signer_name": self.people["chief"].name}
            conclusions.revise(notice, version=notice.version, by=self.secretary, **signer)
            rulings.submit_notice(notice, by=self.secretary)
        with clock.at(days.shift(self.ends, 4)):
            rulings.approve_notice(notice, by=self.chair)
            rulings.release_notice(notice, by=self.secretary)
        self.carry_out()

    def carry_out(self):
        """Each unit does with its directives what the data says."""
        for order in self.orders():
            for name, state in zip(order["leads"], _states(order), strict=True):
                wanted = select(Directive).filter_by(
                    conference_id=self.conference.id, lead_unit_id=unit(name).id, text=order["text"]
                )
                Doing(db.session.scalars(wanted).one(), self.people, days.shift(self.ends, 5), self.now).come_to(state)


def _states(order):
    return order["states"] * len(order["leads"]) if order["states"] == ["cascade"] else order["states"]


def close_yesterdays(people) -> None:
    """End what a run of another day left sitting."""
    left = select(Conference).where(Conference.state.in_((C.LIVE, C.PAUSED)), Conference.ends_at < clock.now())
    for conference in list(db.session.scalars(left)):
        desk.end(conference, finished_at=conference.ends_at, by=people["secretary"])
