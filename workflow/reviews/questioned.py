"""The questions of reviews as letters and pages show them; one statement for any number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.people.person import Person
from workflow.reviews.question import Question


@dataclass(frozen=True)
class QuestionFacts:
    """One question; `to` and `person_id` are None where the vendor is asked.

    `answered_by` is who answered, or wrote down what the vendor answered. With the seat, the person and the
    generation it can be signed as a link is.
    """

    id: UUID
    assignment_id: UUID
    generation: int
    asker_id: UUID
    asker: str
    asker_email: str
    person_id: UUID | None
    to: str | None
    text: str
    asked_at: DateTime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: DateTime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.answered_at is None


def question_facts(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[QuestionFacts]]:
    """Read the questions of these reviews, by review, in the order in which they were asked."""
    asker, asked, answerer = aliased(Person), aliased(Person), aliased(Person)
    rows = session.execute(
        select(Question, asker, asked.name, answerer.name)
        .join(asker, asker.id == Question.asked_by)
        .outerjoin(asked, asked.id == Question.person_id)
        .outerjoin(answerer, answerer.id == Question.answered_by)
        .where(Question.review_id.in_(review_ids))
        .order_by(Question.asked_at, Question.id)
    )
    found: dict[UUID, list[QuestionFacts]] = defaultdict(list)
    for question, by, to, answered_by in rows:
        found[question.review_id].append(_facts(question, by, to, answered_by))
    return found


def _facts(question: Question, asker: Person, to: str | None, answered_by: str | None) -> QuestionFacts:
    return QuestionFacts(
        id=question.id,
        assignment_id=question.assignment_id,
        generation=question.generation,
        asker_id=asker.id,
        asker=asker.name,
        asker_email=asker.email,
        person_id=question.person_id,
        to=to,
        text=question.text,
        asked_at=question.asked_at,
        answer=question.answer,
        answered_by=answered_by,
        answered_at=question.answered_at,
    )
