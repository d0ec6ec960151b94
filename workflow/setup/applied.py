"""What the last applied setup file said of sources and policy."""

from typing import Any

from pendulum import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, partial_index


class SourceSetting(Base):
    """One `[sources.*]` table; secrets are not in it, only the names of the variables that hold them."""

    __tablename__ = "source_settings"
    __table_args__ = (partial_index("ix_source_settings_returns", "returns_at", where="returns_at IS NOT NULL"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)
    returns_at: Mapped[DateTime | None]
    """When a mailbox is next looked through for mails of ours that came back (null: it is no mailbox)."""
    returns_position: Mapped[dict[str, Any] | None]
    """Where that will read on."""
    returns_problem: Mapped[str | None]
    """Why the last look broke off, and what to do about it (null: it did not)."""
    returns_failing_since: Mapped[DateTime | None]
    """When looks began to break off."""


NOT_LOOKED_THROUGH = {
    "returns_at": None,
    "returns_position": None,
    "returns_problem": None,
    "returns_failing_since": None,
}
"""What stands in those columns of a source that is no mailbox."""


class AppliedSetup(Base):
    """The setup file as a whole: one row, with its `[policy]` table as written."""

    __tablename__ = "applied_setups"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[dict[str, Any]]
    applied_at: Mapped[DateTime]
