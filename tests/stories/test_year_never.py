"""An invoice that does not come: the chase, what ends it, and what does not count as silence."""

import pytest

from sandbox.message import Message
from sandbox.year import birch
from tests.stories.year import SEND, Customer, Customers, person
from workflow.invoices.expecting import NotPossible, send_draft, waive
from workflow.people.workspace import Workspace

LATE, CHASE, CHASE_AGAIN, ADMIN = 7, 9, 13, 14
"""Days after the 14th of October 2026, a Wednesday, as business days count in Denver."""


def begun(customers: Customers, policy: str = "") -> Customer:
    """Let the vendor be asked twice, in vain, and the invoice be late."""
    customer = customers.begin(birch.KEY, birch.MISSING, policy)
    assert customer.goes_to(1, 2) == []
    assert customer.goes_to(1, 8) == []
    assert customer.state() == "awaiting_invoice"
    assert customer.goes_to(LATE) == ["ana: missing late"]
    assert customer.state() == "late"
    return customer


def comes(customer: Customer, day: int) -> list[str]:
    """Let the vendor write the invoice after all; gives who is told what by that."""
    customer.bills(customer.chapter().regular(birch.IN_SEATTLE, birch.MISSING), day)
    return customer.goes_to(day)


def about_it_missing(lines: list[str]) -> list[str]:
    """Leave out what is not about an invoice being missing."""
    return [line for line in lines if "missing" in line]


def letters(customer: Customer) -> list[Message]:
    """Give all mails about an invoice being missing."""
    return [one for one in customer.month.post.messages if (one.notice or "").startswith("missing:")]


def test_the_vendor_is_written_to_twice_and_then_the_admins_are_told(customers: Customers) -> None:
    customer = begun(customers, SEND)
    assert customer.goes_to(CHASE) == ["billing: missing chase"]
    assert customer.goes_to(CHASE_AGAIN) == ["billing: missing chase again"]
    assert customer.goes_to(ADMIN) == ["ada: missing admin", "beth: missing admin"]
    assert customer.goes_to(ADMIN + 10) == []
    assert customer.state() == "late"


def test_when_it_comes_after_all_everybody_hears_so_in_the_same_thread(customers: Customers) -> None:
    customer = begun(customers, SEND)
    customer.goes_to(CHASE)
    told = comes(customer, CHASE + 1)
    assert about_it_missing(told) == ["ana: missing arrived", "billing: missing arrived"]
    assert len({letter.header("References") for letter in letters(customer)}) == 1
    assert customer.reviews() == [(customer.number(), "open")]
    assert customer.state() == "invoiced"
    assert about_it_missing(customer.goes_to(ADMIN)) == []


def test_by_default_finance_sends_the_drafted_letter_and_only_once(customers: Customers) -> None:
    customer = begun(customers)
    assert customer.goes_to(CHASE) == ["ana: missing chase"]
    sends(customer)
    assert customer.ticks() == ["billing: missing chase"]
    with pytest.raises(NotPossible, match="sent already"):
        sends(customer)
    assert customer.goes_to(CHASE_AGAIN) == ["ana: missing chase again"]
    assert about_it_missing(comes(customer, ADMIN)) == ["ana: missing arrived", "billing: missing arrived"]


def sends(customer: Customer) -> None:
    """Let finance send the letter that was drafted."""
    with customer.month.house.sessions.begin() as session:
        row = customer.row(session)
        workspace = session.get_one(Workspace, row.workspace_id)
        send_draft(session, workspace, row, person(session, "ana"), customer.month.now)


def test_a_waived_period_is_chased_no_more_and_its_invoice_is_welcome_all_the_same(customers: Customers) -> None:
    customer = begun(customers, SEND)
    with customer.month.house.sessions.begin() as session:
        waive(session, customer.row(session), person(session, "ana"), "This month was free.", customer.month.now)
    assert customer.ticks() == ["ana: missing waived"]
    assert customer.state() == "waived"
    assert customer.goes_to(ADMIN) == []
    assert "ana: opened" in comes(customer, ADMIN + 1)
    assert customer.state() == "invoiced"


def test_a_vendor_that_cannot_be_heard_is_not_called_silent(customers: Customers) -> None:
    customer = begun(customers, SEND)
    customer.vendor.misbehave(customer.account, "401")
    assert customer.goes_to(LATE + 1) == ["ada: connector", "beth: connector"]
    assert customer.goes_to(CHASE) == ["ada: connector", "beth: connector"]  # once more after a day
    assert customer.goes_to(CHASE_AGAIN) == []
    customer.vendor.misbehave(customer.account, None)
    assert customer.goes_to(ADMIN) == ["ada: missing admin", "beth: missing admin", "billing: missing chase again"]
