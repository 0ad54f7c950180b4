"""The municipality's own version of the directory of helpers, with everything that it said before.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "directory_version"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_directory_version_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_directory_version")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    # What the municipality said of its helpers is gone: the files of the installation hold again.
    op.drop_table(TABLE)
