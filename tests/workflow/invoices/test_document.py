"""The invoice document: what it refuses, how it is written, and what makes two of them the same."""

from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.invoices.currency import minor_digits
from workflow.invoices.document import CoveredPeriod, InvoiceDocument, LineKind, content_hash, read_document, to_json
from workflow.invoices.numerals import parse_plain, write_money, write_number
from workflow.invoices.source import UnreadableInvoice

SMALLEST: dict[str, Any] = {
    "number": "INV-1",
    "currency": "EUR",
    "lines": [],
    "source": {"format": "json"},
    "sha256": "0" * 64,
}


def document(**fields: Any) -> InvoiceDocument:
    return read_document({**SMALLEST, **fields})


def refusal(**fields: Any) -> str:
    with pytest.raises(UnreadableInvoice) as refused:
        document(**fields)
    return str(refused.value)


def test_a_document_of_number_currency_and_lines_is_enough() -> None:
    nobody = {"name": None, "tax_id": None, "address": None, "country": None}
    assert to_json(document()) == {
        "kind": "invoice",
        "number": "INV-1",
        "external_id": None,
        "corrects": None,
        "issued_on": None,
        "due_on": None,
        "period": None,
        "currency": "EUR",
        "status": "final",
        "payment_status": "unknown",
        "seller": nobody,
        "buyer": nobody,
        "payee": {"name": None, "iban": None, "bic": None},
        "lines": [],
        "taxes": [],
        "net_total": None,
        "tax_total": None,
        "total": None,
        "prepaid": "0.00",
        "amount_due": None,
        "source": {"name": None, "format": "json", "request_id": None},
        "sha256": "0" * 64,
    }


def test_a_line_says_what_is_not_known_by_null() -> None:
    (line,) = to_json(document(lines=[{}]))["lines"]
    assert line.pop("kind") == "other"
    assert set(line) == {"description", "quantity", "unit", "unit_price", "amount", "tax_rate", "period"}
    assert set(line.values()) == {None}


def test_null_says_nothing_where_there_is_a_default() -> None:
    unsaid = dict.fromkeys(["kind", "status", "payment_status", "seller", "buyer", "payee", "taxes", "prepaid"])
    assert document(**unsaid, lines=[{"kind": None}]) == document(lines=[{}])


@pytest.mark.parametrize("field", ["number", "currency", "lines"])
def test_what_is_required_is_asked_for(field: str) -> None:
    with pytest.raises(UnreadableInvoice, match=f"^{field}: is required\\.$"):
        read_document({key: value for key, value in SMALLEST.items() if key != field})


@pytest.mark.parametrize(
    "amount",
    [
        "1e3",
        "NaN",
        "Infinity",
        "\u0661\u0662",
        "\uff11\uff12",
        "1,000.00",
        "12,50",
        "+5",
        "",
        " 5",
        "5\n",
        "5.",
        ".5",
        "--5",
        "0x1",
    ],
)
def test_a_number_that_is_no_plain_decimal_is_refused(amount: str) -> None:
    assert refusal(lines=[{}, {}, {"amount": amount}]).startswith("lines[2].amount: ")


@pytest.mark.parametrize("amount", [5, 5.0, True, float("nan"), ["5"], {}, Decimal("NaN"), Decimal("1E+99"), "9" * 99])
def test_a_number_that_is_no_string_or_far_too_long_is_refused(amount: object) -> None:
    assert refusal(total=amount).startswith("total: ")


@pytest.mark.parametrize(
    "day", ["20260203", "2026-2-3", "2026-02-30", "2026-W06-2", "03.02.2026", "2026-02-03T00:00", 5]
)
def test_a_date_that_is_not_written_year_month_day_is_refused(day: object) -> None:
    assert refusal(due_on=day).startswith("due_on: ")


@pytest.mark.parametrize("code", ["eur", "EURO", "€", "XYZ", "", None, 978])
def test_a_currency_must_be_known(code: object) -> None:
    assert refusal(currency=code).startswith("currency: ")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"totl": "5.00"}, "totl: is no field of the invoice document."),
        ({"lines": [{"amuont": "5.00"}]}, "lines[0].amuont: is no field of the invoice document."),
        ({"seller": {"vat": "DE1"}}, "seller.vat: is no field of the invoice document."),
        ({"kind": "bill"}, "kind: must be 'invoice' or 'credit_note', not 'bill'."),
        ({"number": " "}, "number: must not be empty."),
        ({"number": 7}, "number: must be a string."),
        ({"number": "a\x00"}, "number: has characters that cannot be printed."),
        ({"number": "\ud800"}, "number: has characters that cannot be printed."),
        ({"lines": {}}, "lines: must be a list."),
        ({"lines": ["5.00"]}, "lines[0]: must be an object."),
        (
            {"period": {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}},
            "period: ends on 2026-01-01, before it starts on 2026-02-01.",
        ),
    ],
)
def test_a_refusal_names_the_place(fields: dict[str, Any], place: str) -> None:
    assert refusal(**fields) == place


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("EUR", "5.00"),
        ("JPY", "5"),
        ("KWD", "5.000"),
        ("ISK", "5"),
        ("HUF", "5.00"),
        ("IQD", "5.000"),
        ("CLF", "5.0000"),
    ],
)
def test_money_has_at_least_the_minor_digits_of_its_currency(code: str, written: str) -> None:
    assert to_json(document(currency=code, total="5"))["total"] == written


def test_money_keeps_more_digits_than_its_currency_has_and_no_zeros_behind_them() -> None:
    (line,) = to_json(document(lines=[{"unit_price": "0.12500", "amount": "473.0"}]))["lines"]
    assert (line["unit_price"], line["amount"]) == ("0.125", "473.00")


def test_other_numbers_have_no_trailing_zeros() -> None:
    (line,) = to_json(document(lines=[{"quantity": "100", "tax_rate": "19.00"}]))["lines"]
    assert (line["quantity"], line["tax_rate"]) == ("100", "19")


EXACT = Context(prec=60)
plain = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places, EXACT), st.integers(-(10**20), 10**20), st.integers(-9, 30)
)


@given(plain)
def test_a_number_is_written_with_unchanged_value_and_without_exponent(number: Decimal) -> None:
    text = write_number(number)
    assert parse_plain(text) == number
    assert write_number(parse_plain(text)) == text
    assert "." not in text or not text.endswith(("0", "."))


@given(plain, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_money_is_written_with_unchanged_value(number: Decimal, code: str) -> None:
    text = write_money(number, minor_digits(code))
    decimals = text.partition(".")[2]
    assert parse_plain(text) == number
    assert len(decimals) >= minor_digits(code)
    assert len(decimals) == minor_digits(code) or not decimals.endswith("0")


def test_zero_has_no_sign() -> None:
    assert to_json(document(total="-0.00"))["total"] == "0.00"


def test_what_is_written_reads_back_the_same() -> None:
    first = document(
        kind="credit_note",
        due_on="2026-11-30",
        period={"starts_on": "2026-10-01", "ends_on": "2026-10-31"},
        seller={"name": "Callaro Inc."},
        lines=[{"kind": "usage", "quantity": "1234.5", "unit_price": "0.0375", "amount": "46.29", "tax_rate": "19"}],
        taxes=[{"category": "S", "rate": "19", "taxable": "46.29", "amount": "8.80"}],
        total="55.09",
    )
    assert read_document(to_json(first)) == first


def test_periods_that_only_lines_state_become_the_document_s() -> None:
    lines = [
        {"period": {"starts_on": "2026-10-05", "ends_on": "2026-10-20"}},
        {},
        {"period": {"starts_on": "2026-10-01", "ends_on": "2026-10-09"}},
    ]
    assert to_json(document(lines=lines))["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-10-20"}


def test_a_period_without_a_day_says_nothing() -> None:
    assert document(period={"starts_on": None}).period is None


def test_a_period_may_state_only_its_end() -> None:
    period = document(period={"ends_on": "2026-10-31"}).period
    assert period == CoveredPeriod.model_validate({"ends_on": "2026-10-31"})


def test_an_empty_text_says_nothing() -> None:
    assert document(seller={"name": "  "}).seller.name is None


def test_a_line_break_in_a_number_is_a_space() -> None:
    assert document(number="INV\r\n 1 ").number == "INV 1"


def test_the_same_content_fetched_again_is_recognised() -> None:
    again = document(source={"format": "callaro", "request_id": "r-2"}, sha256="1" * 64, external_id="inv_9")
    assert content_hash(again) == content_hash(document())


@pytest.mark.parametrize(
    "entries", [{"lines": [{"kind": "usage"}, {"amount": "5.00"}]}, {"taxes": [{"rate": "7"}, {"rate": "19"}]}]
)
def test_entries_in_another_order_are_no_new_content(entries: dict[str, list[Any]]) -> None:
    turned = {name: listed[::-1] for name, listed in entries.items()}
    assert content_hash(document(**turned)) == content_hash(document(**entries))


@pytest.mark.parametrize("change", [{"payment_status": "paid"}, {"amount_due": "0.00"}, {"prepaid": "5.00"}])
def test_a_payment_is_no_new_content(change: dict[str, Any]) -> None:
    assert content_hash(document(**change)) == content_hash(document())


@pytest.mark.parametrize("change", [{"total": "5.01"}, {"lines": [{"kind": LineKind.USAGE}]}])
def test_new_content_has_a_hash_of_its_own(change: dict[str, Any]) -> None:
    assert content_hash(document(**change)) != content_hash(document())
