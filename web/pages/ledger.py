"""The ledger: every period of the workspaces that a person may see, with its state, the reason and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from web.desk import AtDesk
from web.pages.aside import visible
from web.pages.frame import frame
from web.pages.member import Member, a_number, member
from web.templating import page as made
from web.views.ledger import Section, glance, section
from workflow.findings.muting import mutes_in_force
from workflow.invoices.invoice import SET_ASIDE, FileSetAside
from workflow.people.workspace import Workspace
from workflow.reviews.ledgerview import PERIODS, ledger

router = APIRouter(include_in_schema=False)

LEDGER = "/ledger"
AT_ONCE = 8
"""Workspaces on one page, so that it stays light."""

Number = Annotated[str, Query()]


@dataclass(frozen=True)
class Turning:
    """Where a page of the ledger stands: `page` counts back in time, `part` counts workspaces; both from 1."""

    page: int
    part: int
    parts: int
    is_last: bool

    def to(self, page: int, part: int) -> str:
        """Give the address of another page."""
        return f"{LEDGER}?page={page}&part={part}"


@router.get(LEDGER)
def show(request: Request, desk: AtDesk, page: Number = "1", part: Number = "1") -> Response:
    """Show the newest periods of each workspace, and what was set aside; older ones on the pages that follow."""
    with desk.readers() as session:
        me = member(session, desk, request, LEDGER)
        turning = Turning(a_number(page), a_number(part), -(-len(me.workspaces) // AT_ONCE), is_last=True)
        sections = _sections(session, me, _of_part(me, turning.part), turning.page)
        full = any(len(one.rows) == PERIODS for one in sections)
        return made(
            "ledger.html",
            frame=frame(desk, me, LEDGER),
            sections=sections,
            glance=glance(sections),
            waiting=_waiting(session, me),
            muted=len(mutes_in_force(session, [one.id for one in me.workspaces], desk.now())),
            turning=Turning(turning.page, turning.part, turning.parts, is_last=not full),
        )


def _of_part(me: Member, part: int) -> Sequence[Workspace]:
    return me.workspaces[AT_ONCE * (part - 1) : AT_ONCE * part]


def _sections(session: Session, me: Member, workspaces: Sequence[Workspace], page: int) -> list[Section]:
    lines = ledger(session, workspaces, page)
    return [section(one, lines[one.id], me.writes(one), acts=me.may_act(one.id)) for one in workspaces]


def _waiting(session: Session, me: Member) -> int:
    """Count the files and mails that wait for somebody, of those that the person may see."""
    count = select(func.count(FileSetAside.id)).where(FileSetAside.state == SET_ASIDE, visible(me))
    return session.scalars(count).one()
