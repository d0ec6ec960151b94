"""What may be approved together with others, from a list: only where nothing asks to be looked at by itself."""

from collections.abc import Iterator
from uuid import UUID

from workflow.findings.finding import Severity
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.review import DISPUTED, OPEN


def why_alone(case: CaseFile, seat: Seat, person_id: UUID) -> str:
    """Say in a sentence why a person is to answer this seat on its own page; empty: it may go with others."""
    return next(_closed(case, seat, person_id), None) or next(_speaking(case, seat), "")


def _closed(case: CaseFile, seat: Seat, person_id: UUID) -> Iterator[str]:
    if case.state not in {OPEN, DISPUTED}:
        yield f"The review is {case.state}; there is nothing left to answer."
    if seat.state != OPEN:
        yield f"The review task is {seat.state}; there is nothing left to answer."
    if seat.role != Role.ADMIN and (seat.person is None or seat.person.id != person_id):
        yield "It was handed to somebody else."
    if not all(one.is_newest for one in case.invoices):
        yield "A newer version of the invoice has arrived."


def _speaking(case: CaseFile, seat: Seat) -> Iterator[str]:
    if seat.role == Role.ADMIN:
        yield "It is an admin's to settle."
    if case.state == DISPUTED:
        yield "It is disputed."
    if case.waits_since:
        yield "The vendor is waited for."
    if case.needs_two:
        yield "The seller or where the money goes has changed."
    if case.loudest not in {None, Severity.INFO}:
        yield "Something was noticed that is to be looked at."
    if case.total is None:
        yield "What it comes to is not stated in one currency."
    elif abs(case.total[0]) > case.policy.fresh_code_above:
        yield "Its amount asks for a code of its own."
