"""Acting on a period: waive it with a reason, note what the vendor answered, send the letter that is drafted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.door import NOT_FOUND, OLD_FORM
from web.pages.fields import AsTyped
from web.pages.member import SEE_OTHER, Member, an_id, member
from web.pages.periods import PERIODS, Said, period_page, period_seen
from workflow.decisions.decide import LONGEST_REASON
from workflow.invoices.expecting import NotPossible, locked_period, note_answer, send_draft, waive
from workflow.periods.period import BillingPeriod

router = APIRouter(include_in_schema=False)

FORBIDDEN, CONFLICT, INCOMPLETE = 403, 409, 422
EMPTY = {
    "reason": "Say why no invoice is expected; it stands in the ledger from then on.",
    "answer": "Write down what the vendor answered.",
}
TOO_LONG = f"This has more than {LONGEST_REASON} characters."

Act = Callable[[Session, Member, BillingPeriod], None]


@dataclass(frozen=True)
class Sent:
    """A form that was sent about a period: the key it carries, what was typed, and what it is to do.

    `by_anyone`: whoever may see the period may send it, not only finance and the admins.
    """

    period_id: UUID
    csrf: str
    said: Said
    act: Act
    by_anyone: bool = False


@router.post("/periods/{period_id}/waive")
def waive_it(request: Request, period_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Expect no invoice for the period any more."""
    reason = typed.get("reason", "").strip()

    def act(session: Session, me: Member, period: BillingPeriod) -> None:
        waive(session, period, me.person, reason, desk.now())

    said = _checked("reason", reason, Said(reason=reason))
    return acted(request, desk, Sent(an_id(period_id), typed.get("csrf", ""), said, act))


@router.post("/periods/{period_id}/note")
def note_it(request: Request, period_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Keep what the vendor answered."""
    text = typed.get("answer", "").strip()

    def act(session: Session, me: Member, period: BillingPeriod) -> None:
        note_answer(session, period, me.person, text, desk.now())

    said = _checked("answer", text, Said(answer=text))
    return acted(request, desk, Sent(an_id(period_id), typed.get("csrf", ""), said, act))


@router.post("/periods/{period_id}/send")
def send_it(request: Request, period_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Send the letter to the vendor that is drafted."""

    def act(session: Session, me: Member, period: BillingPeriod) -> None:
        send_draft(session, me.sees(period.workspace_id), period, me.person, desk.now())

    return acted(request, desk, Sent(an_id(period_id), typed.get("csrf", ""), Said(), act))


class Refused(Exception):
    """Raised for a form that is not obeyed, with the status of the answer; the message says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def _checked(name: str, text: str, said: Said) -> Said:
    """Say what is wrong with a text, if anything is."""
    if 0 < len(text) <= LONGEST_REASON:
        return said
    return replace(said, status=INCOMPLETE, missing=name, problem=TOO_LONG if text else EMPTY[name])


def acted(request: Request, desk: Desk, sent: Sent) -> Response:
    """Do it in one transaction: 303; or show the page again with why not, and nothing changed."""
    period_id, refusal = sent.period_id, sent.said
    with desk.readers() as session:
        me = _who_acts(session, desk, request, sent)  # a stranger does not get as far as a lock
        if refusal.problem:
            return period_page(session, desk, me, period_id, refusal)
    with desk.writers() as session:
        me = _who_acts(session, desk, request, sent)
        try:
            _act(session, desk, me, sent)
            session.commit()
            return RedirectResponse(f"{PERIODS}/{period_id}", SEE_OTHER)
        except Refused as error:
            refusal = replace(sent.said, status=error.status, notice=str(error))
    with desk.readers() as session:
        return period_page(session, desk, me, period_id, refusal)


def _act(session: Session, desk: Desk, me: Member, sent: Sent) -> None:
    """Do what a form asks for; raises Refused."""
    period = locked_period(session, sent.period_id)
    if period is None or not me.sent(desk, period.id, sent.csrf):
        raise Refused(FORBIDDEN, OLD_FORM)
    try:
        sent.act(session, me, period)
    except NotPossible as error:
        raise Refused(CONFLICT, str(error)) from None


def _who_acts(session: Session, desk: Desk, request: Request, sent: Sent) -> Member:
    """Give the person; the 404 that is always the same for who may not act on this period."""
    me = member(session, desk, request, f"{PERIODS}/{sent.period_id}")
    period = period_seen(session, me, sent.period_id)
    if not sent.by_anyone and not me.may_act(period.workspace_id):
        raise HTTPException(NOT_FOUND)
    return me
