"""Telling others what somebody did with a review: a sentence in their next digest."""

from collections.abc import Iterable

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.handling.at_seat import AtSeat
from workflow.invoices.invoice import Invoice
from workflow.invoices.quoting import called
from workflow.notices.digests import DigestKind, ToDigest, next_digest, put_in_digest
from workflow.people.person import Person
from workflow.reviews.review import ReviewedRevision


def tell_news(session: Session, at: AtSeat, readers: Iterable[Person], sentence: str, now: DateTime) -> None:
    """Put the sentence into the readers' next digests; whoever did it knows it already."""
    workspace, part = at.workspace, f"{now.in_timezone('UTC'):YYYYMMDDTHHmmss}"
    items = [
        ToDigest(
            workspace.id,
            reader.id,
            DigestKind.NEWS,
            at.review.id,
            part,
            next_digest(now, workspace.calendar_of(reader)),
            {"sentence": sentence},
        )
        for reader in readers
        if reader.id != at.person.id
    ]
    put_in_digest(session, items)


def numbers_of(session: Session, at: AtSeat) -> str:
    """Name the invoices of the review, as in `invoice A-1` or `invoices A-1, A-2`."""
    its = select(Invoice.number).join(ReviewedRevision, ReviewedRevision.invoice_id == Invoice.id)
    numbers = session.scalars(its.where(ReviewedRevision.review_id == at.review.id).order_by(Invoice.number)).all()
    return f"{'invoice' if len(numbers) == 1 else 'invoices'} {', '.join(map(called, numbers))}"
