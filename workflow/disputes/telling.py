"""What `status` and `explain` tell, with what is disputed beside it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from workflow.disputes.showing import dispute_facts, shown
from workflow.reviews.explaining import explain
from workflow.reviews.review import Review
from workflow.reviews.standing import standing


def standing_with_disputes(session: Session) -> dict[str, Any]:
    """Give the form of `countersign status --json`: that of `standing`, each review with its dispute or null."""
    told = standing(session)
    disputes = dispute_facts(session, [UUID(review["id"]) for review in told["reviews"]])
    reviews = [{**review, "dispute": shown(disputes.get(UUID(review["id"])))} for review in told["reviews"]]
    return {**told, "reviews": reviews}


def explain_with_dispute(session: Session, review: Review) -> dict[str, Any]:
    """Give the form of `countersign explain --json`: that of `explain`, with the review's dispute or null."""
    dispute = dispute_facts(session, [review.id]).get(review.id)
    return {**explain(session, review), "dispute": shown(dispute)}
