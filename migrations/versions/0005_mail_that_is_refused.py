"""Whose address takes no mail, what is still to be told of it, and what nobody read and others are to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Widen the tables of people and notices."""
    op.add_column("people", sa.Column("mail_refused_at", MOMENT, nullable=True))
    op.add_column("people", sa.Column("mail_refusal", sa.Text(), nullable=True))
    op.add_column("notices", sa.Column("tell_others_at", MOMENT, nullable=True))
    op.add_column("notices", sa.Column("retell_at", MOMENT, nullable=True))
    for name, column in (("ix_notices_tell_others", "tell_others_at"), ("ix_notices_retell", "retell_at")):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "notices", [column], postgresql_where=where, sqlite_where=where)
