"""One review as `countersign explain --json` tells it, for those who are asked about it."""

import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select
from starlette.exceptions import HTTPException

from web.api.assignments import UNKNOWN_PERSON, Me, Problem
from web.desk import AtDesk
from workflow.disputes.telling import explain_with_dispute
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.reviews.belonging import belongs
from workflow.reviews.review import AccessLink, Assignment, Review

router = APIRouter(prefix="/api/v1", tags=["reviews"])

NOT_FOUND, UNREADABLE = 404, 422
REFUSALS = (UNKNOWN_PERSON, NOT_FOUND, UNREADABLE)


class Rung(BaseModel):
    """One step of the ladder: its moment in UTC and how that was computed."""

    rung: str
    at: datetime.datetime
    because: str
    state: str


class FindingFacts(BaseModel):
    """What a check noticed; the inputs are those of its rule."""

    rule: str
    severity: str
    inputs: dict[str, Any]
    why: str


class Step(BaseModel):
    """One step from the earlier total to this one."""

    step: str
    amount: str
    evidence: str | None


class VendorAnswer(BaseModel):
    """What the vendor answered, as somebody noted it."""

    text: str
    at: datetime.datetime


class Dispute(BaseModel):
    """What was flagged, by when the vendor is to be told and when it was asked, and how it ended."""

    state: str
    reason: str
    letter_by: datetime.date | None
    asked_at: datetime.datetime | None
    answers: list[VendorAnswer]
    outcome: str | None
    outcome_why: str | None
    undisputed: str | None


class Explained(BaseModel):
    """A review with its deadlines, rungs, findings, the bridge between the totals, and what is disputed."""

    review: UUID
    payment_deadline: datetime.datetime
    payment_because: str
    decide_by: datetime.datetime
    decide_because: str
    rungs: list[Rung]
    findings: list[FindingFacts]
    bridge: list[Step]
    dispute: Dispute | None


@router.get("/reviews/{review_id}", responses={status: {"model": Problem} for status in REFUSALS})
def review(review_id: UUID, desk: AtDesk, me: Me) -> Explained:
    """Explain a review that I am or was asked about, while I have a say in its workspace; 404 for every other one."""
    mine = (
        select(Review, Assignment, Workspace)
        .join(AccessLink, AccessLink.review_id == Review.id)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .where(Review.id == review_id, AccessLink.person_id == me.id, Workspace.active)
    )
    with desk.readers() as session:
        people = directory(session)
        found = [one for one, seat, place in session.execute(mine) if belongs(people, place, seat, me.id)]
        if not found:
            raise HTTPException(NOT_FOUND, "There is no such review among those you are asked about.")
        return Explained.model_validate(explain_with_dispute(session, found[0]))
