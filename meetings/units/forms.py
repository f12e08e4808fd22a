"""What is asked about a unit."""

from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField

from meetings.base.language import _l
from meetings.units.models import UnitKind
from meetings.web.fields import Email, Length, OneOf, Required, RowField, VietnameseDateField, WholeNumber
from meetings.web.forms import Form
from meetings.web.telephones import has_number
from meetings.web.words import choices


class DescribedForm(Form):
    """What a unit is and how it is reached."""

    name = StringField(_l("Name of the unit, in full"), [Required(), Length(200)])
    short_name = StringField(_l("Short name, for lists and tiles"), [Length(80)])
    kind = OneOf(_l("Kind"), [Required()])
    code = StringField(_l("Official code"), [Length(35)])
    valid_from = VietnameseDateField(_l("Exists from"))
    position = WholeNumber(_l("Place in the order"))
    phone = TelField(_l("Telephone"), [Length(40), has_number])
    email = EmailField(_l("E-mail"), [Length(254), Email()])
    room = StringField(_l("Meeting room"), [Length(120)])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(UnitKind)

    def values(self):
        return super().values() | {"kind": UnitKind(self.kind.data), "position": self.position.data or 0}


class UnitForm(DescribedForm):
    is_for_once = True
    parent = RowField(_l("Stands under"), optional=True)
    valid_until = VietnameseDateField(_l("Exists until (last day)"))


class EditForm(DescribedForm):
    version = HiddenField()


class LetterheadForm(Form):
    letterhead_parent = TextAreaField(_l("Body above (first line of the head)"), [Length(200)])
    letterhead = TextAreaField(_l("Name on papers (second line)"), [Length(200)])
    abbreviation = StringField(_l("Abbreviation in numbers of papers"), [Length(30)])
    place = StringField(_l("Place before the date"), [Length(80)])
    large_heading = BooleanField(_l("Larger of the two sizes for the head"))
    version = HiddenField()
