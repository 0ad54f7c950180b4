"""The archive of folded facts, and the ledger of releases.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BLOCKS, RELEASES = "fact_block", "statistics_release"


def upgrade() -> None:
    op.create_table(
        BLOCKS,
        sa.Column("month", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_fact_block")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        RELEASES,
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("first_year", sa.SmallInteger(), nullable=False),
        sa.Column("frozen", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.SmallInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(length=32), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("second_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("second_signature", sa.LargeBinary(length=64), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_{RELEASES}_{name}_staff"))
            for name in ("staff_id", "second_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statistics_release")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table(RELEASES)
    op.drop_table(BLOCKS)
