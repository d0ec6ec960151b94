"""What was overtaken is put away: reviews are withdrawn, whoever had approved hears what changed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import KEPT
from workflow.invoices.quoting import called
from workflow.reviews.candidates import Candidate
from workflow.reviews.changing import Changed, tell_approvers
from workflow.reviews.matters import Matter
from workflow.reviews.restoring import restore
from workflow.reviews.withdrawing import withdraw


def overtake(session: Session, matters: Sequence[Matter], spared: Mapping[UUID, set[UUID]], now: DateTime) -> None:
    """Withdraw what was overtaken, tell whoever had approved it, and put away what nobody is asked about.

    `spared` are those who hear of it otherwise, by the review that is withdrawn.
    """
    reviews = [old.review for matter in matters for old in matter.overtaken]
    why = {review_id: text for matter in matters for review_id, text in why_withdrawn(matter).items()}
    withdraw(session, reviews, why, now, spared)
    candidates = [one for matter in matters for one in matter.candidates]
    newest = [one for one in candidates if one.entry.is_newest]
    changed = [Changed(one.entry.revision, _why(one), one.replaces) for one in newest if _is_news(one)]
    tell_approvers(session, changed, now)
    not_final = [one.entry.invoice for one in newest if one.entry.revision.status != DocumentStatus.FINAL]
    restore(session, not_final, now)
    kept = [one.entry.revision for one in candidates if not one.is_asked]
    move(session, kept, KEPT, now=now, why="not reviewed: void, a draft again, or something newer took its place")


def why_withdrawn(matter: Matter) -> Mapping[UUID, str]:
    """Say of each review that is withdrawn why; that its own invoice changed says more than that another one came."""
    joined = {review.id: _why_joined(one) for one in matter.candidates for review in one.overtakes}
    return joined | {review.id: _why(one) for one in matter.candidates for review in one.overtakes_itself}


def _is_news(candidate: Candidate) -> bool:
    """Tell whether what was approved before may no longer be so."""
    return candidate.entry.revision.number > 1 or candidate.replaces is not None


def _why_joined(candidate: Candidate) -> str:
    number = called(candidate.entry.invoice.number)
    return f"Invoice {number} came for the same billing period; they are reviewed together."


def _why(candidate: Candidate) -> str:
    number, revision = called(candidate.entry.invoice.number), candidate.entry.revision
    if revision.status == DocumentStatus.VOID:
        instead = f"; {called(candidate.replaced_by.new_number)} stands in its place" if candidate.replaced_by else ""
        return f"The vendor voided invoice {number}{instead}."
    if candidate.replaced_by:
        return f"The vendor re-issued invoice {number} as {called(candidate.replaced_by.new_number)}."
    if revision.status == DocumentStatus.DRAFT:
        return f"The vendor took invoice {number} back to a draft; its final form will be a new review."
    if candidate.replaces and revision.number == 1:
        return (
            f"The vendor re-issued invoice {called(candidate.replaces.old_number)} as {number}, which is a new review."
        )
    return f"Invoice {number} was changed by the vendor; revision {revision.number} is a new review."
