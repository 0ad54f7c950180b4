"""What is handed over to somebody outside, sealed under its link and its passphrase.

Revision: 0012, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "handover"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("packet", sa.LargeBinary(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_handover_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_handover_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_handover_case_id"), TABLE, ["case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_handover_case_id"), table_name=TABLE)
    op.drop_table(TABLE)
