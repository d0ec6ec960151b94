"""A unit price that rose is to be checked, one that fell is told."""

from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.unit_price import UnitPrice
from workflow.invoices.document import InvoiceDocument


def minutes(price: str | None, quantity: str | None = "2000", **changes: Any) -> dict[str, Any]:
    line = {"kind": "usage", "description": "Minutes", "quantity": quantity, "unit": "minute", "unit_price": price}
    return {**line, **changes}


def of_lines(*lines: dict[str, Any], number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, lines=list(lines), **changes)


def noticed(now: list[dict[str, Any]], before: list[dict[str, Any]], **changes: Any) -> Noticed | None:
    return UnitPrice().evaluate(facts_of(of_lines(*now, **changes), of_lines(*before, number="OLD")))


def test_a_price_that_stays_is_not_noticed() -> None:
    assert noticed([minutes("0.080", "9000")], [minutes("0.08")]) is None


def test_a_price_that_rose_is_to_be_checked_with_what_it_costs() -> None:
    found = noticed([minutes("0.085")], [minutes("0.08", "1500")])
    assert found
    assert found.severity == "check"
    assert found.why == (
        'The unit price of "Minutes" rose from 0.08 EUR to 0.085 EUR for one minute (+6.2 %); '
        "on 2000 that is 10.00 EUR more. Compared with OLD."
    )
    assert found.inputs == {
        "prior_number": "OLD",
        "line": "Minutes",
        "before": "0.08 EUR",
        "after": "0.085 EUR",
        "quantity": "2000",
    }


def test_a_price_that_fell_is_told() -> None:
    found = noticed([minutes("0.06")], [minutes("0.08")])
    assert found
    assert found.severity == "info"
    assert "fell from 0.08 EUR to 0.06 EUR for one minute (-25.0 %); on 2000 that is 40.00 EUR less." in found.why


def test_one_that_rose_beside_one_that_fell_is_to_be_checked() -> None:
    numbers = {"description": "Numbers", "unit": None}
    found = noticed(
        [minutes("0.06"), minutes("3.00", "5", **numbers)], [minutes("0.08"), minutes("2.00", "5", **numbers)]
    )
    assert found
    assert found.severity == "check"
    assert (
        'The unit price of "Numbers" rose from 2.00 EUR to 3.00 EUR (+50.0 %); on 5 that is 5.00 EUR more.' in found.why
    )
    assert found.inputs["line"] == "Minutes"  # 40.00 EUR less is more than 5.00 EUR


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (minutes("0.50", unit="day"), minutes("15.00", unit="month")),
        (minutes("0.09", unit=None), minutes("0.08")),
        (minutes("0.09", description="Messages"), minutes("0.08")),
        (minutes(None), minutes("0.08")),
        (minutes("0.09"), minutes(None)),
        (minutes("9.00", kind="adjustment"), minutes("8.00", kind="adjustment")),
        (minutes("9.00", description=None), minutes("8.00", description=None)),
    ],
    ids=["units", "unit unsaid", "another line", "no price", "no price before", "credits", "no words"],
)
def test_what_cannot_be_compared_is_not(now: dict[str, Any], before: dict[str, Any]) -> None:
    assert noticed([now], [before]) is None


def test_a_unit_in_capitals_is_the_same() -> None:
    assert noticed([minutes("0.09", unit="Minute ")], [minutes("0.08")])


def test_several_lines_of_one_kind_are_compared_as_sets() -> None:
    assert noticed([minutes("0.10"), minutes("0.08")], [minutes("0.08"), minutes("0.10"), minutes("0.08")]) is None
    assert noticed([minutes("0.08")], [minutes("0.08"), minutes("0.10")]) is None


def test_of_several_prices_the_one_that_is_gone_was_replaced() -> None:
    found = noticed([minutes("0.08"), minutes("0.12", "50"), minutes("0.12", "50")], [minutes("0.08"), minutes("0.10")])
    assert found
    assert "rose from 0.10 EUR to 0.12 EUR for one minute (+20.0 %); on 100 that is 2.00 EUR more." in found.why


def test_a_further_price_is_compared_with_the_nearest_that_there_was() -> None:
    found = noticed([minutes("0.08"), minutes("0.11")], [minutes("0.08")])
    assert found
    assert "rose from 0.08 EUR to 0.11 EUR" in found.why


def test_a_price_from_nothing_has_no_percentage() -> None:
    found = noticed([minutes("0.08", None)], [minutes("0")])
    assert found
    assert found.why == (
        'The unit price of "Minutes" rose from 0.00 EUR to 0.08 EUR for one minute. Compared with OLD.'
    )


def test_in_another_currency_prices_do_not_compare() -> None:
    assert noticed([minutes("0.09")], [minutes("0.08")], currency="USD") is None


def test_a_credit_note_and_a_first_invoice_compare_nothing() -> None:
    assert noticed([minutes("0.09")], [minutes("0.08")], kind="credit_note") is None
    assert UnitPrice().evaluate(facts_of(of_lines(minutes("0.09")))) is None


def test_many_new_prices_are_not_all_told() -> None:
    names = "abcdefgh"
    found = noticed(
        [minutes("0.09", description=name) for name in names], [minutes("0.08", description=name) for name in names]
    )
    assert found
    assert found.why.count("rose from") == 6
    assert found.why.endswith("And 2 more like these. Compared with OLD.")


def test_a_price_that_is_new_is_paired_with_the_nearest_that_is_gone() -> None:
    found = noticed([minutes("0.08"), minutes("0.31")], [minutes("0.08"), minutes("0.10"), minutes("0.30")])
    assert found is not None
    assert "rose from 0.30 EUR to 0.31 EUR" in found.why
