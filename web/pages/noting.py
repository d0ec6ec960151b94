"""Adding context to a period: a usage note, a launch or a campaign, by whoever answers for anything here."""

from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from notifications.bridging import NOTED
from web.desk import AtDesk
from web.pages.fields import AsTyped
from web.pages.member import Member, an_id
from web.pages.periods import Said
from web.pages.waiving import INCOMPLETE, Sent, acted
from workflow.invoices.expecting import LONGEST_CONTEXT, add_context
from workflow.periods.period import BillingPeriod, NoteKind

router = APIRouter(include_in_schema=False)

NO_KIND = "Choose what it is: a usage note, a launch or a campaign."
EMPTY = "Write down what happened; it stands beside the usage of this period."
TOO_LONG = f"This has more than {LONGEST_CONTEXT} characters."


@router.post("/periods/{period_id}/context")
def add(request: Request, period_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Add context to the period."""
    said = _checked(Said(kind=typed.get("kind", ""), context=typed.get("context", "").strip()))

    def act(session: Session, me: Member, period: BillingPeriod) -> None:
        add_context(session, period, me.person, NoteKind(said.kind), said.context, desk.now())

    return acted(request, desk, Sent(an_id(period_id), typed.get("csrf", ""), said, act, by_anyone=True))


def _checked(said: Said) -> Said:
    """Say what is wrong with what was typed, if anything is."""
    if said.kind not in NOTED:
        return replace(said, status=INCOMPLETE, missing="kind", problem=NO_KIND)
    if 0 < len(said.context) <= LONGEST_CONTEXT:
        return said
    return replace(said, status=INCOMPLETE, missing="context", problem=TOO_LONG if said.context else EMPTY)
