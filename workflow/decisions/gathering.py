"""Gathering case files: a fixed number of statements for any number of reviews."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.decisions.decision import Decision
from workflow.decisions.invoicing import grouped, invoice_facts
from workflow.disputes.showing import dispute_facts
from workflow.people.absence import Absence
from workflow.people.person import Person, Role
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, PolicyVersion
from workflow.reviews.away import AwayOn
from workflow.reviews.casefile import (
    AccountFacts,
    Answered,
    CaseFile,
    Link,
    RungFacts,
    Seat,
    Who,
)
from workflow.reviews.questioned import question_facts
from workflow.reviews.review import OPEN, AccessLink, Assignment, PlannedRung, Review


def case_files(session: Session, review_ids: Sequence[UUID]) -> dict[UUID, CaseFile]:
    """Read everything around the reviews; one that does not exist is left out."""
    if not review_ids:
        return {}
    statement = (
        select(Review, Workspace, PolicyVersion.body)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .join(PolicyVersion, PolicyVersion.hash == Review.policy_hash)
        .where(Review.id.in_(review_ids))
    )
    reviews = session.execute(statement).all()
    invoices = invoice_facts(session, review_ids)
    seats = _seats(session, review_ids)
    rungs = grouped(session.scalars(select(PlannedRung).where(PlannedRung.review_id.in_(review_ids))), "review_id")
    links = grouped(session.scalars(select(AccessLink).where(AccessLink.review_id.in_(review_ids))), "review_id")
    disputes = dispute_facts(session, review_ids)
    questions = question_facts(session, review_ids)
    absences = _absences(session, seats, min((review.opened_at for review, _, _ in reviews), default=None))
    return {
        review.id: CaseFile(
            review_id=review.id,
            workspace=_account(workspace),
            state=review.state,
            opened_at=review.opened_at,
            payment_deadline=review.payment_deadline,
            payment_because=review.payment_because,
            decide_by=review.decide_by,
            decide_because=review.decide_because,
            settled_at=review.settled_at,
            policy=Policy.model_validate(policy),
            invoices=tuple(invoices.get(review.id, ())),
            seats=tuple(sorted(seats.get(review.id, ()), key=_place)),
            rungs=tuple(_rungs(rungs.get(review.id, ()))),
            links=tuple(
                Link(link.id, link.assignment_id, link.person_id, link.generation) for link in links.get(review.id, ())
            ),
            waits_since=review.waits_since,
            agreed_due_on=review.agreed_due_on,
            off_cycle=review.off_cycle,
            dispute=disputes.get(review.id),
            questions=tuple(questions.get(review.id, ())),
            absences=tuple(absences.get(review.id, ())),
        )
        for review, workspace, policy in reviews
    }


def who(person: Person, zone: str) -> Who:
    """Show a person to others; who states no zone lives in the workspace's."""
    zone = person.timezone or zone
    refuses_mail = person.mail_refused_at is not None
    return Who(person.id, person.name, person.email, zone, person.locale, refuses_mail=refuses_mail)


def _account(workspace: Workspace) -> AccountFacts:
    return AccountFacts(
        id=workspace.id,
        key=workspace.key,
        name=workspace.name,
        account=workspace.account,
        timezone=workspace.timezone,
        currency=workspace.currency,
        cost_center=workspace.cost_center,
        ap_contact=workspace.ap_contact,
        vendor_support=workspace.vendor_support,
    )


def _rungs(rungs: Iterable[PlannedRung]) -> list[RungFacts]:
    return [
        RungFacts(one.rung, one.at, one.because, one.state) for one in sorted(rungs, key=lambda one: (one.at, one.id))
    ]


def _seats(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[Seat]]:
    absent = aliased(Person)
    rows = session.execute(
        select(Assignment, Person, absent, Decision, Workspace.timezone)
        .join(Workspace, Workspace.id == Assignment.workspace_id)
        .outerjoin(Decision, Decision.assignment_id == Assignment.id)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .outerjoin(absent, absent.id == Assignment.deputy_of)
        .where(Assignment.review_id.in_(review_ids))
    )
    seats: dict[UUID, list[Seat]] = defaultdict(list)
    for assignment, person, represented, decision, zone in rows:
        # A decision moves its giver onto the seat, so the person on an answered seat is who answered.
        sitting = who(person, zone) if person else None
        answered = _answered(decision, sitting) if decision and sitting else None
        seats[assignment.review_id].append(
            Seat(
                assignment.id,
                assignment.role,
                assignment.seat,
                assignment.state,
                sitting,
                answered,
                who(represented, zone) if represented else None,
                assignment.snoozed_until,
            )
        )
    return seats


def _absences(
    session: Session, seats: Mapping[UUID, Sequence[Seat]], opened_at: DateTime | None
) -> Mapping[UUID, list[AwayOn]]:
    """Read when those who sit on open seats, and those whose place they take, are away.

    What was over before the first review opened says nothing any more; it may have been that day's eve in their zone.
    """
    people = {
        review_id: {who.id for seat in its if seat.state == OPEN for who in (seat.person, seat.deputy_of) if who}
        for review_id, its in seats.items()
    }
    asked = set().union(*people.values())
    if not asked or opened_at is None:
        return {}
    its = select(Absence).where(
        Absence.person_id.in_(asked),
        Absence.ended_at.is_(None),
        Absence.last_on >= opened_at.subtract(days=1).date(),
    )
    days = [AwayOn(one.person_id, one.first_on, one.last_on) for one in session.scalars(its.order_by(Absence.first_on))]
    return {review_id: [one for one in days if one.person_id in ids] for review_id, ids in people.items()}


def _place(seat: Seat) -> tuple[int, int]:
    """Order seats by role as the roles are listed: finance, operations, admin."""
    return list(Role).index(Role(seat.role)), seat.seat


def _answered(decision: Decision, by: Who) -> Answered:
    return Answered(by, decision.answer, decision.reason, decision.at, decision.known_by, decision.amount)
