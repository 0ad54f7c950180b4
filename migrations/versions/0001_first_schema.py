"""The first schema.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("chain", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_chain",
        sa.Column("chain", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_chain")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "browser_box",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_box")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("browser_box", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_box_expires"), ["expires"], unique=False)

    op.create_table(
        "fact",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("root_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("recovery_epoch", sa.Integer(), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(length=1216), nullable=False),
        sa.Column("recovery_signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ring_epoch",
        sa.Column("ring", sa.String(length=40), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=1216), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("recovery_epoch", sa.Integer(), nullable=False),
        sa.Column("recovery_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("previous_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("ring", "epoch", name=op.f("pk_ring_epoch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=1216), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("certificate_signer", sa.String(length=80), nullable=False),
        sa.Column("certificate", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("recipients", sa.String(length=80), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["staff.id"], name=op.f("fk_case_file_assignee_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_file_reference")),
        sa.UniqueConstraint("submission", name=op.f("uq_case_file_submission")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_file_recipients_received",
            ["recipients", "received", "reference"],
            unique=False,
        )
        batch_op.create_index(
            "ix_case_file_status_assignee", ["status", "assignee_id"], unique=False
        )

    op.create_table(
        "retired_key",
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=1216), nullable=False),
        sa.Column("certificate_signer", sa.String(length=80), nullable=False),
        sa.Column("certificate", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_retired_key_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "signing_public", name=op.f("pk_retired_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ring_grant",
        sa.Column("ring", sa.String(length=40), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_ring_grant_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("ring", "epoch", "staff_id", name=op.f("pk_ring_grant")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "case_conflict",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_conflict_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_case_conflict_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_conflict")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_opening",
        sa.Column("session_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_opening_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_session.id"],
            name=op.f("fk_case_opening_session_id_staff_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "case_id", name=op.f("pk_case_opening")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_person",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_person_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_case_person_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "desk_card",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_desk_card_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("desk_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_card_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_card_holder"), ["holder"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_entry_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_entry_case_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reporter_key",
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=1216), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_reporter_key_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_reporter_key")),
        sa.UniqueConstraint("case_id", name=op.f("uq_reporter_key_case_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry_key",
        sa.Column("entry_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_key_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "recipient", name=op.f("pk_entry_key")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("entry_key")
    op.drop_table("reporter_key")
    op.drop_table("entry")
    with op.batch_alter_table("desk_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_card_holder"))
        batch_op.drop_index(batch_op.f("ix_desk_card_case_id"))

    op.drop_table("desk_card")
    op.drop_table("case_person")
    op.drop_table("case_opening")
    op.drop_table("case_conflict")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))

    op.drop_table("staff_session")
    op.drop_table("ring_grant")
    op.drop_table("retired_key")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_status_assignee")
        batch_op.drop_index("ix_case_file_recipients_received")

    op.drop_table("case_file")
    op.drop_table("staff")
    op.drop_table("ring_epoch")
    op.drop_table("installation")
    op.drop_table("fact")
    with op.batch_alter_table("browser_box", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_box_expires"))

    op.drop_table("browser_box")
    op.drop_table("audit_chain")
    op.drop_table("audit")
