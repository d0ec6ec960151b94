"""Stage 5, before the ladder: open reviews are planned anew when what their plan was computed from has changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, load_only

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import change_all, insert_all
from workflow.events.event import SYSTEM, Happened, record
from workflow.invoices.invoice import Invoice, Revision
from workflow.ladders.deadlines import Deadline, Terms
from workflow.ladders.replanning import replanned
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.ladders.vendor_notice import noticed_anew
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, policies_of
from workflow.reviews.review import UNSETTLED, PlannedRung, Review, ReviewedRevision
from workflow.reviews.rungs import rung_rows
from workflow.reviews.snoozes import cap_snoozes
from workflow.reviews.terms import earliest_deadline, terms_of

WHY = "the business calendar, or what the review is about, has changed"
RETRY_MINUTES = 15
DUE = (
    select(Review)
    .where(Review.replan_at <= bindparam("now"))
    .order_by(Review.replan_at, Review.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Planned:
    """A review with what its plan is computed from; `rungs` are those of its present round, in order of time."""

    review: Review
    workspace: Workspace
    policy: Policy
    terms: tuple[tuple[str, Terms], ...]
    rungs: tuple[PlannedRung, ...]


@dataclass(frozen=True)
class Replan:
    """A review's plan as it will be: its rungs in the order of `planned.rungs`, then those that are new."""

    planned: Planned
    deadline: Deadline
    rungs: tuple[Rung, ...]


def replan(session: Session, now: DateTime) -> Batch:
    """Plan one batch of marked reviews anew; settled ones only lose the mark."""
    reviews = session.scalars(DUE, {"now": now, "most": BATCH}).all()
    if not reviews:
        return Batch()
    unsettled = plans_of(session, [one for one in reviews if one.state in UNSETTLED])
    replans, apart = decide_each(unsettled, lambda one: decide_replan(one, now))
    write_replans(session, replans, WHY, now)
    later = {one.review.id: now.add(minutes=RETRY_MINUTES) for one, _ in apart}
    change_all(session, [(one, {"replan_at": later.get(one.id)}) for one in reviews])
    troubles = tuple(Trouble(f"review:{one.review.id}", str(error)) for one, error in apart)
    return Batch(len(reviews) - len(apart), troubles)


def replan_now(session: Session, review: Review, why: str, now: DateTime, actor: str) -> None:
    """Plan one review anew in the transaction of what a person did to it."""
    (planned,) = plans_of(session, [review])
    write_replans(session, [decide_replan(planned, now)], why, now, actor)


def plans_of(session: Session, reviews: Sequence[Review]) -> list[Planned]:
    """Read what the plans of these reviews are computed from, in a fixed number of statements."""
    if not reviews:
        return []
    ids = [one.id for one in reviews]
    its_workspaces = select(Workspace).where(Workspace.id.in_({one.workspace_id for one in reviews}))
    workspaces = {one.id: one for one in session.scalars(its_workspaces)}
    policies = policies_of(session, {one.policy_hash for one in reviews})
    revisions = _revisions(session, ids)
    rungs = _rungs(session, ids)
    return [
        Planned(
            one,
            workspaces[one.workspace_id],
            policies[one.policy_hash],
            tuple(terms_of(*its, workspaces[one.workspace_id], one) for its in revisions[one.id]),
            tuple(rungs.get(one.id, ())),
        )
        for one in reviews
    ]


def decide_replan(one: Planned, now: DateTime) -> Replan:
    """Compute the deadline and the rungs as they would be by what is known now."""
    calendar = one.workspace.calendar
    deadline = earliest_deadline(one.terms, calendar, one.policy.deadline)
    before = [as_rung(rung) for rung in one.rungs]
    waits = one.review.waits_since is not None
    rungs = replanned(before, deadline.decide_by, now, calendar, one.policy, waits=waits)
    quiet = one.policy.quiet
    return Replan(
        one,
        deadline,
        tuple(noticed_anew(rung, deadline.payment_deadline, now, calendar, quiet) for rung in rungs),
    )


def as_rung(row: PlannedRung) -> Rung:
    """Give a stored rung as the planner knows it."""
    return Rung(RungName(row.rung), row.at, row.because, RungState(row.state))


def write_replans(session: Session, replans: Sequence[Replan], why: str, now: DateTime, actor: str = SYSTEM) -> None:
    """Write what has changed in place, with one event for each review; what has not is left as it is."""
    changed = [one for one in replans if _deadline_changed(one) or _changed(one) or _added(one)]
    if not changed:
        return
    happened = [_happened(one, why, now, actor) for one in changed]
    change_all(session, [(one.planned.review, vars(one.deadline)) for one in changed])
    change_all(session, [(row, _values(rung)) for one in changed for row, rung in _changed(one)])
    insert_all(session, PlannedRung, [row for one in changed for row in _new_rows(one)])
    cap_snoozes(session, [one.planned.review for one in changed], now)
    record(session, happened)


def _revisions(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, Revision]]]:
    rows = session.execute(
        select(ReviewedRevision.review_id, Invoice.number, Revision)
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .where(ReviewedRevision.review_id.in_(review_ids))
        .order_by(Revision.id)
        .options(load_only(Revision.issued_on, Revision.due_on, Revision.received_at))
    )
    revisions: dict[UUID, list[tuple[str, Revision]]] = defaultdict(list)
    for review_id, number, revision in rows:
        revisions[review_id].append((number, revision))
    return revisions


def _rungs(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[PlannedRung]]:
    of_this_round = (PlannedRung.review_id.in_(review_ids), PlannedRung.round == Review.round)
    its = select(PlannedRung).join(Review, Review.id == PlannedRung.review_id).where(*of_this_round)
    rungs: dict[UUID, list[PlannedRung]] = defaultdict(list)
    in_order = its.order_by(PlannedRung.at, PlannedRung.id).execution_options(populate_existing=True)
    for one in session.scalars(in_order):
        rungs[one.review_id].append(one)
    return rungs


def _changed(one: Replan) -> list[tuple[PlannedRung, Rung]]:
    pairs = zip(one.planned.rungs, one.rungs, strict=False)  # those that are new follow
    return [(row, rung) for row, rung in pairs if as_rung(row) != rung]


def _added(one: Replan) -> tuple[Rung, ...]:
    return one.rungs[len(one.planned.rungs) :]


def _new_rows(one: Replan) -> list[dict[str, Any]]:
    review = one.planned.review
    return rung_rows(review.workspace_id, review.id, _added(one), review.round)


def _deadline_changed(one: Replan) -> bool:
    return any(getattr(one.planned.review, name) != value for name, value in vars(one.deadline).items())


def _values(rung: Rung) -> dict[str, Any]:
    return {"at": rung.at, "because": rung.because, "state": rung.state}


def _happened(one: Replan, why: str, now: DateTime, actor: str) -> Happened:
    review, deadline = one.planned.review, one.deadline
    moved = [_told(as_rung(row), rung) for row, rung in _changed(one)]
    data = {
        **deadlines_said(review, deadline),
        "rungs": moved + [_told(None, rung) for rung in _added(one)],
    }
    return Happened(review.workspace_id, now, "review.replanned", f"review:{review.id}", why, actor, data)


def deadlines_said(review: Review, deadline: Deadline) -> dict[str, Any]:
    """Say for history what the deadline of a review is and what it will be, and how each was computed."""
    return {
        "payment_deadline": old_and_new(review.payment_deadline, deadline.payment_deadline),
        "decide_by": old_and_new(review.decide_by, deadline.decide_by),
        "because": {
            "payment_deadline": {"old": review.payment_because, "new": deadline.payment_because},
            "decide_by": {"old": review.decide_because, "new": deadline.decide_because},
        },
    }


def old_and_new(old: DateTime, new: DateTime) -> dict[str, str]:
    """Say for history what a moment was and what it is now, ISO 8601 in UTC."""
    return {"old": old.to_iso8601_string(), "new": new.to_iso8601_string()}


def _told(old: Rung | None, new: Rung) -> dict[str, Any]:
    return {"rung": new.name, "old": _stood(old) if old else None, "new": _stood(new)}


def _stood(rung: Rung) -> dict[str, str]:
    return {"at": rung.at.to_iso8601_string(), "state": rung.state, "because": rung.because}
