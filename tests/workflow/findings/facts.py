"""Facts for tests of the checks: an invoice, and what it is held against."""

import datetime
from typing import Any

from tests.factories import a_policy
from workflow.base import new_id
from workflow.findings.facts import Facts, Past
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.identity import seller_key
from workflow.invoices.source import Span

CHANGED = a_policy().changed
CHECKS = a_policy().checks
NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
"""The billing period that `a_document` is the invoice of."""


def facts_of(document: InvoiceDocument, prior: InvoiceDocument | None = None, **more: Any) -> Facts:
    """Make the facts of an invoice under the default policy; `more` are further fields of Facts."""
    return Facts(**{"document": document, "prior": prior, "changed": CHANGED, "checks": CHECKS, **more})


def past_of(document: InvoiceDocument, **more: Any) -> Past:
    """Make the light row of an earlier invoice; `more` are fields that shall be otherwise."""
    period = document.period
    values: dict[str, Any] = {
        "invoice_id": new_id(),
        "revision_id": new_id(),
        "seller": seller_key(document),
        "number": document.number,
        "corrects": document.corrects,
        "currency": document.currency,
        "total": document.total,
        "issued_on": document.issued_on,
        "covers_from": period.starts_on if period else None,
        "covers_until": period.ends_on if period else document.issued_on,
        "received_on": document.issued_on or datetime.date.min,
        "is_history": False,
    }
    return Past(**{**values, **more})
