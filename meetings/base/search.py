"""Search without Vietnamese marks, and people in the order of their names, the same on every database."""

from sqlalchemy import and_, case, event, func, inspect, or_, true
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.orm.attributes import PASSIVE_NO_INITIALIZE

from meetings.base.vietnamese import fold, name_key


class Searchable:
    """A row that is found by words typed with or without marks. `searched` names the columns that count."""

    searched: tuple[str, ...] = ()
    search_key: Mapped[str] = mapped_column(default="", deferred=True)


def key_of(model, values: dict) -> str:
    """The `search_key` of a row with these values, for rows that are written in bulk and pass the events by."""
    return fold(" ".join(str(values.get(name) or "") for name in model.searched))


@event.listens_for(Mapper, "before_insert")
@event.listens_for(Mapper, "before_update")
def _keep_search_key(_, __, row):
    if isinstance(row, Searchable) and _is_new(row, row.searched):
        key = key_of(type(row), {name: getattr(row, name) for name in row.searched})
        if row.__dict__.get("search_key") != key:
            row.search_key = key


def _is_new(row, names):
    """Whether one of the columns is written now, or one of them is none but is told from others. A row may come by for
    other columns, or for what hangs on it: then its keys stay, and it is not written for their sake."""
    state = inspect(row)
    columns = [name for name in names if name in state.manager]
    return not state.persistent or len(columns) < len(names) or any(_is_written(state, name) for name in columns)


def _is_written(state, name):
    return name in state.committed_state and state.get_history(name, PASSIVE_NO_INITIALIZE).has_changes()


class Named:
    """Somebody whose `name` is sorted as Vietnamese lists do: by the given name, in the order of the alphabet."""

    name_key: Mapped[str] = mapped_column(default="", deferred=True)


@event.listens_for(Mapper, "before_insert")
@event.listens_for(Mapper, "before_update")
def _keep_name_key(_, __, row):
    if isinstance(row, Named) and _is_new(row, ("name",)):
        row.name_key = name_key(row.name)


def typed(words: str | None) -> list[str]:
    """The words that count of what was typed, without marks: the first eight."""
    return fold(words or "").split()[:8]


def matches(model, words: str | None, shown=None):
    """The condition that every one of the typed `words` occurs in the row; true when nothing was typed.

    `shown(part)` is the condition that a row shows that word although it does not hold it, as a code shows its word.
    """
    found = [model.search_key.contains(part, autoescape=True) for part in typed(words)]
    if shown is not None:
        found = [or_(holds, shown(part)) for holds, part in zip(found, typed(words), strict=True)]
    return and_(*found) if found else true()


def by_words(model) -> tuple:
    """The order of a model's rows by their words, without marks, and of equal words by the number in them: "Trường số
    9" before "Trường số 10"."""
    words = model.search_key
    for digit in "0123456789":
        words = func.replace(words, digit, "")
    return words, func.length(model.search_key), model.search_key


def closest(model, words: str):
    """To sort by before all else: rows in which the words stand together as they were typed come first."""
    return case((model.search_key.contains(fold(words), autoescape=True), 0), else_=1)
