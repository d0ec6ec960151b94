"""More than one document in a period: a credit note, a second invoice, charges of a card; and one of nothing."""

from sandbox.year import alder, birch, cedar, elm
from tests.sandbox.ledger import documents, issued_on
from tests.stories.year import ISSUED, Customer, Customers


def test_a_credit_note_is_asked_about_beside_its_invoice(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.CREDITED)
    customer.goes_to(ISSUED)
    invoice, credit = customer.number(), customer.number("-C1")
    customer.is_approved(invoice, "ana", "omar")
    assert customer.state() == "reviewed"
    assert customer.goes_to(ISSUED + 12) == ["ana: opened", "omar: opened"]
    assert customer.reviews() == [(invoice, "approved"), (credit, "open")]
    assert customer.facts(credit).document.corrects == invoice
    assert customer.state() == "invoiced"


def test_a_credit_note_withdraws_nothing(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.CREDITED)
    customer.goes_to(ISSUED)
    told = customer.goes_to(ISSUED + 12)
    assert not any("withdrawn" in line for line in told)
    assert customer.reviews() == [(customer.number(), "open"), (customer.number("-C1"), "open")]


def test_a_period_with_two_invoices_is_reviewed_when_both_are(customers: Customers) -> None:
    customer = customers.begin(alder.KEY, alder.WORKSHOP)
    customer.goes_to(ISSUED)
    assert len(customer.reviews()) == 2
    regular, workshop = customer.number(), customer.number("-W1")
    customer.is_approved(workshop, "ana", "omar")
    assert customer.state() == "invoiced"
    customer.is_approved(regular, "ana", "omar")
    assert customer.state() == "reviewed"


def begun_in_time(customers: Customers) -> tuple[Customer, list[str]]:
    """Begin on the first day of a month in which a card is charged several times; gives the charges' numbers."""
    customer = customers.begin(elm.KEY, elm.RISE + 1)
    customer.goes_to(customer.day(customer.covers.starts_on))
    return customer, [number for number in documents(elm.ACCOUNT) if number.startswith(customer.number("-T"))]


def test_each_charge_of_a_card_joins_the_review_of_its_month_while_that_runs(customers: Customers) -> None:
    customer, charges = begun_in_time(customers)
    assert len(charges) > 1
    for place, number in enumerate(charges, start=1):
        assert "ana: opened" in customer.goes_to(customer.day(issued_on(documents(elm.ACCOUNT)[number])))
        assert customer.reviews()[-1] == (*charges[:place], "open")
    assert customer.month.now < customer.at(1, 0)


def test_a_charge_is_decided_while_it_can_be_disputed(customers: Customers) -> None:
    customer, (number, *_) = begun_in_time(customers)
    charged_on = issued_on(documents(elm.ACCOUNT)[number])
    customer.goes_to(customer.day(charged_on))
    case = customer.case(number)
    assert customer.facts(number).document.due_on is None
    assert case.payment_deadline == customer.at(customer.day(charged_on) + 14, 14)


def test_a_month_whose_card_was_charged_is_not_chased(customers: Customers) -> None:
    customer, charges = begun_in_time(customers)
    shown = customer.vendor.books[customer.account]
    shown[:] = [item for item in shown if item["invoice_number"] != customer.number()]
    customer.goes_to(1, 2)
    assert customer.reviews() == [(*charges, "open")]
    assert customer.state() == "invoiced"
    assert not any("missing" in line for line in customer.goes_to(20))


def test_an_invoice_of_nothing_is_asked_about_and_not_chased(customers: Customers) -> None:
    customer = customers.begin(cedar.KEY, cedar.ZERO)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    number = customer.number()
    assert customer.facts(number).document.total == 0
    customer.is_approved(number, "ana", "omar")
    assert customer.state() == "reviewed"
    assert customer.goes_to(20) == []
