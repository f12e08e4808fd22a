"""A directive of the told year on its way through the hands of its unit, as far as it has come."""

from datetime import time, timedelta

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.demo import days
from meetings.demo.cast import unit
from meetings.directives import actions as directives
from meetings.directives import issuing
from meetings.directives.queries import posts_acting_for

HOME = "UBND xã Vũ Quang"


class Doing:
    """A directive on its way through the hands of its unit."""

    def __init__(self, directive, people, since, now):
        self.directive, self.people, self.since, self.now = directive, people, since, now
        self.giver = people["secretary"]
        heads = posts_acting_for(directive.lead_unit, Role.LEADER)
        self.doer = heads[0].person if heads else people["secretary"]

    def come_to(self, state):
        """Take the steps that lead to `state` of the data."""
        if state == "assigned":
            return
        if state == "returned":
            self._on(
                2,
                directives.return_,
                reason="Nội dung này thuộc thẩm quyền của Sở Khoa học và Công nghệ, đề nghị giao lại",
                by=self.doer,
            )
            return
        if state == "withdrawn":
            self._on(3, directives.withdraw, reason="Đã giao trong văn bản khác", by=self.giver)
            return
        self._on(1, directives.take_on, by=self.doer)
        getattr(self, state, lambda: None)()

    def in_progress(self):
        """Two reports, the last lately."""
        self._on(
            9,
            directives.report,
            text="Đã phân công bộ phận chuyên môn, đang tổng hợp số liệu.",
            progress=30,
            by=self.doer,
        )
        self._lately(
            directives.report, text="Hoàn thành phần lớn khối lượng, còn đối chiếu số liệu.", progress=70, by=self.doer
        )

    def submitted(self):
        """The result lies with the giver."""
        self._lately(directives.submit, text="Đã ban hành văn bản, kính trình xem xét.", by=self.doer)

    def done_on_time(self):
        """Handed in before the deadline and accepted."""
        self._on(8, directives.submit, text="Đã hoàn thành, gửi kèm báo cáo.", by=self.doer)
        self._on(10, directives.accept, text="Đồng ý.", by=self.giver)

    def done_late(self):
        """Handed in after the deadline and accepted."""
        after = clock.instant(days.working_day(self.directive.due_on, 2), time(9))
        for hours, step, facts in (
            (0, directives.submit, {"text": "Đã hoàn thành, chậm do chờ số liệu.", "by": self.doer}),
            (5, directives.accept, {"text": "Chấp nhận, rút kinh nghiệm về tiến độ.", "by": self.giver}),
        ):
            with clock.at(after + timedelta(hours=hours)):
                step(self.directive, **facts)

    def cascade(self):
        """Passed down to two offices, one of which passes its part on: three levels."""
        chair = self.people["site_chair"]
        offices = (("Phòng Kinh tế xã Vũ Quang", 3, 60), ("Phòng Văn hóa - Xã hội xã Vũ Quang", -2, 20))
        for name, number, progress in offices:
            due = min(self.directive.due_on, days.open_day(clock.local(self.now).date() + timedelta(days=number)))
            text = (
                f"Tham mưu, thực hiện phần việc của {name}: {self.directive.text[0].lower()}{self.directive.text[1:]}"
            )
            tasks = [{"text": text, "lead_unit": unit(name), "due_on": due, "expected_result": "Báo cáo kết quả"}]
            with clock.at(days.shift(self.since, 3)):
                (child,) = issuing.pass_down(self.directive, tasks=tasks, giver=chair, by=chair)
                directives.take_on(child, by=chair)
                if progress > 50:
                    self._pass_on(child, chair)
                directives.report(child, text="Đang thực hiện tại các thôn.", progress=progress, by=chair)

    def _pass_on(self, child, chair):
        task = {
            "text": "Hướng dẫn người dân thôn 2 nộp hồ sơ trực tuyến",
            "lead_unit": unit("Tổ công nghệ số cộng đồng thôn 2, xã Vũ Quang"),
            "due_on": child.due_on,
            "expected_result": "Danh sách hộ được hướng dẫn",
        }
        issuing.pass_down(child, tasks=[task], giver=chair, by=chair)

    def _on(self, number, step, **facts):
        with clock.at(min(days.shift(self.since, number), self.now - timedelta(hours=2))):
            step(self.directive, **facts)

    def _lately(self, step, **facts):
        with clock.at(days.shift(self.now, -1)):
            step(self.directive, **facts)
