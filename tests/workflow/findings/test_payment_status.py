"""What is paid already, what failed, what is overdue when it comes."""

import datetime
from typing import Any

import pytest

from tests.factories import NOW, a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Customer, Noticed
from workflow.findings.rules.payment_status import PaymentState

BY_CARD = Customer(collection="automatic")


def noticed(status: str, customer: Customer | None = None, **changes: Any) -> Noticed | None:
    document = a_document(payment_status=status, **changes)
    return PaymentState().evaluate(facts_of(document, customer=customer or Customer(), received_on=NOW.date()))


def test_an_unpaid_invoice_is_as_it_should_be() -> None:
    assert noticed("unpaid") is None
    assert noticed("unknown") is None


def test_what_is_paid_already_is_not_to_be_paid_twice() -> None:
    found = noticed("paid")
    assert found
    assert (found.severity, found.why) == (
        "check",
        "The invoice says that it is paid already, though it is to be paid by transfer; it is not to be paid twice.",
    )


def test_what_a_card_was_charged_for_is_paid_as_it_should_be() -> None:
    assert noticed("paid", BY_CARD) is None


@pytest.mark.parametrize("customer", [Customer(), BY_CARD])
def test_a_payment_that_failed_is_to_be_looked_at(customer: Customer) -> None:
    found = noticed("failed", customer)
    assert found
    assert (found.severity, found.why) == (
        "check",
        "The vendor says that the payment failed; until it is made good the service may stop.",
    )


def test_a_part_that_is_paid_is_news() -> None:
    found = noticed("partial", prepaid="1000.00", amount_due="3877.81")
    assert found
    assert (found.severity, found.why) == ("info", "A part is paid already; 3877.81 EUR is still due.")
    assert (found.inputs["prepaid"], found.inputs["amount_due"]) == ("1000.00 EUR", "3877.81 EUR")


def test_what_was_due_before_it_came_is_overdue() -> None:
    found = noticed("unpaid", due_on="2026-12-04")
    assert found
    assert (found.severity, found.why) == (
        "check",
        "It came on 2026-12-07, 3 days after it was due on 2026-12-04, and is not paid.",
    )


def test_half_paid_and_overdue_are_both_said_the_louder_first() -> None:
    found = noticed("partial", due_on="2026-12-06", amount_due="1.00")
    assert found
    assert found.severity == "check"
    assert found.why.startswith("It came on 2026-12-07, 1 day after it was due on 2026-12-06")
    assert found.why.endswith("1.00 EUR is still due.")


def test_the_day_itself_is_not_late_and_what_is_paid_is_not_overdue() -> None:
    assert noticed("unpaid", due_on="2026-12-07") is None
    assert noticed("paid", BY_CARD, due_on="2026-12-01") is None


def test_a_credit_note_and_nothing_to_pay_are_left_alone() -> None:
    assert noticed("paid", kind="credit_note") is None
    assert noticed("paid", total="0.00") is None


def test_an_arrival_that_is_not_known_is_no_delay() -> None:
    overdue = a_document(due_on=datetime.date(2020, 1, 1))
    assert PaymentState().evaluate(facts_of(overdue)) is None
