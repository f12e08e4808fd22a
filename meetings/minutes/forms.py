"""What a person may type into minutes."""

from wtforms import BooleanField, StringField, TextAreaField

from meetings.accounts import speakers
from meetings.base import clock
from meetings.base.language import _l
from meetings.minutes import queries
from meetings.minutes.blocks import LONGEST
from meetings.minutes.handed import Handed
from meetings.minutes.models import BlockKind
from meetings.web import words
from meetings.web.buttons import VersionForm
from meetings.web.fields import (
    ClockField,
    Length,
    OneOf,
    Required,
    RowField,
    RowsField,
    VietnameseDateField,
    WholeNumber,
    version_field,
)
from meetings.web.forms import Form


class NewBlockForm(Form):
    """Which kind of block, and in which item of the agenda."""

    kind = OneOf(_l("Kind"))
    item_id = RowField(_l("Item of the agenda"), optional=True)

    def offer(self, minutes):
        """The kinds, and the items of the conference."""
        self.items = {item.id: item for item in queries.agenda.items_of(minutes.conference_id)}
        self.kind.choices = words.choices(BlockKind)
        self.item_id.offer([(item.id, item.title) for item in self.items.values()])
        return self

    def values(self) -> dict:
        """The item as a row."""
        return {"kind": BlockKind(self.kind.data), "item": self.items.get(self.item_id.data)}


class BlockForm(Handed, Form):
    """A narrative, a conclusion or an award."""

    version = version_field()
    text = TextAreaField(_l("Text"), validators=[Length(LONGEST)])
    item_id = RowField(_l("Item of the agenda"), optional=True)
    needs_reading = BooleanField(_l("Read it again before it goes to the chair"))

    def offer(self, block, words="", items=None):
        """Set what can be chosen for this block, whose fields also say what is chosen now; `items` of the agenda."""
        self.item_id.offer(queries.item_titles(block.minutes.conference_id, items))
        return self

    def show(self, block):
        """Fill in what the block says."""
        self.process(data={name: getattr(block, name, None) for name in self._fields} | self.chosen(block))
        self.begin()
        return self

    def chosen(self, block) -> dict:
        """What is filled in otherwise than by the attribute of that name."""
        return {}


class OpinionForm(BlockForm):
    """At which site something was said, and by whom."""

    site_id = RowField(_l("Site"), optional=True)
    speaker_name = StringField(_l("Who spoke"), validators=[Length(120)])
    speaker_title = StringField(_l("Position"), validators=[Length(200)])

    def offer(self, block, words="", items=None):
        """Also the sites that take part in the conference; each says who presides there, whom the page fills in."""
        found = queries.speaking_sites(block.minutes.conference_id, block.site_id)
        said = ((number, name, {"data-name": chair, "data-title": title}) for number, name, chair, title in found)
        self.site_id.offer(said)
        return super().offer(block, words, items)


class DirectiveForm(BlockForm):
    """What is ordered: who leads, who coordinates, by when, with which result; who ordered it, if not the chair."""

    leads = RowsField(_l("Units that lead"))
    coordinators = RowsField(_l("Coordinating units"))
    due_on = VietnameseDateField(_l("Deadline"))
    is_standing = BooleanField(_l("Standing, without a deadline"))
    expected_result = StringField(_l("Expected result"), validators=[Length(500)])
    speaker_name = StringField(_l("Given by, if not the chair of the conference"), validators=[Length(120)])
    speaker_title = StringField(_l("Position"), validators=[Length(200)])

    def offer(self, block, words="", items=None):
        """The units chosen now, and those that `words` find (without words: the likely ones)."""
        typed = {number for part in (self.leads, self.coordinators) for number in part.data or [] if number}
        kept = typed | {unit.id for unit in [*block.leads, *block.coordinators]}
        self.units = queries.unit_choices(block.minutes.conference, kept, words)
        self.unheard = speakers.unheard(self.units)
        known = [(unit.id, unit.name) for unit in self.units]
        self.leads.choices = self.coordinators.choices = known
        return super().offer(block, words, items)

    def chosen(self, block) -> dict:
        """The numbers of the units."""
        return {part: [unit.id for unit in getattr(block, part)] for part in ("leads", "coordinators")}

    def values(self) -> dict:
        """The units as rows."""
        values, units = super().values(), {unit.id: unit for unit in self.units}
        for part in ("leads", "coordinators"):
            values[part] = [units[number] for number in values[part] or []]
        return values


FORMS = {BlockKind.OPINION: OpinionForm, BlockKind.DIRECTIVE: DirectiveForm}


def form_for(block, words="", items=None):
    """The form of a block's kind, with what can be chosen; `items` are the agenda's where the caller has them."""
    form = FORMS.get(block.kind, BlockForm)().offer(block, words, items)
    for name, field in form._fields.items():  # several forms stand on one page
        field.id = f"{name}-{block.id}"
    return form


class HeadForm(Form):
    """Times, who attended, who gets the paper."""

    version = version_field()
    began_on = VietnameseDateField(_l("Began on"), validators=[Required()])
    began_clock = ClockField(_l("at"), validators=[Required()])
    finished_on = VietnameseDateField(_l("Ended on"), validators=[Required()])
    finished_clock = ClockField(_l("at"), validators=[Required()])
    attendance_text = TextAreaField(_l("Who attended (empty: told from attendance)"), validators=[Length(5000)])
    recipients = TextAreaField(_l("Recipients, one a line"), validators=[Length(3000)])

    def show(self, minutes, times):
        """Fill in what stands; the times on a clock in Vietnam."""
        began, finished = (clock.local(moment) for moment in times)
        self.process(
            data=dict(
                version=minutes.version,
                began_on=began.date(),
                began_clock=began.time(),
                finished_on=finished.date(),
                finished_clock=finished.time(),
                attendance_text=minutes.attendance_text,
                recipients=minutes.recipients,
            )
        )
        return self

    def values(self) -> dict:
        """Days and clock times become instants."""
        values = super().values()
        for part in ("began", "finished"):
            values[f"{part}_at"] = clock.instant(values.pop(f"{part}_on"), values.pop(f"{part}_clock"))
        return values


class ReasonForm(Form):
    """Why something is corrected."""

    reason = TextAreaField(_l("Why the correction is needed"), validators=[Required(), Length(1000)])


class RestoreForm(VersionForm):
    """Which revision is to stand again."""

    number = WholeNumber(validators=[Required()], low=1, high=10_000_000)
