from flask_babel import gettext as _
from wtforms import BooleanField, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from meetings.base import clock
from meetings.base.language import _l
from meetings.directives.act_forms import LONG, SHORT, Act
from meetings.web.fields import (
    VERSION_MISSING,
    Required,
    RowField,
    Rows,
    RowsField,
    VietnameseDateField,
)
from meetings.web.forms import Form

ROWS_SHOWN, MOST_ROWS = 3, 30
TOO_MANY_ROWS = _l("At most %(most)s rows at a time. Pass these down first, then the others.")


class GiveForm(Form):
    is_for_once = True
    giver_unit = RowField(_l("In the name of"), validators=[Required()])
    giver = RowField(_l("Who gives it"), optional=True)
    text = TextAreaField(_l("What is to be done"), validators=[Required(), LONG])
    lead_units = RowsField(_l("Lead units"), validators=[Required()])
    coordinators = RowsField(_l("Coordinating units"))
    due_on = VietnameseDateField(_l("Deadline"))
    is_standing = BooleanField(_l("Standing, without a deadline"))
    expected_result = StringField(_l("Expected result"), validators=[SHORT])
    source = StringField(_l("On the ground of"), validators=[SHORT])

    def validate_due_on(self, field):
        if self.is_standing.data and field.data:
            raise StopValidation(_("Either a deadline or standing, not both."))
        if not self.is_standing.data and not field.data and not field.errors:
            raise StopValidation(_("Say until when, or that it is standing."))
        if field.data and field.data < clock.today():
            raise StopValidation(_("This day has passed. Choose today or later."))


class TaskForm(Form):
    class Meta(Form.Meta):
        csrf = False

    lead_unit = RowField(_l("Office or unit"), optional=True)
    text = TextAreaField(_l("What it is to do"), validators=[LONG])
    due_on = VietnameseDateField(_l("Deadline"))
    expected_result = StringField(_l("Expected result"), validators=[SHORT])

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything into this row."""
        return not (self.lead_unit.data or self.text.data or self.expected_result.data)

    def validate_lead_unit(self, field):
        if not self.is_blank and not field.data:
            raise StopValidation(_("Choose who is to do it."))

    def validate_text(self, field):
        if not self.is_blank and not field.data:
            raise StopValidation(_("Write what is to be done."))


class PassDownForm(Form):
    version = HiddenField(validators=[Required(VERSION_MISSING)])
    giver = RowField(_l("Who gives it"), optional=True)
    tasks = Rows(FormField(TaskForm), min_entries=ROWS_SHOWN, max_entries=MOST_ROWS)
    validate_version = Act.validate_version
    shown_version = Act.shown_version
    show_again = Act.show_again

    def offer(self, directive, *, units, givers):
        """Set who can be chosen, and the deadline that stands in empty rows."""
        self.giver.offer(givers)
        self.units, self.until = units, directive.due_on
        for row in self.tasks:
            row.lead_unit.offer(units)
            if not self.is_submitted():
                row.due_on.data = directive.due_on

    def more(self, directive):
        """Another empty row, with what was typed in the others kept; refused in words where there are enough."""
        if len(self.tasks) >= MOST_ROWS:
            self.form_errors.append(TOO_MANY_ROWS % {"most": MOST_ROWS})
            return
        self.tasks.append_entry()
        self.tasks[-1].lead_unit.offer(self.units)
        self.tasks[-1].due_on.data = directive.due_on

    @property
    def filled(self) -> list:
        """The rows in which something is written."""
        return [row.form for row in self.tasks if not row.form.is_blank]

    def validate_tasks(self, field):
        if not self.filled:
            raise StopValidation(_("Fill in at least one row."))
        rows = [(n, row.form) for n, row in enumerate(self.tasks, start=1) if not row.form.is_blank]
        late = [(n, row) for n, row in rows if self._is_late(row.due_on)]
        for _n, row in late:
            words = _("Not later than %(due)s.", due=self.until.strftime("%d/%m/%Y"))
            row.due_on.errors = [*row.due_on.errors, words]
        if late:
            numbers = ", ".join(str(n) for n, _row in late)
            raise StopValidation(
                _("Work %(rows)s: the deadline is later than that of the directive passed down.", rows=numbers)
            )

    def _is_late(self, due_on):
        return self.until and not due_on.errors and (due_on.data is None or due_on.data > self.until)


class UrgeForm(Form):
    directives = RowsField(_l("Directives"), validators=[Required(_l("Choose at least one."))])
    text = TextAreaField(_l("What to add to the message"), validators=[LONG])
