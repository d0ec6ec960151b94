"""A total that asks for no money."""

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.not_positive import NotPositive


def noticed(total: str | None, kind: str = "invoice") -> Noticed | None:
    return NotPositive().evaluate(facts_of(a_document(total=total, kind=kind)))


def test_an_invoice_over_nothing_is_news() -> None:
    found = noticed("0.00")
    assert found
    assert (found.severity, found.why) == ("info", "The total is 0.00 EUR, so there is nothing to pay.")
    assert found.inputs == {"total": "0.00 EUR"}


def test_an_invoice_that_gives_money_back_is_to_be_checked() -> None:
    found = noticed("-12.50")
    assert found
    assert (found.severity, found.why) == (
        "check",
        "The invoice's total is -12.50 EUR: the vendor owes money, which usually comes as a credit note.",
    )


def test_a_credit_note_less_than_nothing_is_to_be_checked() -> None:
    found = noticed("-12.50", "credit_note")
    assert found
    assert (found.severity, found.why) == (
        "check",
        "The credit note's total is -12.50 EUR; check whether it gives this amount back or asks for it.",
    )


@pytest.mark.parametrize(
    ("total", "kind"),
    [("0.01", "invoice"), (None, "invoice"), ("12.50", "credit_note"), ("0.00", "credit_note"), (None, "credit_note")],
)
def test_nothing_is_said_of(total: str | None, kind: str) -> None:
    assert noticed(total, kind) is None
