"""A review's ladder as rows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from workflow.ladders.rungs import Rung, RungState
from workflow.reviews.review import PlannedRung


def rung_rows(workspace_id: UUID, review_id: UUID, rungs: Iterable[Rung], number: int = 1) -> list[dict[str, Any]]:
    """Give the rows of planned or dropped rungs; `number` is the round of the review that they belong to."""
    return [
        {
            "workspace_id": workspace_id,
            "review_id": review_id,
            "rung": rung.name,
            "at": rung.at,
            "because": rung.because,
            "state": rung.state,
            "round": number,
        }
        for rung in rungs
    ]


def cancel_rungs(session: Session, review_ids: Sequence[UUID]) -> None:
    """Cancel what is still planned: the reviews are settled."""
    planned = (PlannedRung.review_id.in_(review_ids), PlannedRung.state == RungState.PLANNED)
    session.execute(
        update(PlannedRung).where(*planned).values(state=RungState.CANCELLED),
        execution_options={"synchronize_session": False},
    )
