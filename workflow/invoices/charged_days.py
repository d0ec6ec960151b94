"""Which days an invoice charges usage for: what its vendor is asked about as evidence."""

import datetime

from workflow.invoices.document import CoveredPeriod, InvoiceDocument, LineKind
from workflow.invoices.source import Span

MOST_SPANS = 8
MOST_DAYS = 400
"""Above these nobody states usage; a hostile document must not make the vendor be asked about a century."""
EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2199, 12, 31)
"""Beyond these lie slips of the pen, about which no calendar can be asked for the days after."""


def charged_days(document: InvoiceDocument) -> tuple[Span, ...]:
    """Give the spans of its usage lines in order of time, each once; a line that states none is over the document's."""
    periods = (line.period or document.period for line in document.lines if line.kind == LineKind.USAGE)
    spans = {span for period in periods if (span := span_of(period))}
    return tuple(sorted(spans, key=lambda span: (span.starts_on, span.ends_on))[:MOST_SPANS])


def span_of(period: CoveredPeriod | None) -> Span | None:
    """Give a period whose both days are stated as a span; None for half a period and for one that cannot be meant."""
    if period is None or period.starts_on is None or period.ends_on is None:
        return None
    is_meant = period.starts_on >= EARLIEST and period.ends_on <= LATEST
    is_short = (period.ends_on - period.starts_on).days < MOST_DAYS
    return Span(period.starts_on, period.ends_on) if is_meant and is_short else None
