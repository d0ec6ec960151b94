"""Invoices that add up, for tests of the bridge."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pendulum

from tests.workflow.findings.facts import NOVEMBER as BILLED
from tests.workflow.findings.facts import facts_of
from workflow.findings.bridge.bridging import Bridged, bridge_of
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.source import Completeness, Span, UsageFact
from workflow.invoices.usage_seen import Counted

Line = dict[str, Any]
OCTOBER = {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}
NOVEMBER = {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}


def line(kind: str, what: str | None, quantity: str, price: str, **more: Any) -> Line:
    """Make a line; its amount is quantity times price, rounded by `invoice`."""
    return {"kind": kind, "description": what, "quantity": quantity, "unit_price": price, **more}


def plan(price: str = "499.00", name: str = "Growth", **more: Any) -> Line:
    return line("subscription", f"{name} plan", "1", price, **{"unit": "month", **more})


def minutes(quantity: str, price: str = "0.09", campaign: str = "Renewal reminders", **more: Any) -> Line:
    return line("usage", f"Voice minutes, campaign {campaign}", quantity, price, **{"unit": "minute", **more})


def invoice(number: str, *lines: Line, rate: str = "19", currency: str = "EUR", **changes: Any) -> InvoiceDocument:
    """Make an invoice of these lines at one rate of tax; it adds up unless `changes` say otherwise."""
    coin = Decimal(1).scaleb(-minor_digits(currency))
    billed = [_billed(one, coin) for one in lines]
    net = sum((Decimal(one["amount"]) for one in billed if one["amount"]), Decimal(0))
    tax = (net * Decimal(rate) / 100).quantize(coin, ROUND_HALF_UP)
    values: dict[str, Any] = {
        "number": number,
        "currency": currency,
        "period": NOVEMBER if number == "NEW" else OCTOBER,
        "lines": billed,
        "taxes": [{"category": "S", "rate": rate, "taxable": f"{net:f}", "amount": f"{tax:f}"}],
        "net_total": f"{net:f}",
        "tax_total": f"{tax:f}",
        "total": f"{net + tax:f}",
        "source": {"name": "test", "format": "json"},
        "sha256": "0" * 64,
    }
    return read_document({**values, **changes})


def _billed(one: Line, coin: Decimal) -> Line:
    if "amount" in one:
        return one
    amount = (Decimal(one["quantity"]) * Decimal(one["unit_price"])).quantize(coin, ROUND_HALF_UP)
    return {**one, "amount": f"{amount:f}"}


def seen(quantity: str, *, final: bool = True, name: str = "Renewal reminders") -> dict[Span, Counted]:
    """Count one campaign in November, on the third of December."""
    fact = UsageFact("campaign", "cmp_1", name, BILLED.starts_on, BILLED.ends_on, Decimal(quantity), "minute", final)
    return {BILLED: Counted(BILLED, (fact,), Completeness.COMPLETE, None, pendulum.datetime(2026, 12, 3, 23, 30))}


def old(*lines: Line, **changes: Any) -> InvoiceDocument:
    """Make October's invoice."""
    return invoice("OLD", *lines, **changes)


def new(*lines: Line, **changes: Any) -> InvoiceDocument:
    """Make November's invoice."""
    return invoice("NEW", *lines, **changes)


def led(prior: InvoiceDocument, document: InvoiceDocument, **facts: Any) -> list[tuple[str, str]]:
    """Give the steps between two invoices without the tax's: names with amounts; they add up, as always."""
    bridged = bridge(prior, document, **facts)
    return [(one.step.value, f"{one.amount:f}") for one in bridged.steps if one.step != "tax"]


def bridge(prior: InvoiceDocument, document: InvoiceDocument, **facts: Any) -> Bridged:
    bridged = bridge_of(facts_of(document, prior, **facts))
    assert bridged.before is not None
    assert bridged.after is not None
    assert bridged.before + sum(one.amount for one in bridged.steps) == bridged.after
    return bridged


def evidence(bridged: Bridged, step: str) -> Sequence[str]:
    """Give what shows the steps of one name."""
    return [one.evidence for one in bridged.steps if one.step == step]
