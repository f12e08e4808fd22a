"""What a person may type about rehearsals."""

from datetime import timedelta

from wtforms import StringField, TextAreaField
from wtforms.widgets import HiddenInput

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.rehearsals.models import Check, Finding, Probe, Result, Verdict
from meetings.web import words
from meetings.web.fields import (
    ClockField,
    Length,
    OneOf,
    Required,
    RowField,
    VietnameseDateField,
    WholeNumber,
    version_field,
)
from meetings.web.forms import Form


class TimesForm(Form):
    """When the trial takes place, who runs the technique, what is to be prepared."""

    starts_on = VietnameseDateField(_l("Day"), validators=[Required()])
    starts = ClockField(_l("Starts at"), validators=[Required()])
    ends = ClockField(_l("Ends at"), validators=[Required()])
    operator = RowField(_l("Technical unit"), optional=True)
    note = TextAreaField(_l("What the sites are to prepare"), validators=[Length(1000)])

    def further(self):
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            yield NotValid(_l("The end must lie after the beginning."), field="ends")

    def offer(self, units):
        """The units that may run the technique."""
        self.units = {unit.id: unit for unit in units}
        self.operator.offer([(unit.id, unit.name) for unit in units])
        return self

    def show(self, rehearsal):
        """Fill in what is planned."""
        starts, ends = clock.local(rehearsal.starts_at), clock.local(rehearsal.ends_at)
        self.starts_on.data, self.starts.data, self.ends.data = starts.date(), starts.time(), ends.time()
        self.operator.data, self.note.data = rehearsal.operator_id, rehearsal.note
        return self

    def values(self):
        return {
            "starts_at": clock.instant(self.starts_on.data, self.starts.data),
            "ends_at": clock.instant(self.starts_on.data, self.ends.data),
            "operator": self.units.get(self.operator.data),
            "note": self.note.data or "",
        }


class PlanForm(TimesForm):
    """The same, and which sites are tried."""

    is_for_once = True
    repeats = RowField(_l("Which sites"), optional=True)

    def offer_again(self, rehearsals):
        """The earlier trials whose faulty sites can be tried again."""
        self.rehearsals = {row.id: row for row in rehearsals}
        again = [(row.id, _l("Only sites that have not passed rehearsal %(n)s", n=row.number)) for row in rehearsals]
        self.repeats.choices = [("", _l("All sites that take part")), *again]
        return self

    def propose(self, conference):
        """The day before the conference, while it lies ahead; else the conference's own day."""
        day = clock.local(conference.starts_at).date()
        self.starts_on.data = max(day - timedelta(days=1), min(clock.today(), day))
        return self


class ReviseForm(TimesForm):
    """The same, once it is planned: the sites stay."""

    version = version_field()

    def values(self):
        return {**super().values(), "version": self.version.data}


class QuickForm(Form):
    """A verdict given from the list: everything is fine, or the site did not come."""

    verdict = OneOf(_l("Verdict"), choices=words.choices(Verdict))
    version = version_field()

    def values(self):
        return {"verdict": Verdict(self.verdict.data), "version": self.version.data}


class SheetForm(QuickForm):
    """The checklist of a site, a note, and the verdict by the button that is pressed."""

    note = TextAreaField(_l("What was found, what is to be done"), validators=[Length(1000)])

    @staticmethod
    def known(trial) -> dict:
        """What stands in the sheet."""
        points = {f"check_{check}": trial.found(check).value for check in Check}
        return {**points, "note": trial.note, "version": trial.version, "verdict": trial.verdict.value}

    def points(self):
        """Each point with its question, in order."""
        return [(check, self[f"check_{check}"]) for check in Check]

    def values(self):
        findings = {check.value: question.data for check, question in self.points()}
        return {**super().values(), "findings": findings, "note": self.note.data or ""}


for _check in Check:
    _asked = OneOf(words.WORDS["rehearsals.Check"][_check], choices=words.choices(Finding), default="unchecked")
    setattr(SheetForm, f"check_{_check}", _asked)


class SelfTestForm(Form):
    """What the browser found, or a person said by hand; each question is one probe."""

    level = WholeNumber(widget=HiddenInput(), high=100)
    browser = StringField(widget=HiddenInput(), validators=[Length(400)])
    note = TextAreaField(_l("What does not work? (for the technician)"), validators=[Length(500)])

    def probes(self):
        """Each probe with its question, in order."""
        return [(probe, self[f"probe_{probe}"]) for probe in Probe]

    def values(self):
        results = {probe.value: question.data for probe, question in self.probes()}
        browser, note = self.browser.data or "", self.note.data or ""
        return {"results": results, "level": self.level.data or 0, "browser": browser, "note": note}


for _probe in Probe:
    _asked = OneOf(words.WORDS["rehearsals.Probe"][_probe], choices=words.choices(Result), default="untried")
    setattr(SelfTestForm, f"probe_{_probe}", _asked)
