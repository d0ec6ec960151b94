"""An invoice that comes after its due date, with the chase before it and the escalation at its opening."""

from sandbox.year import alder, cedar
from tests.stories.year import Customers

CAME = 21
"""Five days after the due date."""


def test_the_escalation_and_the_final_call_come_at_the_opening(customers: Customers) -> None:
    customer = customers.begin(cedar.KEY, cedar.LATE)
    customer.goes_to(1, 2)
    customer.goes_to(1, 8)
    assert customer.goes_to(8) == ["ana: missing late"]
    told = customer.goes_to(CAME)
    assert [line for line in told if "missing" not in line] == [
        "ada: escalation",
        "ana: opened",
        "beth: final call",
        "omar: opened",
    ]
    assert "ana: missing arrived" in told
    assert customer.reviews() == [(customer.number(), "open")]


def test_an_invoice_of_the_middle_of_a_period_may_be_due_before_its_end(customers: Customers) -> None:
    customer = customers.begin(alder.KEY, alder.WORKSHOP)
    assert customer.goes_to(1) == ["ada: escalation", "ana: opened", "beth: final call", "omar: opened"]
    assert customer.reviews() == [(customer.number("-W1"), "open")]
