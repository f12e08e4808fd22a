"""What somebody else wrote, beside what was typed: so that the second of two people overwrites nothing unread."""

import enum
from datetime import date, datetime, time
from typing import NamedTuple

from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.vietnamese import collation_key

ASIDE = {"csrf_token", "version"}


class Difference(NamedTuple):
    """One question that two people answered differently: its label, what was typed, and what stands there now."""

    label: str
    mine: str
    theirs: str


def differences(form, row) -> list[Difference]:
    """The questions of `form` that `row` has by the same name and answers otherwise than was typed."""
    found = []
    for field in form:
        if field.name not in ASIDE and hasattr(row, field.name):
            mine, theirs = _said(field, field.data), _said(field, getattr(row, field.name))
            if mine != theirs:
                found.append(Difference(field.label.text, mine, theirs))
    return found


def _said(field, value):
    """An answer as a person reads it: the words of a choice, days and hours as they are written here."""
    if isinstance(value, (list, tuple, set)):
        return ", ".join(sorted((_said(field, one) for one in value), key=collation_key))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    value = getattr(value, "id", value.value if isinstance(value, enum.Enum) else value)
    if getattr(field, "choices", None):
        return next((str(label) for key, label, *_rest in field.iter_choices() if str(key) == str(value)), "")
    if isinstance(value, datetime):
        local = clock.local(value)
        value = local.time() if isinstance(field.data, time) else local.date()
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value.strftime("%H:%M") if isinstance(value, time) else "" if value is None else str(value)
