"""The append-only history: who, what, when, about what, why."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.base import Base, Id, partial_index, points_to
from workflow.bulk import insert_all

SYSTEM = "system"


@dataclass(frozen=True)
class Happened:
    """One thing that happened; `about` is `noun:id`, `actor` an e-mail address or `system`."""

    workspace_id: UUID
    at: DateTime
    kind: str
    about: str
    why: str
    actor: str = SYSTEM
    data: dict[str, Any] = field(default_factory=dict)


class Event(Base):
    """A stored `Happened`; numbered and hashed by the seal stage, never edited otherwise."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("workspace_id", "seq"),
        partial_index("ix_events_unsealed", "workspace_id", "id", where="seq IS NULL"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    at: Mapped[DateTime]
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    actor: Mapped[str]
    why: Mapped[str]
    data: Mapped[dict[str, Any]]
    seq: Mapped[int | None]
    prev: Mapped[str | None]
    hash: Mapped[str | None]


class ChainHead(Base):
    """Where a workspace's sealed history ends; its row lock keeps two sealers from forking the chain."""

    __tablename__ = "chain_heads"

    workspace_id: Mapped[UUID] = points_to("workspaces.id", primary=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str]


def record(session: Session, happened: Iterable[Happened]) -> None:
    """Append to the history, in the transaction of the change."""
    insert_all(session, Event, [asdict(one) for one in happened])
