"""Mail that comes back after the server had taken it, and whoever wants a mail each instead of digests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Widen the tables of people and sources; mailboxes that are there are looked through from now on."""
    op.add_column("people", sa.Column("mail_doubted_until", MOMENT, nullable=True))
    op.add_column("people", sa.Column("wants_single_mails", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("source_settings", sa.Column("returns_at", MOMENT, nullable=True))
    op.add_column("source_settings", sa.Column("returns_position", JSON, nullable=True))
    op.add_column("source_settings", sa.Column("returns_problem", sa.Text(), nullable=True))
    op.add_column("source_settings", sa.Column("returns_failing_since", MOMENT, nullable=True))
    where = sa.text("returns_at IS NOT NULL")
    op.create_index(
        "ix_source_settings_returns", "source_settings", ["returns_at"], postgresql_where=where, sqlite_where=where
    )
    op.execute(
        "UPDATE source_settings SET returns_at = (SELECT max(applied_at) FROM applied_setups) WHERE kind = 'mailbox'"
    )
