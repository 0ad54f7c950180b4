"""What a purge leaves of the audit trail, and an index for reading the trail by time.

Revision: 0011, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "audit_point"
INDEX = "ix_audit_at"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("chain", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("kept", sa.LargeBinary(length=32), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("decided", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signed", sa.String(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit_point")),
        sqlite_with_rowid=False,
    )
    op.create_index(INDEX, "audit", ["at", "chain", "number"])


def downgrade() -> None:
    # A trail that was purged does not verify afterwards: what the purges left is gone.
    op.drop_index(INDEX, "audit")
    op.drop_table(TABLE)
