"""A line of the invoice before is not there any more."""

from workflow.findings.days import are_alike, days_of
from workflow.findings.facts import Facts, Noticed
from workflow.findings.lines import by_key, recurs
from workflow.findings.weighing import weighed
from workflow.invoices.document import DocumentKind, InvoiceDocument, Line
from workflow.invoices.quoting import told_apart


class LineGone:
    """What is no longer charged was cancelled, forgotten, or moved to another line; a forgotten charge comes later.

    Only what recurs is missed, and only between two invoices over about the same time: a top-up has no plan line.
    """

    name = "line_gone"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Name the lines of the invoice before that this one lacks."""
        document, prior = facts.document, facts.prior
        if prior is None or document.kind != DocumentKind.INVOICE or not are_alike(days_of(document), days_of(prior)):
            return None
        gone = _gone(document, prior)
        if not gone:
            return None
        told = weighed(gone, facts.changed.amount, prior.currency)
        why = f"{told_apart(prior.number)} had {told.names}, and this invoice has not{told.rest}."
        return Noticed(told.severity, {"prior_number": prior.number, **told.inputs}, why)


def _gone(document: InvoiceDocument, prior: InvoiceDocument) -> list[Line]:
    here = by_key(document.lines)
    there = by_key(line for line in prior.lines if recurs(line))
    return [line for key, lines in there.items() if key not in here for line in lines]
