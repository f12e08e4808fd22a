"""The questions that are ours (a day, an hour, a row), and what an answer must be."""

import re
from datetime import datetime

from flask_babel import gettext as _
from wtforms import DateField, Field, FieldList, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput, NumberInput, TextInput

from meetings.base import addresses, clock, days, names
from meetings.base.language import _l

A_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2}")


class VietnameseDateField(DateField):
    """A day as people write it here, dd/mm/yyyy; the browser's own picker sends yyyy-mm-dd and is understood too, and
    so is a year of two digits ("1.12.26": from 1969 to 2068)."""

    widget = TextInput()

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, format=list(days.WAYS), **kwargs)

    def process_formdata(self, valuelist):
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            self.data = None
            if A_DAY.fullmatch(valuelist[0].strip()):
                raise ValueError(_("There is no such day in the calendar. Look at day and month.")) from None
            raise ValueError(_("Write the day as day/month/year, for example 25/12/2026.")) from None
        if not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(_("The year must lie between 1900 and 2200."))

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return self.data.strftime("%d/%m/%Y") if self.data else ""


class ClockField(Field):
    """A time of day, HH:MM; "8:00", "8h", "8h30" and "8 giờ 30" are understood."""

    widget = TextInput()

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return self.data.strftime("%H:%M") if self.data else ""

    def process_formdata(self, valuelist):
        typed = valuelist[0].strip().lower() if valuelist else ""
        if not typed:
            self.data = None
            return
        plain = typed.replace("giờ", ":").replace("h", ":").replace(" ", "").replace(".", ":")
        plain = plain + "00" if plain.endswith(":") else plain
        try:
            self.data = datetime.strptime(plain, "%H:%M").time()
        except ValueError:
            self.data = None
            raise ValueError(_("Write the time as hours:minutes, for example 07:30.")) from None


class PersonNameField(StringField):
    """The name of a person, without the "Ông" or "Bà" that many write before it."""

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        self.data = names.bare(self.data)


class Length:
    """At most `max` characters. The browser is told nothing of it: it would cut what is pasted without a word."""

    def __init__(self, max):
        self.max = max

    def __call__(self, form, field):
        if isinstance(field.data, str) and len(field.data) > self.max:
            raise StopValidation(_("At most %(max)s characters; this has %(n)s.", max=self.max, n=len(field.data)))


class Email:
    """An address that mail could go to; nothing is no fault."""

    def __call__(self, form, field):
        if said := addresses.fault(field.data):
            raise StopValidation(said)


class WholeNumber(Field):
    """A whole number from `low` to `high`."""

    widget = NumberInput()

    def __init__(self, label=None, validators=None, *, low=0, high=100_000, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.low, self.high = low, high
        self.flags.min, self.flags.max = low, high

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and self.low <= int(typed) <= self.high):
            raise ValueError(_("Enter a number from %(low)s to %(high)s.", low=self.low, high=self.high))
        self.data = int(typed)


class Required:
    """The question must be answered, and blanks are no answer."""

    field_flags = {"required": True}

    def __init__(self, message=None):
        self.message = message

    def __call__(self, form, field):
        empty = field.data is None or (isinstance(field.data, str) and not field.data.strip()) or field.data == []
        if empty and not field.errors:
            raise StopValidation(self.message or _("Please fill this in."))
        if empty:
            raise StopValidation()


class _Choice(SelectChoice):
    """The library's own kind of choice; it unpacks as it was written, as (value, label)."""

    def __iter__(self):
        return iter((self.value, self.label))


def _as_choices(pairs):
    """Pairs of (value, label), or (value, label, attributes of the option), or a function that gives them, in the
    library's own kind."""
    if callable(pairs):
        return lambda: _as_choices(pairs())
    return None if pairs is None else [_Choice(value, label, *more) for value, label, *more in pairs]


class _Offers:
    """What can be chosen is written as pairs of (value, label) everywhere, and read so, too."""

    def __init__(self, label=None, validators=None, *, choices=None, **kwargs):
        super().__init__(label, validators, choices=_as_choices(choices), **kwargs)

    @property
    def choices(self):
        return super().choices

    @choices.setter
    def choices(self, pairs):
        SelectField.choices.fset(self, _as_choices(pairs))


class OneOf(_Offers, SelectField):
    """One choice out of few; an unknown one is refused in words."""

    def pre_validate(self, form):
        if not any(choice[2] for choice in self.iter_choices()):
            raise StopValidation(_("Choose one of the list."))


LARGEST_ID = 2**31 - 1


def id_or_none(typed):
    """The number of a chosen row; None where nothing is chosen, -1 for what no row can have."""
    text = str(typed)
    if text in ("", "None"):
        return None
    # Only plain digits: int() would also take those of other scripts, signs and "1_0".
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 0 < number <= LARGEST_ID else -1


class RowField(OneOf):
    """One row out of many, given as `choices` of (id, label); with `optional` an empty choice comes first."""

    def __init__(self, label=None, validators=None, *, optional=False, **kwargs):
        super().__init__(label, validators, coerce=id_or_none, **kwargs)
        self.is_optional = optional

    def offer(self, rows, none="–"):
        """Set what can be chosen: pairs of (id, label); `none` stands for no choice, where that is one."""
        self.choices = [*([("", none)] if self.is_optional else []), *rows]


class RowsField(_Offers, SelectMultipleField):
    """Any number of rows out of many, given as `choices` of (id, label)."""

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, coerce=id_or_none, **kwargs)

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        self.data = list(dict.fromkeys(self.data))  # a browser sends each once; what is sent twice is meant once

    def pre_validate(self, form):
        known = {self.coerce(value) for value, *_rest in self.iter_choices()}
        if self.data and set(self.data) - known:
            raise StopValidation(_("Choose from the list."))


class Rows(FieldList):
    """The same questions several times; a row has a plain number in the names of its answers."""

    def _extract_indices(self, prefix, formdata):
        # The library takes “²” and a thousand digits for numbers, too, and fails on them.
        return super()._extract_indices(prefix, [name for name in formdata if name.isascii() and len(name) < 100])


def in_future(form, field):
    """A day that has not passed."""
    if field.data and field.data < clock.today():
        raise StopValidation(_("This day has passed. Choose today or later."))


VERSION_MISSING = _l("The page was too old. Reload it and try again.")


def version_field() -> WholeNumber:
    """The hidden count of changes that the page was shown with."""
    return WholeNumber(validators=[Required(VERSION_MISSING)], widget=HiddenInput(), high=10_000_000)
