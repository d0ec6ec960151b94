"""Acting from a mail: GET shows, POST decides, and only for somebody who has shown whose mailbox it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.amounts import read_amount
from web.pages.door import OLD_FORM, Visit, is_fresh, is_own_form, visit
from web.pages.form import NOTHING_TYPED, AsTyped, Typed, answer_form
from web.pages.lacking import lacks
from web.pages.left import left_page
from web.pages.succeeding import succession
from web.pages.verbs.done import done as done_so_far
from web.pages.verbs.forms import NOTHING_TRIED, Tried, verb_forms
from web.pages.verbs.verb import Scene
from web.shield import WITH_FRAME
from web.templating import page
from web.turns import in_turn
from web.views.case import Reader, case_view, is_open, is_with, seat_of
from web.views.difference import differences
from web.views.replans import KINDS, replan_rows
from workflow.decisions.decide import Answer, Changed, Conflict, Incomplete, Refused, decide
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile

router = APIRouter(include_in_schema=False)

SEE_OTHER, FORBIDDEN, CONFLICT, INCOMPLETE, TOO_MANY = 303, 403, 409, 422, 429
STALE_CODE = "The amount asks for a code that was entered within the last half hour. Nothing was recorded."


@dataclass(frozen=True)
class Said:
    """What was said so far on a page: why an answer or a code was not taken, and what had been typed.

    `done` is the name of what was done just before, as it came in the address.
    """

    status: int = 200
    notice: str = ""
    typed: Typed = NOTHING_TYPED
    changed: bool = False
    code_sent: bool = False
    code_problem: str = ""
    tried: Tried = NOTHING_TRIED
    done: str = ""


@router.get("/act/{token}")
def show(request: Request, token: str, desk: AtDesk, sent: str = "", done: str = "") -> Response:
    """Show the review to the person it was meant for, to anybody else only how to show that they are that person."""
    with desk.readers() as session:
        who = visit(session, desk, request, token)
        if who.known_by is None:
            return entry_page(who, sent=bool(sent))
        if not who.belongs:
            return left_page(session, who)
        return act_page(session, desk, who, Said(code_sent=bool(sent), done=done))


@router.post("/act/{token}")
def answer(request: Request, token: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take an answer: 303 when it is recorded, else the page again with what stands in the way."""
    with desk.readers() as session:
        who = visit(session, desk, request, token)
        if not who.belongs:
            return left_page(session, who, FORBIDDEN)
    if who.known_by is None:
        return entry_page(who, FORBIDDEN)
    refusal = in_turn(desk, lambda session: _take(session, desk, who, typed))
    if refusal is None:
        return RedirectResponse(who.path, SEE_OTHER)
    with desk.readers() as session:
        return act_page(session, desk, who, refusal)


def status_of(refusal: Refused) -> int:
    """Give the status of what the engine did not take: 409, 422, or 403."""
    if isinstance(refusal, Conflict):
        return CONFLICT
    return INCOMPLETE if isinstance(refusal, Incomplete) else FORBIDDEN


def entry_page(who: Visit, status: int = 200, *, sent: bool = False, problem: str = "") -> Response:
    """Make the page for a browser that has shown nothing: it tells neither the invoice nor the person."""
    said = {"sent": sent, "problem": problem, "way_round": status == TOO_MANY}
    return page("entry.html", status, path=who.path, masked=who.masked, **said)


def act_page(session: Session, desk: Desk, who: Visit, said: Said) -> Response:
    """Make the page of the review, with the form while the seat is open."""
    case = case_of(session, who)
    seat = seat_of(case, who.assignment_id)
    calendar = session.get_one(Workspace, who.workspace_id).calendar
    view = case_view(case, seat, Reader(who.person_id, who.writes, desk.now(), calendar))
    newer = succession(session, desk, who, case, refused=said.status == CONFLICT)
    is_mine = is_open(case, seat) and is_with(seat, who.person_id) and newer is None
    asks_code = is_mine and needs_code(session, desk, who, case)
    scene = Scene(session, desk, who, case, seat)
    form = answer_form(desk, who, case, view, said.typed) if is_mine and not asks_code else None
    made = page(
        "act.html",
        said.status,
        who=who,
        path=who.path,
        view=view,
        newer=newer,
        done=done_so_far(scene, said.done),
        form=form,
        lacks=lacks(form) if form and said.status == INCOMPLETE and said.notice else (),
        needs_code=asks_code,
        replans=replan_rows(_replans(session, who), who.writes),
        verbs=verb_forms(scene, said.tried, needs_code=asks_code) if is_mine else [],
        said=said,
        differences=differences(said.typed.seen, view) if said.changed else (),
    )
    made.headers["content-security-policy"] = WITH_FRAME
    return made


def _take(session: Session, desk: Desk, who: Visit, typed: Typed) -> Said | None:
    """Record the answer and commit; or say why not, with nothing changed."""
    if not is_own_form(desk, who.cookie, who.link_id, typed.csrf):
        return Said(FORBIDDEN, OLD_FORM, typed)
    if needs_code(session, desk, who, case_of(session, who)):
        return Said(FORBIDDEN, STALE_CODE, typed)
    session.expire_all()  # the engine looks again once it holds the review's lock
    try:
        decide(session, _answer(who, typed), desk.now())
    except Refused as error:
        return Said(status_of(error), str(error), typed, changed=isinstance(error, Changed))
    session.commit()
    return None


def _answer(who: Visit, typed: Typed) -> Answer:
    return Answer(
        link_id=who.link_id,
        person_id=who.person_id,
        answer=typed.answer,
        reason=typed.reason.strip() or None,
        attested=typed.attest,
        shown=typed.revision,
        known_by=who.known_by or "",
        amount=read_amount(typed.amount) if typed.amount else None,
    )


def case_of(session: Session, who: Visit) -> CaseFile:
    """Read the review that a link is about."""
    return case_files(session, [who.review_id])[who.review_id]


def _replans(session: Session, who: Visit) -> Sequence[Event]:
    """Read how the plan of the review was changed, in the order of time."""
    its = select(Event).where(Event.about == f"review:{who.review_id}", Event.kind.in_(KINDS))
    return session.scalars(its.order_by(Event.at, Event.id)).all()


def needs_code(session: Session, desk: Desk, who: Visit, case: CaseFile) -> bool:
    """Tell whether a new code is needed before an answer; a sum that is not stated might be any sum."""
    amount = abs(case.total[0]) if case.total else Decimal("Infinity")
    seat = seat_of(case, who.assignment_id)
    asked = is_open(case, seat) and is_with(seat, who.person_id) and amount > case.policy.fresh_code_above
    return asked and not is_fresh(session, desk, who)
