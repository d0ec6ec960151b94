"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The types as they were then: a step never changes when the models do.
MOMENT = sa.DateTime().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
AMOUNT = sa.Text().with_variant(sa.Numeric(), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create every table, those first that others point to."""
    _create_applied_setups()
    _create_people()
    _create_policy_versions()
    _create_pulses()
    _create_source_settings()
    _create_workspaces()
    _create_billing_periods()
    _create_chain_heads()
    _create_devices()
    _create_events()
    _create_files_set_aside()
    _create_notices()
    _create_reviews()
    _create_role_holders()
    _create_sign_in_codes()
    _create_assignments()
    _create_attempts()
    _create_invoices()
    _create_planned_rungs()
    _create_access_links()
    _create_decisions()
    _create_revisions()
    _create_findings()
    _create_invoice_lines()
    _create_reviewed_revisions()


def _create_applied_setups() -> None:
    op.create_table(
        "applied_setups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applied_setups"),
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )


def _create_policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_policy_versions"),
    )


def _create_pulses() -> None:
    op.create_table(
        "pulses",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("now", MOMENT, nullable=False),
        sa.Column("wall", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pulses"),
    )


def _create_source_settings() -> None:
    op.create_table(
        "source_settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_source_settings"),
    )


def _create_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("cycle_every", sa.Text(), nullable=False),
        sa.Column("cycle_anchor", sa.Integer(), nullable=False),
        sa.Column("first_period_starts", sa.Date(), nullable=False),
        sa.Column("review_from", sa.Date(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("payment_terms_days", sa.Integer(), nullable=False),
        sa.Column("vendor_support", sa.Text(), nullable=True),
        sa.Column("ap_contact", sa.Text(), nullable=True),
        sa.Column("cost_center", sa.Text(), nullable=True),
        sa.Column("people", JSON, nullable=False),
        sa.Column("billing_entities", JSON, nullable=False),
        sa.Column("plans", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("periods_until", MOMENT, nullable=True),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("connection_since", MOMENT, nullable=True),
        sa.Column("connection_problem", sa.Text(), nullable=True),
        sa.Column("last_success_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.UniqueConstraint("key", name="uq_workspaces_key"),
    )


def _create_billing_periods() -> None:
    op.create_table(
        "billing_periods",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("expected_by", MOMENT, nullable=False),
        sa.Column("close_at", MOMENT, nullable=True),
        sa.Column("fetch_at", MOMENT, nullable=True),
        sa.Column("fetch_lease_until", MOMENT, nullable=True),
        sa.Column("fetch_failures", sa.Integer(), nullable=False),
        sa.Column("first_empty_at", MOMENT, nullable=True),
        sa.Column("last_empty_at", MOMENT, nullable=True),
        sa.Column("chase_at", MOMENT, nullable=True),
        sa.Column("chase_rung", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_billing_periods_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_billing_periods"),
        sa.UniqueConstraint("workspace_id", "starts_at", name="uq_billing_periods_workspace_id_starts_at"),
    )
    op.create_index(
        "ix_billing_periods_chase",
        "billing_periods",
        ["chase_at"],
        unique=False,
        postgresql_where=sa.text("chase_at IS NOT NULL"),
        sqlite_where=sa.text("chase_at IS NOT NULL"),
    )
    op.create_index(
        "ix_billing_periods_close",
        "billing_periods",
        ["close_at"],
        unique=False,
        postgresql_where=sa.text("close_at IS NOT NULL"),
        sqlite_where=sa.text("close_at IS NOT NULL"),
    )
    op.create_index(
        "ix_billing_periods_fetch",
        "billing_periods",
        ["fetch_at"],
        unique=False,
        postgresql_where=sa.text("fetch_at IS NOT NULL"),
        sqlite_where=sa.text("fetch_at IS NOT NULL"),
    )


def _create_chain_heads() -> None:
    op.create_table(
        "chain_heads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_chain_heads_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_chain_heads"),
    )


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("cookie_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_devices_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("cookie_hash", name="uq_devices_cookie_hash"),
    )
    op.create_index("ix_devices_person_id", "devices", ["person_id"], unique=False)


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("prev", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_events_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("workspace_id", "seq", name="uq_events_workspace_id_seq"),
    )
    op.create_index("ix_events_about", "events", ["about"], unique=False)
    op.create_index(
        "ix_events_unsealed",
        "events",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("seq IS NULL"),
        sqlite_where=sa.text("seq IS NULL"),
    )


def _create_files_set_aside() -> None:
    op.create_table(
        "files_set_aside",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_files_set_aside_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_files_set_aside"),
        sa.UniqueConstraint("workspace_id", "sha256", name="uq_files_set_aside_workspace_id_sha256"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notices_person_id_people"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_notices_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
    )
    op.create_index("ix_notices_about", "notices", ["about"], unique=False)
    op.create_index(
        "ix_notices_due",
        "notices",
        ["next_try_at"],
        unique=False,
        postgresql_where=sa.text("state = 'due'"),
        sqlite_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_notices_leased",
        "notices",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 'sending'"),
        sqlite_where=sa.text("state = 'sending'"),
    )


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("policy_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("payment_deadline", MOMENT, nullable=False),
        sa.Column("payment_because", sa.Text(), nullable=False),
        sa.Column("decide_by", MOMENT, nullable=False),
        sa.Column("decide_because", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_hash"], ["policy_versions.hash"], name="fk_reviews_policy_hash_policy_versions"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_reviews_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_workspace_state", "reviews", ["workspace_id", "state"], unique=False)


def _create_role_holders() -> None:
    op.create_table(
        "role_holders",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_role_holders_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_role_holders"),
    )


def _create_sign_in_codes() -> None:
    op.create_table(
        "sign_in_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sign_in_codes_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_codes"),
    )
    op.create_index("ix_sign_in_codes_person_id", "sign_in_codes", ["person_id"], unique=False)


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_assignments_person_id_people"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_assignments_review_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("review_id", "role", "seat", name="uq_assignments_review_id_role_seat"),
    )
    op.create_index("ix_assignments_newest", "assignments", ["person_id", "opened_at"], unique=False)
    op.create_index(
        "ix_assignments_open",
        "assignments",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_attempts_notice_id_notices"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("notice_id", "number", name="uq_attempts_notice_id_number"),
    )


def _create_invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=True),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["billing_periods.id"], name="fk_invoices_period_id_billing_periods"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_invoices_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.UniqueConstraint("workspace_id", "seller", "number", name="uq_invoices_workspace_id_seller_number"),
    )
    op.create_index("ix_invoices_period_id", "invoices", ["period_id"], unique=False)


def _create_planned_rungs() -> None:
    op.create_table(
        "planned_rungs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_planned_rungs_review_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_rungs"),
        sa.UniqueConstraint("review_id", "rung", "at", name="uq_planned_rungs_review_id_rung_at"),
    )
    op.create_index(
        "ix_planned_rungs_due",
        "planned_rungs",
        ["at"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
        sqlite_where=sa.text("state = 'planned'"),
    )


def _create_access_links() -> None:
    op.create_table(
        "access_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name="fk_access_links_assignment_id_assignments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_access_links_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_access_links"),
        sa.UniqueConstraint("assignment_id", "person_id", name="uq_access_links_assignment_id_person_id"),
    )
    op.create_index("ix_access_links_review_id", "access_links", ["review_id"], unique=False)


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attested", JSON, nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name="fk_decisions_assignment_id_assignments"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_decisions_person_id_people"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_decisions_review_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("assignment_id", name="uq_decisions_assignment_id"),
    )
    op.create_index("ix_decisions_review_id", "decisions", ["review_id"], unique=False)


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("retry_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", AMOUNT, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name="fk_revisions_invoice_id_invoices"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_revisions_workspace_id_workspaces"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("invoice_id", "number", name="uq_revisions_invoice_id_number"),
    )
    op.create_index(
        "ix_revisions_waiting",
        "revisions",
        ["state", "retry_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('received', 'examined')"),
        sqlite_where=sa.text("state IN ('received', 'examined')"),
    )


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("inputs", JSON, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_findings_revision_id_revisions"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("revision_id", "rule", name="uq_findings_revision_id_rule"),
    )


def _create_invoice_lines() -> None:
    op.create_table(
        "invoice_lines",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("quantity", AMOUNT, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_price", AMOUNT, nullable=True),
        sa.Column("amount", AMOUNT, nullable=True),
        sa.Column("tax_rate", AMOUNT, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_invoice_lines_revision_id_revisions"),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_invoice_lines"),
    )


def _create_reviewed_revisions() -> None:
    op.create_table(
        "reviewed_revisions",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_reviewed_revisions_review_id_reviews"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_reviewed_revisions_revision_id_revisions"),
        sa.PrimaryKeyConstraint("review_id", "revision_id", name="pk_reviewed_revisions"),
    )
    op.create_index("ix_reviewed_revisions_invoice_id", "reviewed_revisions", ["invoice_id"], unique=False)
