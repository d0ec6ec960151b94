"""Showing that the mailbox is yours: a code is mailed, typed in here, and the browser is remembered."""

import structlog
from fastapi import APIRouter, BackgroundTasks, Request
from starlette.responses import RedirectResponse, Response

from notifications.delivery import deliver_now
from web.desk import AtDesk, Desk
from web.pages.act import SEE_OTHER, TOO_MANY, Said, act_page, entry_page
from web.pages.door import ACT, Visit, remember, visit
from web.pages.fields import AsTyped
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.identity import SignInCode
from workflow.people.signin import TooManyCodes, TooManyTries, WrongCode, ask_code, verify_code

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("web")

WRONG = 422


@router.post("/act/{token}/code")
def mail_code(request: Request, token: str, desk: AtDesk, after: BackgroundTasks) -> Response:
    """Mail a code to the person whom the link was given to, and show the field for it."""
    return send_code(desk, _visitor(desk, request, token), after)


@router.post("/act/{token}/verify")
def check_code(request: Request, token: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take the code and remember the browser."""
    return take_code(desk, _visitor(desk, request, token), typed.get("code", ""))


def send_code(desk: Desk, who: Visit, after: BackgroundTasks) -> Response:
    """Mail a code for any link that is somebody's own."""
    try:
        with desk.writers.begin() as session:
            code = ask_code(session, who.door, desk.wall())
            notice = _notice(desk, who, code)
            post(session, [notice])
    except TooManyCodes as error:
        return _again(desk, who, TOO_MANY, str(error))
    # The row is there, so the sweep sends it should this process fall; now is only sooner.
    after.add_task(_send, desk, notice.key)
    return RedirectResponse(f"{who.path}?sent=1", SEE_OTHER)


def take_code(desk: Desk, who: Visit, code: str) -> Response:
    """Take a code and remember the browser; a wrong try is kept, so that guessing ends."""
    given = code if code.isascii() else ""
    with desk.writers() as session:
        try:
            cookie = verify_code(session, who.door, given, desk.secret_keys, desk.wall())
        except WrongCode as error:
            session.commit()
            return _again(desk, who, WRONG, str(error))
        except TooManyTries as error:
            return _again(desk, who, TOO_MANY, str(error))
        session.commit()
    response = RedirectResponse(who.path, SEE_OTHER)
    remember(response, desk, cookie)
    return response


def _visitor(desk: Desk, request: Request, token: str) -> Visit:
    """Find out who this is without taking a write lock: anybody can send what is no link of ours."""
    with desk.readers() as session:
        return visit(session, desk, request, token)


def _send(desk: Desk, key: str) -> None:
    """Send the code now that the browser has its answer; what fails waits in the outbox."""
    sent = deliver_now(desk.writers, desk.post_office, key, desk.now(), desk.wall)
    for trouble in sent.troubles:
        log.warning("a code waits", about=trouble.about, error=trouble.error)


def _again(desk: Desk, who: Visit, status: int, problem: str) -> Response:
    """Show the form again: on the bare page, or on the review's for somebody who is known but needs a new code."""
    if who.known_by is None or who.room != ACT or not who.belongs:
        return entry_page(who, status, sent=True, problem=problem)
    with desk.readers() as session:
        return act_page(session, desk, who, Said(status, code_sent=True, code_problem=problem))


def _notice(desk: Desk, who: Visit, code: SignInCode) -> ToTell:
    return ToTell(
        workspace_id=who.workspace_id,
        kind=Kind.CODE,
        about=who.assignment_id,
        part=code.id.hex,
        at=desk.now(),
        person_id=who.person_id,
        data={"code_id": str(code.id)},
    )
