"""The database itself keeps what happened: histories are added to, and neither changed nor deleted

Revision ID: 0033
Revises: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WORDS = "is append-only: what stands in it is neither changed nor deleted"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {WORDS}', ERRCODE = 'restrict_violation';
END $$
"""
HISTORIES = "journal_entry directive_event directive_file minutes_revision template_edition".split()
# These go with the site that they are of, and names that nobody needs any more are erased; none is changed.
GOING = ("site_answer", "delegate_change")
# A paper gets the fingerprint of its PDF when that is drawn, and counts its changes.
PAPER = (
    "about, facts, id, issued_on, issuer_id, kind, number, profile, released_at, released_by_id, search_key, "
    "signer_name, subject, supersedes_id, symbol, template, within, year"
)
DRAWN = "UPDATE OF fingerprint ON paper FOR EACH ROW WHEN (OLD.fingerprint IS NOT NULL)"


def _refused():
    """By the name of a trigger: its table and what it refuses."""
    for table in HISTORIES:
        yield f"{table}_keeps_facts", table, f"UPDATE ON {table} FOR EACH ROW"
        yield f"{table}_keeps_rows", table, f"DELETE ON {table} FOR EACH ROW"
    yield "paper_keeps_facts", "paper", f"UPDATE OF {PAPER} ON paper FOR EACH ROW"
    yield "paper_keeps_fingerprint", "paper", DRAWN
    yield "paper_keeps_rows", "paper", "DELETE ON paper FOR EACH ROW"
    for table in GOING:
        yield f"{table}_keeps_facts", table, f"UPDATE ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name != "sqlite":
        for table in (*HISTORIES, "paper", *GOING):
            yield f"{table}_keeps_table", table, f"TRUNCATE ON {table} FOR EACH STATEMENT"


def upgrade():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(FUNCTION)
    for name, table, moment in _refused():
        does = f"BEGIN SELECT RAISE(ABORT, '{table} {WORDS}'); END" if is_sqlite else "EXECUTE FUNCTION refuse_change()"
        op.execute(f"CREATE TRIGGER {name} BEFORE {moment} {does}")


def downgrade():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, _ in _refused():
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")
