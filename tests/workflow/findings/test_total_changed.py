"""A material change is strictly more than 10 % and 250.00; for usage 25 % and 500.00."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_document, a_policy
from workflow.findings.facts import Facts, Noticed
from workflow.findings.rules.total_changed import TotalChanged
from workflow.invoices.document import InvoiceDocument

LIMITS = a_policy().changed


def of_total(total: str | None, number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, total=total, **{"lines": [], **changes})


def of_usage(amount: str | None, number: str = "NEW") -> InvoiceDocument:
    return of_total("9000.00", number, lines=[{"kind": "usage", "amount": amount}, {"kind": "other", "amount": "1"}])


def noticed(document: InvoiceDocument, prior: InvoiceDocument | None) -> Noticed | None:
    return TotalChanged().evaluate(Facts(document, prior, LIMITS))


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        ("1000.00", "1250.00", False),  # exactly 250.00
        ("1000.00", "1250.01", True),
        ("1000.00", "750.00", False),
        ("1000.00", "749.99", True),  # falling counts too
        ("3000.00", "3300.00", False),  # exactly 10 %
        ("3000.00", "3300.01", True),
        ("3000.00", "2699.99", True),
        ("2500.00", "2750.00", False),  # exactly both
        ("100.00", "300.00", False),  # 200 %, but small
        ("100000.00", "105000.00", False),  # 5000.00, but 5 %
        ("0.00", "250.01", True),  # from nothing
        ("0.00", "250.00", False),
        ("-1000.00", "-1300.00", True),
        ("1000.00", "1000.00", False),
    ],
)
def test_a_total_must_move_by_strictly_more_than_both(before: str, after: str, material: bool) -> None:
    assert (noticed(of_total(after), of_total(before, "OLD")) is not None) is material


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        ("2000.00", "2500.00", False),  # exactly 25 % and 500.00
        ("2000.00", "2500.01", True),
        ("1000.00", "1500.00", False),
        ("1000.00", "1500.01", True),
        ("4000.00", "5000.00", False),
        ("4000.00", "5000.01", True),
        (None, "500.01", True),
    ],
)
def test_usage_has_wider_thresholds(before: str | None, after: str, material: bool) -> None:
    assert (noticed(of_usage(after), of_usage(before, "OLD")) is not None) is material


def test_the_sentence_has_the_arithmetic() -> None:
    found = noticed(of_total("1500.00"), of_total("1000.00", "OLD"))
    assert found
    assert found.severity == "check"
    assert found.why == (
        "The total rose from 1000.00 EUR to 1500.00 EUR, by 500.00 EUR (+50.0 %); "
        "more than 10 % and 250.00 EUR is material. Compared with OLD."
    )
    assert found.inputs == {
        "prior_number": "OLD",
        "before": "1000.00 EUR",
        "after": "1500.00 EUR",
        "difference": "500.00 EUR",
        "threshold_percent": "10",
        "threshold_amount": "250.00 EUR",
    }


def test_a_rise_from_nothing_has_no_percentage() -> None:
    found = noticed(of_total("1000.00"), of_total("0.00", "OLD"))
    assert found
    assert "from 0.00 EUR to 1000.00 EUR, by 1000.00 EUR;" in found.why


def test_total_and_usage_are_told_together() -> None:
    found = noticed(a_document(voice="4000.00"), a_document("OLD", voice="2000.00"))
    assert found
    assert "The total rose" in found.why
    assert "Usage rose" in found.why


def test_with_no_earlier_invoice_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00"), None) is None


def test_against_another_currency_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00"), of_total("1.00", "OLD", currency="USD")) is None


def test_of_a_credit_note_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00", kind="credit_note"), of_total("1.00", "OLD")) is None


@pytest.mark.parametrize(("before", "after"), [(None, "9999.00"), ("1.00", None)])
def test_without_a_stated_total_the_rule_is_silent(before: str | None, after: str | None) -> None:
    assert noticed(of_total(after), of_total(before, "OLD")) is None


cents = st.decimals(0, 100_000, places=2).map(str)


@given(cents, cents)
def test_what_is_noticed_one_way_or_not_follows_from_the_figures_alone(before: str, after: str) -> None:
    found = noticed(of_total(after), of_total(before, "OLD"))
    old, new = (round(float(one) * 100) for one in (before, after))
    assert (found is not None) is (abs(new - old) > 25_000 and abs(new - old) * 10 > old)
