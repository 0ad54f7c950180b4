"""Whether a reporter has come back since an answer, sealed.

Revision: 0007, after 0005. Cases that were answered before have no mark until the next answer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "read_mark"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_read_mark_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("case_id", "holder", name=op.f("pk_read_mark")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table(TABLE)
