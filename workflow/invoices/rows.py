"""A document as rows of the database."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from workflow.invoices.document import InvoiceDocument, to_json


def document_columns(document: InvoiceDocument) -> dict[str, Any]:
    """Give a revision's columns that follow from its document."""
    return {
        "kind": document.kind,
        "status": document.status,
        "payment_status": document.payment_status,
        "currency": document.currency,
        "total": document.total,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "covers_from": document.period.starts_on if document.period else None,
        "covers_until": (document.period and document.period.ends_on) or document.issued_on,
        "document": to_json(document),
        "sha256": document.sha256,
    }


def line_rows(workspace_id: UUID, revision_id: UUID, document: InvoiceDocument) -> Iterator[dict[str, Any]]:
    """Give a row for each line of a revision."""
    for position, line in enumerate(document.lines):
        yield {
            "revision_id": revision_id,
            "position": position,
            "workspace_id": workspace_id,
            "kind": line.kind,
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price,
            "amount": line.amount,
            "tax_rate": line.tax_rate,
            "starts_on": line.period.starts_on if line.period else None,
            "ends_on": line.period.ends_on if line.period else None,
        }
