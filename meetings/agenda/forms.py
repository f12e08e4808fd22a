"""What a person may type about an item."""

from wtforms import BooleanField, StringField
from wtforms.widgets import HiddenInput

from meetings.agenda.actions import FACTS, LONGEST
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.language import _l
from meetings.web import words
from meetings.web.forms import (
    VERSION_MISSING,
    ClockField,
    Form,
    Length,
    OneOf,
    Required,
    RowField,
    RowsField,
    WholeNumber,
)


def version_field():
    """The hidden count of changes that the page was shown with."""
    return WholeNumber(validators=[Required(VERSION_MISSING)], widget=HiddenInput(), high=10_000_000)


class ItemForm(Form):
    """One item of the agenda."""

    kind = OneOf(_l("Kind"), default=ItemKind.REPORT.value)
    title = StringField(_l("Title"), validators=[Required(), Length(300)])
    planned_minutes = WholeNumber(_l("Planned minutes"), validators=[Required()], low=1, high=LONGEST, default=10)
    fixed_start = ClockField(_l("Fixed start, if a guest joins at an hour"))
    presenter_person_id = RowField(_l("Presented by: somebody who presides"), optional=True)
    presenter_unit_id = RowField(_l("or a unit"), optional=True)
    presenter_text = StringField(_l("or somebody else"), validators=[Length(200)])
    site_id = RowField(_l("Site of a local session"), optional=True)
    is_secret = BooleanField(_l("Has secret content: its papers are not to be uploaded"))

    def offer(self, conference, sites, units):
        """What can be chosen: those who preside, the units given, the sites of the conference."""
        self.conference = conference
        self.kind.choices = words.choices(ItemKind)
        people = {chair.person_id: chair.name for chair in conference.chairs if chair.person_id}
        self.presenter_person_id.offer(list(people.items()))
        self.presenter_unit_id.offer([(unit.id, unit.name) for unit in units])
        self.site_id.offer([(site.id, site.name) for site in sites])
        return self

    def show(self, item):
        """Fill in what the item says; its fixed start as a clock time in Vietnam."""
        self.process(
            data={
                **{name: getattr(item, name) for name in FACTS},
                "kind": item.kind.value,
                "fixed_start": clock.local(item.fixed_start).time() if item.fixed_start else None,
                "version": item.version,
            }
        )
        return self

    def values(self) -> dict:
        """As the actions want it: the clock time becomes an instant on the day of the conference."""
        values = super().values()
        day = clock.local(self.conference.starts_at).date()
        typed = values["fixed_start"]
        values["kind"] = ItemKind(values["kind"])
        values["fixed_start"] = clock.instant(day, typed) if typed else None
        return values


class EditForm(ItemForm):
    """An item that is there already."""

    version = version_field()


class VersionForm(Form):
    """One step that rests on what was shown."""

    version = version_field()


class OrderForm(VersionForm):
    """All items in their new order."""

    order = RowsField()
