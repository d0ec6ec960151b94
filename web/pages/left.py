"""What stands behind a link of somebody who holds no role in its workspace any more: no figures, nothing to answer."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from web.pages.door import Visit
from web.templating import message_page
from web.views.case import ANSWERED
from web.views.moments import full
from workflow.decisions.decision import Decision
from workflow.people.workspace import Workspace

SINCE = (
    "You hold no role there any more, so its invoices are not shown to you; whoever holds the role now is asked "
    "instead. If that is a mistake, ask an admin of the workspace."
)


def left_page(session: Session, who: Visit, status: int = 200) -> Response:
    """Make the page; what the person answered themselves may stand there."""
    name = session.get_one(Workspace, who.workspace_id).name
    its = select(Decision).where(Decision.assignment_id == who.assignment_id, Decision.person_id == who.person_id)
    decision = session.scalars(its).one_or_none()
    said = f" You {ANSWERED[decision.answer]} this on {full(who.writes, decision.at).words}." if decision else ""
    return message_page(status, f"You no longer review for {name}", f"{SINCE}{said}")
