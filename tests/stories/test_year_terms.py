"""The terms change: another plan, another billing address and its tax. What is different stands beside the invoice."""

from decimal import Decimal

from sandbox.year import alder, birch
from tests.stories.year import ISSUED, Customer, Customers
from workflow.invoices.difference import difference
from workflow.invoices.document import InvoiceDocument


def plans(document: InvoiceDocument) -> list[str]:
    """Give the lines that charge a plan."""
    return [line.description or "" for line in document.lines if (line.description or "").endswith(" plan")]


def places(customer: Customer) -> set[str]:
    """Say where the invoice differs from the one before."""
    return {change.place for change in difference(*customer.compared(customer.number()))}


def test_a_plan_that_changes_within_the_period_is_charged_by_the_day(customers: Customers) -> None:
    customer = customers.begin(alder.KEY, alder.PLAN)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    before, now = customer.compared(customer.number())
    assert (plans(before), plans(now)) == (["Growth plan"], ["Growth plan", "Scale plan"])
    charged = {line.description: line.quantity for line in now.lines if line.unit == "day"}
    assert charged == {"Growth plan": 15, "Scale plan": 15}


def test_the_first_whole_month_of_a_plan_stands_beside_the_split_one(customers: Customers) -> None:
    customer = customers.begin(alder.KEY, alder.PLAN + 1)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    before, now = customer.compared(customer.number())
    assert (plans(before), plans(now)) == (["Growth plan", "Scale plan"], ["Scale plan"])


def test_a_customer_that_moves_is_taxed_where_it_moved_to(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.MOVED)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    before, now = customer.compared(customer.number())
    assert (before.buyer.address, now.buyer.address) == (birch.DENVER["address"], birch.SEATTLE["address"])
    rates = [[group.rate for group in document.taxes] for document in (before, now)]
    assert rates == [[Decimal("8.81")], [Decimal("10.35")]]
    assert {"buyer.address", "tax_total", "total"} <= places(customer)
