"""Which billing period an invoice belongs to."""

import datetime
from collections.abc import Sequence

from workflow.invoices.document import DocumentKind, DocumentStatus, InvoiceDocument
from workflow.periods.period import AWAITING, LATE, OPEN, WAIVED, BillingPeriod


def matching_period(document: InvoiceDocument, periods: Sequence[BillingPeriod]) -> BillingPeriod | None:
    """Give the period that contains the document's last stated day, else the latest one ended by its date of issue.

    `periods` are those of the workspace in order of time. None when neither is there.
    """
    last_day = _last_stated_day(document)
    containing = last_day and _containing(last_day, periods)
    return containing or _latest_ended_by(document.issued_on, periods)


def is_awaited(document: InvoiceDocument, period: BillingPeriod) -> bool:
    """Tell whether an invoice is the one that its period ends with, and not one written in the middle of it.

    One of the middle begins and ends within the period, and was issued before it was over; what says less is the one.
    """
    covered, last_day = document.period, _last_stated_day(document)
    if covered is None or last_day is None or last_day >= period.ends_on:
        return True
    if covered.starts_on and covered.starts_on < period.starts_on:
        return True
    return document.issued_on is None or document.issued_on > period.ends_on


def ends_wait(document: InvoiceDocument, period: BillingPeriod, *, is_charged: bool) -> bool:
    """Tell whether a document is what its period waits for; where a card is charged, any invoice of it is."""
    waits = period.state in {OPEN, AWAITING, LATE, WAIVED}
    return waits and is_its_invoice(document, period, is_charged=is_charged)


def is_its_invoice(document: InvoiceDocument, period: BillingPeriod, *, is_charged: bool) -> bool:
    """Tell whether a document is what its period is to have, whatever the period waits for now."""
    counts = document.kind == DocumentKind.INVOICE and document.status == DocumentStatus.FINAL
    return counts and (is_charged or is_awaited(document, period))


def _last_stated_day(document: InvoiceDocument) -> datetime.date | None:
    return (document.period.ends_on or document.period.starts_on) if document.period else None


def _containing(day: datetime.date, periods: Sequence[BillingPeriod]) -> BillingPeriod | None:
    return next((period for period in periods if period.starts_on <= day <= period.ends_on), None)


def _latest_ended_by(day: datetime.date | None, periods: Sequence[BillingPeriod]) -> BillingPeriod | None:
    if day is None:
        return None
    return next((period for period in reversed(periods) if period.ends_on <= day), None)
