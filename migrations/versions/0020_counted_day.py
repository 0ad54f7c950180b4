"""The day by which a report counts that came to us in a quarter that was closed before it was entered or let in.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CASE, COUNTED = "case_file", "counted"


def upgrade() -> None:
    op.add_column(CASE, sa.Column(COUNTED, sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column(CASE, COUNTED)
