"""For admins: people, workspaces and policy as the setup file has them; shown, not edited."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from config.settings import DEFAULT_POLICY, read_toml
from web.desk import AtDesk
from web.pages.frame import frame
from web.pages.member import Member, a_number, leader
from web.pages.turning import Turning
from web.templating import page as made
from web.views.moments import full
from web.views.policy import Layers, chapters, own_chapter
from web.views.setup import PersonRow, WorkspaceCard, person_row, workspace_card
from workflow.people.person import Person, Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.reviews.staffing import staff
from workflow.setup.applied import AppliedSetup, SourceSetting
from workflow.setup.effective import APPLIED_ID, effective_policy

router = APIRouter(include_in_schema=False)

SETUP = "/setup"
AT_ONCE = 30
"""Workspaces on one page, so that it stays light."""

Number = Annotated[str, Query()]


@router.get(SETUP)
def show(request: Request, desk: AtDesk, page: Number = "1") -> Response:
    """Show the setup of the workspaces that this person administers, and the policy that is in force."""
    with desk.readers() as session:
        me = leader(session, desk, request, SETUP)
        led, number = [one for one in me.workspaces if one.id in me.led], a_number(page)
        shown = led[AT_ONCE * (number - 1) : AT_ONCE * number]
        everybody, policy = staff(session, desk.now()), effective_policy(session, desk.base_policy)
        applied, writes = session.get(AppliedSetup, APPLIED_ID), me.writes(led[0])
        layers = Layers(read_toml(DEFAULT_POLICY), desk.base_policy, applied.policy if applied else {})
        return made(
            "setup.html",
            frame=frame(desk, me, SETUP),
            applied=full(writes, applied.applied_at) if applied else None,
            people=_people(me, led, everybody),
            workspaces=_workspaces(session, me, shown, everybody),
            turning=Turning(number, -(-len(led) // AT_ONCE)),
            chapters=chapters(policy, writes, layers),
            own=[one for place in shown for one in own_chapter(policy, place.key, place.name, me.writes(place))],
        )


def _people(me: Member, led: Sequence[Workspace], everybody: Staff) -> list[PersonRow]:
    """List whoever answers for one of these workspaces, by name."""
    found: dict[str, tuple[Person, list[Role]]] = {}
    for role in Role:
        for person in [one for place in led for one in everybody.directory.holders(place, role)]:
            roles = found.setdefault(person.email, (person, []))[1]
            roles.extend([role] if role not in roles else [])
    names = {one.id: one.name for holders in everybody.directory.by_role.values() for one in holders}
    writes = me.writes(led[0])
    in_order = sorted(found.values(), key=lambda pair: (pair[0].name.lower(), pair[0].email))
    return [
        person_row(person, roles, everybody.absences.get(person.id, ()), writes, names) for person, roles in in_order
    ]


def _workspaces(session: Session, me: Member, led: Sequence[Workspace], everybody: Staff) -> list[WorkspaceCard]:
    names = [one.source for one in led]
    sources = {one.name: one for one in session.scalars(select(SourceSetting).where(SourceSetting.name.in_(names)))}
    return [workspace_card(one, sources.get(one.source), everybody.directory, me.writes(one)) for one in led]
