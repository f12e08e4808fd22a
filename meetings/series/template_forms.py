"""What one types about a template, and when a conference is made of it."""

from datetime import time

from wtforms import BooleanField, StringField, TextAreaField

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceKind
from meetings.series.agenda_rows import ASKED
from meetings.series.content import Content, Point, Seat
from meetings.series.forms import ending, length, order_faults, version_field
from meetings.web.fields import (
    ClockField,
    Length,
    OneOf,
    Required,
    RowField,
    RowsField,
    VietnameseDateField,
    WholeNumber,
    in_future,
)
from meetings.web.forms import Form, tidy
from meetings.web.words import choices

POINTS = 24
MOST_LINES = 40
FURTHEST_REMINDER = 60


def lines(text) -> list[str]:
    """The lines of a text that are not empty."""
    return [tidy(line) for line in (text or "").split("\n") if line.strip()]


def _is_near(typed):
    """Whether it is a number of days at which one may be reminded; what is typed is unchecked yet, and may be long."""
    return len(typed) <= 2 and typed.isascii() and typed.isdigit() and int(typed) <= FURTHEST_REMINDER


class TemplateForm(Form):
    """A template: what its conferences look like."""

    name = StringField(_l("Name of the template"), [Required(), Length(160)])
    title = StringField(_l("Title of the conference"), [Required(), Length(300)])
    kind = OneOf(_l("Kind"), choices=lambda: choices(ConferenceKind))
    starts = ClockField(_l("Starts at"), [Required()])
    ends = ClockField(_l("Ends at"), [Required()])
    days = WholeNumber(_l("Number of days"), low=1, high=14, default=1)
    place = StringField(_l("Place of the main site"), [Length(300)])
    content_owner = RowField(_l("Prepares the content"), optional=True)
    secretary = RowField(_l("Secretary, who writes the minutes"), optional=True)
    chair = RowField(_l("Chair"), optional=True)
    chair_name = StringField(_l("Chair's name, if not in the list"), [Length(160)])
    chair_title = StringField(_l("Chair's title"), [Length(160)])
    co_chairs = TextAreaField(_l("Co-chairs"), [Length(2000)])
    main_unit = RowField(_l("Main site"), optional=True)
    groups = RowsField(_l("Groups of sites"))
    sites_from = RowField(_l("Take the sites of a former conference"), optional=True)
    no_units = BooleanField(_l("Leave out the further sites"))
    papers = TextAreaField(_l("Papers that are expected"), [Length(4000)])
    reminders = StringField(_l("Reminders, days before the answers are due"), [Length(60)])

    def offer(self, *, bodies, leaders, secretaries, groups, models, former: Content | None = None):
        """Set what can be chosen; what `former` says stays possible."""
        self.former = former
        self.people = {post.person_id: Seat(post.person.name, post.title, post.person_id) for post in leaders}
        if former and former.chair and former.chair.person_id:
            self.people.setdefault(former.chair.person_id, former.chair)
        self.models = {one.id: one for one in models}
        for field in (self.content_owner, self.main_unit):
            field.offer([(unit.id, unit.name) for unit in bodies])
        self.secretary.offer(list({post.person_id: post.described for post in secretaries}.items()))
        self.chair.offer([(number, str(seat)) for number, seat in self.people.items()])
        self.groups.choices = groups
        self.sites_from.offer([(one.id, f"{clock.local(one.starts_at):%d/%m/%Y} · {one.title}") for one in models])
        for n in range(1, POINTS + 1):
            self[f"point_{n}_kind"].choices = choices(ItemKind)[:-2] + choices(ItemKind)[-1:]
        return self

    def show(self, name, content: Content):
        """Fill in what a template says."""
        self.name.data = name
        for key in ("title", "place"):
            self[key].data = getattr(content, key)
        self.starts.data = time.fromisoformat(content.starts)
        self.ends.data, self.days.data = ending(content.starts, content.minutes)
        self.kind.data = content.kind.value
        self.content_owner.data, self.secretary.data = content.content_owner_id, content.secretary_id
        self._show_seats(content)
        self.main_unit.data, self.groups.data = content.main_unit_id, list(content.group_ids)
        self.papers.data = "\n".join(content.papers)
        self.reminders.data = ", ".join(map(str, content.remind_days))
        for n, point in enumerate(content.agenda[:POINTS], start=1):
            self[f"point_{n}_title"].data, self[f"point_{n}_minutes"].data = point.title, point.minutes
            self[f"point_{n}_kind"].data, self[f"point_{n}_presenter"].data = point.kind.value, point.presenter
        return self

    def points(self) -> list[dict]:
        """The rows of the agenda that are drawn: those that are filled and a few more."""
        filled = [n for n in range(1, POINTS + 1) if self[f"point_{n}_title"].data or self[f"point_{n}_title"].errors]
        number = min(max(max(filled, default=0) + 3, 6), POINTS)
        return [{key: self[f"point_{n}_{key}"] for key in ASKED} for n in range(1, number + 1)]

    @property
    def is_full(self) -> bool:
        """Whether the last row of the agenda is filled: no empty one can be put between."""
        return bool(self[f"point_{POINTS}_title"].data)

    def further(self):
        if (self.days.data or 1) == 1:
            yield from order_faults(self)
        if self.chair_title.data and not self.chair_name.data and self.chair.data not in self.people:
            yield NotValid(_l("Give the name of the one who presides."), field="chair_name")
        if not all(_is_near(part) for part in self._parts()):
            yield NotValid(_l("Write days as numbers from 0 to 60, with commas between: 5, 3, 1."), field="reminders")

    def content(self) -> Content:
        """What was typed, as a template keeps it."""
        starts = self.starts.data
        kept = self.former if self.former and not self.no_units.data else None
        return Content(
            title=self.title.data,
            kind=ConferenceKind(self.kind.data),
            starts=starts.strftime("%H:%M"),
            minutes=length(starts, self.ends.data, self.days.data or 1),
            place=self.place.data or "",
            content_owner_id=self.content_owner.data,
            secretary_id=self.secretary.data,
            chair=self._chair(),
            co_chairs=tuple(self._co_chair(line) for line in lines(self.co_chairs.data)[:MOST_LINES]),
            agenda=tuple(self._points()),
            main_unit_id=self.main_unit.data,
            group_ids=tuple(sorted(set(self.groups.data or ()))),
            unit_ids=kept.unit_ids if kept else (),
            relay_ids=kept.relay_ids if kept else (),
            papers=tuple(dict.fromkeys(lines(self.papers.data)))[:MOST_LINES],
            remind_days=self._reminders(),
        )

    def _show_seats(self, content):
        chair = content.chair
        known = chair and chair.person_id in self.people
        self.chair.data = chair.person_id if known else None
        self.chair_name.data, self.chair_title.data = ("" if known or not chair else chair.name), chair and chair.title
        self.co_chairs.data = "\n".join(map(str, content.co_chairs))

    def _chair(self):
        name, title = self.chair_name.data, self.chair_title.data
        if name:
            return Seat(name, title or "")
        seat = self.people.get(self.chair.data)
        return seat and Seat(seat.name, title or seat.title, seat.person_id)

    def _co_chair(self, line):
        """One of the directory where a line names him as it does; else a name and, after the first comma, a title."""
        known = [*(self.former.co_chairs if self.former else ()), *self.people.values()]
        name, _comma, title = line.partition(",")
        return next((seat for seat in known if str(seat) == line), Seat(name.strip(), title.strip()))

    def _points(self):
        known = {point.presenter: point for point in (self.former.agenda if self.former else ()) if point.presenter}
        for n in range(1, POINTS + 1):
            title, presenter = self[f"point_{n}_title"].data, self[f"point_{n}_presenter"].data or ""
            if not title:
                continue
            same = known.get(presenter)
            ids = {"person_id": same.person_id, "unit_id": same.unit_id} if same else {}
            kind, minutes = ItemKind(self[f"point_{n}_kind"].data), self[f"point_{n}_minutes"].data or 10
            yield Point(title=title, minutes=minutes, kind=kind, presenter=presenter, **ids)

    def _parts(self):
        return [part.strip() for part in (self.reminders.data or "").replace(";", ",").split(",") if part.strip()]

    def _reminders(self):
        return tuple(sorted(set(map(int, self._parts())), reverse=True))


for _n in range(1, POINTS + 1):
    setattr(TemplateForm, f"point_{_n}_title", StringField(_l("Item %(n)s", n=_n), [Length(300)]))
    setattr(TemplateForm, f"point_{_n}_minutes", WholeNumber(_l("Minutes of item %(n)s", n=_n), low=1, high=24 * 60))
    setattr(TemplateForm, f"point_{_n}_kind", OneOf(_l("Kind of item %(n)s", n=_n), default=ItemKind.REPORT.value))
    setattr(TemplateForm, f"point_{_n}_presenter", StringField(_l("Who presents item %(n)s", n=_n), [Length(200)]))


class EditTemplateForm(TemplateForm):
    """A template that is there already."""

    version = version_field()


class NewTemplateForm(TemplateForm):
    """A template and whose it is to be."""

    owner = RowField(_l("Kept by"), [Required(_l("Choose the unit that keeps it."))])

    def offer_owners(self, units):
        """Set the units in whose keeping it can be."""
        self.units = {unit.id: unit for unit in units}
        self.owner.offer([(unit.id, unit.name) for unit in units])
        return self


class UseForm(Form):
    """A conference from a template: which one, for whom, on what day."""

    is_for_once = True
    template = RowField(_l("Template"), [Required(_l("Choose a template."))])
    day = VietnameseDateField(_l("Day"), [Required(), in_future])
    organiser = RowField(_l("Organiser"), optional=True)

    def offer(self, templates, units):
        """Set what can be chosen."""
        self.templates, self.units = {one.id: one for one in templates}, {unit.id: unit for unit in units}
        self.template.offer([(one.id, f"{one.name} · {one.owner.short_name}") for one in templates])
        self.organiser.offer([(unit.id, unit.name) for unit in units])
        return self

    def values(self):
        """The organiser, unless one is named: who keeps the template, or else the first that one may convene for."""
        template = self.templates[self.template.data]
        organiser = self.units.get(self.organiser.data or template.owner_id) or next(iter(self.units.values()), None)
        if organiser is None:
            raise NotValid(_l("There is no unit in whose name you may convene."), field="organiser")
        return {"template": template, "organiser": organiser, "day": self.day.data}
