"""Stage 4: route an examined invoice to roles and people, plan its deadline, open the review."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.batch import Batch, Trouble, decide_each
from workflow.bulk import insert_all, write_in_halves
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.findings.examine import step_aside
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import KEPT, UNDER_REVIEW
from workflow.ladders.deadlines import Deadline, Terms, deadline_of
from workflow.ladders.planning import plan
from workflow.ladders.rungs import Rung
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Staff
from workflow.periods.period import INVOICED, REVIEWED
from workflow.policy.policy import Policy, keep
from workflow.reviews.candidates import Candidate, gather
from workflow.reviews.changing import Changed, tell_approvers
from workflow.reviews.ledger import finish_periods
from workflow.reviews.restoring import restore
from workflow.reviews.review import OPEN, AccessLink, Assignment, PlannedRung, Review, ReviewedRevision
from workflow.reviews.routing import Seating, seat_reviewers
from workflow.reviews.rungs import rung_rows
from workflow.reviews.seats import link_row, seat_row, spoken, unstaffed
from workflow.reviews.staffing import staff
from workflow.reviews.withdrawing import withdraw


@dataclass(frozen=True)
class Opening:
    """A review as it will be opened: who is asked, by when, and on which ladder."""

    review_id: UUID
    candidate: Candidate
    seatings: tuple[Seating, ...]
    deadline: Deadline
    rungs: tuple[Rung, ...]
    admins: tuple[Person, ...]


def open_reviews(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Open the reviews of one batch of examined revisions."""
    candidates = gather(session, now)
    if not candidates:
        return Batch()
    policy_hash = keep(session, policy)
    everybody = staff(session, now)
    asked = [one for one in candidates if one.is_asked]
    openings, undecided = decide_each(asked, lambda one: decide_opening(one, everybody, now, policy))
    held = {candidate.revision.id for candidate, _ in undecided}
    _settle_the_rest(session, [one for one in candidates if one.revision.id not in held], now)
    refused = write_in_halves(session, openings, lambda part: _write(session, part, policy_hash, now))
    apart = [(candidate.revision, error) for candidate, error in undecided]
    apart += [(one.candidate.revision, error) for one, error in refused]
    step_aside(session, apart, now)
    troubles = tuple(Trouble(f"revision:{revision.id}", str(error)) for revision, error in apart)
    return Batch(len(candidates) - len(apart), troubles)


def decide_opening(candidate: Candidate, everybody: Staff, now: DateTime, policy: Policy) -> Opening:
    """Decide who is asked and by when; `everybody` remembers the picks of this batch."""
    workspace, revision = candidate.workspace, candidate.revision
    calendar = workspace.calendar
    received_on = calendar.local_date(revision.received_at)
    terms = Terms(revision.issued_on, revision.due_on, received_on, workspace.collection, workspace.payment_terms_days)
    deadline = deadline_of(terms, calendar, policy.deadline)
    seatings = seat_reviewers(
        workspace,
        everybody,
        allow_same_person=policy.allow_same_person,
        two_of_finance=candidate.needs_two_of_finance,
    )
    rungs = plan(deadline.decide_by, now, calendar, policy)
    admins = everybody.directory.holders(workspace, Role.ADMIN)
    return Opening(new_id(), candidate, tuple(seatings), deadline, tuple(rungs), tuple(admins))


def _settle_the_rest(session: Session, candidates: Sequence[Candidate], now: DateTime) -> None:
    """Withdraw what was overtaken, tell whoever had approved it, and put away what nobody is asked about."""
    newest = [one for one in candidates if one.is_newest]
    replaced = [(review, one) for one in newest for review in one.unsettled]
    why = {review.id: _why_withdrawn(one) for review, one in replaced}
    withdraw(session, [review for review, _ in replaced], why, now)
    finish_periods(session, [review.id for review, one in replaced if not one.is_asked], now)
    changed = [Changed(one.revision, _why_withdrawn(one), one.replaces) for one in newest if _is_news(one)]
    tell_approvers(session, changed, now)
    kept = [one.revision for one in candidates if not one.is_asked]
    restore(session, [one.invoice for one in newest if one.revision.status != DocumentStatus.FINAL], now)
    move(session, kept, KEPT, now=now, why="not reviewed: void, a draft again, or something newer took its place")


def _is_news(candidate: Candidate) -> bool:
    """Tell whether what was approved before may no longer be so."""
    return candidate.revision.number > 1 or candidate.replaces is not None


def _why_withdrawn(candidate: Candidate) -> str:
    number = candidate.invoice.number
    if candidate.revision.status == DocumentStatus.VOID:
        instead = f"; {candidate.replaced_by.new_number} stands in its place" if candidate.replaced_by else ""
        return f"The vendor voided invoice {number}{instead}."
    if candidate.replaced_by:
        return f"The vendor re-issued invoice {number} as {candidate.replaced_by.new_number}."
    if candidate.revision.status == DocumentStatus.DRAFT:
        return f"The vendor took invoice {number} back to a draft; its final form will be a new review."
    if candidate.replaces and candidate.revision.number == 1:
        return f"The vendor re-issued invoice {candidate.replaces.old_number} as {number}, which is a new review."
    return f"Invoice {number} was changed by the vendor; revision {candidate.revision.number} is a new review."


def _write(session: Session, openings: Sequence[Opening], policy_hash: str, now: DateTime) -> None:
    seats = [
        ((one.candidate.workspace.id, one.review_id, new_id()), seating) for one in openings for seating in one.seatings
    ]
    insert_all(session, Review, [_review_row(opening, policy_hash, now) for opening in openings])
    insert_all(session, ReviewedRevision, [_reviewed_row(opening) for opening in openings])
    insert_all(session, Assignment, [seat_row(*ids, seating, now) for ids, seating in seats])
    insert_all(session, AccessLink, [link_row(*ids, seating.person) for ids, seating in seats if seating.person])
    rungs = [row for one in openings for row in rung_rows(one.candidate.workspace.id, one.review_id, one.rungs)]
    insert_all(session, PlannedRung, rungs)
    record(session, [_happened(opening, now) for opening in openings])
    post(session, [notice for opening in openings for notice in _notices(opening, now)])
    move(session, [one.candidate.revision for one in openings], UNDER_REVIEW, now=now, why="a review was opened")
    reopened = {one.candidate.period for one in openings if one.candidate.period}
    move(session, [p for p in reopened if p.state == REVIEWED], INVOICED, now=now, why="a new review was opened")


def _review_row(opening: Opening, policy_hash: str, now: DateTime) -> dict[str, Any]:
    deadline = opening.deadline
    return {
        "id": opening.review_id,
        "workspace_id": opening.candidate.workspace.id,
        "state": OPEN,
        "policy_hash": policy_hash,
        "opened_at": now,
        "payment_deadline": deadline.payment_deadline,
        "payment_because": deadline.payment_because,
        "decide_by": deadline.decide_by,
        "decide_because": deadline.decide_because,
    }


def _reviewed_row(opening: Opening) -> dict[str, Any]:
    revision = opening.candidate.revision
    return {"review_id": opening.review_id, "revision_id": revision.id, "invoice_id": revision.invoice_id}


def _happened(opening: Opening, now: DateTime) -> Happened:
    candidate = opening.candidate
    who = {spoken(seating): seating.person.email if seating.person else None for seating in opening.seatings}
    data = {
        "invoice": str(candidate.invoice.id),
        "revision": candidate.revision.number,
        "asked": who,
        "decide_by": opening.deadline.decide_by.to_iso8601_string(),
    }
    why = f"invoice {candidate.invoice.number} was examined and is to be decided"
    return Happened(candidate.workspace.id, now, "review.open", f"review:{opening.review_id}", why, data=data)


def _notices(opening: Opening, now: DateTime) -> list[ToTell]:
    """Tell whoever is asked, once each, and every admin of a seat for which nobody could be found."""
    workspace_id, part = opening.candidate.workspace.id, str(opening.candidate.revision.number)
    asked = {seating.person.id for seating in opening.seatings if seating.person}
    told = [ToTell(workspace_id, Kind.OPENED, opening.review_id, part, now, person_id) for person_id in sorted(asked)]
    empty = {seating.role: seating for seating in reversed(opening.seatings) if seating.person is None}
    return told + [
        ToTell(workspace_id, Kind.UNSTAFFED, opening.review_id, spoken(one), now, admin.id, data=unstaffed(one))
        for one in empty.values()
        for admin in opening.admins
    ]
