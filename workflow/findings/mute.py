"""A mute: a rule that is not to be asked about in a workspace for a while, and why."""

import datetime
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from workflow.base import Base, Id, points_to


class Mute(Base):
    """One rule muted for one workspace, until the end of a day of its zone, by a person with a reason.

    The finding is stored and shown all the same, below the others; `ended_at` is when somebody ended it early.
    """

    __tablename__ = "mutes"
    __table_args__ = (Index("ix_mutes_workspace_id", "workspace_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    rule: Mapped[str]
    reason: Mapped[str]
    until: Mapped[datetime.date]
    person_id: Mapped[UUID] = points_to("people.id")
    muted_at: Mapped[DateTime]
    ended_at: Mapped[DateTime | None]
    ended_by: Mapped[UUID | None] = points_to("people.id")
