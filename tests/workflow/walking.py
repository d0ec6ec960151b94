"""Walking an invoice through the stages as they are, for tests of what comes after; and the team that is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy
from workflow.base import new_id
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import Answer, decide
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.findings.examine import examine
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.evidence import claim_usage, store_evidence
from workflow.invoices.intake import Accepted, accept
from workflow.invoices.source import Completeness, Evidence, Received
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, BillingPeriod
from workflow.policy.policy import Policy
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import AccessLink, Assignment, Review


@dataclass(frozen=True)
class Team:
    """Ana answers for finance, Omar for operations, Ada is the admin; Eve has no role here."""

    ana: Person
    omar: Person
    ada: Person
    eve: Person


def a_team(session: Session) -> Team:
    """Write the four people."""
    return Team(
        ana=a_person(session, "ana@example.com", "finance"),
        omar=a_person(session, "omar@example.com", "operations"),
        ada=a_person(session, "ada@example.com", "admin"),
        eve=a_person(session, "eve@example.com"),
    )


def received(document: InvoiceDocument) -> Received:
    """Make a document one that a source yielded."""
    return Received(document, document.number.encode(), "application/json", f"{document.number}.json")


def take_in(session: Session, workspace: Workspace, *documents: InvoiceDocument, now: DateTime = NOW) -> list[Accepted]:
    """Accept documents from a source that knows of no usage, and commit."""
    accepted = accept(session, workspace, [received(one) for one in documents], now)
    nothing_is_counted(session, now)
    session.commit()
    return accepted


def nothing_is_counted(session: Session, now: DateTime = NOW) -> None:
    """Answer all that is asked about usage as a source that knows of none."""
    for question in claim_usage(session, now, now, 1000):
        store_evidence(session, question, Evidence(Completeness.COMPLETE), now)


def open_one(session: Session, workspace: Workspace, now: DateTime = NOW, **changes: Any) -> Review:
    """Walk one invoice to its review."""
    (review,) = open_all(session, workspace, [a_document(**changes)], now)
    return review


def open_all(
    session: Session,
    workspace: Workspace,
    documents: Sequence[InvoiceDocument],
    now: DateTime = NOW,
    policy: Policy | None = None,
) -> list[Review]:
    """Walk invoices to their reviews; gives those that were opened."""
    before = set(session.scalars(select(Review.id)))
    take_in(session, workspace, *documents, now=now)
    for stage in (examine, open_reviews):
        stage(session, now, policy or a_policy())
        session.commit()
    return [one for one in session.scalars(select(Review).order_by(Review.id)) if one.id not in before]


def a_period(session: Session, workspace: Workspace, starts: DateTime, ends: DateTime, **changes: Any) -> BillingPeriod:
    """Write a period that awaits its invoice; its dates follow from the moments, taken as local ones."""
    values = {
        "starts_at": starts,
        "ends_at": ends,
        "starts_on": starts.date(),
        "ends_on": ends.subtract(days=1).date(),
        "state": AWAITING,
        "expected_by": ends.add(days=7),
        "fetch_failures": 0,
    }
    period = BillingPeriod(id=new_id(), workspace_id=workspace.id, **{**values, **changes})
    session.add(period)
    session.flush()
    return period


def seat_of(session: Session, review: Review, role: str) -> Assignment:
    """Find the seat of a role as it is now."""
    seat = select(Assignment).where(Assignment.review_id == review.id, Assignment.role == role)
    return session.scalars(seat.execution_options(populate_existing=True)).one()


def states(session: Session, review: Review) -> tuple[str, dict[str, str]]:
    """Give the state of the review and of its seats, read anew."""
    session.refresh(review)
    seats = session.execute(select(Assignment.role, Assignment.state).where(Assignment.review_id == review.id))
    return review.state, dict(seats.all())


def an_answer(session: Session, review: Review, person: Person, answer: str, **changes: Any) -> Answer:
    """Make the answer that the person would send from the page as it is now, every statement attested."""
    link, role = session.execute(
        select(AccessLink, Assignment.role)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .where(AccessLink.review_id == review.id, AccessLink.person_id == person.id)
    ).one()
    values = {
        "link_id": link.id,
        "person_id": person.id,
        "answer": answer,
        "reason": None if answer == "approve" else "The minutes do not match our campaigns.",
        "attested": tuple(value for value, _ in attestations(role)),
        "shown": case_files(session, [review.id])[review.id].shown,
        "known_by": "code",
    }
    return Answer(**{**values, **changes})


def say(session: Session, review: Review, person: Person, answer: str, now: DateTime = NOW, **changes: Any) -> None:
    """Let a person answer, and commit."""
    decide(session, an_answer(session, review, person, answer, **changes), now)
    session.commit()


def told(session: Session, kind: str, about: UUID | None = None) -> list[tuple[str, str]]:
    """Give who was told of something as (part, e-mail address), in order."""
    rows = session.execute(
        select(Notice.part, Person.email, Notice.address)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(Notice.kind == kind, Notice.about == about if about else Notice.kind == kind)
    )
    return sorted((part, email or address or "-") for part, email, address in rows)


def history(session: Session, about: str) -> list[str]:
    """Give the kinds of events about one thing, in order."""
    return list(session.scalars(select(Event.kind).where(Event.about == about).order_by(Event.id)))


def every(session: Session, model: Any, **values: Any) -> Mapping[UUID | None, Any]:
    """Give the rows of a table by id, those with the given values."""
    rows = session.scalars(select(model).filter_by(**values).execution_options(populate_existing=True))
    return {row.id: row for row in rows}
