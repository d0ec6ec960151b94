"""An admin takes up a review that somebody else was told of, from the list of what waits for one."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from notifications import links
from web.desk import AtDesk, Desk
from web.pages.door import OLD_FORM
from web.pages.escalated import ESCALATED, escalated_page, is_waiting
from web.pages.fields import AsTyped
from web.pages.member import SEE_OTHER, Member, an_id, leader
from web.turns import in_turn
from workflow.decisions.decide import NotAllowed, Refused
from workflow.handling.taking_up import take_up

router = APIRouter(include_in_schema=False)

FORBIDDEN, CONFLICT = 403, 409
NOT_WAITING = "This review no longer waits for an admin, so nothing was taken up."


@router.post(f"{ESCALATED}/{{review_id}}/take-up")
def take(request: Request, review_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Lead to the admin's seat, on whose page all is settled; or show the list again with what stands in the way."""
    found_id = an_id(review_id)
    with desk.readers() as session:
        me = leader(session, desk, request, ESCALATED)  # a stranger does not get as far as a lock
        if not me.sent(desk, found_id, typed.get("csrf", "")):
            return escalated_page(session, desk, me, status=FORBIDDEN, problem=OLD_FORM)
        if not is_waiting(session, me, found_id, desk.now()):
            return escalated_page(session, desk, me, status=CONFLICT, problem=NOT_WAITING)
    try:
        path = in_turn(desk, lambda session: _take(session, desk, me, found_id))
    except Refused as error:
        status = FORBIDDEN if isinstance(error, NotAllowed) else CONFLICT
        with desk.readers() as session:
            me = leader(session, desk, request, ESCALATED)
            return escalated_page(session, desk, me, status=status, problem=str(error))
    return RedirectResponse(path, SEE_OTHER)


def _take(session: Session, desk: Desk, me: Member, review_id: UUID) -> str:
    """Take it up and commit; gives the path of the seat's page."""
    link = take_up(session, review_id, me.person.id, desk.now())
    path = f"/act/{links.sign(link, desk.secret_keys)}"
    session.commit()
    return path
