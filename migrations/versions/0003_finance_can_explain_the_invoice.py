"""Usage as it was seen, bridges, mutes, the first day an invoice covers, when admins hear how reviews go."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
AMOUNT = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    """Widen the tables that are there, then add the new ones."""
    op.create_index("ix_invoices_number", "invoices", ["number"])
    op.create_index("ix_invoice_lines_workspace_id", "invoice_lines", ["workspace_id"])
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("health_at", MOMENT, nullable=True))
    with op.batch_alter_table("findings") as table:
        table.add_column(sa.Column("muted", sa.Text(), nullable=True))
    _widen_revisions()
    _create_usage_spans()
    _create_usage_sightings()
    _create_mutes()
    _create_bridges()


def _widen_revisions() -> None:
    op.add_column("revisions", sa.Column("covers_from", sa.Date(), nullable=True))
    op.add_column("revisions", sa.Column("recount_at", MOMENT, nullable=True))
    _index("ix_revisions_recount", "revisions", "recount_at", "recount_at IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        stated = "CAST(document->'period'->>'starts_on' AS DATE)"
    else:
        stated = "document->>'$.period.starts_on'"
    op.execute(f"UPDATE revisions SET covers_from = {stated}")  # noqa: S608  # no value of anybody's is in it


def _create_usage_spans() -> None:
    op.create_table(
        "usage_spans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ask_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("position", JSON, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answered", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_usage_spans_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_usage_spans"),
        sa.UniqueConstraint(
            "workspace_id", "starts_on", "ends_on", name="uq_usage_spans_workspace_id_starts_on_ends_on"
        ),
    )
    _index("ix_usage_spans_ask", "usage_spans", "ask_at", "ask_at IS NOT NULL")
    _index("ix_usage_spans_unanswered", "usage_spans", "workspace_id", "answered IS NULL")


def _create_usage_sightings() -> None:
    op.create_table(
        "usage_sightings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("span_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("quantity", AMOUNT, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("seen", JSON, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["span_id"], ["usage_spans.id"], name="fk_usage_sightings_span_id_usage_spans"),
        sa.PrimaryKeyConstraint("id", name="pk_usage_sightings"),
    )
    _index("ix_usage_sightings_current", "usage_sightings", "span_id", "is_current")


def _create_mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("muted_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_mutes_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mutes_person_id_people"),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name="fk_mutes_ended_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_mutes"),
    )
    op.create_index("ix_mutes_workspace_id", "mutes", ["workspace_id"])


def _create_bridges() -> None:
    op.create_table(
        "bridges",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("prior_number", sa.Text(), nullable=True),
        sa.Column("before", AMOUNT, nullable=True),
        sa.Column("after", AMOUNT, nullable=True),
        sa.Column("steps", JSON, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("explained", AMOUNT, nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_bridges_revision_id_revisions"),
        sa.PrimaryKeyConstraint("revision_id", name="pk_bridges"),
    )
    op.create_index("ix_bridges_workspace_id", "bridges", ["workspace_id"])


def _index(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)
