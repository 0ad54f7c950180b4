"""Which tables there are in two years, chosen before anybody sees what would be published.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CHOICE = "statistics_choice"


def upgrade() -> None:
    op.create_table(
        CHOICE,
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("span", sa.SmallInteger(), nullable=False),
        sa.Column("yearly", sa.Integer(), nullable=False),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_statistics_choice_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statistics_choice")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    # What is frozen has its plan in the ledger; what is not has to be chosen anew.
    op.drop_table(CHOICE)
