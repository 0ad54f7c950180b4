"""Releases that wait for a second signature, and corrections in words to releases that are out.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PENDING, ERRATUM = "statistics_pending", "statistics_erratum"


def upgrade() -> None:
    op.create_table(
        PENDING,
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("first_year", sa.SmallInteger(), nullable=False),
        sa.Column("frozen", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.SmallInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(length=32), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("second_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_statistics_pending_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["staff.id"], name=op.f("fk_statistics_pending_second_id_staff")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statistics_pending")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        ERRATUM,
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("release", sa.SmallInteger(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_statistics_erratum_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statistics_erratum")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    # Corrections stay in the folder; what waits for a signature has to be signed anew.
    op.drop_table(ERRATUM)
    op.drop_table(PENDING)
