"""Asking the vendor: the letter that says what is wrong, after which the vendor is waited for."""

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.bulk import change_all
from workflow.disputes.dispute import ASKED, Dispute
from workflow.events.event import SYSTEM
from workflow.events.transitions import move
from workflow.ladders.rungs import RungName, RungState
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.reviews.review import PlannedRung, Review
from workflow.reviews.waiting import begin_waiting


def dispute_of(session: Session, review: Review) -> Dispute | None:
    """Find the dispute of a review, as it is now."""
    its = select(Dispute).where(Dispute.review_id == review.id)
    return session.scalars(its.execution_options(populate_existing=True)).one_or_none()


def write_to_vendor(
    session: Session, dispute: Dispute, review: Review, workspace: Workspace, by: Person | None, now: DateTime
) -> None:
    """Send the letter to the vendor's support address, which the workspace has, and wait for the answer.

    Answers go to finance. `by` is None where the letter goes out by itself.
    """
    again = {"before": dispute.asked_at.to_iso8601_string()} if dispute.asked_at else {}
    data = {"reply_to": _reply_to(session, workspace, by), **again}
    part, address = f"asked@{now.in_timezone('UTC'):YYYYMMDDTHHmmss}", workspace.vendor_support
    post(session, [ToTell(workspace.id, Kind.DISPUTE, review.id, part, now, address=address, data=data)])
    why = f"{by.name} asked the vendor" if by else "the vendor was asked by itself, as the policy says"
    actor, also = by.email if by else SYSTEM, {"asked_at": now, "asked_by": by.id if by else None}
    move(session, [dispute], ASKED, now=now, why=why, actor=actor, also=also, data={"review": str(review.id)})
    _notice_was_given(session, review)
    begin_waiting(session, review, why, now, actor)


def _reply_to(session: Session, workspace: Workspace, by: Person | None) -> list[str]:
    people = directory(session)
    finance = people.holders(workspace, Role.FINANCE) or people.holders(workspace, Role.ADMIN)
    return [person.email for person in finance] or [person.email for person in (by,) if person]


def _notice_was_given(session: Session, review: Review) -> None:
    """Cancel the rung by which the vendor was to be told."""
    its = (PlannedRung.review_id == review.id, PlannedRung.rung == RungName.VENDOR_NOTICE)
    planned = session.scalars(select(PlannedRung).where(*its, PlannedRung.state == RungState.PLANNED)).all()
    change_all(session, [(rung, {"state": RungState.CANCELLED}) for rung in planned])
