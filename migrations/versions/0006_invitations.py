"""Invitations, and what a colleague's leaving asks of the keyrings and of log-ins.

Revision: 0006, after 0005. Going back ends the invitations that are open; the accounts stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "invitation"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.LargeBinary(length=32), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("memory_kib", sa.Integer(), nullable=True),
        sa.Column("iterations", sa.Integer(), nullable=True),
        sa.Column("lanes", sa.Integer(), nullable=True),
        sa.Column("verifier", sa.LargeBinary(length=32), nullable=True),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(length=1216), nullable=True),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("login", name=op.f("uq_invitation_login")),
        sqlite_with_rowid=False,
    )
    op.add_column("ring_epoch", _flag("due"))
    op.add_column("staff_session", _flag("refresh"))


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def downgrade() -> None:
    op.drop_column("staff_session", "refresh")
    op.drop_column("ring_epoch", "due")
    op.drop_table(TABLE)
