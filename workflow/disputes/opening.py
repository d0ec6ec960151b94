"""Opening a dispute, and by when the vendor must have been told of it."""

from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.disputes.dispute import FLAGGED, Dispute
from workflow.events.event import Happened, record
from workflow.ladders.vendor_notice import vendor_notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.review import PlannedRung, Review
from workflow.reviews.rungs import rung_rows


@dataclass(frozen=True)
class Flag:
    """What was said to be wrong with a review's invoice, and by whom; `policy` is the review's."""

    review: Review
    workspace: Workspace
    policy: Policy
    by: Person
    reason: str


def open_dispute(session: Session, flag: Flag, now: DateTime) -> Dispute:
    """Open the dispute of a review, and plan the rung by which the vendor is to be told."""
    review, workspace, by = flag.review, flag.workspace, flag.by
    dispute = Dispute(
        id=new_id(),
        workspace_id=review.workspace_id,
        review_id=review.id,
        state=FLAGGED,
        reason=flag.reason,
        opened_by=by.id,
        opened_at=now,
    )
    session.add(dispute)
    session.flush()
    rung = vendor_notice(review.payment_deadline, now, workspace.calendar, flag.policy.quiet)
    insert_all(session, PlannedRung, rung_rows(workspace.id, review.id, [rung], review.round))
    data = {"review": str(review.id), "letter_by": rung.at.to_iso8601_string()}
    happened = Happened(workspace.id, now, "dispute.flagged", f"dispute:{dispute.id}", flag.reason, by.email, data)
    record(session, [happened])
    return dispute
