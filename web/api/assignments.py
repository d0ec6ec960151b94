"""The API of the person: what is asked of me, and what a review says. It shows and never decides."""

import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from web.desk import AtDesk, Desk
from web.pages.mine import Asked, asked_of, person_of
from workflow.people.person import Person

router = APIRouter(prefix="/api/v1", tags=["review tasks"])

UNKNOWN_PERSON = 401


class ReviewTask(BaseModel):
    """One open review task of mine; amounts are decimals in strings, moments are UTC."""

    id: UUID
    review: UUID
    workspace: str
    role: str
    numbers: list[str]
    total: str | None
    currency: str | None
    decide_by: datetime.datetime
    payment_deadline: datetime.datetime
    url: str


class Problem(BaseModel):
    """Why nothing was given."""

    detail: str


def signed_in(request: Request, desk: AtDesk) -> Person:
    """Give the person whom this browser belongs to, else 401."""
    with desk.readers() as session:
        person = person_of(session, desk, request)
    if person is None:
        raise HTTPException(UNKNOWN_PERSON, "Open a link from one of our mails first; it leads in from there.")
    return person


Me = Annotated[Person, Depends(signed_in)]


@router.get("/assignments", responses={UNKNOWN_PERSON: {"model": Problem}})
def assignments(desk: AtDesk, me: Me) -> list[ReviewTask]:
    """List my open review tasks, the most urgent first."""
    with desk.readers() as session:
        return [_task(desk, one) for one in asked_of(session, desk, me)]


def _task(desk: Desk, asked: Asked) -> ReviewTask:
    case = asked.case
    return ReviewTask(
        id=asked.assignment_id,
        review=case.review_id,
        workspace=case.workspace.key,
        role=asked.role,
        numbers=list(case.numbers),
        total=f"{case.total[0]:f}" if case.total else None,
        currency=case.total[1] if case.total else None,
        decide_by=case.decide_by,
        payment_deadline=case.payment_deadline,
        url=f"{desk.base_url}{asked.path}",
    )
