"""The share of the amount that evidence explains."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflow.findings.bridge.invoices import Line, line, minutes, new, old, plan, seen
from tests.workflow.findings.facts import facts_of
from workflow.findings.bridge.bridging import bridge_of
from workflow.findings.facts import Customer, PlanPrice
from workflow.invoices.document import InvoiceDocument

CUSTOMER = Customer(currency="EUR", plans=(PlanPrice(date(2026, 1, 1), "Growth", Decimal("499.00")),))
RENTAL = line("subscription", "Phone number rental", "8", "2.50", unit="number")


def share(document: InvoiceDocument, prior: InvoiceDocument | None = None, counted: str = "100") -> tuple[str, str]:
    """Give how much has evidence, and of how much."""
    bridged = bridge_of(facts_of(document, prior, customer=CUSTOMER, usage=seen(counted)))
    return f"{bridged.explained:.2f}", f"{bridged.amount:.2f}"


@pytest.mark.parametrize(
    ("charged", "shown"),
    [
        (minutes("100"), "9.00"),
        (minutes("101"), "9.09"),  # within 1 %
        (minutes("102"), "0.00"),
        (minutes("98"), "0.00"),
        (plan(), "499.00"),
        (plan("549.00"), "0.00"),
        (plan("699.00", "Scale"), "0.00"),
        (RENTAL, "0.00"),
    ],
)
def test_a_line_has_evidence_in_a_count_or_in_the_setup_file(charged: Line, shown: str) -> None:
    assert share(new(charged))[0] == shown


@pytest.mark.parametrize(("before", "shown"), [("2.50", "20.00"), ("2.40", "0.00")])
def test_or_in_the_invoice_before(before: str, shown: str) -> None:
    assert share(new(RENTAL), old({**RENTAL, "unit_price": before}))[0] == shown


def test_the_invoice_before_is_no_evidence_for_usage_or_a_plan() -> None:
    assert share(new(plan("549.00"), minutes("300")), old(plan("549.00"), minutes("300")))[0] == "0.00"


def test_a_plan_by_the_day_has_evidence_for_its_days() -> None:
    half = {"starts_on": "2026-11-16", "ends_on": "2026-11-30"}
    assert share(new(line("subscription", "Growth plan", "1", "249.50", period=half), period=None))[0] == "0.00"
    assert share(new(line("subscription", "Growth plan", "1", "249.50", period=half)))[0] == "249.50"


def test_signs_and_tax_do_not_count() -> None:
    assert share(new(plan(), line("adjustment", "Credit", "1", "-99.00"))) == ("499.00", "598.00")


def test_without_lines_nothing_of_the_net_total_has_evidence() -> None:
    assert share(new(net_total="100.00", total="100.00")) == ("0.00", "100.00")


def test_what_does_not_add_up_is_taken_off() -> None:
    assert share(new(plan(), total="603.81")) == ("489.00", "499.00")
    assert share(new(plan(), total="9999.00")) == ("0.00", "499.00")
