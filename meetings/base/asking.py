"""What a list is asked for in its address. Whatever stands there and cannot be understood is left out, and said."""

from collections.abc import Collection, Mapping

LONGEST = 200


def number_of(typed: str) -> int | None:
    """The number of a row as it stands in an address; None for anything else."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


class Typed:
    """The values of an address, asked for by kind. `lost` holds what was typed and is none of that kind, by its name:
    a page that showed its whole list in silence would look as if it answered."""

    def __init__(self, typed: Mapping[str, str]):
        self._typed = typed
        self.lost: dict[str, str] = {}

    @classmethod
    def of(cls, typed) -> "Typed":
        """Itself, or made of a plain mapping."""
        return typed if isinstance(typed, cls) else cls(typed)

    def get(self, name: str, default: str = "") -> str:
        """What stands there, as it is."""
        return self._typed.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self._typed[name]

    def words(self, name: str = "q", longest: int = LONGEST) -> str:
        """Any text, without blanks around it and not too long."""
        return self.get(name).strip()[:longest]

    def one_of(self, name: str, known: Collection, otherwise=None):
        """The one of `known` (texts, or the members of an enumeration) that is asked for; else `otherwise`."""
        typed = self.get(name)
        return self._understood(name, next((one for one in known if one == typed), None), otherwise)

    def number(self, name: str, exists=None):
        """The number of a row; None for anything else. Where `exists(number)` finds no row, it is lost as well."""
        found = number_of(self.get(name))
        if found is not None and exists is not None and not exists(found):
            found = None
        return self._understood(name, found, None)

    def parsed(self, name: str, parse):
        """What `parse(text)` makes of it; None where that finds nothing in it."""
        typed = self.get(name).strip()
        return self._understood(name, parse(typed) if typed else None, None)

    def is_set(self, name: str, sign: str) -> bool:
        """Whether the switch of that name is set, for which `sign` stands."""
        return self.one_of(name, (sign,)) is not None

    def _understood(self, name, found, otherwise):
        if found is not None:
            return found
        if typed := self.get(name).strip():
            self.lost[name] = typed[:40]
        return otherwise
