"""Files that a body can fetch through a hand-over, until when, and by when it is to answer.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "handover_file"


def upgrade() -> None:
    for name in ("files_until", "answer_by"):
        op.add_column("handover", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("parcel_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcel_id"],
            ["handover.id"],
            name=op.f("fk_handover_file_parcel_id_handover"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("parcel_id", "place", name=op.f("pk_handover_file")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    for name in ("answer_by", "files_until"):
        op.drop_column("handover", name)
