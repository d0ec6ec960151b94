"""Signing in without a mailed link: a code goes to the address that was typed, if we know it; and signing out.

Known and unknown addresses get the very same answers. What differs happens after the answer is on its way.
"""

import re
from typing import Annotated

import structlog
from fastapi import APIRouter, BackgroundTasks, Form, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from notifications.delivery import deliver_now
from web.desk import AtDesk, Desk
from web.pages.door import cookie_of, forget_cookie, is_own_form, remember
from web.pages.member import SEE_OTHER, member_of
from web.pages.mine import person_of
from web.templating import message_page, page
from workflow.base import new_id
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person
from workflow.people.signin import Door, TooManyCodes, TooManyTries, WrongCode, ask_code, forget, verify_code

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("web")

FORBIDDEN, INCOMPLETE, TOO_MANY = 403, 422, 429
LONGEST_ADDRESS = 320
AN_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
OURS = re.compile(
    r"/(ledger|files|absences|mails|mutes|health|decided|search|escalated|setup|(periods|files)/[0-9a-f-]{36}"
    r"|reviews/[0-9a-f-]{36}/audit)?(\?[a-z]+=([0-9]{1,4}|[0-9a-f-]{36})(&[a-z]+=[0-9]{1,4})*)?"
)
NO_ADDRESS = "Type your e-mail address, such as ana@example.com."
ASKED_TOO_OFTEN = "Codes were asked for too often for this address. Wait ten minutes, then ask again."
WRONG = (
    "That is not the newest code that we mailed to this address, or it is older than ten minutes, or too many were "
    "tried. Check the newest mail, or ask for a new one; a link from one of our mails leads in as well."
)
SIGNED_OUT = "This browser is no longer known here. To come back, sign in, or open a link from one of our mails."

Typed = Annotated[str, Form()]


@router.get("/sign-in")
def ask_address(request: Request, desk: AtDesk, next: str = "/") -> Response:  # noqa: A002  # its name in the address
    """Show the field for the address; a browser that is known already goes on at once."""
    with desk.readers() as session:
        known = person_of(session, desk, request) is not None
    return RedirectResponse(way_back(next), SEE_OTHER) if known else sign_in_page(back=next)


@router.post("/sign-in/code")
def mail_code(desk: AtDesk, after: BackgroundTasks, email: Typed = "", next: Typed = "/") -> Response:  # noqa: A002
    """Take an address and show the field for the code; only a known address is mailed one."""
    address = _cleaned(email)
    if address is None:
        return sign_in_page(INCOMPLETE, back=next, typed=email, problem=NO_ADDRESS)
    if not desk.codes_asked.allows(address, desk.wall()):
        return sign_in_page(TOO_MANY, back=next, email=address, problem=ASKED_TOO_OFTEN)
    after.add_task(_mail, desk, address)
    answer = sign_in_page(back=next, email=address)
    # The next request must not wait for the mail on this connection, or its delay would tell who is known.
    answer.headers["connection"] = "close"
    return answer


@router.post("/sign-in/verify")
def check_code(desk: AtDesk, email: Typed = "", code: Typed = "", next: Typed = "/") -> Response:  # noqa: A002
    """Take the code and remember the browser; a wrong try is kept, so that guessing ends."""
    address = _cleaned(email)
    if address is None:
        return sign_in_page(INCOMPLETE, back=next, typed=email, problem=NO_ADDRESS)
    cookie = _verified(desk, address, code if code.isascii() else "")
    if cookie is None:
        return sign_in_page(INCOMPLETE, back=next, email=address, problem=WRONG)
    response = RedirectResponse(way_back(next), SEE_OTHER)
    remember(response, desk, cookie)
    return response


@router.post("/sign-out")
def sign_out(request: Request, desk: AtDesk, csrf: Typed = "") -> Response:
    """End what this browser's cookie stands for, and take the cookie back."""
    cookie = cookie_of(desk, request)
    with desk.writers.begin() as session:
        person = person_of(session, desk, request)
        if person and not is_own_form(desk, cookie, person.id, csrf):
            return message_page(FORBIDDEN, "Not signed out", "Open the ledger again and use the button on the page.")
        forget(session, cookie, desk.wall())
    answer = message_page(200, "Signed out", SIGNED_OUT)
    forget_cookie(answer, desk)
    return answer


def sign_in_page(
    status: int = 200, *, back: str = "/", email: str = "", typed: str = "", problem: str = ""
) -> Response:
    """Make the page: the field for the address, or once an `email` was taken, the one for the code."""
    return page("sign_in.html", status, back=way_back(back), email=email, typed=typed, problem=problem)


def way_back(path: str) -> str:
    """Give where to go after signing in: one of our own pages as this site writes them, else the first page."""
    return path if OURS.fullmatch(path) else "/"


def _cleaned(email: str) -> str | None:
    """Give an address as we keep it; None for what is no address."""
    address = email.strip().lower()
    return address if len(address) <= LONGEST_ADDRESS and AN_ADDRESS.fullmatch(address) else None


def _mail(desk: Desk, address: str) -> None:
    """Mail a code to a known address; the rest of the world learns nothing of it."""
    with desk.readers() as session:
        if _known(session, address) is None:
            return
    with desk.writers.begin() as session:
        person = _known(session, address)
        notice = _posted(session, desk, person) if person else None
    if notice is None:
        return
    sent = deliver_now(desk.writers, desk.post_office, notice.key, desk.now(), desk.wall)
    for trouble in sent.troubles:
        log.warning("a code waits", about=trouble.about, error=trouble.error)


def _posted(session: Session, desk: Desk, person: Person) -> ToTell | None:
    """Post the notice of a code, about the first workspace that the person may see; None without one."""
    workspaces = member_of(session, person).workspaces
    if not workspaces:
        return None
    try:
        code = ask_code(session, Door(person.id, person.id), desk.wall())
    except TooManyCodes:
        return None
    about, data = workspaces[0].id, {"code_id": str(code.id)}
    notice = ToTell(about, Kind.CODE, about, code.id.hex, desk.now(), person.id, data=data)
    post(session, [notice])
    return notice


def _verified(desk: Desk, address: str, code: str) -> str | None:
    """Check a code and give the cookie; for an unknown address the same is done about nobody."""
    with desk.writers() as session:
        person = _known(session, address)
        person_id = person.id if person else new_id()
        try:
            cookie = verify_code(session, Door(person_id, person_id), code, desk.secret_keys, desk.wall())
        except (WrongCode, TooManyTries):
            cookie = None
        session.commit()
    return cookie


def _known(session: Session, address: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == address, Person.active))
