"""CII: what is charged line by line, and what is allowed or charged on the document as a whole."""

from typing import Any

import pytest

from tests.sources.small_cii import allowance, line, path, period, ram, refusal, said, said_of_line


def priced(
    price: str, base: str | None = None, gross_base: str | None = None, quantity: str = "", amount: str = ""
) -> Any:
    net = [ram("ChargeAmount", price)] + ([ram("BasisQuantity", base)] if base is not None else [])
    gross = path("GrossPriceProductTradePrice/BasisQuantity", gross_base) if gross_base is not None else ""
    return said_of_line(
        ram("SpecifiedLineTradeAgreement", gross, ram("NetPriceProductTradePrice", *net)),
        path("SpecifiedLineTradeDelivery/BilledQuantity", quantity),
        path("SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", amount),
    )["unit_price"]


def test_a_line_field_by_field() -> None:
    assert said_of_line(
        path("AssociatedDocumentLineDocument/LineID", "1"),
        ram("SpecifiedTradeProduct", ram("Name", "Minutes"), ram("Description", "Spoken")),
        path("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount", "0.045"),
        ram("SpecifiedLineTradeDelivery", ram("BilledQuantity", "200.0", attributes=' unitCode="MIN"')),
        ram(
            "SpecifiedLineTradeSettlement",
            path("ApplicableTradeTax/RateApplicablePercent", "19.00"),
            period("20261001", "20261031"),
            path("SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", "9"),
        ),
    ) == {
        "kind": "other",
        "description": "Minutes",
        "quantity": "200",
        "unit": "MIN",
        "unit_price": "0.045",
        "amount": "9.00",
        "tax_rate": "19",
        "period": {"starts_on": "2026-10-01", "ends_on": "2026-10-31"},
    }


def test_allowances_of_a_line_and_of_its_price_are_in_it_already() -> None:
    of_line = path("SpecifiedLineTradeSettlement", allowance("false", ram("ActualAmount", "5")))
    of_price = path("SpecifiedLineTradeAgreement/GrossPriceProductTradePrice/AppliedTradeAllowanceCharge")
    assert len(said(lines=line(of_line, of_price))["lines"]) == 1


@pytest.mark.parametrize(
    ("base", "price"),
    [(None, "4.50"), ("1", "4.50"), ("1.0000", "4.50"), ("100", "0.045"), ("3", "1.50"), ("7", None), ("0", None)],
)
def test_a_price_for_many_is_divided_where_that_is_exact(base: str | None, price: str | None) -> None:
    assert priced("4.5", base) == price


@pytest.mark.parametrize(
    ("base", "gross_base", "price"), [(None, "100", "0.045"), ("1", "100", "4.50"), ("100", "1", "0.045")]
)
def test_the_base_quantity_may_stand_with_the_gross_price_only(base: str | None, gross_base: str, price: str) -> None:
    assert priced("4.5", base, gross_base) == price


@pytest.mark.parametrize(
    ("quantity", "amount", "price"),
    [
        ("1", "1273.00", "1273.00"),  # the standard's own slip: the price stands where its base belongs
        ("-1", "-1273.00", "1273.00"),
        ("2546", "2546.00", "1.00"),  # really 1273 for 1273
        ("1", "7.00", "1.00"),  # the amount confirms neither
        ("", "1273.00", "1.00"),
    ],
)
def test_a_price_written_twice_is_no_base_quantity(quantity: str, amount: str, price: str) -> None:
    assert priced("1273", "1273", None, quantity, amount) == price


def test_a_nameless_item_is_described_and_a_mere_note_says_itself() -> None:
    note = path("AssociatedDocumentLineDocument/IncludedNote/Content", "As delivered:")
    assert said_of_line(path("SpecifiedTradeProduct/Description", "Spoken"), note)["description"] == "Spoken"
    assert said_of_line(note)["description"] == "As delivered:"


@pytest.mark.parametrize(
    ("status", "lines"), [("DETAIL", 1), ("GROUP", 0), ("INFORMATION", 0), (" GROUP ", 0), ("", 1), ("other", 1)]
)
def test_lines_that_only_restate_or_tell_are_not_charged(status: str, lines: int) -> None:
    assert len(said(lines=line(path("AssociatedDocumentLineDocument/LineStatusReasonCode", status)))["lines"]) == lines


@pytest.mark.parametrize(
    ("indicator", "amount"), [("false", "-5.00"), ("0", "-5.00"), ("true", "5.00"), ("1", "5.00"), (" true ", "5.00")]
)
def test_an_allowance_subtracts_and_a_charge_adds(indicator: str, amount: str) -> None:
    rate = path("CategoryTradeTax/RateApplicablePercent", "7.00")
    given = allowance(indicator, ram("ActualAmount", "5"), ram("Reason", "Loyalty"), rate)
    nothing = {"quantity": None, "unit": None, "unit_price": None, "period": None}
    assert said(given)["lines"] == [
        {"kind": "adjustment", "description": "Loyalty", "amount": amount, "tax_rate": "7", **nothing}
    ]


def test_an_allowance_without_a_reason_is_described_by_its_code() -> None:
    (adjustment,) = said(allowance("false", ram("ActualAmount", "5"), ram("ReasonCode", "95")))["lines"]
    assert adjustment["description"] == "95"


def test_a_negative_allowance_adds() -> None:
    assert said(allowance("false", ram("ActualAmount", "-5")))["lines"][0]["amount"] == "5.00"


def test_a_charge_for_transport_is_an_adjustment_too() -> None:
    freight = ram(
        "SpecifiedLogisticsServiceCharge",
        ram("Description", "Freight"),
        ram("AppliedAmount", "5.80"),
        path("AppliedTradeTax/RateApplicablePercent", "7"),
    )
    (adjustment,) = said(freight)["lines"]
    assert (adjustment["kind"], adjustment["description"]) == ("adjustment", "Freight")
    assert (adjustment["amount"], adjustment["tax_rate"]) == ("5.80", "7")


@pytest.mark.parametrize("indicator", [None, "", "yes", "TRUE", "2"])
def test_an_adjustment_must_say_its_direction(indicator: str | None) -> None:
    why = refusal(allowance("true"), allowance(indicator, ram("ActualAmount", "5")))
    assert "ApplicableHeaderTradeSettlement/SpecifiedTradeAllowanceCharge[2]: ChargeIndicator must be" in why
