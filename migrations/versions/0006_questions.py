"""Questions that are asked about a review, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Add the table of questions."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("known_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_questions_workspace_id_workspaces"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_questions_review_id_reviews"),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name="fk_questions_assignment_id_assignments"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_questions_asked_by_people"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_questions_person_id_people"),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name="fk_questions_answered_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_review_id", "questions", ["review_id"])
