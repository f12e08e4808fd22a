"""Smaller conferences of the demo, with a few sites each, told last: one that was moved after its sites had answered,
one whose answers are closed, one that nobody began or called off, one that rests, and one that is tomorrow, also where
offices are closed then, with sites that have not answered (data/year.toml)."""

from datetime import timedelta

from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.demo import days
from meetings.demo.cast import YEAR, unit
from meetings.demo.year import Telling
from meetings.desk import actions as desk
from meetings.desk import changes
from meetings.sites import actions as sites
from meetings.sites import answering

SHARE = {ItemKind.OPENING: 10, ItemKind.REPORT: 20, ItemKind.DIRECTING: 20}


def tell(people) -> None:
    """Tell each of them; to be called once, after all that looks for the next conference."""
    for spec in YEAR["clusters"]:
        Cluster(spec, people, ()).tell()


class Cluster(Telling):
    """A conference of the chief of the office with a few sites, all of which answered but those that the data names."""

    place = "Phòng họp tầng 3, trụ sở UBND tỉnh"

    def __init__(self, spec, people, papers):
        super().__init__(spec, people, papers)
        self.chair, self.co_chairs = people["chief"], []

    def tell(self):
        """The life of every conference until its sites have answered; then what happens to this one."""
        super().tell()
        if self.spec["until"] == "paused":
            desk.pause(self.conference, by=self.secretary)
        if "moved_to" in self.spec:
            with clock.at(days.shift(self.now, -1)):
                self.move()

    def units(self):
        """Those that the data names."""
        return [unit(name).id for name in self.spec["sites"]]

    def schedule(self):
        """A department has no officer of its own in the demo: its office is asked by mail."""
        super().schedule()
        for site in self.asked():
            if not site.contact_email:
                mailbox = f"vanphong.{site.unit_id}@example.vn"
                facts = {"contact_name": "Văn phòng Sở", "contact_email": mailbox}
                sites.edit(site, version=site.version, by=self.secretary, **facts)

    def answer_one(self, site, number, *, is_open):
        """As everywhere; who is named as silent has looked."""
        if site.name in self.spec.get("silent", ()):
            answering.see(site, by=self.secretary)
        else:
            super().answer_one(site, number, is_open=is_open)

    def plan(self):
        """Opening, report, conclusions, and a discussion for the rest of the time."""
        length = int((self.ends - self.starts).total_seconds() // 60)
        rows = [(kind, minutes) for kind, minutes in SHARE.items()]
        rows.insert(2, (ItemKind.DISCUSSION, length - sum(SHARE.values())))
        titles = {row["kind"]: row["title"] for row in YEAR["agenda"]}
        for kind, minutes in rows:
            agenda.add(self.conference, kind=kind, title=titles[kind], planned_minutes=minutes, by=self.secretary)

    def move(self):
        """Another time, with a new letter: all are asked anew, and the first site has answered to it."""
        starts_at, length = days.shift(self.starts, self.spec["moved_to"]), self.ends - self.starts
        plan = {"starts_at": starts_at, "ends_at": starts_at + length}
        changes.revise(self.conference, version=self.conference.version, new_letter=True, by=self.secretary, **plan)
        first = self.asked()[0]
        with clock.at(clock.now() + timedelta(minutes=40)):
            answering.confirm(first, expected_count=first.expected_count, by=self.secretary)
