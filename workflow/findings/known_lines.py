"""Which lines a workspace has seen before."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from workflow.findings.line_keys import line_key
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import Invoice, InvoiceLine, Revision


class KnownLines:
    """The keys of all lines by workspace, each with the first invoice that had it, in order of arrival."""

    def __init__(self) -> None:
        """Begin with none."""
        self._first: dict[UUID, dict[str, UUID]] = defaultdict(dict)

    def add(self, workspace_id: UUID, key: str, invoice_id: UUID) -> None:
        """Remember a line of an invoice."""
        first = self._first[workspace_id].setdefault(key, invoice_id)
        self._first[workspace_id][key] = min(first, invoice_id)

    def before(self, workspace_id: UUID, invoice_id: UUID) -> frozenset[str]:
        """Give the keys of the lines that invoices had which came before this one."""
        known = self._first.get(workspace_id, {})
        return frozenset(key for key, first in known.items() if first < invoice_id)


def known_lines(session: Session, workspace_ids: Iterable[UUID]) -> KnownLines:
    """Gather the lines of all final invoices of some workspaces, in one statement."""
    known = KnownLines()
    rows = session.execute(
        select(
            InvoiceLine.workspace_id, InvoiceLine.description, func.min(cast(Invoice.id, Text))
        )  # PostgreSQL knows no least UUID
        .join(Revision, Revision.id == InvoiceLine.revision_id)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .where(InvoiceLine.workspace_id.in_(list(workspace_ids)), Revision.status == DocumentStatus.FINAL)
        .group_by(InvoiceLine.workspace_id, InvoiceLine.description)
    )
    for workspace_id, description, invoice_id in rows:
        known.add(workspace_id, line_key(description), UUID(invoice_id))
    return known
