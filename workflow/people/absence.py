"""Absences: who is away from when to when, and who takes their place."""

import datetime
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class Absence(Base):
    """One absence of a person, both days included, in the person's own zone; `deputy_id` null: nobody in particular.

    It is not edited: `ended_at` says when it was taken back, and another one takes its place.
    """

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_of_person", "person_id", "last_on"),)

    id: Mapped[Id]
    person_id: Mapped[UUID] = points_to("people.id")
    first_on: Mapped[datetime.date]
    last_on: Mapped[datetime.date]
    deputy_id: Mapped[UUID | None] = points_to("people.id")
    why: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[UUID | None] = points_to("people.id")
    """Null: the command line."""
    noted_at: Mapped[DateTime]
    ended_at: Mapped[DateTime | None]
