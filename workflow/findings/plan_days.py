"""What each plan costs day by day, and which lines charge for a plan."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.days import DAY, contains, days_of, length, line_days, span_between
from workflow.findings.facts import Facts, PlanPrice
from workflow.findings.naming import names
from workflow.invoices.document import DocumentKind, InvoiceDocument, Line, LineKind
from workflow.invoices.source import Span

_BY_DAY = {"day", "days"}
_PLAN_KINDS = {LineKind.SUBSCRIPTION, LineKind.OTHER}
"""Files such as UBL do not say what a line is for: theirs are all `other`."""


@dataclass(frozen=True)
class PlanDays:
    """Days in a row on which one plan at one price is in force."""

    plan: PlanPrice
    days: Span

    def cost(self, cycle: Span) -> Decimal:
        """Give what these days cost, unrounded: the price of a cycle by its days, for each of these."""
        return self.plan.amount * length(self.days) / length(cycle)


@dataclass(frozen=True)
class PlanLine:
    """A line that charges for a plan of the setup file, and the days it does so for."""

    line: Line
    name: str
    days: Span

    @property
    def is_by_day(self) -> bool:
        """Tell whether it is priced by the day."""
        return (self.line.unit or "").strip().casefold() in _BY_DAY


def plan_days(plans: Iterable[PlanPrice], days: Span) -> tuple[PlanDays, ...]:
    """Give which plan is in force on which of some days, in order of time; days before the first plan are left out."""
    ordered = sorted(plans, key=lambda plan: plan.since)
    ends = [plan.since - DAY for plan in ordered[1:]] + [datetime.date.max]
    found = (
        PlanDays(plan, Span(max(plan.since, days.starts_on), min(end, days.ends_on)))
        for plan, end in zip(ordered, ends, strict=False)
    )
    return tuple(one for one in found if one.days.starts_on <= one.days.ends_on)


def plan_lines(
    document: InvoiceDocument, plans: Sequence[PlanPrice], billed: Span | None = None
) -> tuple[PlanLine, ...]:
    """Give the lines that name a plan, with their own days, else the document's, else those of its billing period."""
    found = (
        (line, plan_named(line.description, plans), line_days(line, document) or billed)
        for line in document.lines
        if line.kind in _PLAN_KINDS
    )
    return tuple(PlanLine(line, name, days) for line, name, days in found if name and days)


def plan_adjustments(document: InvoiceDocument, plans: Sequence[PlanPrice], billed: Span | None) -> list[PlanLine]:
    """Give the adjustments of a plan for a part of the days, such as unused time after a change.

    Credits for days on which the plan is in force throughout return something else, such as an outage.
    """
    whole = days_of(document) or billed
    found = (
        PlanLine(line, name, days)
        for line in document.lines
        if line.kind == LineKind.ADJUSTMENT
        and (days := span_between(line.period))
        and (name := plan_named(line.description, plans))
    )
    return [one for one in found if whole and length(one.days) < length(whole) and not _is_for_service(one, plans)]


def _is_for_service(one: PlanLine, plans: Sequence[PlanPrice]) -> bool:
    is_in_force = {part.plan.name for part in plan_days(plans, one.days)} == {one.name}
    return is_in_force and (one.line.amount or 0) < 0


def plan_named(description: str | None, plans: Iterable[PlanPrice]) -> str | None:
    """Give the name of the plan that stands in a description, the longest of several."""
    return max((plan.name for plan in plans if names(description, plan.name)), key=len, default=None)


def planned_days(facts: Facts) -> Span | None:
    """Give the days whose plan an invoice charges: its own, else those of its billing period.

    Its own reach beyond that when the lines charge the last cycle's usage and the next one's plan; then only the
    plan's lines tell.
    """
    days = days_of(facts.document)
    if days is None or facts.billed is None or contains(facts.billed, days):
        return days or facts.billed
    lines = plan_lines(facts.document, facts.customer.plans)
    stated = [line.days for line in lines if line.line.period]
    if not stated:
        return days
    return Span(min(one.starts_on for one in stated), max(one.ends_on for one in stated))


def cycle_of(days: Span, billed: Span | None) -> Span:
    """Give the cycle that some days are part of: the billing period that contains them, else these days alone."""
    return billed if billed and contains(billed, days) else days


def are_checkable(facts: Facts) -> bool:
    """Tell whether an invoice can be held against the plans of the setup file, whose prices are in its currency."""
    document, customer = facts.document, facts.customer
    is_foreign = customer.currency is not None and customer.currency != document.currency
    return document.kind == DocumentKind.INVOICE and bool(customer.plans) and not is_foreign


def is_prorated(facts: Facts) -> bool:
    """Tell whether plans are to be checked by the day.

    So when the plan changes inside the days, or its lines state a part of the cycle or are priced by the day.
    """
    days = planned_days(facts)
    if days is None:
        return False
    lines = plan_lines(facts.document, facts.customer.plans, facts.billed)
    inside = [line for line in lines if contains(days, line.days)]
    if lines and not inside:
        return False
    changes = len(plan_days(facts.customer.plans, days)) > 1
    cycle = cycle_of(days, facts.billed)
    return changes or any(line.is_by_day or (line.line.period and line.days != cycle) for line in inside)
