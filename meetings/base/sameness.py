"""Two spellings of one name, told by the database: marks, capitals, blanks and punctuation aside.

For names that are typed freely and have no column of their own to be found by, where the rows to be compared are few.
"""

import re
import unicodedata

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from meetings.base.vietnamese import fold

SIGNS = re.compile(r"[\W_]+")
NAME = "bare_name"


def bare(text: str | None) -> str | None:
    """What remains of a name: "Hội trường UBND tỉnh (tầng 2)" -> "hoitruongubndtinhtang2"."""
    return None if text is None else SIGNS.sub("", fold(text))


class bare_name(GenericFunction):  # noqa: N801
    """`bare` of a column. On SQLite the function above is called; PostgreSQL knows the letters of Vietnamese."""

    type = String()
    inherit_cache = True


LETTERS = [chr(number) for number in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(number).isalpha()]
PLAIN = {letter: "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower() for letter in LETTERS}
MARKED = {letter: plain for letter, plain in PLAIN.items() if plain.isascii()}


@compiles(bare_name, "postgresql")
def _on_postgresql(element, compiler, **options):
    inside = compiler.process(element.clauses, **options)
    letters = f"translate({inside}, '{''.join(MARKED)}', '{''.join(MARKED.values())}')"
    return f"regexp_replace(lower({letters}), '[^[:alnum:]]+', '', 'g')"
