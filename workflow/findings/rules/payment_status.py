"""How far the invoice is paid when it arrives."""

from collections.abc import Iterator

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.together import together
from workflow.invoices.document import DocumentKind, InvoiceDocument, PaymentStatus


class PaymentState:
    """What is paid already must not be paid twice, and what failed or is overdue puts the account's service at risk.

    An invoice that is charged to a card is paid when it comes, as it should be.
    """

    name = "payment_status"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice what was paid although somebody is to pay it, what failed, what is half paid, what came too late."""
        if facts.document.kind != DocumentKind.INVOICE or not facts.document.total:
            return None
        return together([*_status(facts), *_overdue(facts)])


def _status(facts: Facts) -> Iterator[Noticed]:
    document = facts.document
    inputs: dict[str, str | None] = {
        "payment_status": str(document.payment_status),
        "collection": facts.customer.collection,
    }
    if document.payment_status == PaymentStatus.PAID and facts.customer.collection == "invoice":
        why = (
            "The invoice says that it is paid already, though it is to be paid by transfer; it is not to be paid twice."
        )
        yield Noticed(Severity.CHECK, inputs, why)
    if document.payment_status == PaymentStatus.FAILED:
        why = "The vendor says that the payment failed; until it is made good the service may stop."
        yield Noticed(Severity.CHECK, inputs, why)
    if document.payment_status == PaymentStatus.PARTIAL:
        yield Noticed(Severity.INFO, inputs | _amounts(document), f"A part is paid already{_still_due(document)}.")


def _amounts(document: InvoiceDocument) -> dict[str, str | None]:
    amounts = {"prepaid": document.prepaid, "amount_due": document.amount_due}
    return {name: None if one is None else printed(one, document.currency) for name, one in amounts.items()}


def _still_due(document: InvoiceDocument) -> str:
    if document.amount_due is None:
        return "; what is still due is not stated"
    return f"; {printed(document.amount_due, document.currency)} is still due"


def _overdue(facts: Facts) -> Iterator[Noticed]:
    document = facts.document
    if document.due_on is None or document.due_on >= facts.received_on or document.payment_status == PaymentStatus.PAID:
        return
    days = (facts.received_on - document.due_on).days
    figures = {"due_on": document.due_on, "received_on": facts.received_on, "days_overdue": days}
    late = f"{days} {'day' if days == 1 else 'days'} after it was due on {document.due_on}"
    inputs: dict[str, str | None] = {name: str(figure) for name, figure in figures.items()}
    yield Noticed(Severity.CHECK, inputs, f"It came on {facts.received_on}, {late}, and is not paid.")
