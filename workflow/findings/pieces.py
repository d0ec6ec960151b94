"""Invoices that charged the first days of a period whose last invoice charges only the rest."""

from workflow.findings.days import DAY, contains, days_of, past_days
from workflow.findings.earlier import of_seller
from workflow.findings.facts import Facts, Past
from workflow.invoices.charged_days import charged_days
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import Span


def pieces(facts: Facts, document: InvoiceDocument) -> list[Past]:
    """Give the seller's invoices over the days of a document before those whose usage it charges itself.

    `document` is the invoice or the one that it is compared with. An account that is charged whenever a limit is
    reached has them: only all of a period's invoices together compare with the period before. A workshop in the middle
    of a month is none, because the month's invoice charges usage from the first day on.
    """
    days, usage = days_of(document), charged_days(document)
    if days is None or not usage:
        return []
    before = Span(days.starts_on, usage[0].starts_on - DAY)
    comparable = [one for one in of_seller(facts) if one.currency == document.currency and one.total is not None]
    return [one for one in reversed(comparable) if (its := past_days(one)) and contains(before, its)]
