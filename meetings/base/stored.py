"""Which stored files are named by a row, found by construction: whatever can be sent has a column `fingerprint`.

So does whatever a later table names (`web.files.send` asks for an attribute of that name), and what stands in JSON does
so under a key whose name ends so (what the sweep wrote of files that are gone stood under "fingerprints", and keeps
none). Nothing has to be added here when a noun learns to keep files.
"""

import re

from sqlalchemy import JSON, String, cast, select

from meetings.base.db import db

NAME = "fingerprint"
KEY = f'%{NAME}"%'
FINGERPRINTS = re.compile(r"\b[0-9a-f]{64}\b")


def columns():
    """The columns that name a stored file each, and those of JSON that may hold such names."""
    every = [part for table in db.metadata.sorted_tables for part in table.columns]
    plain = [part for part in every if part.name.endswith(NAME)]
    return plain, [part for part in every if isinstance(part.type, JSON)]


def named() -> set[str]:
    """The fingerprints of all files that some row names now (a statement for each such column)."""
    plain, told = columns()
    found = set()
    for part in plain:
        found.update(db.session.scalars(select(part).where(part.is_not(None), part != "").distinct()))
    for part in told:
        text = cast(part, String)
        for said in db.session.scalars(select(text).where(text.like(KEY)).execution_options(yield_per=500)):
            found.update(FINGERPRINTS.findall(said))
    return found
