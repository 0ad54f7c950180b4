"""Reports to ECCAR as they were frozen, edition by edition.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REPORT, FILE = "frozen_report", "frozen_report_file"


def upgrade() -> None:
    op.create_table(
        REPORT,
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("span", sa.String(length=9), nullable=False),
        sa.Column("edition", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_frozen_report_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_frozen_report")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        FILE,
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["frozen_report.number"],
            name=op.f("fk_frozen_report_file_number_frozen_report"),
        ),
        sa.PrimaryKeyConstraint("number", "name", name=op.f("pk_frozen_report_file")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    # Frozen reports are gone: take them out as files first.
    op.drop_table(FILE)
    op.drop_table(REPORT)
