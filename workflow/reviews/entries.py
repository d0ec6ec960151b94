"""The invoices that a review is about, each in the revision that counts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import Invoice, Revision
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.policy.policy import Policy

ENTRIES = (
    select(Revision, Invoice, Workspace, BillingPeriod)
    .join(Invoice, Invoice.id == Revision.invoice_id)
    .join(Workspace, Workspace.id == Revision.workspace_id)
    .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
)


@dataclass(frozen=True)
class Entry:
    """An invoice that a review is about, in the revision that counts.

    `together` is the period all of whose invoices are reviewed in one; None: this one is reviewed alone.
    """

    revision: Revision
    invoice: Invoice
    workspace: Workspace
    period: BillingPeriod | None
    together: UUID | None

    @property
    def question(self) -> UUID:
        """Say which review it belongs into."""
        return self.together or self.invoice.id

    @property
    def is_newest(self) -> bool:
        """An overtaken revision may come late, when it had stepped aside; then it changes nothing."""
        return self.revision.number == self.invoice.revision

    @property
    def is_revised(self) -> bool:
        """Tell whether it takes the place of an earlier revision, which may have been of another period."""
        return self.is_newest and self.revision.number > 1

    @property
    def is_final(self) -> bool:
        """Tell whether it is what the vendor asks for now, and no draft and not void."""
        return self.is_newest and self.revision.status == DocumentStatus.FINAL


def entry_of(row: Any, policy: Policy) -> Entry:
    """Read a row of `ENTRIES`; the policy says whether a period is reviewed in one."""
    revision, invoice, workspace, period = row
    covers = policy.covers_in(workspace.key, workspace.collection)
    return Entry(revision, invoice, workspace, period, period.id if period and covers == "period" else None)
