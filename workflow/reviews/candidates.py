"""What waits to be reviewed, and what it takes the place of."""

from collections.abc import Sequence
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import Session

from workflow.batch import BATCH
from workflow.invoices.invoice import EXAMINED, Invoice, Revision
from workflow.invoices.reissues import Reissue, reissues
from workflow.periods.period import INVOICED, BillingPeriod
from workflow.policy.policy import Policy
from workflow.reviews.entries import ENTRIES, Entry, entry_of
from workflow.reviews.ledger import hold_periods
from workflow.reviews.review import UNSETTLED, Review, ReviewedRevision
from workflow.reviews.unsettled import Overtaken, overtaken_of, unsettled_of

WAITING = (
    ENTRIES.where(Revision.state == EXAMINED, Revision.retry_at <= bindparam("now"))
    .order_by(Revision.retry_at, Revision.id)
    .with_for_update(skip_locked=True, of=Revision)
)
DUE = WAITING.limit(BATCH)


@dataclass(frozen=True)
class Candidate:
    """An examined revision that is due.

    `replaces` and `replaced_by` are re-issues; `unsettled` the reviews of what this revision takes the place of,
    `joined` those of the period that it comes into.
    """

    entry: Entry
    replaces: Reissue | None
    replaced_by: Reissue | None
    unsettled: tuple[Review, ...]
    joined: tuple[Review, ...]

    @property
    def is_asked(self) -> bool:
        """What is void, a draft again, overtaken by a newer revision or re-issued is stored and not reviewed."""
        return self.entry.is_final and self.replaced_by is None

    @property
    def overtakes_itself(self) -> tuple[Review, ...]:
        """List the reviews that are about what it takes the place of."""
        return self.unsettled if self.entry.is_newest else ()

    @property
    def overtakes(self) -> tuple[Review, ...]:
        """List all reviews that are not the question any longer because of it."""
        return (*self.overtakes_itself, *self.joined) if self.is_asked else self.overtakes_itself


@dataclass(frozen=True)
class Gathered:
    """One claimed batch with what it overtakes."""

    candidates: tuple[Candidate, ...]
    overtaken: tuple[Overtaken, ...]


def gather(session: Session, now: DateTime, policy: Policy) -> Gathered:
    """Claim one batch of examined revisions that are due, with all that their openings need."""
    entries = _claim(session, now, policy)
    if not entries:
        return Gathered((), ())
    ids = [one.invoice.id for one in entries]
    replacing = reissues(session, ids)
    replaces = {one.new_id: one for one in replacing}
    replaced_by = {one.old_id: one for one in replacing}
    involved = {*ids, *(one.old_id for one in replacing)}
    unsettled = unsettled_of(session, involved, {one.together for one in entries if one.together})
    candidates = tuple(
        Candidate(
            one,
            old := replaces.get(one.invoice.id),
            replaced_by.get(one.invoice.id),
            unsettled.of_invoices(one.invoice.id, *([old.old_id] if old else [])),
            unsettled.of_period(one.together),
        )
        for one in entries
    )
    overtaken = {review.id: review for one in candidates for review in one.overtakes}
    return Gathered(candidates, tuple(overtaken_of(session, list(overtaken.values()), policy)))


def _claim(session: Session, now: DateTime, policy: Policy) -> list[Entry]:
    """Claim what is due; of periods that are reviewed in one all that is due, wherever the batch ends."""
    entries = [entry_of(row, policy) for row in session.execute(DUE, {"now": now})]
    if not entries:
        return []
    _hold_periods(session, entries)  # two that open reviews of one period at once must see each other's
    periods = {one.together for one in entries if one.together}
    if not periods:
        return entries
    claimed = {one.revision.id for one in entries}
    rest = session.execute(WAITING.where(Invoice.period_id.in_(periods)), {"now": now})
    return entries + [entry_of(row, policy) for row in rest if row[0].id not in claimed]


def _hold_periods(session: Session, entries: Sequence[Entry]) -> None:
    """Lock the periods of what was claimed and of all that it may overtake, and those that an invoice may have left."""
    ids = {one.invoice.id for one in entries}
    ids |= {one.old_id for one in reissues(session, list(ids))}
    of_reviews = select(ReviewedRevision.review_id).where(ReviewedRevision.invoice_id.in_(ids))
    with_them = select(ReviewedRevision.invoice_id).join(Review, Review.id == ReviewedRevision.review_id)
    unsettled = with_them.where(Review.id.in_(of_reviews), Review.state.in_(UNSETTLED))
    its = select(Invoice.period_id).where(
        Invoice.id.in_(union(select(Invoice.id).where(Invoice.id.in_(ids)), unsettled))
    )
    revised = {one.workspace.id for one in entries if one.is_revised}
    left = select(BillingPeriod.id).where(BillingPeriod.workspace_id.in_(revised), BillingPeriod.state == INVOICED)
    found = set(session.scalars(its)) | (set(session.scalars(left)) if revised else set())
    hold_periods(session, BillingPeriod.id.in_([one for one in found if one]))
