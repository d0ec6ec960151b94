"""The days that an invoice covers: those of its billing period, none of them twice, none left out."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.findings.billed_before import BilledBefore, billed_before
from workflow.findings.days import DAY, are_alike, contains, days_of, length, past_days, span_between, written
from workflow.findings.earlier import of_seller
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Severity
from workflow.findings.lines import recurs
from workflow.findings.wording import listed, told
from workflow.invoices.document import CoveredPeriod, DocumentKind, InvoiceDocument, LineKind
from workflow.invoices.quoting import told_apart
from workflow.invoices.source import Span


@dataclass(frozen=True)
class _Gap:
    """Days that no invoice covers, and the last invoice before them."""

    days: Span
    last_number: str


class Period:
    """Days that are charged twice are paid twice, and days that were left out come on an invoice that nobody expects.

    The days are held against the billing period, against what the seller charged before for the same, and against the
    end of the seller's invoice before. A piece of the period, such as a top-up or a workshop, is no error. A credit
    note covers what it credits, whatever the period.
    """

    name = "period"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say which days are wrong, charged twice or left out."""
        again, gap = _charged_twice(facts), _gap(facts)
        wrong = [why for why in (_unmatched(facts), _outside(facts), _too_short(facts), gap and _left_out(gap)) if why]
        if not wrong and not again:
            return None
        twice = told(
            [f"{told_apart(one.number)} charged {listed(one.names)} before for {written(one.days)}." for one in again]
        )
        inputs = {
            "covers": _stated(facts.document.period),
            "billing_period": written(facts.billed) if facts.billed else None,
            "charged_before": listed(list(dict.fromkeys(one.number for one in again))) or None,
            "last_number": gap.last_number if gap else None,
            "gap": written(gap.days) if gap else None,
        }
        return Noticed(Severity.CHECK, inputs, " ".join(filter(None, [*wrong, twice])))


def _unmatched(facts: Facts) -> str | None:
    if facts.billed:
        return None
    return "It belongs to no billing period of the workspace, so nothing says which days it should cover."


def _outside(facts: Facts) -> str | None:
    """Say that it covers a day outside of its billing period."""
    period, billed = facts.document.period, facts.billed
    if period is None or billed is None or facts.document.kind != DocumentKind.INVOICE:
        return None
    stated = [day for day in (period.starts_on, period.ends_on) if day]
    if all(billed.starts_on <= day <= billed.ends_on for day in stated) or _runs_ahead(facts.document, billed):
        return None
    outside = " and ".join(_beyond(period, billed))
    return f"It covers {_stated(period)}, but the billing period is {written(billed)}: {outside}."


def _runs_ahead(document: InvoiceDocument, billed: Span) -> bool:
    """Tell whether the lines charge this period's plan and the usage of the one before, each with its own days."""
    days = [span_between(line.period) for line in document.lines if line.period or recurs(line)]
    return bool(days) and all(one and (one == billed or _comes_before(one, billed)) for one in days)


def _comes_before(days: Span, billed: Span) -> bool:
    return days.ends_on + DAY == billed.starts_on and are_alike(days, billed)


def _beyond(period: CoveredPeriod, billed: Span) -> Iterator[str]:
    if period.starts_on:
        yield from _off("begins", period.starts_on, billed.starts_on)
    if period.ends_on:
        yield from _off("ends", period.ends_on, billed.ends_on)


def _off(verb: str, day: datetime.date, due: datetime.date) -> Iterator[str]:
    days = (day - due).days
    if days:
        yield f"it {verb} {_counted(abs(days))} {'later' if days > 0 else 'earlier'}"


def _too_short(facts: Facts) -> str | None:
    """Say that the invoice which the period ends with stops before its end; a piece of the period may."""
    days, billed, issued_on = days_of(facts.document), facts.billed, facts.document.issued_on
    if days is None or billed is None or facts.document.kind != DocumentKind.INVOICE or not contains(billed, days):
        return None
    comes_last = issued_on is None or issued_on > billed.ends_on
    if days.ends_on == billed.ends_on or not comes_last or not are_alike(days, billed):
        return None
    missing = _counted((billed.ends_on - days.ends_on).days)
    return f"It covers {written(days)}, but the billing period is {written(billed)}: it ends {missing} earlier."


def _charged_twice(facts: Facts) -> list[BilledBefore]:
    return billed_before(facts) if facts.document.kind == DocumentKind.INVOICE else []


def _gap(facts: Facts) -> _Gap | None:
    """Give the days between the seller's invoice before and this one, which no invoice covers."""
    days, past = days_of(facts.document), of_seller(facts)
    if days is None or facts.document.kind != DocumentKind.INVOICE or _is_piece(facts, days):
        return None
    eve = days.starts_on - DAY
    before = [one for one in past if one.covers_until and one.covers_until <= eve]
    covered = [span for one in past if (span := past_days(one))]
    if not before or any(contains(span, Span(eve, eve)) for span in covered):
        return None
    last = max(before, key=lambda one: one.covers_until or datetime.date.min)
    ended = past_days(last)
    return _Gap(Span(ended.ends_on + DAY, eve), last.number) if ended and ended.ends_on < eve else None


def _is_piece(facts: Facts, days: Span) -> bool:
    """Tell whether it is one of several invoices of the period, which need not begin where another one ended."""
    document, billed = facts.document, facts.billed
    if billed is None or not contains(billed, days):
        return False
    before_the_end = days.ends_on < billed.ends_on and document.issued_on and document.issued_on <= billed.ends_on
    return bool(before_the_end) or not (_charges_the_cycle(document) or are_alike(days, billed))


def _charges_the_cycle(document: InvoiceDocument) -> bool:
    return any(line.kind in {LineKind.SUBSCRIPTION, LineKind.USAGE} for line in document.lines)


def _left_out(gap: _Gap) -> str:
    days = f"{written(gap.days)} ({_counted(length(gap.days))})"
    return f"No invoice of the seller covers {days}: {told_apart(gap.last_number)} ended on {gap.days.starts_on - DAY}."


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _stated(period: CoveredPeriod | None) -> str | None:
    if period is None:
        return None
    if days := span_between(period):
        return written(days)
    return f"from {period.starts_on}" if period.starts_on else f"until {period.ends_on}"
