"""Which days an invoice charges usage for: what its vendor is asked about as evidence."""

from workflow.invoices.document import CoveredPeriod, InvoiceDocument, LineKind
from workflow.invoices.source import Span

MOST_SPANS = 8
MOST_DAYS = 400
"""Above these nobody states usage; a hostile document must not make the vendor be asked about a century."""


def charged_days(document: InvoiceDocument) -> tuple[Span, ...]:
    """Give the spans of its usage lines in order of time, each once; a line that states none is over the document's."""
    periods = (line.period or document.period for line in document.lines if line.kind == LineKind.USAGE)
    spans = {span for period in periods if (span := span_of(period))}
    return tuple(sorted(spans, key=lambda span: (span.starts_on, span.ends_on))[:MOST_SPANS])


def span_of(period: CoveredPeriod | None) -> Span | None:
    """Give a period whose both days are stated as a span; None for half a period and for one that is far too long."""
    if period is None or period.starts_on is None or period.ends_on is None:
        return None
    return Span(period.starts_on, period.ends_on) if (period.ends_on - period.starts_on).days < MOST_DAYS else None
