"""What an invoice of the seller usually comes to: the same days last year, and the last three."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from workflow.findings.days import are_alike, days_of, past_days
from workflow.findings.earlier import of_seller
from workflow.findings.facts import Facts, Past

A_YEAR = 365
YEAR_FROM, YEAR_TO = 350, 380
"""How many days before its last day an invoice of the same period last year ends."""
LAST = 3


@dataclass(frozen=True)
class Usual:
    """The total of the same days last year, with its number, and the median of the last three totals."""

    last_year: Decimal | None
    last_year_number: str | None
    median_of_three: Decimal | None


def usual(facts: Facts) -> Usual:
    """Look up what is usual, among the seller's invoices in this currency over about the same time."""
    days, currency = days_of(facts.document), facts.document.currency
    alike = [one for one in of_seller(facts) if one.currency == currency and are_alike(days, past_days(one))]
    last_year = _last_year(facts, alike)
    totals = [one.total for one in alike if one.total is not None and _is_earlier(facts, one)][:LAST]
    return Usual(
        last_year=last_year.total if last_year else None,
        last_year_number=last_year.number if last_year else None,
        median_of_three=median(totals) if len(totals) == LAST else None,
    )


def _last_year(facts: Facts, past: Sequence[Past]) -> Past | None:
    found = [one for one in past if one.total is not None and YEAR_FROM <= _days_before(facts, one) <= YEAR_TO]
    return min(found, key=lambda one: abs(_days_before(facts, one) - A_YEAR), default=None)


def _is_earlier(facts: Facts, past: Past) -> bool:
    return _days_before(facts, past) > 0


def _days_before(facts: Facts, past: Past) -> int:
    """Count the days from the last day of an earlier invoice to that of this one; 0 where one is not known."""
    document = facts.document
    last_day = (document.period and document.period.ends_on) or document.issued_on
    return (last_day - past.covers_until).days if last_day and past.covers_until else 0
