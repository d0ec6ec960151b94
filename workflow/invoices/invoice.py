"""Invoices as they are stored: one per seller's number, a revision for each change, the bytes as received."""

import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import Index, LargeBinary, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to
from workflow.events.transitions import Stateful

DRAFT, RECEIVED, EXAMINED, UNDER_REVIEW, KEPT = "draft", "received", "examined", "under_review", "kept"
SET_ASIDE, READ, DISMISSED = "set_aside", "read", "dismissed"


class Invoice(Base):
    """One invoice of one seller: its number, the period it was matched to, and its newest revision.

    `seller` is the seller's tax id, else the name, folded; with the number it says which invoice this is.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("workspace_id", "seller", "number"),
        Index("ix_invoices_number", "number"),
        partial_index("ix_invoices_corrects", "workspace_id", "seller", "corrects", where="corrects IS NOT NULL"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    period_id: Mapped[UUID | None] = points_to("billing_periods.id", indexed=True)
    seller: Mapped[str]
    number: Mapped[str]
    revision: Mapped[int]
    corrects: Mapped[str | None]
    """The number of the invoice that this one corrects or credits, as its newest revision says."""


class Revision(Stateful):
    """One version of an invoice, exactly as received; what was examined and reviewed is always a revision.

    `kept` is stored without a review: history, a void, and what a newer revision overtook.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("invoice_id", "number"),
        partial_index("ix_revisions_waiting", "state", "retry_at", where="state IN ('received', 'examined')"),
        partial_index("ix_revisions_recount", "recount_at", where="recount_at IS NOT NULL"),
    )

    NOUN: ClassVar[str] = "revision"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        EXAMINED: frozenset({RECEIVED, UNDER_REVIEW, KEPT}),
        UNDER_REVIEW: frozenset({EXAMINED}),
        KEPT: frozenset({DRAFT, RECEIVED, EXAMINED}),
    }

    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    invoice_id: Mapped[UUID] = points_to("invoices.id")
    number: Mapped[int]
    state: Mapped[str]
    retry_at: Mapped[DateTime]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    recount_at: Mapped[DateTime | None]
    """When it is to be examined again, because the vendor counted on what it charges; null: not."""
    keyed_by: Mapped[UUID | None] = points_to("people.id")
    """Who keyed its figures in, and therefore answers no review of it; null: a program read them."""

    kind: Mapped[str]
    status: Mapped[str]
    payment_status: Mapped[str]
    currency: Mapped[str]
    total: Mapped[Decimal | None]
    issued_on: Mapped[datetime.date | None]
    due_on: Mapped[datetime.date | None]
    covers_from: Mapped[datetime.date | None]
    """The first day covered as stated; null where none is."""
    covers_until: Mapped[datetime.date | None]
    """The last day covered as stated, else the date of issue: what invoices of a seller are ordered by."""
    received_at: Mapped[DateTime]

    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    sha256: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class InvoiceLine(Base):
    """One line of a revision; amounts are net, in the revision's currency."""

    __tablename__ = "invoice_lines"
    __table_args__ = (Index("ix_invoice_lines_workspace_id", "workspace_id"),)

    revision_id: Mapped[UUID] = points_to("revisions.id", primary=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    kind: Mapped[str]
    description: Mapped[str | None]
    quantity: Mapped[Decimal | None]
    unit: Mapped[str | None]
    unit_price: Mapped[Decimal | None]
    amount: Mapped[Decimal | None]
    tax_rate: Mapped[Decimal | None]
    starts_on: Mapped[datetime.date | None]
    ends_on: Mapped[datetime.date | None]


class FileSetAside(Stateful):
    """Something that arrived and could not be read: kept with its bytes and the reason until somebody settles it.

    `read`: its figures were keyed in, or it could be read after all. `origin` says where it came from.
    `may_be_awaited`: it may be the very invoice that seems to be missing.
    """

    __tablename__ = "files_set_aside"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sha256"),
        partial_index("ix_files_set_aside_waiting", "workspace_id", "received_at", where="state = 'set_aside'"),
    )

    NOUN: ClassVar[str] = "file"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        READ: frozenset({SET_ASIDE, DISMISSED}),
        DISMISSED: frozenset({SET_ASIDE}),
    }

    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    state: Mapped[str] = mapped_column(default=SET_ASIDE, server_default=SET_ASIDE)
    name: Mapped[str]
    origin: Mapped[str | None]
    reason: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[DateTime]
    may_be_awaited: Mapped[bool] = mapped_column(default=True, server_default=true())

    settled_at: Mapped[DateTime | None]
    settled_by: Mapped[UUID | None] = points_to("people.id")
    settled_why: Mapped[str | None]
