"""When there is next something to do: the earliest due moment of any stage."""

from pendulum import DateTime
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from workflow.invoices.invoice import EXAMINED, RECEIVED, Revision
from workflow.ladders import RungState
from workflow.notices.notice import Delivery, Notice
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import PlannedRung

_EACH = (
    select(func.min(Workspace.periods_until).label("due")).where(Workspace.active),
    select(func.min(BillingPeriod.close_at)),
    select(func.min(BillingPeriod.fetch_at))
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(Workspace.active),
    select(func.min(BillingPeriod.chase_at))
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(Workspace.active),
    select(func.min(Revision.retry_at)).where(Revision.state.in_([RECEIVED, EXAMINED])),
    select(func.min(PlannedRung.at)).where(PlannedRung.state == RungState.PLANNED),
    select(func.min(Notice.next_try_at)).where(Notice.state == Delivery.DUE),
)
EARLIEST = select(func.min(union_all(*_EACH).subquery().c.due))


def next_due(session: Session) -> DateTime | None:
    """Give the earliest moment at which a stage has something to do; None when nothing is planned at all."""
    due: DateTime | None = session.scalar(EARLIEST)
    return due
