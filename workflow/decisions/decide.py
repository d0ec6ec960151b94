"""Deciding: one person's answer on a seat, its outcome and its notices, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.decisions.checklist import attestations
from workflow.decisions.decision import Decision
from workflow.decisions.gathering import case_files
from workflow.decisions.part import why_no_part
from workflow.decisions.permitted import why_not
from workflow.decisions.settling import Said, follow_up
from workflow.events.transitions import move
from workflow.people.person import REVIEWERS, Person, Role
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.ledger import hold_periods_of
from workflow.reviews.review import (
    APPROVED,
    DISPUTED,
    FLAGGED,
    OPEN,
    REJECTED,
    UNSETTLED,
    AccessLink,
    Assignment,
    Review,
)

PAY_PART = "pay_part"
STATES = {"approve": APPROVED, PAY_PART: APPROVED, "flag": FLAGGED, "reject": REJECTED}
REVIEWER_ANSWERS, ADMIN_ANSWERS = ("approve", "flag"), ("approve", PAY_PART, "reject")
LONGEST_REASON = 4000


@dataclass(frozen=True)
class Answer:
    """What a person sent: through which link, what they saw (`shown`), and how they were known.

    `amount` is what is to be paid where the answer is to pay a part, in the currency of the review.
    """

    link_id: UUID
    person_id: UUID
    answer: str
    reason: str | None
    attested: tuple[str, ...]
    shown: str
    known_by: str
    amount: Decimal | None = None

    @property
    def part(self) -> Decimal | None:
        """Give what is to be paid of the invoice; None: nothing is said about a part."""
        return self.amount if self.answer == PAY_PART else None


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
    answer = replace(answer, reason=printable(answer.reason or "") or None)
    link = session.get_one(AccessLink, answer.link_id)
    review, seats = locked(session, link.review_id)
    seat = next(one for one in seats if one.id == link.assignment_id)
    person = session.get_one(Person, answer.person_id)
    check_open(review, seat)
    case = case_files(session, [review.id])[review.id]
    check_person(session, link, seat, person, case, rejects=answer.answer == "reject")
    if answer.shown != case.shown or not all(one.is_newest for one in case.invoices):
        raise Changed("The invoice changed since you opened the page. Look at the difference, then answer again.")
    _check_complete(answer, seat, case)
    _check_not_alone(answer, seat, case)
    _check_in_place(answer, seat, case)
    _answer(session, answer, seat, person, case, now)
    follow_up(session, Said(review, seats, case, person, answer.reason, answer.part), now)


def locked(session: Session, review_id: UUID) -> tuple[Review, Sequence[Assignment]]:
    """Lock the review, so that two people who click at once are decided one after the other; its periods first."""
    hold_periods_of(session, [review_id])
    review = session.get_one(Review, review_id, with_for_update=True, populate_existing=True)
    seats = select(Assignment).where(Assignment.review_id == review.id).execution_options(populate_existing=True)
    return review, session.scalars(seats).all()


def check_open(review: Review, seat: Assignment) -> None:
    """Raise ReviewSettled or AlreadyAnswered where nothing is left to answer."""
    if review.state not in UNSETTLED:
        raise ReviewSettled(f"This review is {review.state}; there is nothing left to answer.")
    if seat.state != OPEN:
        raise AlreadyAnswered(f"This review task is {seat.state}; there is nothing left to answer.")


def check_person(  # what is asked at the click, and for which answer
    session: Session, link: AccessLink, seat: Assignment, person: Person, case: CaseFile, *, rejects: bool = False
) -> None:
    """Ask at the click: does the person still sit there, still hold the role, and sit on no other answered seat."""
    if link.person_id != person.id or not person.active:
        raise NotAllowed("This link was made for somebody else.")
    if seat.role != Role.ADMIN and seat.person_id != person.id:
        raise NotAllowed("This review task was handed to somebody else.")
    wrong = why_not(session, seat, person, case, rejects=rejects)
    if wrong:
        raise NotAllowed(wrong)


def _check_complete(answer: Answer, seat: Assignment, case: CaseFile) -> None:
    allowed = ADMIN_ANSWERS if seat.role == Role.ADMIN else REVIEWER_ANSWERS
    if answer.answer not in allowed:
        raise Incomplete(f"Choose one of the answers: {' or '.join(allowed)}.")
    missing = [text for value, text in attestations(seat.role) if value not in answer.attested]
    if STATES[answer.answer] == APPROVED and missing:
        raise Incomplete("To approve, tick each statement that you attest: " + " ".join(missing))
    if answer.answer != "approve" and not answer.reason:
        raise Incomplete("Say why, so that whoever settles it knows what to look at.")
    if len(answer.reason or "") > LONGEST_REASON:
        raise Incomplete(f"The reason is too long; {LONGEST_REASON} characters are enough.")
    if answer.amount is not None and answer.answer != PAY_PART:
        raise Incomplete("You gave an amount. Choose to pay that part, or clear the amount.")
    if answer.answer == PAY_PART and (wrong := _why_no_part(answer, case)):
        raise Incomplete(wrong)


def _why_no_part(answer: Answer, case: CaseFile) -> str | None:
    if case.state != DISPUTED:
        return "Nothing is disputed here, so there is no part to hold back. Approve it, or dispute it first."
    return why_no_part(answer.amount, case.total)


def _check_not_alone(answer: Answer, seat: Assignment, case: CaseFile) -> None:
    """Let no admin approve by themselves what needs two of finance; rejecting it takes one."""
    of_finance = [one for one in case.seats if one.role == Role.FINANCE and one.state == APPROVED]
    approved = any(one.answered and one.answered.by.id != answer.person_id for one in of_finance)
    if seat.role == Role.ADMIN and answer.answer != "reject" and case.needs_two and not approved:
        raise Incomplete(
            "The seller or where the money goes has changed, which nobody approves alone. "
            "Reject it, or approve once somebody of finance has approved."
        )


def _check_in_place(answer: Answer, seat: Assignment, case: CaseFile) -> None:
    """Let no admin approve in the place of roles that have not answered where the policy does not want it."""
    silent = silent_roles(case.seats)
    if seat.role == Role.ADMIN and answer.answer != "reject" and silent and not case.policy.admin.may_approve:
        raise NotAllowed(
            f"Your policy lets no admin approve in the place of {' and '.join(silent)}. "
            "Reassign the review task to somebody who can answer it, or reject the invoice."
        )


def silent_roles(seats: Iterable[Seat | Assignment]) -> list[str]:
    """Name the reviewers' roles that have not answered, in order."""
    silent = {seat.role for seat in seats if seat.state == OPEN}
    return [role for role in REVIEWERS if role in silent]


def printable(text: str) -> str:
    """Drop control characters, which a database may refuse and a letter must not carry."""
    return "".join(one for one in text if one.isprintable() or one == "\n").strip()


def _answer(session: Session, answer: Answer, seat: Assignment, person: Person, case: CaseFile, now: DateTime) -> None:
    session.add(
        Decision(
            id=new_id(),
            workspace_id=seat.workspace_id,
            review_id=seat.review_id,
            assignment_id=seat.id,
            person_id=person.id,
            answer=answer.answer,
            reason=answer.reason,
            amount=answer.part,
            attested=[value for value, _ in attestations(seat.role) if value in answer.attested],
            shown=answer.shown,
            known_by=answer.known_by,
            at=now,
        )
    )
    session.flush()  # the unique key on the seat speaks before anything follows from the answer
    data: dict[str, Any] = {
        "review": str(seat.review_id),
        "role": seat.role,
        "shown": answer.shown,
        "known_by": answer.known_by,
    }
    if answer.part is not None:
        data["amount"] = f"{answer.part:f}"
    if seat.person_id != person.id:
        data["instead_of"] = str(seat.person_id)
    if seat.role == Role.ADMIN and answer.answer != "reject":
        data["in_place_of"] = silent_roles(case.seats)
    move(
        session,
        [seat],
        STATES[answer.answer],
        now=now,
        why=answer.reason or "attested",
        actor=person.email,
        also={"person_id": person.id, "deputy_of": seat.deputy_of if seat.person_id == person.id else None},
        data=data,
    )
