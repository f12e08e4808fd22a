"""What the secretariat may type about a site."""

from wtforms import SelectMultipleField, TextAreaField

from meetings.base.language import _l
from meetings.sites.forms import DetailsForm
from meetings.sites.models import LineState
from meetings.web import words
from meetings.web.fields import Length, OneOf, id_or_none, version_field
from meetings.web.forms import Form
from meetings.web.since import SinceForm


class EditForm(DetailsForm):
    """Corrections by the secretariat."""

    version = version_field()

    def values(self):
        return {
            "version": self.version.data,
            "expected_count": self.expected_count.data,
            **self.details(),
            **self.chosen_chair(),
        }


class DecisionForm(Form):
    """Agreeing to a change, or refusing it."""

    note = TextAreaField(_l("Reason or note"), validators=[Length(2000)])
    version = version_field()

    def values(self):
        return {"note": self.note.data or "", "version": self.version.data}


class LineForm(Form):
    """What the test of the line found."""

    line = OneOf(_l("Line test"), choices=words.choices(LineState))

    def values(self):
        return {"line": LineState(self.line.data)}


class RemindOneForm(SinceForm):
    """That one site is reminded."""


class RemindForm(RemindOneForm):
    """Which of the silent sites are reminded: by number, or where there are many by parent."""

    site = SelectMultipleField(coerce=id_or_none, validate_choice=False)
    group = SelectMultipleField(validate_choice=False)

    @property
    def ticked(self) -> set:
        """What was ticked, in the one way or the other."""
        return {*(self.site.data or ()), *(self.group.data or ())}

    def values(self):
        since = super().values()
        if self.group.data:
            return since | {"groups": set(self.group.data)}
        return since | {"site_ids": set(self.site.data or ())}
