"""Which number a series had reached outside, and how an issuer numbers its papers."""

from meetings.base import clock
from meetings.base.language import _l
from meetings.registry.models import PaperKind
from meetings.web.fields import OneOf, Required, RowField, WholeNumber
from meetings.web.forms import Form
from meetings.web.words import choices

COMMON, BY_KIND = "common", "kind"
ALL_PAPERS = _l("All papers, in one series")
EACH_KIND = _l("Each kind of paper, in a series of its own")


class NumberingForm(Form):
    """In how many series an issuer numbers, from a year on."""

    issuer = RowField(_l("Issuer"), validators=[Required()])
    year = WholeNumber(_l("From year"), validators=[Required()], low=1990, high=2200)
    way = OneOf(_l("What is numbered"), choices=[(BY_KIND, EACH_KIND), (COMMON, ALL_PAPERS)], validators=[Required()])

    def offer(self, units):
        """Set whose numbers it can be said of."""
        return _offer(self, units)

    def values(self):
        said = {"year": self.year.data, "is_common": self.way.data == COMMON}
        return {"issuer": self.units[self.issuer.data], **said}


class SeriesForm(Form):
    """A series and its last number."""

    issuer = RowField(_l("Issuer"), validators=[Required()])
    kind = OneOf(
        _l("Kind of paper"),
        choices=lambda: [*choices(PaperKind), (COMMON, ALL_PAPERS)],
        validators=[Required()],
    )
    year = WholeNumber(_l("Year"), validators=[Required()], low=1990, high=2200, default=lambda: clock.today().year)
    last_number = WholeNumber(_l("Last number given out elsewhere"), validators=[Required()], high=99_999)

    def offer(self, units):
        """Set whose series can be continued."""
        return _offer(self, units)

    def values(self):
        return {
            "issuer": self.units[self.issuer.data],
            "kind": None if self.kind.data == COMMON else PaperKind(self.kind.data),
            "year": self.year.data,
            "last_number": self.last_number.data,
        }


def _offer(form, units):
    form.units = {unit.id: unit for unit in units}
    form.issuer.offer([(unit.id, unit.name) for unit in units])
    return form
