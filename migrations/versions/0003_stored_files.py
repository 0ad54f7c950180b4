"""Files that were sent with a report or from an inbox, sealed.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "stored_file"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stored_file_expires"), TABLE, ["expires"])


def downgrade() -> None:
    op.drop_index(op.f("ix_stored_file_expires"), table_name=TABLE)
    op.drop_table(TABLE)
