"""On SQLite no number of a row that is gone is given again: tables of before are made anew, with their rows

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Tables whose rows are known by a number, and that would give it again.
GIVING_AGAIN = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND sql LIKE '%PRIMARY KEY (id)%' AND sql NOT LIKE '%AUTOINCREMENT%'
ORDER BY name
"""


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(sa.text(GIVING_AGAIN)).all():
            with op.batch_alter_table(name, recreate="always"):
                pass  # every table that is made has it (`base.db.give_numbers_once`)


def downgrade():
    """Nothing to put back: former steps do as well where numbers go on."""
