"""Reports that came in a flood wait in a list of their own.

Revision: 0004, after 0003. Going back lays their cards in the queue; the reports stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "quarantine_card"
COLUMNS = "id, case_id, holder, sealed"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_quarantine_card_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine_card")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quarantine_card_case_id", TABLE, ["case_id"])
    op.create_index("ix_quarantine_card_holder_case_id", TABLE, ["holder", "case_id"])


def downgrade() -> None:
    op.execute(f"INSERT INTO desk_card ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE}")  # noqa: S608
    op.execute("UPDATE case_file SET status = 'new' WHERE status = 'quarantine'")
    op.drop_table(TABLE)
