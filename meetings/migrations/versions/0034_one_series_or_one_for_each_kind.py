"""An issuer numbers the papers of a year in one series, or each kind in its own

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

COMMON = sa.text("kind IS NULL")


def upgrade():
    op.create_table(
        "numbering",
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_common", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name=op.f("fk_numbering_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_numbering")),
        sa.UniqueConstraint("issuer_id", "year", name=op.f("uq_numbering_issuer_id")),
    )
    begun = "SELECT DISTINCT issuer_id, year, :common FROM series ORDER BY year, issuer_id"
    insert = sa.text(f"INSERT INTO numbering (issuer_id, year, is_common) {begun}")
    op.execute(insert.bindparams(sa.bindparam("common", False, sa.Boolean())))
    with op.batch_alter_table("series") as table:
        table.alter_column("kind", existing_type=sa.String(30), nullable=True)
    where = dict(sqlite_where=COMMON, postgresql_where=COMMON)
    op.create_index("uq_series_common", "series", ["issuer_id", "year"], unique=True, **where)


def downgrade():
    op.drop_index("uq_series_common", "series")
    # The release before knows no common series: each kind goes on above the numbers of that. Where one series has a
    # number, those beside it have none (`registry.actions.set_numbering`).
    op.execute("DELETE FROM series WHERE last_number = 0")
    op.execute(
        "INSERT INTO series (issuer_id, year, kind, last_number) "
        "SELECT common.issuer_id, common.year, kinds.kind, common.last_number FROM series AS common "
        "CROSS JOIN (SELECT 'GM' AS kind UNION SELECT 'CTr' UNION SELECT 'BB' UNION SELECT 'TB') AS kinds "
        "WHERE common.kind IS NULL"
    )
    op.execute("DELETE FROM series WHERE kind IS NULL")
    with op.batch_alter_table("series") as table:
        table.alter_column("kind", existing_type=sa.String(30), nullable=False)
    op.drop_table("numbering")
