"""What is asked about the meeting regime."""

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from meetings.base.language import _l
from meetings.conferences.models import LONGEST, ConferenceKind
from meetings.web.fields import Length, Required, WholeNumber, version_field
from meetings.web.forms import Form
from meetings.web.words import word


class SlotForm(Form):
    """Who of the technical unit agreed."""

    is_for_once = True
    agreed_by = StringField(_l("Who of the technical unit agreed"), validators=[Required(), Length(160)])
    note = TextAreaField(_l("Note"), validators=[Length(1000)])
    version = version_field()

    def values(self):
        return super().values() | {"version": self.version.data}


class LimitsForm(Form):
    """Working days before and after a conference, hours by kind."""

    letter_days = WholeNumber(_l("Working days from the letter to the conference"), [Required()], high=60)
    papers_days = WholeNumber(_l("Working days from the papers to the conference"), [Required()], high=60)
    notice_days = WholeNumber(_l("Working days from the end to the notice of conclusions"), [Required()], high=60)
    slot_agreement = BooleanField(_l("The technical unit agrees to the slot before the letter goes out"))
    version = WholeNumber(widget=HiddenInput(), high=10_000_000)

    def hours(self):
        """The questions about how long each kind may last."""
        return [self[f"hours_{kind.value}"] for kind in LONGEST]

    def values(self):
        asked = ("letter_days", "papers_days", "notice_days", "slot_agreement")
        hours = {kind.value: self[f"hours_{kind.value}"].data for kind in LONGEST}
        return {name: self[name].data for name in asked} | {"hours": {k: v for k, v in hours.items() if v}}

    def show(self, limits):
        """Fill in what counts now."""
        for name in ("letter_days", "papers_days", "notice_days", "slot_agreement", "version"):
            self[name].data = getattr(limits, name)
        for kind in LONGEST:
            self[f"hours_{kind.value}"].data = limits.longest(kind)


def _add_hours():
    for kind in ConferenceKind:
        if kind in LONGEST:
            setattr(LimitsForm, f"hours_{kind.value}", WholeNumber(word(kind), low=0, high=200))


_add_hours()
