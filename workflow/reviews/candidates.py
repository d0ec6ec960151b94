"""What waits to be reviewed, and what it takes the place of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH
from workflow.findings.confirming import TWO_OF_FINANCE
from workflow.findings.finding import Finding
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import EXAMINED, Invoice, Revision
from workflow.invoices.reissues import Reissue, reissues
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import UNSETTLED, Review, ReviewedRevision

DUE = (
    select(Revision, Invoice, Workspace, BillingPeriod)
    .join(Invoice, Invoice.id == Revision.invoice_id)
    .join(Workspace, Workspace.id == Revision.workspace_id)
    .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
    .where(Revision.state == EXAMINED, Revision.retry_at <= bindparam("now"))
    .order_by(Revision.retry_at, Revision.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=Revision)
)


@dataclass(frozen=True)
class Candidate:
    """An examined revision with what is needed to open its review.

    `replaces` and `replaced_by` are re-issues; `unsettled` the reviews of what this revision takes the place of.
    `needs_two_of_finance`: what was noticed may be fraud, so nobody of finance may approve it alone.
    """

    revision: Revision
    invoice: Invoice
    workspace: Workspace
    period: BillingPeriod | None
    replaces: Reissue | None
    replaced_by: Reissue | None
    unsettled: tuple[Review, ...]
    needs_two_of_finance: bool

    @property
    def is_newest(self) -> bool:
        """An overtaken revision may come late, when it had stepped aside; then it changes nothing."""
        return self.revision.number == self.invoice.revision

    @property
    def is_asked(self) -> bool:
        """What is void, a draft again, overtaken by a newer revision or re-issued is stored and not reviewed."""
        return self.revision.status == DocumentStatus.FINAL and self.is_newest and self.replaced_by is None


def gather(session: Session, now: DateTime) -> list[Candidate]:
    """Claim one batch of examined revisions that are due, with all that their openings need."""
    rows = session.execute(DUE, {"now": now}).all()
    ids = [invoice.id for _, invoice, _, _ in rows]
    replacing = reissues(session, ids) if rows else []
    replaces = {one.new_id: one for one in replacing}
    replaced_by = {one.old_id: one for one in replacing}
    unsettled = _unsettled_of(session, [*ids, *(one.old_id for one in replacing)]) if rows else {}
    suspected = suspect(session, [revision.id for revision, *_ in rows])
    return [
        Candidate(
            revision,
            invoice,
            workspace,
            period,
            old := replaces.get(invoice.id),
            replaced_by.get(invoice.id),
            (*unsettled.get(invoice.id, ()), *(unsettled.get(old.old_id, ()) if old else ())),
            revision.id in suspected,
        )
        for revision, invoice, workspace, period in rows
    ]


def suspect(session: Session, revision_ids: Sequence[UUID]) -> set[UUID]:
    """Find the revisions whose seller or payee has changed; a mute quietens that, and leaves the second person."""
    if not revision_ids:
        return set()
    noticed = select(Finding.revision_id).where(Finding.revision_id.in_(revision_ids), Finding.rule.in_(TWO_OF_FINANCE))
    return set(session.scalars(noticed))


def _unsettled_of(session: Session, invoice_ids: Sequence[UUID]) -> Mapping[UUID, list[Review]]:
    rows = session.execute(
        select(ReviewedRevision.invoice_id, Review)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .where(ReviewedRevision.invoice_id.in_(invoice_ids), Review.state.in_(UNSETTLED))
    )
    reviews: dict[UUID, list[Review]] = defaultdict(list)
    for invoice_id, review in rows:
        reviews[invoice_id].append(review)
    return reviews
