"""What is asked about a day."""

from wtforms import StringField

from meetings.base.language import _l
from meetings.web.fields import Length, OneOf, Required, VietnameseDateField
from meetings.web.forms import Form
from meetings.web.words import choices
from meetings.workdays.models import DayKind


class DayForm(Form):
    """A day, what it is, and why."""

    day = VietnameseDateField(_l("Day"), [Required()])
    kind = OneOf(_l("What it is"), [Required()], default=DayKind.OFF.value)
    name = StringField(_l("Occasion or notice"), [Required(), Length(160)])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(DayKind)

    def values(self):
        return super().values() | {"kind": DayKind(self.kind.data)}
