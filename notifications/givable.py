"""Which escalated reviews an admin could give to somebody else: a letter promises only what can be done."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.handling.handing import Matter, fit
from workflow.ladders.rungs import RungName
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.person import Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, PolicyVersion
from workflow.reviews.review import OPEN, Assignment, Review
from workflow.reviews.segregation import keyed_by
from workflow.reviews.staffing import staff


def givable(session: Session, notices: Sequence[Claimed], now: DateTime) -> frozenset[UUID]:
    """Give the notices of an escalation whose reader could give an open seat of the review to somebody else."""
    escalations = [one for one in notices if one.kind == Kind.RUNG and one.part == RungName.ESCALATION]
    if not escalations:
        return frozenset()
    review_ids = sorted({one.about for one in escalations})
    rows = session.execute(
        select(Review, Workspace, PolicyVersion.body)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .join(PolicyVersion, PolicyVersion.hash == Review.policy_hash)
        .where(Review.id.in_(review_ids))
    )
    keyed = keyed_by(session, review_ids)
    matters = {
        review.id: Matter(
            workspace, review.decide_by, keyed[review.id], Policy.model_validate(policy).allow_same_person
        )
        for review, workspace, policy in rows
    }
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    for seat in session.scalars(select(Assignment).where(Assignment.review_id.in_(review_ids))):
        seats[seat.review_id].append(seat)
    everybody = staff(session, now)
    return frozenset(one.id for one in escalations if _has_taker(one, seats[one.about], matters[one.about], everybody))


def _has_taker(notice: Claimed, seats: Sequence[Assignment], matter: Matter, everybody: Staff) -> bool:
    waiting = [seat for seat in seats if seat.role != Role.ADMIN and seat.state == OPEN]
    return any(one.id != notice.person_id for seat in waiting for one in fit(seat, seats, matter, everybody))
