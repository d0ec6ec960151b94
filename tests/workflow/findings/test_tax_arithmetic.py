"""Tax must follow from the taxable amount and the rate; how it is rounded differs from country to country."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.tax_arithmetic import TaxArithmetic

UNSAID: dict[str, Any] = {"lines": [], "net_total": None, "tax_total": None, "total": None}


def group(
    taxable: str | None, amount: str | None, rate: str | None = "19", category: str | None = "S"
) -> dict[str, Any]:
    return {"category": category, "rate": rate, "taxable": taxable, "amount": amount}


def noticed(*taxes: dict[str, Any], **changes: Any) -> Noticed | None:
    return TaxArithmetic().evaluate(facts_of(a_document(**{**UNSAID, "taxes": list(taxes), **changes})))


def test_tax_as_it_should_be_is_not_noticed() -> None:
    assert TaxArithmetic().evaluate(facts_of(a_document())) is None
    assert noticed(group("100.00", "19.00"), group("50.00", "3.50", "7")) is None


def test_wrong_tax_is_severe_and_says_what_it_should_be() -> None:
    found = noticed(group("697.32", "141.86", "20"))
    assert found
    assert found.severity == "severe"
    assert found.why == "20 % of 697.32 EUR is 139.46 EUR, but the tax stated is 141.86 EUR: 2.40 EUR more."
    assert found.inputs == {
        "category": "S",
        "rate": "20 %",
        "taxable": "697.32 EUR",
        "expected": "139.46 EUR",
        "stated": "141.86 EUR",
        "difference": "2.40 EUR",
    }


@pytest.mark.parametrize("amount", ["0.10", "0.09"])
def test_half_a_cent_is_rounded_either_way(amount: str) -> None:
    assert noticed(group("0.50", amount)) is None  # 0.095: up to 0.10, down to 0.09


def test_half_a_cent_may_go_to_the_even_side() -> None:
    assert noticed(group("0.45", "0.04", "10")) is None  # 0.045


LINES = [{"amount": "0.13", "tax_rate": "20"}] * 3


def test_each_line_may_be_rounded_by_itself() -> None:
    assert noticed(group("0.39", "0.09", "20"), lines=LINES) is None  # three times 0.026, rounded to 0.03
    assert noticed(group("0.39", "0.09", "20"))


@pytest.mark.parametrize(
    ("amount", "severity"), [("19.01", "info"), ("18.99", "info"), ("19.02", "severe"), ("18.98", "severe")]
)
def test_a_cent_is_worth_knowing_and_two_are_severe(amount: str, severity: str) -> None:
    found = noticed(group("100.00", amount))
    assert found
    assert found.severity == severity


def test_a_yen_is_not_divided() -> None:
    assert noticed(group("1005", "100", "10"), currency="JPY") is None
    assert noticed(group("1005", "101", "10"), currency="JPY") is None
    found = noticed(group("1005", "103", "10"), currency="JPY")
    assert found
    assert found.why == "10 % of 1005 JPY is 101 JPY, but the tax stated is 103 JPY: 2 JPY more."


def test_a_hidden_fraction_of_a_cent_is_no_difference() -> None:
    assert noticed(group("100.00", "19.004")) is None


def test_the_groups_must_be_about_all_of_the_net() -> None:
    found = noticed(group("80.00", "15.20"), net_total="100.00")
    assert found
    assert found.severity == "severe"
    assert found.why == "The tax groups are about 80.00 EUR together, but the net total is 100.00 EUR: 20.00 EUR more."
    assert noticed(group("80.00", "15.20"), group("20.00", "0.00", "0", "Z"), net_total="100.00") is None


def test_a_cent_between_groups_and_net_is_worth_knowing() -> None:
    found = noticed(group("99.99", "19.00"), net_total="100.00")
    assert found
    assert found.severity == "info"


def test_lines_at_no_tax_need_no_group() -> None:
    lines = [{"amount": "80.00", "tax_rate": "19"}, {"amount": "20.00", "tax_rate": "0"}]
    assert noticed(group("80.00", "15.20"), net_total="100.00", lines=lines) is None


def test_a_credit_note_is_checked_like_an_invoice() -> None:
    assert noticed(group("-100.00", "-19.00"), kind="credit_note") is None
    assert noticed(group("-100.00", "-25.00"), kind="credit_note")


@pytest.mark.parametrize("unsaid", [group(None, "5.00"), group("100.00", None), group("100.00", "5.00", None)])
def test_what_is_not_stated_is_not_checked(unsaid: dict[str, Any]) -> None:
    assert noticed(unsaid) is None


def test_without_groups_there_is_nothing_to_check() -> None:
    assert noticed(net_total="100.00") is None


def line(amount: str | None, rate: str | None) -> dict[str, Any]:
    return {"amount": amount, "tax_rate": rate}


TWO_RATES = [line("80.00", "19"), line("20.00", "7")]


def test_without_groups_the_tax_follows_from_the_lines() -> None:
    assert noticed(lines=TWO_RATES, tax_total="16.60") is None
    found = noticed(lines=TWO_RATES, tax_total="19.00", net_total="100.00", total="119.00")
    assert found
    assert found.severity == "severe"
    assert found.why == (
        "Tax on the lines is 16.60 EUR (19 % of 80.00 EUR and 7 % of 20.00 EUR), but the tax total is 19.00 EUR: "
        "2.40 EUR more."
    )
    assert found.inputs == {
        "taxed_lines": "19 % of 80.00 EUR and 7 % of 20.00 EUR",
        "expected_tax": "16.60 EUR",
        "tax_total": "19.00 EUR",
    }


@pytest.mark.parametrize(("tax", "severity"), [("0.08", None), ("0.09", None), ("0.10", "info"), ("0.11", "severe")])
def test_without_groups_lines_may_be_rounded_each_or_together(tax: str, severity: str | None) -> None:
    found = noticed(lines=LINES, tax_total=tax)  # 0.078 together, three times 0.03 each
    assert (found and found.severity) == severity


def test_groups_that_say_only_their_tax_are_no_groups() -> None:
    assert noticed(group(None, "16.60", None), lines=TWO_RATES, tax_total="16.60") is None
    assert noticed(group(None, "19.00", "19"), lines=TWO_RATES, tax_total="19.00")
    assert noticed(group(None, "0.00", "0"), lines=TWO_RATES, tax_total="0.00")


@pytest.mark.parametrize(
    "unsaid",
    [
        {"lines": [*TWO_RATES, line("10.00", None)]},
        {"lines": [*TWO_RATES, line(None, "19")]},
        {"lines": TWO_RATES, "net_total": "110.00"},
        {"lines": TWO_RATES, "total": "140.00"},
    ],
    ids=["a line without rate", "a line without amount", "another net", "another total"],
)
def test_lines_that_do_not_say_what_is_taxed_are_not_held_against_the_tax(unsaid: dict[str, Any]) -> None:
    assert noticed(tax_total="25.00", **unsaid) is None


def test_lines_without_a_tax_total_say_nothing_of_it() -> None:
    assert noticed(lines=TWO_RATES, net_total="100.00") is None


def test_groups_tax_at_the_rates_of_the_lines() -> None:
    right = [group("80.00", "15.20"), group("20.00", "1.40", "7")]
    assert noticed(*right, lines=TWO_RATES, net_total="100.00") is None
    found = noticed(group("100.00", "19.00"), lines=TWO_RATES, net_total="100.00")
    assert found
    assert found.severity == "severe"
    assert found.why == (
        "Tax on the lines is 16.60 EUR (19 % of 80.00 EUR and 7 % of 20.00 EUR), but on the amounts of the tax groups "
        "19.00 EUR (19 % of 100.00 EUR): 2.40 EUR more."
    )


def test_a_group_at_no_tax_does_not_take_in_what_is_taxed() -> None:
    found = noticed(group("100.00", "0.00", "0", "AE"), lines=[line("100.00", "19")], net_total="100.00")
    assert found
    assert found.inputs["taxed_groups"] == "0 % of 100.00 EUR"
    assert found.inputs["tax_of_lines"] == "19.00 EUR"


def test_a_group_at_no_tax_that_states_no_amount_is_nothing() -> None:
    assert (
        noticed(group("100.00", "19.00"), group(None, None, "0"), lines=[line("100.00", "19")], net_total="100.00")
        is None
    )


@pytest.mark.parametrize(("moved", "severity"), [("0.01", None), ("0.05", "info"), ("1.00", "severe")])
def test_what_little_stands_at_another_rate_is_worth_knowing(moved: str, severity: str | None) -> None:
    high, low = Decimal("80.00") + Decimal(moved), Decimal("20.00") - Decimal(moved)
    groups = [
        group(str(taxable), str((taxable * Decimal(rate) / 100).quantize(Decimal("0.01"))), rate)
        for taxable, rate in ((high, "19"), (low, "7"))
    ]
    found = noticed(*groups, lines=TWO_RATES, net_total="100.00")
    assert (found and found.severity) == severity


def test_a_rate_is_the_same_however_it_is_written() -> None:
    assert noticed(group("100.00", "19.00", "19.00"), lines=[line("100.00", "19")], net_total="100.00") is None


def test_groups_are_not_held_against_lines_that_leave_something_open() -> None:
    wrong = group("100.00", "19.00")
    assert noticed(wrong, lines=[line("100.00", None)], net_total="100.00") is None
    assert noticed(wrong, lines=[line("90.00", "7")], net_total="100.00") is None
    assert noticed(wrong, group("0.00", "0.00", None), lines=[line("100.00", "7")], net_total="100.00") is None
    assert noticed(wrong, lines=[line("100.00", "7")]) is None
