"""A decision: one person's answer on a seat, with what was on the screen; never edited."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class Decision(Base):
    """One answer; `shown` is the hash of what the person saw, `known_by` how the person was known.

    `amount` is what may be paid of a review that is approved in part, in its currency; null: all of it.
    """

    __tablename__ = "decisions"

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    review_id: Mapped[UUID] = points_to("reviews.id", indexed=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), unique=True)
    person_id: Mapped[UUID] = points_to("people.id")
    answer: Mapped[str]
    reason: Mapped[str | None]
    amount: Mapped[Decimal | None]
    attested: Mapped[list[Any]]
    shown: Mapped[str]
    known_by: Mapped[str]
    at: Mapped[DateTime]
