"""How far an invoice is paid: a payment changes the account's standing, not the invoice, so it is no new revision."""

from typing import Any

from workflow.invoices.document import PAYMENT, InvoiceDocument, PaymentStatus, to_json


def with_newer_payment(stored: dict[str, Any], document: InvoiceDocument) -> dict[str, Any] | None:
    """Give the stored document with what the newer one says of the payment; None when that is nothing new.

    A source that does not know (files never do) takes nothing back.
    """
    newer = to_json(document)
    if document.payment_status == PaymentStatus.UNKNOWN or all(newer[name] == stored[name] for name in PAYMENT):
        return None
    return {**stored, **{name: newer[name] for name in PAYMENT}}
