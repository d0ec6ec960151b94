"""How invoice review goes, for whoever holds a role: four verdicts with their proof, over the workspaces they see."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.desk import AtDesk
from web.pages.frame import frame
from web.pages.member import member
from web.templating import page as made
from web.views.health_report import health_page
from workflow.health.report import health

router = APIRouter(include_in_schema=False)

HEALTH = "/health"


@router.get(HEALTH)
def show(request: Request, desk: AtDesk) -> Response:
    """Show the last twelve months."""
    with desk.readers() as session:
        me = member(session, desk, request, HEALTH)
        report = health(session, me.workspaces, desk.now())
        return made("health.html", frame=frame(desk, me, HEALTH), health=health_page(report, me.own))
