"""Days that invoices and their lines cover, as the checks compare and print them."""

import datetime

from workflow.findings.facts import Past
from workflow.invoices.document import CoveredPeriod, InvoiceDocument, Line
from workflow.invoices.history import ALIKE
from workflow.invoices.source import Span

DAY = datetime.timedelta(days=1)


def span_between(period: CoveredPeriod | None) -> Span | None:
    """Give a period as a span, however long; None unless both its days are stated."""
    return Span(period.starts_on, period.ends_on) if period and period.starts_on and period.ends_on else None


def days_of(document: InvoiceDocument) -> Span | None:
    """Give the days that an invoice covers; None unless it states both the first and the last."""
    return span_between(document.period)


def line_days(line: Line, document: InvoiceDocument) -> Span | None:
    """Give the days that a line charges for: its own, else the invoice's."""
    return span_between(line.period or document.period)


def past_days(past: Past) -> Span | None:
    """Give the days that an earlier invoice covers; None where its first day is not stated."""
    return Span(past.covers_from, past.covers_until) if past.covers_from and past.covers_until else None


def length(days: Span) -> int:
    """Count the days, both ends included."""
    return (days.ends_on - days.starts_on).days + 1


def are_alike(one: Span | None, other: Span | None) -> bool:
    """Tell whether two cover about the same time; what is not stated may."""
    if one is None or other is None:
        return True
    return max(length(one), length(other)) <= ALIKE * min(length(one), length(other))


def contains(outer: Span, inner: Span) -> bool:
    """Tell whether all of some days are among others."""
    return outer.starts_on <= inner.starts_on and inner.ends_on <= outer.ends_on


def shared(one: Span | None, other: Span | None) -> Span | None:
    """Give the days that are in both."""
    if one is None or other is None:
        return None
    first, last = max(one.starts_on, other.starts_on), min(one.ends_on, other.ends_on)
    return Span(first, last) if first <= last else None


def written(days: Span) -> str:
    """Write days for a sentence; one day by itself stands there once."""
    if days.starts_on == days.ends_on:
        return days.starts_on.isoformat()
    return f"{days.starts_on} to {days.ends_on}"
