"""The total asks for no money."""

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.invoices.document import DocumentKind


class NotPositive:
    """A total of nothing or less asks for no money: a credit in disguise, a test, an account paid elsewhere.

    On a credit note a negative total is a riddle: it may give money back, or ask for it, as the signs are read.
    """

    name = "not_positive"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice an invoice whose total is zero or less, and a credit note whose total is less than zero."""
        document = facts.document
        if document.total is None or document.total > 0:
            return None
        total = printed(document.total, document.currency)
        if document.kind == DocumentKind.CREDIT_NOTE:
            why = f"The credit note's total is {total}; check whether it gives this amount back or asks for it."
            return Noticed(Severity.CHECK, {"total": total}, why) if document.total else None
        if document.total:
            why = f"The invoice's total is {total}: the vendor owes money, which usually comes as a credit note."
            return Noticed(Severity.CHECK, {"total": total}, why)
        return Noticed(Severity.INFO, {"total": total}, f"The total is {total}, so there is nothing to pay.")
