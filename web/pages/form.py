"""The form on the act page: what can be answered, what must be attested, and what was typed so far."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form

from web.desk import Desk
from web.pages.door import Visit, form_key
from web.views.case import CaseView, seat_of
from web.views.difference import seen
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import LONGEST_REASON
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they came."""

    answer: str = ""
    reason: str = ""
    attest: tuple[str, ...] = ()
    revision: str = ""
    csrf: str = ""
    seen: str = ""


NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Choice:
    """One possible answer, and what follows from it."""

    value: str
    label: str
    consequence: str


@dataclass(frozen=True)
class AnswerForm:
    """Everything that the template needs to draw the form; nothing is chosen unless it was typed before."""

    choices: tuple[Choice, ...]
    checklist: tuple[tuple[str, str], ...]
    revision: str
    csrf: str
    seen: str
    longest_reason: int
    typed: Typed


REVIEWER_CHOICES = (
    Choice("approve", "Approve", "The invoice is right as far as you can tell. Needs every statement above."),
    Choice("flag", "Flag", "Something is not right. An admin decides next. Needs a reason."),
)
REJECT = Choice("reject", "Reject", "Settles the review: the invoice is not released. Needs a reason.")
ADMIN_CHOICES = (
    Choice("approve", "Approve", "Settles the review: the invoice may be paid. Needs every statement above."),
    REJECT,
)
NOT_ALONE = (
    Choice(
        "approve",
        "Approve",
        "The seller or where the money goes has changed, so somebody of finance has to approve as well. "
        "Needs every statement above.",
    ),
    REJECT,
)


def typed(
    answer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    attest: Annotated[list[str] | None, Form()] = None,
    revision: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Typed:
    """Read the form; a field that is missing is empty, so that the engine names what is incomplete."""
    return Typed(answer, reason.replace("\r\n", "\n"), tuple(attest or ()), revision, csrf, seen)


AsTyped = Annotated[Typed, Depends(typed)]


def answer_form(desk: Desk, who: Visit, case: CaseFile, view: CaseView, so_far: Typed) -> AnswerForm:
    """Make the form of a visitor's seat for this browser, as of what is on the page now."""
    seat = seat_of(case, who.assignment_id)
    return AnswerForm(
        choices=_choices(seat, case),
        checklist=attestations(seat.role),
        revision=case.shown,
        csrf=form_key(desk, who.cookie, who.link_id),
        seen=seen(view),
        longest_reason=LONGEST_REASON,
        typed=so_far,
    )


def _choices(seat: Seat, case: CaseFile) -> tuple[Choice, ...]:
    if seat.role != Role.ADMIN:
        return REVIEWER_CHOICES
    return NOT_ALONE if case.needs_two else ADMIN_CHOICES
