"""The same charges once more, under another number."""

from collections import Counter
from decimal import Decimal

from workflow.findings.days import line_days, span_between, written
from workflow.findings.earlier import around_it
from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.invoices.document import DocumentKind, InvoiceDocument, Line
from workflow.invoices.identity import folded
from workflow.invoices.quoting import told_apart
from workflow.invoices.source import Span

LineContent = tuple[str, Decimal | None, Decimal | None, Decimal | None, Span | None]


class ContentReused:
    """The same thing billed twice is paid twice unless somebody sees it: the second number makes it look like another.

    The same is: one seller, currency, total and days, and the same lines in any order. Without stated days it must
    have been issued on the same day. An invoice that says that it corrects the other is not meant.
    """

    name = "content_reused"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Find an earlier invoice that charges the same."""
        document = facts.document
        if document.kind != DocumentKind.INVOICE:
            return None
        same = next((one for one in around_it(facts) if _is_the_same(one, document)), None)
        if same is None:
            return None
        total = "no total" if document.total is None else printed(document.total, document.currency)
        why = (
            f"{told_apart(same.number)}, issued on {same.issued_on or 'no stated day'}, charges the same: "
            f"{total} for {_days(document)}, {_lines(document)}. Paying both would pay it twice."
        )
        return Noticed(
            Severity.SEVERE, {"same_as": same.number, "total": total, "lines": str(len(document.lines))}, why
        )


def _is_the_same(one: InvoiceDocument, other: InvoiceDocument) -> bool:
    if one.number == other.number or (one.currency, one.total) != (other.currency, other.total):
        return False
    if one.period != other.period or (one.period is None and one.issued_on != other.issued_on):
        return False
    if not one.lines and one.total is None:
        return False
    return Counter(_content(line, one) for line in one.lines) == Counter(_content(line, other) for line in other.lines)


def _content(line: Line, document: InvoiceDocument) -> LineContent:
    return folded(line.description), line.quantity, line.unit_price, line.amount, line_days(line, document)


def _days(document: InvoiceDocument) -> str:
    period = document.period
    if period is None:
        return f"no stated days, issued on {document.issued_on or 'no stated day'}"
    if days := span_between(period):
        return written(days)
    return f"the days from {period.starts_on}" if period.starts_on else f"the days until {period.ends_on}"


def _lines(document: InvoiceDocument) -> str:
    count = len(document.lines)
    if not count:
        return "with no lines on either"
    return "with the same line" if count == 1 else f"with the same {count} lines"
