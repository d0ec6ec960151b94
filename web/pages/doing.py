"""Doing something with a review besides answering it: `POST /act/<token>/<verb>` for every verb of the act page."""

from functools import partial

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.act import (
    FORBIDDEN,
    SEE_OTHER,
    STALE_CODE,
    Said,
    act_page,
    case_of,
    entry_page,
    needs_code,
    status_of,
)
from web.pages.door import OLD_FORM, Visit, is_own_form, visit
from web.pages.fields import AsTyped
from web.pages.left import left_page
from web.pages.verbs.forms import Tried
from web.pages.verbs.registry import VERBS
from web.pages.verbs.verb import Fields, Verb
from web.turns import in_turn
from workflow.decisions.decide import Refused
from workflow.handling.at_seat import at_seat

router = APIRouter(include_in_schema=False)


def do(verb: Verb, request: Request, token: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Do it: 303 to the page, which says so; else the page again with what stands in the way and what was typed."""
    with desk.readers() as session:
        who = visit(session, desk, request, token)
        if not who.belongs:
            return left_page(session, who, FORBIDDEN)
    if who.known_by is None:
        return entry_page(who, FORBIDDEN)
    refusal = in_turn(desk, lambda session: _take(session, desk, who, verb, typed))
    if refusal is None:
        return RedirectResponse(f"{who.path}?done={verb.name}", SEE_OTHER)
    status, problem = refusal
    with desk.readers() as session:
        return act_page(session, desk, who, Said(status, problem, tried=Tried(verb.name, typed, problem)))


def _take(session: Session, desk: Desk, who: Visit, verb: Verb, typed: Fields) -> tuple[int, str] | None:
    """Do it and commit; or give the status and say why not, with nothing changed."""
    if not is_own_form(desk, who.cookie, who.link_id, typed.get("csrf", "")):
        return FORBIDDEN, OLD_FORM
    if verb.moves_money and needs_code(session, desk, who, case_of(session, who)):
        return FORBIDDEN, STALE_CODE
    session.expire_all()  # the engine looks again once it holds the review's lock
    try:
        verb.act(session, at_seat(session, who.link_id, who.person_id), typed, desk.now())
    except Refused as error:
        return status_of(error), str(error)
    session.commit()
    return None


for _verb in VERBS:
    router.add_api_route(f"/act/{{token}}/{_verb.name}", partial(do, _verb), methods=["POST"], name=_verb.name)
