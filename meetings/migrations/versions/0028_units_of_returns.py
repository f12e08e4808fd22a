"""For which unit somebody returned a directive, where step 0026 did not find it below the giver: by the posts that he
held then; else by the name, where one unit alone bore it that day

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from meetings.base.clock import local
from meetings.base.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def dated(name, *columns):
    """A table whose rows hold from a day until a day."""
    days = sa.column("valid_from", sa.Date), sa.column("valid_until", sa.Date)
    return sa.table(name, *map(sa.column, columns), *days)


event = sa.table(
    "directive_event",
    *map(sa.column, ("id", "kind", "by_id", "unit_id", "unit_name")),
    sa.column("at", UtcDateTime),
)
unit = dated("unit", "id", "short_name", "kind", "parent_id")
post = dated("post", "person_id", "unit_id")


def upgrade():
    connection = op.get_bind()
    empty = sa.select(event).where(event.c.kind == "returned", event.c.unit_id.is_(None))
    for row in connection.execute(empty.order_by(event.c.id)).all():
        day = local(row.at).date()
        bearing = sa.select(unit.c.id).where(unit.c.short_name == row.unit_name)
        found = set(connection.scalars(bearing.where(unit.c.id.in_(_acted_for(row.by_id, day)))))
        found = found or set(connection.scalars(bearing.where(_on(unit, day))))
        if len(found) == 1:  # of several nobody can tell
            connection.execute(event.update().where(event.c.id == row.id).values(unit_id=found.pop()))


def _acted_for(person_id, day):
    """The units in whose name the person acted: of his posts, and the body that an office is part of."""
    his = sa.select(post.c.unit_id).where(post.c.person_id == person_id, _on(post, day))
    return his.union(sa.select(unit.c.parent_id).where(unit.c.kind == "office", unit.c.id.in_(his)))


def _on(table, day):
    first, last = table.c.valid_from, table.c.valid_until
    return sa.and_(sa.or_(first.is_(None), first <= day), sa.or_(last.is_(None), last >= day))


def downgrade():
    """Nothing to put back: which of them were found here is not known, and all are right."""
