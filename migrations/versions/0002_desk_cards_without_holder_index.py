"""A page of the queue reads nearly all desk cards: no index on their holder.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEX = "ix_desk_card_holder"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="desk_card")


def downgrade() -> None:
    op.create_index(INDEX, "desk_card", ["holder"])
