"""Which days of usage are to be asked about, and what waits for the answer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_new
from workflow.invoices.charged_days import charged_days
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.invoice import Revision
from workflow.invoices.source import Span
from workflow.invoices.usage import UsageSpan
from workflow.people.workspace import Workspace

USAGE_IS_AWAITED = (
    select(UsageSpan.id)
    .where(UsageSpan.workspace_id == Revision.workspace_id, UsageSpan.answered.is_(None), UsageSpan.ask_at.is_not(None))
    .exists()
)
"""That some usage of a revision's workspace is still to be asked about for the first time."""
IS_ASKED = or_(Workspace.active, UsageSpan.answered.is_(None))
"""That a span's workspace is asked about; one that is not active gets its first answer all the same."""


def expect_usage(session: Session, workspace_id: UUID, documents: Iterable[InvoiceDocument], now: DateTime) -> None:
    """Have the usage that documents charge asked about as of now, but for what the vendor counts no further."""
    wanted = {span for document in documents for span in charged_days(document)}
    if not wanted:
        return
    its = select(UsageSpan.starts_on, UsageSpan.ends_on, UsageSpan.id, UsageSpan.is_final)
    rows = session.execute(its.where(UsageSpan.workspace_id == workspace_id)).all()
    known = {Span(starts_on, ends_on): (id_, is_final) for starts_on, ends_on, id_, is_final in rows}
    insert_new(session, UsageSpan, [_row(workspace_id, span, now) for span in sorted(wanted - known.keys(), key=_days)])
    open_ids = [id_ for span in wanted & known.keys() for id_, is_final in (known[span],) if not is_final]
    if open_ids:
        session.execute(update(UsageSpan), [{"id": id_, "ask_at": now, "failures": 0} for id_ in open_ids])


def _row(workspace_id: UUID, span: Span, now: DateTime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": workspace_id,
        "starts_on": span.starts_on,
        "ends_on": span.ends_on,
        "ask_at": now,
    }


def _days(span: Span) -> tuple[Any, Any]:
    return span.starts_on, span.ends_on
