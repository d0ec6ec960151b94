"""A finding: what a check noticed about one revision, with its arithmetic and the sentence why."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class Severity(StrEnum):
    """How loudly a finding speaks."""

    INFO = "info"
    CHECK = "check"
    SEVERE = "severe"


class Finding(Base):
    """One stored finding; a rule speaks at most once about a revision."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("revision_id", "rule"),)

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    revision_id: Mapped[UUID] = points_to("revisions.id")
    rule: Mapped[str]
    severity: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column()
    why: Mapped[str]
    muted: Mapped[str | None]
    """Why it is not to be asked about, where somebody muted its rule for the workspace; null: it is."""
