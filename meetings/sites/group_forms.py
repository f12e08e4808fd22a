"""What may be typed about a saved choice of units."""

from wtforms import StringField

from meetings.base.language import _l
from meetings.web.conflict import Difference
from meetings.web.fields import Length, Required, RowsField, version_field
from meetings.web.forms import Form


class GroupUnitsForm(Form):
    """The units of a saved choice."""

    units = RowsField(_l("Units of the group"))
    version = version_field()

    def offer(self, units):
        """Set the units that can be ticked."""
        self.units.choices = [(unit.id, unit.name) for unit in units]
        return self

    def beside(self, units, there):
        """After somebody else was faster: the units that are `there` now stand beside what was ticked, by name; returns
        all that can be ticked then, each as it was typed."""
        ticked = set(self.units.data or ())
        named = [", ".join(one.name for one in some) for some in ([u for u in units if u.id in ticked], there)]
        self.differences = [Difference(self.units.label.text, *named)]
        known = {unit.id for unit in units}
        return [*units, *(unit for unit in there if unit.id not in known)]


class GroupForm(Form):
    """The name of a saved choice."""

    group_name = StringField(_l("Name of the group"), validators=[Required(), Length(120)])
    version = version_field()
