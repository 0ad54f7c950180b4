"""The coordinator's registers, measures and figures of others, with everything that they said before.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "register_version"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_register_version_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("register", "number", name=op.f("pk_register_version")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    # Measures and figures are gone: take them out as files first.
    op.drop_table(TABLE)
