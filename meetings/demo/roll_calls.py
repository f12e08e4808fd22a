"""Who came to the conferences of the demo: lists of names, the marks beside them, and what each site reported."""

from typing import NamedTuple

from meetings.attendance import actions as attendance
from meetings.attendance import naming, queries
from meetings.attendance.models import Presence
from meetings.demo.cast import FORMER_DISTRICT, somebody
from meetings.units.models import UnitKind

NAMED = 8
TITLES = ("Phó Chủ tịch UBND {level}", "Trưởng Công an {level}", "Chánh Văn phòng HĐND và UBND {level}")
TITLES_OF_DEPARTMENT = ("Phó Giám đốc Sở", "Chánh Văn phòng Sở", "Phó Chánh Văn phòng Sở")
REASONS = ("Đi công tác tại Hà Nội theo giấy mời của Bộ", "Nghỉ ốm", "Trực chỉ huy phòng, chống thiên tai")
# By how many of a site are missing: what its last delegates are marked as.
MISSING = {
    1: (Presence.ABSENT_EXCUSED,),
    2: (Presence.ABSENT_EXCUSED,),
    3: (Presence.ABSENT_EXCUSED, Presence.ABSENT_UNEXCUSED),
}
CLERKS = {False: "Công chức Tư pháp - Hộ tịch", True: "Chuyên viên Văn phòng Sở"}
NOT_IN_TIME = {0: Presence.LATE, 4: Presence.ONLINE}


class Site(NamedTuple):
    """A site, and its place among those that were asked: by that it is told how it came."""

    row: object
    number: int

    @property
    def missing(self) -> int:
        """How many of its people are absent."""
        return self.number % 4

    @property
    def is_department(self) -> bool:
        """Whether it is one of the province's departments."""
        return self.row.unit.kind is UnitKind.DEPARTMENT

    @property
    def people(self) -> list[tuple[str, str]]:
        """Its chair and three more, each with his position."""
        level = "phường" if self.row.unit.kind is UnitKind.WARD else "xã"
        names = (somebody(self.number * 7 + n * 5) for n in range(len(TITLES) + 1))
        others = (name for name in names if name != self.row.chair_name)
        titles = TITLES_OF_DEPARTMENT if self.is_department else TITLES
        rest = [(name, title.format(level=level)) for name, title in zip(others, titles, strict=False)]
        return [(self.row.chair_name, self.row.chair_title), *rest] if self.row.chair_name else rest


class RollCall:
    """Who came to one conference. While it sits, some sites have not reported yet, others only in numbers; of those
    held before, a few have lists of names."""

    def __init__(self, asked, main, *, is_live, by):
        self.main, self.is_live, self.by = main, is_live, by
        self.sites = [Site(row, number) for number, row in enumerate(asked)]
        self.named = [site for site in self.sites if is_live or site.number < NAMED or site.row.name in FORMER_DISTRICT]

    def name(self, chairs):
        """The lists of names as they came in before the day; the main site names the `chairs`."""
        for site in self.named:
            naming.add(site.row, site.people, by=self.by)
        naming.add(self.main, [(person.name, person.position) for person in chairs], by=self.by)

    def take(self):
        """What the sites report, and the marks beside their names."""
        for site in self.sites:
            if not self.is_live or site.number % 9:
                expected = max(site.row.expected_count or 10, 6)
                attendance.report(site.row, present=expected - site.missing, absent=site.missing, by=self.by)
        for site in self.named:
            if not self.is_live or site.number % 9 not in (0, 5):
                self._mark(site)
        attendance.report(self.main, present=self.main.expected_count, absent=0, by=self.by)
        attendance.mark_rest(self.main, Presence.IN_ROOM, by=self.by)

    def _mark(self, site):
        """The last are missing, one is late or joined online, one sent another in his place, all others are there."""
        people = queries.delegates_in(site.row.id)
        for person, presence in zip(reversed(people), MISSING.get(site.missing, ()), strict=False):
            reason = REASONS[site.number % len(REASONS)] if presence is Presence.ABSENT_EXCUSED else ""
            attendance.mark(person, presence, reason=reason, by=self.by)
        if site.number % 8 in NOT_IN_TIME:
            attendance.mark(people[1], NOT_IN_TIME[site.number % 8], by=self.by)
        if site.missing == 2:
            own, other = {"name": people[1].name, "title": people[1].title}, somebody(site.number * 3 + 1)
            instead = {"substitute_name": other, "substitute_title": CLERKS[site.is_department]}
            naming.edit(people[1], version=people[1].version, by=self.by, **own, **instead)
        attendance.mark_rest(site.row, Presence.IN_ROOM, by=self.by)
