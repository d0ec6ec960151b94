"""Muted checks: what is muted and was, and the forms by which finance and the admins mute a check or end it early."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.door import NOT_FOUND, OLD_FORM
from web.pages.fields import AsTyped, read_day
from web.pages.frame import frame
from web.pages.member import SEE_OTHER, Member, a_number, an_id, member
from web.templating import page as made
from web.views.mutes import MuteRow, mute_row, rule_choices, workspace_choices
from workflow.findings.mute import Mute
from workflow.findings.muting import LONGEST_DAYS, LONGEST_WHY, SEAT_STAYS, NotMuted, Wish, is_in_force, mute, unmute
from workflow.people.person import Person

router = APIRouter(include_in_schema=False)

MUTES = "/mutes"
AT_ONCE = 50
FORBIDDEN, CONFLICT, INCOMPLETE = 403, 409, 422

Act = Callable[[Session, Member], None]


@dataclass(frozen=True)
class Said:
    """What was said so far: why something was not done, and what had been typed; `field` is what is in the way."""

    status: int = 200
    problem: str = ""
    field: str = ""
    workspace: str = ""
    rule: str = ""
    why: str = ""
    until: str = ""


@dataclass(frozen=True)
class Sent:
    """A form that was sent: the key it carries, what was typed, what it is to do; `mute_id` is what it would end."""

    csrf: str
    said: Said
    act: Act
    mute_id: UUID | None = None


@router.get(MUTES)
def show(request: Request, desk: AtDesk, page: Annotated[str, Query()] = "1") -> Response:
    """List the mutes in force and the past ones of the workspaces that the person may see."""
    with desk.readers() as session:
        return _mutes_page(session, desk, member(session, desk, request, MUTES), Said(), a_number(page))


@router.post(MUTES)
def mute_it(request: Request, desk: AtDesk, typed: AsTyped) -> Response:
    """Mute a check in a workspace."""
    workspace, rule, why, until = (typed.get(name, "").strip() for name in ("workspace", "rule", "why", "until"))
    said = Said(workspace=workspace, rule=rule, why=why, until=until)

    def act(session: Session, me: Member) -> None:
        if not said.workspace:
            raise NotMuted("Choose the workspace.", "workspace")
        wish = Wish(said.rule, said.why, read_day(said.until))
        mute(session, me.sees(an_id(said.workspace)), me.person, wish, desk.now())

    return _acted(request, desk, Sent(typed.get("csrf", ""), said, act))


@router.post("/mutes/{mute_id}/end")
def end_it(request: Request, mute_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """End a mute early."""
    found_id = an_id(mute_id)

    def act(session: Session, me: Member) -> None:
        unmute(session, found_id, me.person, desk.now())

    return _acted(request, desk, Sent(typed.get("csrf", ""), Said(), act, found_id))


def _acted(request: Request, desk: Desk, sent: Sent) -> Response:
    """Do it in one transaction: 303; or show the page again with why not, and nothing changed."""
    with desk.readers() as session:
        _who_acts(session, desk, request, sent)  # a stranger does not get as far as a lock
    with desk.writers() as session:
        refusal = _act(session, desk, _who_acts(session, desk, request, sent), sent)
    if refusal is None:
        return RedirectResponse(MUTES, SEE_OTHER)
    with desk.readers() as session:
        return _mutes_page(session, desk, member(session, desk, request, MUTES), refusal)


def _act(session: Session, desk: Desk, me: Member, sent: Sent) -> Said | None:
    """Do what a form asks for and commit; or say why not, with nothing changed."""
    if not me.sent(desk, sent.mute_id or _form_id(me), sent.csrf):
        return replace(sent.said, status=FORBIDDEN, problem=OLD_FORM)
    try:
        sent.act(session, me)
    except NotMuted as error:
        return replace(sent.said, status=INCOMPLETE if error.field else CONFLICT, problem=str(error), field=error.field)
    session.commit()
    return None


def _who_acts(session: Session, desk: Desk, request: Request, sent: Sent) -> Member:
    """Give the person; the 404 that is always the same for who may not act there."""
    me = member(session, desk, request, MUTES)
    where = _where(session, sent)
    if not me.acting or (where and not me.may_act(where)):
        raise HTTPException(NOT_FOUND)
    return me


def _where(session: Session, sent: Sent) -> UUID | None:
    """Give the workspace that a form concerns; None where none was chosen."""
    if sent.mute_id is None:
        return an_id(sent.said.workspace) if sent.said.workspace else None
    found = session.get(Mute, sent.mute_id)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found.workspace_id


def _form_id(me: Member) -> UUID:
    """Name the form to mute a check, which is about nothing that exists yet."""
    return uuid5(me.person.id, MUTES)


def _mutes_page(session: Session, desk: Desk, me: Member, said: Said, page: int = 1) -> Response:
    in_force, past = _rows(session, desk, me)
    acting = [one for one in me.workspaces if me.may_act(one.id)]
    return made(
        "mutes.html",
        said.status,
        frame=frame(desk, me, MUTES),
        in_force=in_force,
        past=past[AT_ONCE * (page - 1) : AT_ONCE * page],
        page=page,
        more=len(past) > AT_ONCE * page,
        workspaces=workspace_choices(acting),
        rules=rule_choices(),
        csrf=me.key(desk, _form_id(me)),
        said=said,
        seat_stays=SEAT_STAYS,
        longest_days=LONGEST_DAYS,
        longest_why=LONGEST_WHY,
    )


def _rows(session: Session, desk: Desk, me: Member) -> tuple[list[MuteRow], list[MuteRow]]:
    """Read the mutes that the person may see, those in force apart from the past ones, the newest first."""
    muter, ender = aliased(Person), aliased(Person)
    found = session.execute(
        select(Mute, muter.name, ender.name)
        .join(muter, muter.id == Mute.person_id)
        .outerjoin(ender, ender.id == Mute.ended_by)
        .where(Mute.workspace_id.in_([one.id for one in me.workspaces]))
        .order_by(Mute.muted_at.desc(), Mute.id.desc())
    )
    rows: tuple[list[MuteRow], list[MuteRow]] = ([], [])
    for one, by, ended_by in found:
        workspace = me.sees(one.workspace_id)
        over = not is_in_force(one, workspace, desk.now())
        key = "" if over or not me.may_act(workspace.id) else me.key(desk, one.id)
        rows[over].append(mute_row(one, (by, ended_by), workspace, me.writes(workspace), key))
    return rows
