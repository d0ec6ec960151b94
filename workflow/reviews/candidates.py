"""What waits to be reviewed, and what it takes the place of."""

from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH
from workflow.invoices.invoice import EXAMINED, Invoice, Revision
from workflow.invoices.reissues import Reissue, reissues
from workflow.periods.period import BillingPeriod
from workflow.policy.policy import Policy
from workflow.reviews.entries import ENTRIES, Entry, entry_of
from workflow.reviews.review import Review
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
    periods = {one.together for one in entries if one.together}
    if not periods:
        return entries
    # Two that open reviews of one period at once must see each other's.
    its = select(BillingPeriod.id).where(BillingPeriod.id.in_(periods)).order_by(BillingPeriod.id)
    session.scalars(its.with_for_update(key_share=True)).all()
    claimed = {one.revision.id for one in entries}
    rest = session.execute(WAITING.where(Invoice.period_id.in_(periods)), {"now": now})
    return entries + [entry_of(row, policy) for row in rest if row[0].id not in claimed]
