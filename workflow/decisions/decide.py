"""Deciding: one person's answer on a seat, its outcome and its notices, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.decisions.checklist import attestations
from workflow.decisions.decision import Decision
from workflow.decisions.gathering import case_files
from workflow.decisions.settling import Said, follow_up
from workflow.events.transitions import move
from workflow.people.person import Person, Role, RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import (
    APPROVED,
    FLAGGED,
    OPEN,
    REJECTED,
    UNSETTLED,
    AccessLink,
    Assignment,
    Review,
)

STATES = {"approve": APPROVED, "flag": FLAGGED, "reject": REJECTED}
ANSWERS = {Role.FINANCE: ("approve", "flag"), Role.OPERATIONS: ("approve", "flag"), Role.ADMIN: ("approve", "reject")}
LONGEST_REASON = 4000


@dataclass(frozen=True)
class Answer:
    """What a person sent: through which link, what they saw (`shown`), and how they were known."""

    link_id: UUID
    person_id: UUID
    answer: str
    reason: str | None
    attested: tuple[str, ...]
    shown: str
    known_by: str


class Refused(Exception):
    """An answer that was not taken; the message says what to do next."""


class Conflict(Refused):
    """Something else happened first."""


class Changed(Conflict):
    """What the person saw is no longer what is asked."""


class AlreadyAnswered(Conflict):
    """The seat has its answer."""


class ReviewSettled(Conflict):
    """The review was approved, rejected or withdrawn."""


class Incomplete(Refused):
    """Something is missing in the answer."""


class NotAllowed(Refused):
    """This person may not answer this seat."""


def decide(session: Session, answer: Answer, now: DateTime) -> None:
    """Take an answer; raises one of the refusals above and then changes nothing."""
    answer = replace(answer, reason=_printable(answer.reason or "") or None)
    link = session.get_one(AccessLink, answer.link_id)
    review, seats = locked(session, link)
    seat = next(one for one in seats if one.id == link.assignment_id)
    person = session.get_one(Person, answer.person_id)
    check_open(review, seat)
    case = case_files(session, [review.id])[review.id]
    check_person(session, link, seat, person, case)
    if answer.shown != case.shown or not all(one.is_newest for one in case.invoices):
        raise Changed("The invoice changed since you opened the page. Look at the difference, then answer again.")
    _check_complete(answer, seat)
    _check_not_alone(answer, seat, case)
    _answer(session, answer, seat, person, now)
    follow_up(session, Said(review, seats, case, person, answer.reason), now)


def locked(session: Session, link: AccessLink) -> tuple[Review, Sequence[Assignment]]:
    """Lock the review, so that two people who click at once are decided one after the other."""
    review = session.get_one(Review, link.review_id, with_for_update=True, populate_existing=True)
    seats = select(Assignment).where(Assignment.review_id == review.id).execution_options(populate_existing=True)
    return review, session.scalars(seats).all()


def check_open(review: Review, seat: Assignment) -> None:
    """Raise ReviewSettled or AlreadyAnswered where nothing is left to answer."""
    if review.state not in UNSETTLED:
        raise ReviewSettled(f"This review is {review.state}; there is nothing left to answer.")
    if seat.state != OPEN:
        raise AlreadyAnswered(f"This review task is {seat.state}; there is nothing left to answer.")


def check_person(session: Session, link: AccessLink, seat: Assignment, person: Person, case: CaseFile) -> None:
    """Ask at the click: does the person still sit there, still hold the role, and sit on no other answered seat."""
    if link.person_id != person.id or not person.active:
        raise NotAllowed("This link was made for somebody else.")
    if seat.role != Role.ADMIN and seat.person_id != person.id:
        raise NotAllowed("This review task was handed to somebody else.")
    holds = select(RoleHolder.role).where(RoleHolder.person_id == person.id, RoleHolder.role == seat.role)
    narrowed = session.get_one(Workspace, seat.workspace_id).people.get(seat.role)
    if session.scalar(holds) is None or (narrowed is not None and person.email not in narrowed):
        raise NotAllowed(f"You no longer hold the role {seat.role} here. Ask an admin.")
    answered = [other for other in case.seats if other.answered and other.answered.by.id == person.id]
    is_same_role = any(other.role == seat.role for other in answered)  # two seats of a role are for two people, always
    if answered and (is_same_role or not case.policy.allow_same_person):
        raise NotAllowed("You answered another review task of this review; a second person must answer this one.")


def _check_complete(answer: Answer, seat: Assignment) -> None:
    allowed = ANSWERS[Role(seat.role)]
    if answer.answer not in allowed:
        raise Incomplete(f"Choose one of the answers: {' or '.join(allowed)}.")
    missing = [text for value, text in attestations(seat.role) if value not in answer.attested]
    if answer.answer == "approve" and missing:
        raise Incomplete("To approve, tick each statement that you attest: " + " ".join(missing))
    if answer.answer != "approve" and not answer.reason:
        raise Incomplete("Say why, so that whoever settles it knows what to look at.")
    if len(answer.reason or "") > LONGEST_REASON:
        raise Incomplete(f"The reason is too long; {LONGEST_REASON} characters are enough.")


def _check_not_alone(answer: Answer, seat: Assignment, case: CaseFile) -> None:
    """Let no admin approve by themselves what needs two of finance; rejecting it takes one."""
    of_finance = [one for one in case.seats if one.role == Role.FINANCE and one.state == APPROVED]
    approved = any(one.answered and one.answered.by.id != answer.person_id for one in of_finance)
    if seat.role == Role.ADMIN and answer.answer == "approve" and case.needs_two and not approved:
        raise Incomplete(
            "The seller or where the money goes has changed, which nobody approves alone. "
            "Reject it, or approve once somebody of finance has approved."
        )


def _printable(text: str) -> str:
    """Drop control characters, which a database may refuse and a letter must not carry."""
    return "".join(one for one in text if one.isprintable() or one == "\n").strip()


def _answer(session: Session, answer: Answer, seat: Assignment, person: Person, now: DateTime) -> None:
    session.add(
        Decision(
            id=new_id(),
            workspace_id=seat.workspace_id,
            review_id=seat.review_id,
            assignment_id=seat.id,
            person_id=person.id,
            answer=answer.answer,
            reason=answer.reason,
            attested=[value for value, _ in attestations(seat.role) if value in answer.attested],
            shown=answer.shown,
            known_by=answer.known_by,
            at=now,
        )
    )
    session.flush()  # the unique key on the seat speaks before anything follows from the answer
    data = {"review": str(seat.review_id), "role": seat.role, "shown": answer.shown, "known_by": answer.known_by}
    if seat.person_id != person.id:
        data["instead_of"] = str(seat.person_id)
    move(
        session,
        [seat],
        STATES[answer.answer],
        now=now,
        why=answer.reason or "attested",
        actor=person.email,
        also={"person_id": person.id},
        data=data,
    )
