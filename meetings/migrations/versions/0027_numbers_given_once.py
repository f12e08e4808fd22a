"""On SQLite no number of a row that is gone is given again: tables of before are made anew, with their rows, and go on
above the numbers that messages and the journal name

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
# The highest number of each table that something refers to by name, as in "site:924".
NAMED = """
SELECT substr(said, 1, instr(said, ':') - 1) AS name, MAX(CAST(substr(said, instr(said, ':') + 1) AS INTEGER)) AS number
FROM (
    SELECT about AS said FROM notice UNION SELECT within FROM notice
    UNION SELECT about FROM journal_entry UNION SELECT within FROM journal_entry
)
WHERE said LIKE '%:%' GROUP BY 1
"""
STANDING = "SELECT seq FROM sqlite_sequence WHERE name = :name"


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(sa.text(GIVING_AGAIN)).all():
            with op.batch_alter_table(name, recreate="always"):
                pass  # every table that is made has it (`base.db.give_numbers_once`)
        tables = set(sa.inspect(connection).get_table_names())
        for name, number in connection.execute(sa.text(NAMED)).all():
            if name in tables and number > (connection.scalar(sa.text(STANDING), {"name": name}) or 0):
                connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
                facts = {"name": name, "number": number}
                connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), facts)


def downgrade():
    """Nothing to put back: former steps do as well where numbers go on."""
