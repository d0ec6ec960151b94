"""Usage as it was seen at the vendor: which days were asked about, and every answer with its moment."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to


class UsageSpan(Base):
    """Some days of a workspace whose usage an invoice charges, both included, and how far they were asked about.

    `ask_at` is the next moment to ask; null means never again. `answered` is how complete the last answer was, null
    before the first. `is_final`: the vendor counts no further.
    """

    __tablename__ = "usage_spans"
    __table_args__ = (
        UniqueConstraint("workspace_id", "starts_on", "ends_on"),
        partial_index("ix_usage_spans_ask", "ask_at", where="ask_at IS NOT NULL"),
        partial_index("ix_usage_spans_unanswered", "workspace_id", where="answered IS NULL"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    starts_on: Mapped[datetime.date]
    ends_on: Mapped[datetime.date]
    ask_at: Mapped[DateTime | None]
    lease_until: Mapped[DateTime | None]
    failures: Mapped[int] = mapped_column(default=0)
    position: Mapped[dict[str, Any] | None]
    asked_at: Mapped[DateTime | None]
    answered: Mapped[str | None]
    problem: Mapped[str | None]
    request_id: Mapped[str | None]
    is_final: Mapped[bool] = mapped_column(default=False, server_default=false())


class UsageSighting(Base):
    """What the vendor counted for one reference (a campaign, the calls, an export) in a span, as it was seen.

    Never edited: when the vendor says something else, the newer sighting is the current one.
    """

    __tablename__ = "usage_sightings"
    __table_args__ = (partial_index("ix_usage_sightings_current", "span_id", where="is_current"),)

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    span_id: Mapped[UUID] = points_to("usage_spans.id")
    kind: Mapped[str]
    reference: Mapped[str]
    name: Mapped[str | None]
    quantity: Mapped[Decimal | None]
    unit: Mapped[str | None]
    is_final: Mapped[bool]
    is_current: Mapped[bool] = mapped_column(default=True, server_default=true())
    seen: Mapped[dict[str, Any]]
    seen_at: Mapped[DateTime]
