"""A question that somebody at a seat asks a colleague or the vendor about a review, and the answer."""

from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class Question(Base):
    """One question; the seat stays with who asks, and the clock goes on.

    `person_id` is the colleague who is asked; null: the vendor, whose answer somebody writes down (`answered_by`).
    `assignment_id` is the seat from which it was asked. A colleague's link is this row's id and a signature over it.
    """

    __tablename__ = "questions"

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    review_id: Mapped[UUID] = points_to("reviews.id", indexed=True)
    assignment_id: Mapped[UUID] = points_to("assignments.id")
    asked_by: Mapped[UUID] = points_to("people.id")
    person_id: Mapped[UUID | None] = points_to("people.id")
    generation: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    asked_at: Mapped[DateTime]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None] = points_to("people.id")
    answered_at: Mapped[DateTime | None]
    known_by: Mapped[str | None]
    """How whoever answered was known, as with a decision."""
