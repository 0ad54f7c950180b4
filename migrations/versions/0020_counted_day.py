"""By which day a report counts that was late for its quarter, and which were closed as junk and are in no number.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CASE, COUNTED, ASIDE = "case_file", "counted", "aside"
_cases = sa.table(CASE, sa.column("id", sa.LargeBinary), sa.column("status"), sa.column(ASIDE))
_trail = sa.table(
    "audit", sa.column("chain"), sa.column("number"), sa.column("act"), sa.column("detail")
)


def upgrade() -> None:
    op.add_column(CASE, sa.Column(COUNTED, sa.Date(), nullable=True))
    op.add_column(CASE, sa.Column(ASIDE, sa.Boolean(), nullable=False, server_default=sa.false()))
    _mark_junk(op.get_bind())


def downgrade() -> None:
    op.drop_column(CASE, ASIDE)
    op.drop_column(CASE, COUNTED)


def _mark_junk(connection: sa.Connection) -> None:
    """Those whose last move was out of quarantine to their end."""
    moves = (
        sa.select(_trail.c.chain, _trail.c.detail)
        .where(_trail.c.act.in_(("case.status", "case.closed")))
        .order_by(_trail.c.chain, _trail.c.number)
    )
    last = {row.chain: row.detail for row in connection.execute(moves)}
    junk = [
        bytes.fromhex(chain.removeprefix("case:"))
        for chain, detail in last.items()
        if detail == "quarantine>closed"
    ]
    for case_id in junk:
        connection.execute(sa.update(_cases).where(_cases.c.id == case_id).values({ASIDE: True}))
