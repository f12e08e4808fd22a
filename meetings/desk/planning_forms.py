"""What one types when planning a conference: when it is, who presides, what it is called, after which model."""

from datetime import time, timedelta

from wtforms import BooleanField, StringField
from wtforms.widgets import HiddenInput

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.conferences import planning
from meetings.conferences.models import ConferenceKind
from meetings.conferences.planning import Presider
from meetings.series import titles
from meetings.web.fields import (
    ClockField,
    Length,
    OneOf,
    PersonNameField,
    Required,
    RowField,
    VietnameseDateField,
    WholeNumber,
    in_future,
)
from meetings.web.forms import Form
from meetings.web.words import choices
from meetings.workdays import queries as workdays

CO_CHAIRS = 4
PRESIDING = ("chair", *(f"co_chair_{n}" for n in range(1, CO_CHAIRS + 1)))


class TimesForm(Form):
    """A day with two clock times; an end on another day where it lasts longer."""

    starts_on = VietnameseDateField(_l("Day"), validators=[Required(), in_future])
    starts = ClockField(_l("Starts at"), validators=[Required()])
    ends = ClockField(_l("Ends at"), validators=[Required()])
    ends_on = VietnameseDateField(_l("Last day, if it is another one"))

    def further(self):
        if None in (self.starts.data, self.ends.data):
            return
        if self.starts_on.data:
            yield from planning.time_faults(**self.times())
        elif not (self.ends_on.data or self.ends_on.errors):  # the hours are of one day, whichever it is to be
            yield from planning.time_faults(**self.times(clock.today()))

    def times(self, day=None) -> dict:
        """Both instants; `day` where none is known yet."""
        first = self.starts_on.data or day
        return {
            "starts_at": clock.instant(first, self.starts.data),
            "ends_at": clock.instant(self.ends_on.data or first, self.ends.data),
        }

    def show_times(self, starts_at, ends_at):
        """Fill in what is planned."""
        starts, ends = clock.local(starts_at), clock.local(ends_at)
        self.starts_on.data, self.starts.data, self.ends.data = starts.date(), starts.time(), ends.time()
        self.ends_on.data = ends.date() if ends.date() != starts.date() else None


def described(people, posts):
    """Pairs for a choice of `people` by number: with position and unit, by which two of one name are told apart."""
    labels = {post.person_id: post.described for post in posts}
    return [(number, labels.get(number, person.name)) for number, person in people.items()]


def _seats(conference):
    """By question: who presides now."""
    chair = conference.chair
    others = [row for row in conference.chairs if row is not chair]
    named = {"chair": chair} | {f"co_chair_{n}": row for n, row in enumerate(others[:CO_CHAIRS], start=1)}
    return {key: row for key, row in named.items() if row is not None}


def _name(label):
    return PersonNameField(label, validators=[Length(160)])


def _title(label):
    return StringField(label, validators=[Length(160)])


class PresidingForm(TimesForm):
    """Who presides: somebody of the list, or a name and a title."""

    chair = RowField(_l("Chair"), optional=True)
    chair_name = _name(_l("Chair's name, if not in the list"))
    chair_title = _title(_l("Chair's title"))

    def further(self):
        yield from super().further()
        for key in PRESIDING:
            if self[f"{key}_title"].data and not self[f"{key}_name"].data and self[key].data not in self.people:
                yield NotValid(_l("Give the name of the one who presides."), field=f"{key}_name")

    def presiding(self) -> dict:
        """The chair and the co-chairs in their order, as the actions take them."""
        co_chairs = [self._presider(key) for key in PRESIDING[1:]]
        return {"chair": self._presider("chair"), "co_chairs": [someone for someone in co_chairs if someone]}

    def show_presiding(self, conference):
        """Fill in who presides. The title of somebody of the list stands behind its field and not in it: what is sent
        was typed, and goes with no other person."""
        for key, row in _seats(conference).items():
            known = row.person_id in self.people
            self[key].data = row.person_id if known else None
            self[f"{key}_name"].data, self[f"{key}_title"].data = ("", "") if known else (row.name, row.title)

    def offer_people(self, posts, conference=None):
        """Offer leaders, and whoever presides already although he has left his post."""
        self.people = {post.person_id: post.person for post in posts}
        labels = {post.person_id: post.described for post in posts}
        for row in conference.chairs if conference else ():
            if row.person_id and row.person_id not in self.people:
                self.people[row.person_id], labels[row.person_id] = row.person, row.name
        self.kept = {row.person_id: row for row in conference.chairs} if conference else {}
        seats = _seats(conference) if conference else {}
        self.seated = {key: row for key, row in seats.items() if row.person_id}
        for key in PRESIDING:
            self[key].offer(list(labels.items()))

    def _presider(self, key):
        name, title = self[f"{key}_name"].data or "", self[f"{key}_title"].data or ""
        person = self.people.get(self[key].data) if not name else None
        kept = self.kept.get(person.id) if person else None
        if person:
            return Presider(person, kept.name if kept else "", title or (kept.title if kept else ""))
        return Presider(None, name, title) if name else None


for _n in range(1, CO_CHAIRS + 1):
    setattr(PresidingForm, f"co_chair_{_n}", RowField(_l("Co-chair %(n)s", n=_n), optional=True))
    setattr(PresidingForm, f"co_chair_{_n}_name", _name(_l("Name of co-chair %(n)s, if not in the list", n=_n)))
    setattr(PresidingForm, f"co_chair_{_n}_title", _title(_l("Title of co-chair %(n)s", n=_n)))


class InformationForm(PresidingForm):
    """The first step: what, who, where, when. A day that has passed may stay, but not be chosen."""

    starts_on = VietnameseDateField(_l("Day"), validators=[Required()])
    title = StringField(_l("Title of the conference"), validators=[Required(), Length(300)])
    kind = OneOf(_l("Kind"), choices=lambda: choices(ConferenceKind))
    organiser = RowField(_l("Organiser"), validators=[Required(_l("Choose the organiser."))])
    content_owner = RowField(_l("Prepares the content"), optional=True)
    place = StringField(_l("Place of the main site"), validators=[Length(300)])
    secretary = RowField(_l("Secretary, who writes the minutes"), optional=True)
    version = WholeNumber(widget=HiddenInput(), high=10_000_000)

    def further(self):
        yield from super().further()
        organiser = self.units.get(self.organiser.data)
        if organiser and self.starts_on.data:
            yield from planning.organiser_faults(organiser, clock.instant(self.starts_on.data, time(12)))

    def validate_starts_on(self, field):
        """A day that is chosen anew lies ahead."""
        if field.data != self.planned_on:
            in_future(self, field)

    def offer(self, *, units, bodies, leaders, secretaries, conference=None):
        """Set what can be chosen; what is chosen already stays possible."""
        self.planned_on = clock.local(conference.starts_at).date() if conference else None
        self.units = {unit.id: unit for unit in (*bodies, *units)}
        self.secretaries = {post.person_id: post.person for post in secretaries}
        if conference:
            self.units |= {unit.id: unit for unit in (conference.organiser, conference.content_owner) if unit}
            self.secretaries |= {person.id: person for person in (conference.secretary,) if person}
        kept = [conference.organiser] if conference and conference.organiser not in units else []
        self.organiser.offer([(unit.id, unit.name) for unit in (*units, *kept)])
        self.content_owner.offer([(unit.id, unit.name) for unit in self.units.values()])
        self.secretary.offer(described(self.secretaries, secretaries))
        self.offer_people(leaders, conference)
        return self

    def show(self, conference):
        """Fill in a conference as it is."""
        for name in ("title", "kind", "place", "version"):
            self[name].data = getattr(conference, name)
        self.kind.data = conference.kind.value
        self.organiser.data, self.content_owner.data = conference.organiser_id, conference.content_owner_id
        self.secretary.data = conference.secretary_id
        self.show_times(conference.starts_at, conference.ends_at)
        self.show_presiding(conference)
        return self

    def values(self):
        return {
            "title": self.title.data,
            "kind": ConferenceKind(self.kind.data),
            "organiser": self.units[self.organiser.data],
            "content_owner": self.units.get(self.content_owner.data),
            "place": self.place.data or "",
            "secretary": self.secretaries.get(self.secretary.data),
            **self.times(),
            **self.presiding(),
        }


class NewInformationForm(InformationForm):
    """The same of a conference that is to be made."""

    is_for_once = True


class CopyForm(TimesForm):
    """A new conference after the model of another one: its title and time, and what is taken along."""

    is_for_once = True
    title = StringField(_l("Title of the new conference"), validators=[Required(), Length(300)])
    chairs = BooleanField(_l("Chairs and secretary"), default=True)
    sites = BooleanField(_l("Sites and who presides there"), default=True)
    agenda = BooleanField(_l("Agenda"), default=True)
    letter = BooleanField(_l("Text of the letter of invitation"), default=True)

    def values(self):
        parts = tuple(name for name in ("chairs", "sites", "agenda", "letter") if self[name].data)
        return {"title": self.title.data, "parts": parts, **self.times()}

    def suggest(self, source):
        """The same clock times on the working day a week from today or, for a coming one, from it; the title names the
        month, quarter and year of that day where it named those of the former."""
        starts, ends = clock.local(source.starts_at), clock.local(source.ends_at)
        self.show_times(source.starts_at, source.ends_at)
        six_days_on = max(starts.date(), clock.today()) + timedelta(days=6)
        self.starts_on.data = workdays.working_days(six_days_on, six_days_on).after(six_days_on, 1)
        self.ends_on.data = self.starts_on.data + (ends.date() - starts.date()) if self.ends_on.data else None
        self.title.data = titles.carried(source.title, starts.date(), self.starts_on.data)
