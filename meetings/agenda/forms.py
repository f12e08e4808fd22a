"""What a person may type about an item."""

from datetime import date

from wtforms import BooleanField, StringField, TextAreaField

from meetings.agenda import papers, queries
from meetings.agenda.item_facts import FACTS, LONGEST, place_faults
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.language import _l
from meetings.web import filters, words
from meetings.web.buttons import VersionForm
from meetings.web.fields import ClockField, Length, OneOf, Required, RowField, RowsField, WholeNumber, version_field
from meetings.web.forms import Form

SUGGESTED = 400


class ItemForm(Form):
    """One item of the agenda. The presenter is typed; who is meant by it names the person or unit itself."""

    kind = OneOf(_l("Kind"), default=ItemKind.REPORT.value)
    title = StringField(_l("Title"), validators=[Required(), Length(300)])
    planned_minutes = WholeNumber(_l("Planned minutes"), validators=[Required()], low=1, high=LONGEST, default=10)
    fixed_start = ClockField(_l("Fixed start, if a guest joins at an hour"))
    fixed_day = OneOf(_l("Day of the fixed start"))
    presenter = StringField(_l("Presenter"), validators=[Length(200)])
    site_id = RowField(_l("Site of a local session"), optional=True)
    is_secret = BooleanField(_l("Has secret content: its papers are not to be uploaded"))

    def offer(self, conference, sites, presenters, written=""):
        """What can be chosen: `presenters` (see `queries.presenters`) and the sites of the conference.

        `written` is who presents the item as it stands: typed again, it stays as it was written.
        """
        self.conference, self.presenters, self.written = conference, presenters, written
        self.suggestions = [presenter.words for presenter in presenters[:SUGGESTED]]
        self.kind.choices = words.choices(ItemKind)
        self.site_id.offer([(site.id, site.name) for site in sites])
        if conference.several_days:
            days = [(day.isoformat(), f"{filters.weekday(day)} {filters.day(day)}") for day in conference.days]
            self.fixed_day.choices = days
        else:
            del self.fixed_day
        return self

    def show(self, item):
        """Fill in what the item says; its fixed start as a day and a clock time in Vietnam."""
        fixed = clock.local(item.fixed_start) if item.fixed_start else None
        self.process(
            data={
                **{name: getattr(item, name) for name in FACTS},
                "kind": item.kind.value,
                "presenter": item.presenter,
                "fixed_start": fixed.time() if fixed else None,
                "fixed_day": fixed.date().isoformat() if fixed else None,
                "version": item.version,
            }
        )
        return self

    def further(self):
        if not self.kind.errors:
            kind, site_id = ItemKind(self.kind.data), self.site_id.data
            yield from place_faults(self.conference, kind, self._fixed(), site_id)

    def _fixed(self):
        """The clock time as an instant on the day of the conference, of several on the chosen one."""
        if self.fixed_start.data is None:
            return None
        several = self.conference.several_days and not self.fixed_day.errors
        day = date.fromisoformat(self.fixed_day.data) if several else self.conference.days[0]
        return clock.instant(day, self.fixed_start.data)

    def values(self) -> dict:
        """As the actions want it."""
        values = super().values() | {"kind": ItemKind(self.kind.data), "fixed_start": self._fixed()}
        values.pop("fixed_day", None)
        return values | self._presenter(values.pop("presenter"))

    def _presenter(self, typed):
        if typed == self.written:
            return {}
        chosen = queries.meant(self.presenters, typed)
        return {f"presenter_{chosen.kind}_id": chosen.id} if chosen else {"presenter_text": typed}


class NewForm(ItemForm):
    """An item that is to be put in its place."""

    is_for_once = True
    before = RowField(_l("Comes before"), optional=True)

    def place_among(self, items):
        """Offer the items it may precede; the closing words stay last unless told."""
        self.items = {item.id: item for item in items}
        rows = [(item.id, f"{item.number}. {item.title}" if item.number else item.title) for item in items]
        self.before.offer(rows, none=_l("– (at the end)"))
        closing = next((item.id for item in items if item.kind is ItemKind.CLOSING), None)
        if not self.is_submitted():
            self.before.data = closing
        return self

    def values(self) -> dict:
        """As the action wants it."""
        values = super().values()
        return values | {"before": self.items.get(values["before"])}


class EditForm(ItemForm):
    """An item that is there already."""

    version = version_field()


class ReleaseForm(VersionForm):
    """Giving out the programme: who signs it, and in which authority."""

    authority = TextAreaField(_l("Authority and post of the signer"), validators=[Length(300)])
    signer_name = StringField(_l("Who signs"), validators=[Length(120)])

    def signature(self):
        """The signature as typed; None where the chair's is to stand."""
        return papers.signed_as(self.signer_name.data, self.authority.data)


class OrderForm(VersionForm):
    """All items in their new order."""

    order = RowsField()
