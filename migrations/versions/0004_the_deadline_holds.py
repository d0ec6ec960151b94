"""Absences, digests, disputes; working calendars, closures, replanned and snoozed reviews, answers in part."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
AMOUNT = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    """Widen the tables that are there, then add the new ones."""
    _widen_people()
    _widen_workspaces()
    _widen_reviews()
    _widen_assignments()
    _widen_planned_rungs()
    op.add_column("decisions", sa.Column("amount", AMOUNT, nullable=True))
    _add_person("revisions", "keyed_by")
    _create_absences()
    _create_digest_items()
    _create_disputes()
    _create_dispute_notes()


def _widen_people() -> None:
    op.add_column("people", sa.Column("country", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("working_days", JSON, nullable=False, server_default="[1, 2, 3, 4, 5]"))
    op.add_column("people", sa.Column("reseat_at", MOMENT, nullable=True))
    _index("ix_people_reseat", "people", "reseat_at", "reseat_at IS NOT NULL")


def _widen_workspaces() -> None:
    op.add_column("workspaces", sa.Column("closures", JSON, nullable=False, server_default="[]"))
    op.add_column("workspaces", sa.Column("replan_at", MOMENT, nullable=True))
    op.add_column("workspaces", sa.Column("coverage_at", MOMENT, nullable=True))
    op.add_column("workspaces", sa.Column("run_at", MOMENT, nullable=True))
    op.add_column("workspaces", sa.Column("run_told_on", sa.Date(), nullable=True))
    op.add_column("workspaces", sa.Column("run_told_at", MOMENT, nullable=True))
    _index("ix_workspaces_run", "workspaces", "run_at", "run_at IS NOT NULL")


def _widen_reviews() -> None:
    op.add_column("reviews", sa.Column("period_id", sa.Uuid(), nullable=True))
    op.add_column("reviews", sa.Column("replan_at", MOMENT, nullable=True))
    op.add_column("reviews", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reviews", sa.Column("agreed_due_on", sa.Date(), nullable=True))
    op.add_column("reviews", sa.Column("off_cycle", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reviews", sa.Column("waits_since", MOMENT, nullable=True))
    _index("ix_reviews_replan", "reviews", "replan_at", "replan_at IS NOT NULL")
    _index("ix_reviews_of_period", "reviews", "period_id", "period_id IS NOT NULL")


def _widen_assignments() -> None:
    _add_person("assignments", "deputy_of")
    op.add_column("assignments", sa.Column("snoozed_until", MOMENT, nullable=True))
    _index("ix_assignments_snoozed", "assignments", "snoozed_until", "state = 'open' AND snoozed_until IS NOT NULL")
    _index("ix_assignments_empty", "assignments", "workspace_id", "state = 'open' AND person_id IS NULL")


def _widen_planned_rungs() -> None:
    with op.batch_alter_table("planned_rungs") as table:
        table.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint("uq_planned_rungs_review_id_rung_at", type_="unique")
        its = ["review_id", "rung", "round", "at"]
        table.create_unique_constraint("uq_planned_rungs_review_id_rung_round_at", its)


def _create_absences() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id_people"),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name="fk_absences_deputy_id_people"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_absences_noted_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_of_person", "absences", ["person_id", "last_on"])


def _create_digest_items() -> None:
    op.create_table(
        "digest_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_digest_items_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_digest_items_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_digest_items"),
        sa.UniqueConstraint("person_id", "kind", "about", "part", name="uq_digest_items_person_id_kind_about_part"),
    )
    _index("ix_digest_items_due", "digest_items", "due_at", "told_on IS NULL")


def _create_disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_why", sa.Text(), nullable=True),
        sa.Column("undisputed", AMOUNT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_disputes_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_disputes_review_id_reviews"),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name="fk_disputes_opened_by_people"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_disputes_asked_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
        sa.UniqueConstraint("review_id", name="uq_disputes_review_id"),
    )
    _index("ix_disputes_unclosed", "disputes", "review_id", "state <> 'closed'")


def _create_dispute_notes() -> None:
    op.create_table(
        "dispute_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name="fk_dispute_notes_dispute_id_disputes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_dispute_notes_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_notes"),
    )
    op.create_index("ix_dispute_notes_dispute_id", "dispute_notes", ["dispute_id"])


def _add_person(table: str, column: str) -> None:
    its = sa.ForeignKey("people.id", name=f"fk_{table}_{column}_people")
    # Inline: a batch would copy the table on SQLite and drop the old one, which rows that point to it forbid.
    op.add_column(table, sa.Column(column, sa.Uuid(), its, nullable=True), inline_references=True)


def _index(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)
