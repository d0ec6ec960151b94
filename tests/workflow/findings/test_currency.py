"""The currency is the account's; a change back to it is only told."""

from typing import Any

from tests.factories import a_document, an_earlier_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Customer, Noticed
from workflow.findings.rules.currency import Currency
from workflow.invoices.document import InvoiceDocument

IN_DOLLARS = an_earlier_document().model_copy(update={"currency": "USD"})


def noticed(account: str | None, prior: InvoiceDocument | None = None, **changes: Any) -> Noticed | None:
    return Currency().evaluate(facts_of(a_document(**changes), prior, customer=Customer(currency=account)))


def test_the_accounts_currency_is_not_noticed() -> None:
    assert noticed("EUR") is None
    assert noticed("EUR", an_earlier_document()) is None


def test_another_currency_than_the_accounts_is_severe() -> None:
    found = noticed("EUR", currency="USD")
    assert found
    assert found.severity == "severe"
    assert found.why == "The invoice is in USD, but the account is in EUR."
    assert found.inputs == {"currency": "USD", "account_currency": "EUR"}


def test_it_stays_severe_when_the_invoice_before_was_wrong_too() -> None:
    found = noticed("EUR", IN_DOLLARS, currency="USD")
    assert found
    assert found.severity == "severe"


def test_the_right_currency_after_a_wrong_one_is_told() -> None:
    found = noticed("EUR", IN_DOLLARS)
    assert found
    assert found.severity == "info"
    assert found.why == "The invoice is in EUR, as the account is; CAL-2026-10 before was in USD."
    assert found.inputs["prior_currency"] == "USD"


def test_where_the_accounts_currency_is_not_known_a_change_is_to_be_checked() -> None:
    assert noticed(None) is None
    found = noticed(None, IN_DOLLARS)
    assert found
    assert found.severity == "check"
    assert found.why == "The invoice is in EUR; CAL-2026-10 before was in USD."


def test_a_credit_note_in_another_currency_is_severe_too() -> None:
    found = noticed("EUR", kind="credit_note", currency="USD")
    assert found
    assert found.severity == "severe"
