"""Papers that are taken through the link of a site: who had the link, and for which site

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("document_download") as changed:
        changed.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        changed.add_column(sa.Column("by_name", sa.String(), nullable=False, server_default=""))
        changed.add_column(sa.Column("site_name", sa.String(), nullable=False, server_default=""))


def downgrade():
    """What was taken without an account has nobody to belong to."""
    op.execute("DELETE FROM document_download WHERE person_id IS NULL")
    with op.batch_alter_table("document_download") as changed:
        changed.drop_column("site_name")
        changed.drop_column("by_name")
        changed.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
