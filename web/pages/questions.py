"""Answering a colleague's question from a mail: GET shows, POST answers, and only for who was asked."""

from fastapi import APIRouter, BackgroundTasks, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.act import FORBIDDEN, SEE_OTHER, case_of, entry_page, status_of
from web.pages.door import OLD_FORM, Visit, form_key, is_own_form, question_visit
from web.pages.entry import send_code, take_code
from web.pages.fields import AsTyped
from web.pages.verbs.verb import Fields
from web.templating import page
from web.turns import in_turn
from web.views.asked import asked_view
from workflow.decisions.decide import Refused
from workflow.handling.questions import LONGEST, answer_question
from workflow.people.workspace import Workspace

router = APIRouter(include_in_schema=False)


@router.get("/questions/{token}")
def show(request: Request, token: str, desk: AtDesk, sent: str = "") -> Response:
    """Show the question to who was asked, to anybody else only how to show that they are that person."""
    with desk.readers() as session:
        who = question_visit(session, desk, request, token)
        if who.known_by is None:
            return entry_page(who, sent=bool(sent))
        return _page(session, desk, who)


@router.post("/questions/{token}/code")
def mail_code(request: Request, token: str, desk: AtDesk, after: BackgroundTasks) -> Response:
    """Mail a code to who was asked, and show the field for it."""
    return send_code(desk, _visitor(desk, request, token), after)


@router.post("/questions/{token}/verify")
def check_code(request: Request, token: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take the code and remember the browser."""
    return take_code(desk, _visitor(desk, request, token), typed.get("code", ""))


@router.post("/questions/{token}")
def answer(request: Request, token: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take the answer: 303 when it is kept, else the page again with what stands in the way and what was typed."""
    who = _visitor(desk, request, token)
    if who.known_by is None:
        return entry_page(who, FORBIDDEN)
    refusal = in_turn(desk, lambda session: _take(session, desk, who, typed))
    if refusal is None:
        return RedirectResponse(who.path, SEE_OTHER)
    with desk.readers() as session:
        return _page(session, desk, who, *refusal, typed.get("answer", ""))


def _visitor(desk: Desk, request: Request, token: str) -> Visit:
    with desk.readers() as session:
        return question_visit(session, desk, request, token)


def _take(session: Session, desk: Desk, who: Visit, typed: Fields) -> tuple[int, str] | None:
    """Keep the answer and commit; or give the status and say why not, with nothing changed."""
    if not is_own_form(desk, who.cookie, who.link_id, typed.get("csrf", "")):
        return FORBIDDEN, OLD_FORM
    try:
        answer_question(session, who.link_id, who.person_id, typed.get("answer", ""), who.known_by or "", desk.now())
    except Refused as error:
        return status_of(error), str(error)
    session.commit()
    return None


def _page(session: Session, desk: Desk, who: Visit, status: int = 200, problem: str = "", typed: str = "") -> Response:
    case = case_of(session, who)
    calendar = session.get_one(Workspace, who.workspace_id).calendar
    view = asked_view(case, who.link_id, calendar.local_date(desk.now()), who.writes)
    return page(
        "question.html",
        status,
        who=who,
        view=view,
        csrf=form_key(desk, who.cookie, who.link_id),
        problem=problem,
        typed=typed,
        longest=LONGEST,
    )
