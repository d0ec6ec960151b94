"""Stage 5: whatever rung is due of an unsettled review is taken: remind, warn, escalate, call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import change_all, insert_new
from workflow.events.event import Happened, record
from workflow.ladders.rungs import RungState
from workflow.notices.posting import post
from workflow.people.person import Person
from workflow.policy.policy import Policy, policies_of
from workflow.reviews.admins import give_links, write_admin_seats
from workflow.reviews.around import around
from workflow.reviews.climbing import Became, Climb, Crew, Step, decide_step
from workflow.reviews.reseating import write_reseats
from workflow.reviews.review import PlannedRung, Review
from workflow.reviews.rungs import rung_rows
from workflow.reviews.staffing import staff

IS_DUE = and_(PlannedRung.state == RungState.PLANNED, PlannedRung.at <= bindparam("now"))
DUE = (
    select(PlannedRung, Review)
    .join(Review, Review.id == PlannedRung.review_id)
    .where(IS_DUE)
    .order_by(PlannedRung.at, PlannedRung.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=(PlannedRung, Review))
)


def climb(session: Session, now: DateTime) -> Batch:
    """Take the due rungs of one batch of reviews."""
    climbs = _gather(session, now)
    if not climbs:
        return Batch()
    crew = Crew(staff(session, now), _named(session, (one.policy for one in climbs)))
    steps, apart = decide_each(climbs, lambda one: decide_step(one, crew, now))
    _write(session, steps, now)
    troubles = tuple(Trouble(f"review:{one.review.id}", str(error)) for one, error in apart)
    return Batch(sum(len(step.climb.due) for step in steps), troubles)


def _gather(session: Session, now: DateTime) -> list[Climb]:
    rows = session.execute(DUE, {"now": now, "most": BATCH}).all()
    if not rows:
        return []
    reviews = {review.id: review for _, review in rows}
    policies = policies_of(session, {one.policy_hash for one in reviews.values()})
    due = _due_of(session, list(reviews), now)
    seats = around(session, list(reviews.values()))
    return [
        Climb(seats[review_id], policies[one.policy_hash], tuple(due[review_id])) for review_id, one in reviews.items()
    ]


def _due_of(session: Session, review_ids: Sequence[UUID], now: DateTime) -> Mapping[UUID, list[PlannedRung]]:
    """Give all due rungs of the claimed reviews, for the batch may end between two of one review."""
    planned = select(PlannedRung).where(PlannedRung.review_id.in_(review_ids), IS_DUE)
    due: dict[UUID, list[PlannedRung]] = defaultdict(list)
    for rung in session.scalars(planned.order_by(PlannedRung.at, PlannedRung.id), {"now": now}):
        due[rung.review_id].append(rung)
    return due


def _named(session: Session, policies: Iterable[Policy]) -> Mapping[str, Person]:
    """Read whom the policies name for an escalation besides the admin, as far as they are still there."""
    emails = {email.lower() for policy in policies for those in policy.escalate_to.values() for email in those}
    people = session.scalars(select(Person).where(Person.email.in_(emails), Person.active))
    return {person.email: person for person in people}


def _write(session: Session, steps: Sequence[Step], now: DateTime) -> None:
    write_reseats(session, [reseat for step in steps for reseat in step.reseats], now)
    seats = [step.admin_seat for step in steps if step.admin_seat]
    write_admin_seats(session, seats, now)
    give_links(session, [(step.admin_seat, admin) for step in steps if step.admin_seat for admin in step.told_admins])
    post(session, [notice for step in steps for notice in step.notices])
    insert_new(session, PlannedRung, [row for step in steps for row in _following_rows(step)])
    became = [one for step in steps for one in step.became]
    change_all(session, [(one.rung, {"state": one.state}) for one in became])
    record(session, [_happened(one, now) for one in became])


def _following_rows(step: Step) -> list[dict[str, Any]]:
    review = step.climb.review
    following = [step.following] if step.following else []
    return rung_rows(review.workspace_id, review.id, following, review.round)


def _happened(one: Became, now: DateTime) -> Happened:
    rung = one.rung
    data: dict[str, Any] = {"planned": rung.at.to_iso8601_string(), "state": one.state}
    if one.snoozed:
        data["snoozed"] = list(one.snoozed)
    return Happened(rung.workspace_id, now, f"rung.{rung.rung}", f"review:{rung.review_id}", one.why, data=data)
