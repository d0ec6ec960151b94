"""Who stands before the door: the link that was opened, whose it is, and whether this browser has shown to be them."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from notifications import links
from notifications.figures import Figures
from web.desk import Desk
from workflow.handling.questions import may_answer
from workflow.people.person import Person
from workflow.people.pools import directory
from workflow.people.signin import DEVICE_DAYS, Door, device_of, known
from workflow.people.workspace import Workspace
from workflow.reviews.belonging import belongs
from workflow.reviews.question import Question
from workflow.reviews.review import AccessLink, Assignment

OLD_FORM = "This form was not made for this browser, or it is too old. Nothing was changed; please send it again."
NOT_FOUND = 404
ACT, QUESTIONS = "act", "questions"
"""The rooms that links lead to, as their paths begin."""
Signed = TypeVar("Signed", AccessLink, Question)
Issued = Row[AccessLink, Person, str] | Row[Question, Person, str]
"""What a token names, whose it is, and the zone of the workspace."""


@dataclass(frozen=True)
class Visit:
    """One opening of one link. `known_by` is `code`, `cookie`, or None while the browser has shown nothing.

    Of a link to a question, `link_id` is the question, and `assignment_id` the seat from which it was asked.
    `device_id` is this browser once it has shown something; `belongs`: the person still has to do with the review.
    """

    token: str
    link_id: UUID
    workspace_id: UUID
    review_id: UUID
    assignment_id: UUID
    person_id: UUID
    name: str
    email: str
    writes: Figures
    cookie: str
    known_by: str | None
    device_id: UUID | None
    belongs: bool = True
    room: str = ACT

    @property
    def path(self) -> str:
        """Give the path of the page; relative to the host, so that no header can redirect elsewhere."""
        return f"/{self.room}/{self.token}"

    @property
    def door(self) -> Door:
        """Give where a code is asked for and typed."""
        return Door(self.link_id, self.person_id, self.device_id)

    @property
    def masked(self) -> str:
        """Hint at the address without telling it: `a…@e….com`."""
        user, _, host = self.email.rpartition("@")
        name, dot, ending = host.rpartition(".")
        return f"{user[:1]}…@{name[:1]}…{dot}{ending}" if dot else f"{user[:1]}…@{host[:1]}…"


def visit(session: Session, desk: Desk, request: Request, token: str) -> Visit:
    """Find the link of a token; a 404 that is always the same when there is none that is good.

    Who has shown to be its person, but holds no role in its workspace any more, is to see nothing of it.
    """
    who = _visited(session, desk, request, token, _issued(session, desk, token), ACT)
    return replace(who, belongs=_belongs(session, who)) if who.known_by else who


def question_visit(session: Session, desk: Desk, request: Request, token: str) -> Visit:
    """Find the question of a token, for a colleague who is still somebody of its workspace; else the same 404."""
    return _visited(session, desk, request, token, _asked(session, desk, token), QUESTIONS)


def _visited(session: Session, desk: Desk, request: Request, token: str, found: Issued | None, room: str) -> Visit:
    if found is None:
        raise HTTPException(NOT_FOUND)
    link, person, timezone = found
    cookie = cookie_of(desk, request)
    device = device_of(session, cookie, desk.wall())
    return Visit(
        room=room,
        token=token,
        link_id=link.id,
        workspace_id=link.workspace_id,
        review_id=link.review_id,
        assignment_id=link.assignment_id,
        person_id=person.id,
        name=person.name,
        email=person.email,
        writes=Figures(person.timezone or timezone, person.locale),
        cookie=cookie,
        known_by=known(session, person.id, link.id, cookie, desk.wall()),
        device_id=device.id if device and device.person_id == person.id else None,
    )


def cookie_of(desk: Desk, request: Request) -> str:
    """Give the value of the cookie by which a browser is known; empty for none."""
    return request.cookies.get(desk.cookie, "")


def is_fresh(session: Session, desk: Desk, visit: Visit) -> bool:
    """Tell whether a code was entered for this link, in this browser, a short while ago."""
    return known(session, visit.person_id, visit.link_id, visit.cookie, desk.wall(), fresh=True) is not None


def form_key(desk: Desk, cookie: str, about: UUID) -> str:
    """Give the hidden field that binds a form to this browser and to what it is about; the newest key makes it."""
    return _form_key(desk.secret_keys[0], cookie, about)


def is_own_form(desk: Desk, cookie: str, about: UUID, given: str) -> bool:
    """Tell whether a form was made for this browser and for this, with any of the keys."""
    made = [_form_key(key, cookie, about).encode() for key in desk.secret_keys]
    return any(hmac.compare_digest(one, given.encode("utf-8", "replace")) for one in made)


def remember(response: Response, desk: Desk, cookie: str) -> None:
    """Give the browser the cookie by which it is known for 30 days."""
    response.set_cookie(
        desk.cookie,
        cookie,
        max_age=DEVICE_DAYS * 86_400,
        path=desk.path,
        secure=desk.secure,
        httponly=True,
        samesite="lax",
    )


def forget_cookie(response: Response, desk: Desk) -> None:
    """Take the cookie back from the browser."""
    response.delete_cookie(desk.cookie, path=desk.path, secure=desk.secure, httponly=True, samesite="lax")


def _form_key(key: bytes, cookie: str, about: UUID) -> str:
    device = hashlib.sha256(cookie.encode()).digest()
    return hmac.new(key, b"csrf" + device + about.bytes, hashlib.sha256).hexdigest()


def _belongs(session: Session, who: Visit) -> bool:
    seat = session.get_one(Assignment, who.assignment_id)
    return belongs(directory(session), session.get_one(Workspace, who.workspace_id), seat, who.person_id)


def _asked(session: Session, desk: Desk, token: str) -> Issued | None:
    found = _found(session, desk, token, Question, links.QUESTION)
    return found if found and may_answer(session, found[0], found[1]) else None


def _issued(session: Session, desk: Desk, token: str) -> Issued | None:
    return _found(session, desk, token, AccessLink, links.ACT)


def _found(
    session: Session, desk: Desk, token: str, model: type[Signed], purpose: bytes
) -> Row[Signed, Person, str] | None:
    """Find what a token was signed for, with its person, both still active; None for any other token."""
    public_id = links.public_id(token)
    if public_id is None:
        return None
    query = (
        select(model, Person, Workspace.timezone)
        .join(Person, Person.id == model.person_id)
        .join(Workspace, Workspace.id == model.workspace_id)
        .where(model.id == public_id, Person.active, Workspace.active)
    )
    found = session.execute(query).one_or_none()
    return found if found and links.verify(token, found[0], desk.secret_keys, purpose) else None
