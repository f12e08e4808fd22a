"""The schedule of each kind of conference."""

from wtforms import StringField

from meetings.base.errors import Faults
from meetings.conferences.models import ConferenceKind
from meetings.reminders import plan, queries
from meetings.reminders.actions import days_typed
from meetings.web.fields import Length, version_field
from meetings.web.forms import Form
from meetings.web.words import word


class SchedulesForm(Form):
    """A line of days for each kind; empty reminds nobody."""

    version = version_field()

    @property
    def lines(self):
        """The questions in the order of the kinds."""
        return [self[kind.value] for kind in ConferenceKind]

    def show(self, schedules):
        """Fill in what counts now."""
        self.version.data = queries.version(schedules)
        for kind in ConferenceKind:
            row = schedules.get(kind)
            self[kind.value].data = ", ".join(map(str, row.days if row else plan.USUAL[kind]))
        return self

    def further(self):
        faults = Faults()
        for kind in ConferenceKind:
            faults.of(days_typed, self[kind.value].data, field=kind.value)
        return faults.found

    def values(self):
        """The days by kind."""
        return {kind: days_typed(self[kind.value].data, field=kind.value) for kind in ConferenceKind}


for _kind in ConferenceKind:
    setattr(SchedulesForm, _kind.value, StringField(word(_kind), [Length(60)]))
