"""Re-anchored cycles, mail senders, saved positions, failed fetches, notes on periods, files that get settled."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Widen the tables that are there, then add the new ones."""
    _widen_workspaces()
    _widen_billing_periods()
    _widen_invoices()
    _widen_files_set_aside()
    _create_period_notes()
    _create_failed_fetches()


def _widen_workspaces() -> None:
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("re_anchored", JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("senders", JSON, nullable=False, server_default="[]"))


def _widen_billing_periods() -> None:
    with op.batch_alter_table("billing_periods") as table:
        table.add_column(sa.Column("fetch_position", JSON, nullable=True))
        table.add_column(sa.Column("asked_at", MOMENT, nullable=True))
        table.add_column(sa.Column("answered", sa.Text(), nullable=True))


def _widen_invoices() -> None:
    op.add_column("invoices", sa.Column("corrects", sa.Text(), nullable=True))
    op.create_index(
        "ix_invoices_corrects",
        "invoices",
        ["workspace_id", "seller", "corrects"],
        postgresql_where=sa.text("corrects IS NOT NULL"),
        sqlite_where=sa.text("corrects IS NOT NULL"),
    )

    stated = "r.document->>'corrects'" if op.get_bind().dialect.name == "postgresql" else "r.document->>'$.corrects'"
    newest = "r.invoice_id = invoices.id AND r.number = invoices.revision"
    op.execute(f"UPDATE invoices SET corrects = {stated} FROM revisions r WHERE {newest}")  # noqa: S608  # no value of anybody's is in it


def _widen_files_set_aside() -> None:
    with op.batch_alter_table("files_set_aside") as table:
        table.add_column(sa.Column("state", sa.Text(), nullable=False, server_default="set_aside"))
        table.add_column(sa.Column("origin", sa.Text(), nullable=True))
        table.add_column(sa.Column("may_be_awaited", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("settled_at", MOMENT, nullable=True))
        table.add_column(sa.Column("settled_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("settled_why", sa.Text(), nullable=True))
        table.create_foreign_key("fk_files_set_aside_settled_by_people", "people", ["settled_by"], ["id"])
    op.create_index(
        "ix_files_set_aside_waiting",
        "files_set_aside",
        ["workspace_id", "received_at"],
        postgresql_where=sa.text("state = 'set_aside'"),
        sqlite_where=sa.text("state = 'set_aside'"),
    )


def _create_period_notes() -> None:
    op.create_table(
        "period_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_period_notes_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(
            ["period_id"], ["billing_periods.id"], name="fk_period_notes_period_id_billing_periods"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_period_notes_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_period_notes"),
    )
    op.create_index("ix_period_notes_period_id", "period_notes", ["period_id"])


def _create_failed_fetches() -> None:
    op.create_table(
        "failed_fetches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_failed_fetches_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(
            ["period_id"], ["billing_periods.id"], name="fk_failed_fetches_period_id_billing_periods"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_failed_fetches"),
    )
    op.create_index("ix_failed_fetches_workspace_id", "failed_fetches", ["workspace_id"])
    op.create_index("ix_failed_fetches_period_id", "failed_fetches", ["period_id"])
