"""The form on the act page: what can be answered, what must be attested, and what was typed so far."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from notifications.wording import clean
from web.desk import Desk
from web.pages.door import Visit, form_key
from web.pages.fields import form_of
from web.views.case import CaseView, seat_of
from web.views.difference import seen
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import LONGEST_REASON, PAY_PART, silent_roles
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.review import DISPUTED


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they came."""

    answer: str = ""
    reason: str = ""
    attest: tuple[str, ...] = ()
    revision: str = ""
    csrf: str = ""
    seen: str = ""
    amount: str = ""


NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Choice:
    """One possible answer, and what follows from it."""

    value: str
    label: str
    consequence: str


@dataclass(frozen=True)
class AnswerForm:
    """Everything that the template needs to draw the form; nothing is chosen unless it was typed before.

    `without` says what cannot be answered here and why, else it is empty.
    """

    choices: tuple[Choice, ...]
    checklist: tuple[tuple[str, str], ...]
    without: str
    revision: str
    csrf: str
    seen: str
    longest_reason: int
    typed: Typed

    @property
    def takes_amount(self) -> bool:
        """Tell whether a part can be paid."""
        return PART in self.choices


REVIEWER_CHOICES = (
    Choice("approve", "Approve", "The invoice is right as far as you can tell. Needs every statement above."),
    Choice("flag", "Flag", "Something is not right. An admin decides next. Needs a reason."),
)
REJECT = Choice("reject", "Reject", "Settles the review: the invoice is not released. Needs a reason.")
APPROVE = Choice("approve", "Approve", "Settles the review: the invoice may be paid. Needs every statement above.")
NOT_ALONE = Choice(
    "approve",
    "Approve",
    "The seller or where the money goes has changed, so somebody of finance has to approve as well. "
    "Needs every statement above.",
)
PART = Choice(
    PAY_PART,
    "Pay a part",
    "Settles the review: only the amount below may be paid. Needs every statement above and a reason.",
)
NOT_IN_PLACE = "Your policy lets no admin approve in the place of {}. Give the review task to somebody else below."


async def typed(request: Request) -> Typed:
    """Read the form; a field that is missing is empty, so that the engine names what is incomplete."""
    form = await form_of(request)
    text = {name: value for name, value in form.items() if isinstance(value, str)}
    ticked = tuple(value for value in form.getlist("attest") if isinstance(value, str))
    return Typed(
        answer=text.get("answer", ""),
        reason=text.get("reason", "").replace("\r\n", "\n"),
        attest=ticked,
        revision=text.get("revision", ""),
        csrf=text.get("csrf", ""),
        seen=text.get("seen", ""),
        amount=clean(text.get("amount", "")).strip(),
    )


AsTyped = Annotated[Typed, Depends(typed)]


def answer_form(desk: Desk, who: Visit, case: CaseFile, view: CaseView, so_far: Typed) -> AnswerForm:
    """Make the form of a visitor's seat for this browser, as of what is on the page now."""
    seat = seat_of(case, who.assignment_id)
    choices = _choices(seat, case)
    return AnswerForm(
        choices=choices,
        checklist=attestations(seat.role) if choices != (REJECT,) else (),
        without=_without(seat, case),
        revision=case.shown,
        csrf=form_key(desk, who.cookie, who.link_id),
        seen=seen(view),
        longest_reason=LONGEST_REASON,
        typed=so_far,
    )


def _choices(seat: Seat, case: CaseFile) -> tuple[Choice, ...]:
    if seat.role != Role.ADMIN:
        return REVIEWER_CHOICES
    if _without(seat, case):
        return (REJECT,)
    part = (PART,) if case.state == DISPUTED and case.total else ()
    return NOT_ALONE if case.needs_two else APPROVE, *part, REJECT


def _without(seat: Seat, case: CaseFile) -> str:
    """Say why an admin cannot approve, if the policy leaves that to the roles that are still asked."""
    silent = silent_roles(case.seats) if seat.role == Role.ADMIN and not case.policy.admin.may_approve else []
    return NOT_IN_PLACE.format(" and ".join(silent)) if silent else ""
