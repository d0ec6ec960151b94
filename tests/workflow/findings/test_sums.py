"""The lines, the tax and the total must add up as printed."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import a_document, a_policy
from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.rules.sums import Sums


def noticed(**changes: Any) -> Noticed | None:
    return Sums().evaluate(Facts(a_document(**changes), None, a_policy().changed))


def why(**changes: Any) -> str:
    found = noticed(**changes)
    assert found
    return found.why


def lines(*amounts: str | None) -> list[dict[str, str | None]]:
    return [{"amount": amount} for amount in amounts]


PLAIN = {"lines": lines("60.00", "40.00"), "net_total": "100.00", "tax_total": "19.00", "total": "119.00"}
TAXES = [{"amount": "12.00"}, {"amount": "7.00"}]


def test_an_invoice_that_adds_up_is_not_noticed() -> None:
    assert noticed() is None
    assert noticed(**PLAIN, taxes=TAXES) is None


def test_lines_that_miss_the_net_total_are_severe() -> None:
    found = noticed(**{**PLAIN, "lines": lines("60.00", "30.00"), "taxes": []})
    assert found
    assert found.severity == "severe"
    assert found.why == "The lines add up to 90.00 EUR, but the net total is 100.00 EUR: 10.00 EUR more."
    assert found.inputs == {
        "lines": "90.00 EUR",
        "net_total": "100.00 EUR",
        "tax_total": "19.00 EUR",
        "total": "119.00 EUR",
    }


def test_tax_groups_that_miss_the_tax_total_are_named() -> None:
    assert why(**PLAIN, taxes=[{"amount": "20.00"}]) == (
        "The tax groups add up to 20.00 EUR, but the tax total is 19.00 EUR: 1.00 EUR less."
    )


def test_net_and_tax_that_miss_the_total_are_named() -> None:
    assert why(**{**PLAIN, "total": "120.00"}, taxes=TAXES) == (
        "Net total and tax add up to 119.00 EUR, but the total is 120.00 EUR: 1.00 EUR more."
    )


def test_each_wrong_sum_has_its_sentence() -> None:
    wrong = why(lines=lines("1.00"), net_total="2.00", tax_total="3.00", total="4.00", taxes=[{"amount": "5.00"}])
    assert wrong.count("add up to") == 3


def test_a_hidden_fraction_of_a_cent_is_no_difference() -> None:
    assert noticed(**{**PLAIN, "lines": lines("60.001", "40.003")}, taxes=TAXES) is None


def test_a_cent_is_a_difference() -> None:
    assert "0.01 EUR" in why(**{**PLAIN, "lines": lines("60.00", "40.01")}, taxes=TAXES)


def test_a_yen_is_not_divided() -> None:
    yen = {"currency": "JPY", "lines": lines("100.4"), "net_total": "100", "tax_total": "10", "total": "110"}
    assert noticed(**yen, taxes=[]) is None
    assert "1 JPY" in why(**{**yen, "total": "111"}, taxes=[])


@pytest.mark.parametrize(
    "unsaid",
    [
        {"lines": lines("60.00", None)},
        {"lines": []},
        {"taxes": [{"rate": "19"}]},
        {"net_total": None, "total": None},
        {"tax_total": None},
        {"total": None},
    ],
    ids=str,
)
def test_what_is_not_stated_is_not_checked(unsaid: dict[str, Any]) -> None:
    assert noticed(**{**PLAIN, "taxes": TAXES, **unsaid}) is None


def test_a_discount_counts_with_its_sign() -> None:
    reduced = lines("110.00") + [{"kind": "adjustment", "amount": "-10.00"}]  # noqa: RUF005  # the dicts differ in type
    assert noticed(**{**PLAIN, "lines": reduced}, taxes=TAXES) is None


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234.5", "EUR", "1234.50 EUR"),
        ("0.125", "EUR", "0.125 EUR"),
        ("473.000", "EUR", "473.00 EUR"),
        ("-0.5", "USD", "-0.50 USD"),
        ("500", "JPY", "500 JPY"),
        ("0.5", "JPY", "0.5 JPY"),
        ("1.2345", "KWD", "1.2345 KWD"),
        ("123456789012345678901234567890.12", "EUR", "123456789012345678901234567890.12 EUR"),
    ],
)
def test_amounts_are_written_as_documents_write_them(amount: str, currency: str, text: str) -> None:
    assert printed(Decimal(amount), currency) == text


UNSAID: dict[str, Any] = {"net_total": None, "tax_total": None, "taxes": []}


def test_without_tax_the_lines_must_add_up_to_the_total() -> None:
    assert why(**UNSAID, lines=lines("60.00"), total="61.00") == (
        "The lines add up to 60.00 EUR, but the total is 61.00 EUR: 1.00 EUR more."
    )


def test_tax_that_is_only_in_the_total_is_no_difference() -> None:
    assert noticed(**UNSAID, lines=[{"amount": "100.00", "tax_rate": "19"}], total="119.00") is None
