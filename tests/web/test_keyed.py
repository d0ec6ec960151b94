"""Reading what somebody keyed in: never a guess, and every complaint beside its field."""

from typing import Any

import pytest

from web.views.files import keying_form
from web.views.keyed import Keyed, label_of, read_keyed, rows_of
from workflow.invoices.document import read_document, to_json

LEAST = {"number": "R-1", "issued_on": "2026-11-30", "currency": "EUR", "seller_name": "Callaro Inc.", "total": "595"}
SOURCE = {"source": {"name": "a.pdf", "format": "manual"}, "sha256": "0" * 64}


def complaints(**typed: str) -> dict[str, str]:
    """Read a form that is complete but for these fields; gives the complaints."""
    return dict(read_keyed({**LEAST, **{name.replace("__", "-"): value for name, value in typed.items()}}).complaints)


def document(**typed: str) -> dict[str, Any]:
    """Read a complete form; gives the invoice document."""
    keyed = read_keyed({**LEAST, **typed})
    assert keyed.complaints == {}
    return to_json(read_document({**keyed.said, **SOURCE}))


def test_the_least_that_makes_an_invoice() -> None:
    made = document()
    stated = {name: made[name] for name in ("number", "issued_on", "currency", "total", "kind", "lines", "period")}
    assert stated == {
        "number": "R-1", "issued_on": "2026-11-30", "currency": "EUR", "total": "595.00", "kind": "invoice",
        "lines": [], "period": None,
    }  # fmt: skip
    assert made["source"]["format"] == "manual"


def test_everything_that_can_be_keyed_in_stands_in_the_document() -> None:
    made = document(
        kind="credit_note", corrects="R-0", due_on="2026-12-14", starts_on="2026-11-01", ends_on="2026-11-30",
        currency=" eur ", seller_tax_id="IE1234567T", iban="IE29 AIBK 9311 5212 3456 78", net_total="-500",
        tax_total="-95.00", total="-595.00", amount_due="-595.00",
        **{
            "lines-2-kind": "usage", "lines-2-description": "Minutes", "lines-2-quantity": "6250",
            "lines-2-unit_price": "0.08", "lines-2-amount": "-500.00", "lines-2-tax_rate": "19",
            "taxes-3-rate": "19", "taxes-3-taxable": "-500", "taxes-3-amount": "-95",
        },
    )  # fmt: skip
    assert (made["kind"], made["corrects"], made["due_on"], made["currency"]) == (
        "credit_note", "R-0", "2026-12-14", "EUR",
    )  # fmt: skip
    assert made["period"] == {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    assert made["seller"]["tax_id"] == "IE1234567T"
    assert made["payee"]["iban"] == "IE29 AIBK 9311 5212 3456 78"
    assert made["lines"] == [
        {"kind": "usage", "description": "Minutes", "quantity": "6250", "unit": None, "unit_price": "0.08",
         "amount": "-500.00", "tax_rate": "19", "period": None}
    ]  # fmt: skip
    assert made["taxes"] == [{"category": None, "rate": "19", "taxable": "-500.00", "amount": "-95.00"}]
    assert (made["net_total"], made["tax_total"], made["amount_due"]) == ("-500.00", "-95.00", "-595.00")


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert set(read_keyed({}).complaints) == {"number", "issued_on", "currency", "seller_name", "total"}


@pytest.mark.parametrize(
    "number",
    ["1.234,56", "1,234.56", "12,50", "1 234.56", "1'234.56", "€ 12.00", "12.00 EUR", "+12", "1e3", "19 %", ".5", "5.",
     "\u221212.00", "\u0661\u0662", "NaN", "0x10", "1_000", "--1", "1" * 31],
)  # fmt: skip
def test_a_number_in_another_way_is_not_guessed(number: str) -> None:
    assert "write it as 1234.56" in complaints(total=number)["total"]
    assert "write it as 1234.56" in complaints(**{"lines-1-amount": number})["lines-1-amount"]


@pytest.mark.parametrize(("number", "ways"), [("1.234", "1234 or 1.2340"), ("-12.500", "-12500 or -12.5000")])
def test_a_number_that_may_mean_two_is_refused_with_both_ways_to_write_it(number: str, ways: str) -> None:
    assert complaints(total=number)["total"].endswith(f"; write {ways}.")


@pytest.mark.parametrize("number", ["0", "-1", "1234.56", "0.125", "1234.500", "1.2340", " 12 ", "0.08"])
def test_a_plain_number_is_taken(number: str) -> None:
    assert complaints(total=number) == {}


@pytest.mark.parametrize("day", ["30.11.2026", "11/30/2026", "2026-11-31", "2026-1-1", "20261130", "today"])
def test_a_date_in_another_way_is_not_guessed(day: str) -> None:
    assert "write 2026-11-30 for 30 November 2026" in complaints(issued_on=day)["issued_on"]


@pytest.mark.parametrize("code", ["EURO", "E", "\u20ac", "XYZ", "12"])
def test_a_currency_is_its_three_letters(code: str) -> None:
    assert "write its three letters" in complaints(currency=code)["currency"]


def test_a_period_runs_forwards() -> None:
    assert complaints(starts_on="2026-11-30", ends_on="2026-11-01") == {
        "ends_on": "This is before 2026-11-30, on which the period begins."
    }


def test_a_line_needs_its_amount_and_an_empty_one_is_none() -> None:
    assert complaints(**{"lines-3-description": "Minutes"}) == {"lines-3-amount": "This is missing."}
    assert complaints(**{"lines-3-description": " ", "lines-3-kind": "usage"}) == {}


@pytest.mark.parametrize("kind", ["", "nonsense", "<script>"])
def test_what_is_no_kind_is_the_usual_one(kind: str) -> None:
    made = document(kind=kind, **{"lines-1-kind": kind, "lines-1-amount": "1"})
    assert (made["kind"], made["lines"][0]["kind"]) == ("invoice", "other")


def test_a_text_has_its_limit() -> None:
    assert complaints(seller_name="x" * 401) == {"seller_name": "This has more than 400 characters."}


@pytest.mark.parametrize(("rows", "there"), [("", 12), ("24", 24), ("1", 12), ("999", 36), ("-1", 12), ("x", 12)])
def test_there_is_room_for_twelve_lines_and_for_more(rows: str, there: int) -> None:
    assert rows_of({"rows": rows}) == there
    assert len(keying_form(Keyed({"rows": rows}, {}, {})).lines) == there


def test_a_line_beyond_the_rows_is_not_read() -> None:
    assert document(**{"lines-13-amount": "1"})["lines"] == []
    assert len(document(**{"lines-13-amount": "1", "rows": "24"})["lines"]) == 1


@pytest.mark.parametrize(
    ("name", "label"),
    [("total", "Total"), ("lines-3-amount", "Line 3, amount, net"), ("taxes-1-rate", "Tax group 1, rate %")],
)
def test_a_complaint_names_its_field_as_the_form_does(name: str, label: str) -> None:
    assert label_of(name) == label


def test_a_date_that_a_browser_would_swallow_is_shown_as_it_was_typed() -> None:
    form = keying_form(read_keyed({"issued_on": "30.11.2026", "due_on": "2026-12-14"}))
    assert [(one.kind, one.value) for one in form.dates[:2]] == [("text", "30.11.2026"), ("date", "2026-12-14")]
