"""What was approved and is no longer so: whoever approved hears what changed, and so does accounts payable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Revision
from workflow.invoices.reissues import Reissue
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.reviews.review import APPROVED, Assignment, Review, ReviewedRevision


@dataclass(frozen=True)
class Changed:
    """A newer revision, why it takes the place of what was approved, and of which invoice if that is another one."""

    revision: Revision
    why: str
    replaces: Reissue | None

    @property
    def invoice_ids(self) -> set[UUID]:
        """Name the invoices whose approval it puts in doubt."""
        return {self.revision.invoice_id} | ({self.replaces.old_id} if self.replaces else set())


def tell_approvers(session: Session, changed: Sequence[Changed], now: DateTime) -> None:
    """Tell whoever approved the newest approved review of each invoice, and where it was released to."""
    if not changed:
        return
    approved = _approved(session, {invoice_id for one in changed for invoice_id in one.invoice_ids})
    approvers = _approvers(session, [review.id for review, _ in approved.values()])
    told: dict[tuple[UUID, UUID, UUID | None, str | None], ToTell] = {}
    # What is voided and re-issued at once is told once: the re-issue, which comes last, says more.
    for one in sorted(changed, key=lambda one: one.replaces is not None):
        for invoice_id in one.invoice_ids & approved.keys():
            review, ap_contact = approved[invoice_id]
            notices = _notices(one, review, approvers.get(review.id, []), ap_contact, now)
            told |= {(review.id, invoice_id, notice.person_id, notice.address): notice for notice in notices}
    post(session, list(told.values()))


def _approved(session: Session, invoice_ids: set[UUID]) -> Mapping[UUID, tuple[Review, str | None]]:
    """Give each invoice's newest approved review, and who was told to pay."""
    rows = session.execute(
        select(ReviewedRevision.invoice_id, Review, Workspace.ap_contact)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .where(ReviewedRevision.invoice_id.in_(invoice_ids), Review.state == APPROVED)
        .order_by(Review.settled_at)
    )
    return {invoice_id: (review, ap_contact) for invoice_id, review, ap_contact in rows}


def _approvers(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[UUID]]:
    seats = select(Assignment.review_id, Assignment.person_id).where(
        Assignment.review_id.in_(review_ids), Assignment.state == APPROVED
    )
    people: dict[UUID, list[UUID]] = {}
    for review_id, person_id in session.execute(seats.order_by(Assignment.id)):
        if person_id:
            people.setdefault(review_id, []).append(person_id)
    return people


def _notices(
    one: Changed, review: Review, people: Sequence[UUID], ap_contact: str | None, now: DateTime
) -> list[ToTell]:
    # what was approved together may change in two of its invoices, each to a revision of the same number
    named_by_number = one.replaces is None and review.period_id is None
    part = str(one.revision.number) if named_by_number else one.revision.id.hex
    readers: list[tuple[UUID | None, str | None]] = [(person, None) for person in people]
    readers += [(None, ap_contact)] if ap_contact else []
    return [
        ToTell(review.workspace_id, Kind.CHANGED, review.id, part, now, person, address, {"why": one.why})
        for person, address in readers
    ]
