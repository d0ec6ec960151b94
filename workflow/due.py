"""When there is next something to do: the earliest due moment of any stage."""

from pendulum import DateTime
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from workflow.invoices.invoice import EXAMINED, RECEIVED, UNDER_REVIEW, Revision
from workflow.invoices.usage import UsageSpan
from workflow.invoices.usage_due import IS_ASKED, USAGE_IS_AWAITED
from workflow.ladders.rungs import RungState
from workflow.notices.digests import DigestItem
from workflow.notices.notice import Delivery, Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import OPEN, Assignment, PlannedRung, Review
from workflow.setup.applied import SourceSetting

_EACH = (
    select(func.min(Workspace.periods_until).label("due")).where(Workspace.active),
    select(func.min(Workspace.health_at)).where(Workspace.active),
    select(func.min(Workspace.coverage_at)).where(Workspace.active),
    select(func.min(Workspace.run_at)).where(Workspace.active),
    select(func.min(BillingPeriod.close_at)),
    select(func.min(BillingPeriod.fetch_at))
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(Workspace.active),
    select(func.min(BillingPeriod.chase_at))
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(Workspace.active),
    select(func.min(UsageSpan.ask_at)).join(Workspace, Workspace.id == UsageSpan.workspace_id).where(IS_ASKED),
    select(func.min(Revision.retry_at)).where(Revision.state == RECEIVED, ~USAGE_IS_AWAITED),
    select(func.min(Revision.retry_at)).where(Revision.state == EXAMINED),
    select(func.min(Revision.recount_at)).where(
        Revision.recount_at.is_not(None), Revision.state.in_([EXAMINED, UNDER_REVIEW])
    ),
    select(func.min(PlannedRung.at)).where(PlannedRung.state == RungState.PLANNED),
    select(func.min(Workspace.replan_at)),
    select(func.min(Person.reseat_at)),
    select(func.min(Review.replan_at)),
    select(func.min(Assignment.snoozed_until)).where(Assignment.state == OPEN, Assignment.snoozed_until.is_not(None)),
    select(func.min(DigestItem.due_at)).where(DigestItem.told_on.is_(None)),
    select(func.min(Notice.next_try_at)).where(Notice.state == Delivery.DUE),
    select(func.min(Notice.tell_others_at)),
    select(func.min(SourceSetting.returns_at)).where(SourceSetting.active),
    select(func.min(Notice.retell_at)),
)
EARLIEST = select(func.min(union_all(*_EACH).subquery().c.due))


def next_due(session: Session) -> DateTime | None:
    """Give the earliest moment at which a stage has something to do; None when nothing is planned at all."""
    due: DateTime | None = session.scalar(EARLIEST)
    return due
