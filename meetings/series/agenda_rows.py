"""The rows of a template's agenda in another order, as they were typed: nothing is saved by it, and no row is lost."""

import re

from werkzeug.datastructures import MultiDict

ASKED = ("title", "minutes", "kind", "presenter")
ORDER = re.compile(r"(up|down|new)-([1-9]\d?)")


def turned(typed, order: str, number: int) -> tuple[MultiDict, str]:
    """What was typed, its rows turned by `order`: "up-3" and "down-3" change places with the row beside it, "new-3"
    puts an empty row before the third. `number` is how many rows there are.

    Beside it where the row of the order stands now, written in the same way; "" where nothing could be turned: at the
    ends, and no empty row where the last one is filled.
    """
    rows = [{key: typed.getlist(_name(n, key)) for key in ASKED} for n in range(1, number + 1)]
    what, at = _read(order, number)
    if what == "new" and any(map(str.strip, rows[-1]["title"])):
        what = ""
    if what == "new":
        rows.insert(at - 1, dict.fromkeys(ASKED, []))
        rows.pop()
        place = at
    else:
        place = at + {"up": -1, "down": 1}.get(what, 0)
        if not what or not 1 <= place <= number:
            return MultiDict(typed), ""
        rows[at - 1], rows[place - 1] = rows[place - 1], rows[at - 1]
    kept = MultiDict(typed)
    for n, row in enumerate(rows, start=1):
        for key, values in row.items():
            kept.setlist(_name(n, key), values)
    return kept, f"{what}-{place}"


def _name(n, key):
    return f"point_{n}_{key}"


def _read(order, number):
    found = ORDER.fullmatch(order)
    if not found or not 1 <= int(found[2]) <= number:
        return "", 0
    return found[1], int(found[2])
