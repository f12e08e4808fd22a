"""The numbers of items: one after another until they are published, then frozen."""

import itertools
import string

from meetings.agenda.models import ItemKind

SILENT = (ItemKind.BREAK, ItemKind.LOCAL)


def numbers(order, *, frozen: bool, retired=()) -> list[str]:
    """The numbers of the items in their order; breaks and local sessions have none.

    Once `frozen`, only items without a number get one: that of the item before with a letter ("3a", "3b"), "0a" at the
    top, and none that is `retired`: somebody may still cite it.
    """
    if frozen:
        return _behind_frozen(order, retired)
    count = itertools.count(1)
    return ["" if item.kind in SILENT else str(next(count)) for item in order]


def _behind_frozen(order, retired):
    taken, last, found = {*retired, *(item.number for item in order)}, "0", []
    for item in order:
        name = "" if item.kind in SILENT else item.number or _between(last, taken)
        taken.add(name)
        last = name.rstrip(string.ascii_lowercase) or last
        found.append(name)
    return found


def _between(last, taken):
    letters = [*string.ascii_lowercase, *(a + b for a in string.ascii_lowercase for b in string.ascii_lowercase)]
    return next(f"{last}{letter}" for letter in letters if f"{last}{letter}" not in taken)
