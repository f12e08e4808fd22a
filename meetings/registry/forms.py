"""Which number a series had reached outside."""

from meetings.base import clock
from meetings.base.language import _l
from meetings.registry.models import PaperKind
from meetings.web.fields import OneOf, Required, RowField, WholeNumber
from meetings.web.forms import Form
from meetings.web.words import choices


class SeriesForm(Form):
    """A series and its last number."""

    issuer = RowField(_l("Issuer"), validators=[Required()])
    kind = OneOf(_l("Kind of paper"), choices=lambda: choices(PaperKind), validators=[Required()])
    year = WholeNumber(_l("Year"), validators=[Required()], low=1990, high=2200, default=lambda: clock.today().year)
    last_number = WholeNumber(_l("Last number given out elsewhere"), validators=[Required()], high=99_999)

    def offer(self, units):
        """Set whose series can be continued."""
        self.units = {unit.id: unit for unit in units}
        self.issuer.offer([(unit.id, unit.name) for unit in units])
        return self

    def values(self):
        return {
            "issuer": self.units[self.issuer.data],
            "kind": PaperKind(self.kind.data),
            "year": self.year.data,
            "last_number": self.last_number.data,
        }
