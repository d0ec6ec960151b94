"""ZUGFeRD 1.0 says what CII says, with other names."""

from typing import Any

import pytest

from tests.sources.small_cii import ZUGFERD_1, allowance, day, line, path, period, ram, refusal, said


def said_by_zugferd_1(*settlement: str, **others: Any) -> dict[str, Any]:
    return said(*settlement, names=ZUGFERD_1, **others)


def amount(name: str, text: str, currency: str = "EUR") -> str:
    return ram(name, text, attributes=f' currencyID="{currency}"')


def test_the_header() -> None:
    document = said_by_zugferd_1(
        path("SpecifiedTradePaymentTerms", day("DueDateDateTime", "20141208")),
        period("20141001", "20141031"),
        document=ram("Name", "GUTSCHRIFT") + ram("TypeCode", "381") + day("IssueDateTime", "20141108"),
        agreement=path("SellerTradeParty/Name", "S") + path("BuyerTradeParty/Name", "B"),
    )
    assert (document["kind"], document["number"]) == ("credit_note", "1")
    assert (document["issued_on"], document["due_on"]) == ("2014-11-08", "2014-12-08")
    assert document["period"] == {"starts_on": "2014-10-01", "ends_on": "2014-10-31"}
    assert (document["seller"]["name"], document["buyer"]["name"]) == ("S", "B")
    assert document["source"]["format"] == "cii"


def test_the_totals_and_taxes() -> None:
    document = said_by_zugferd_1(
        ram(
            "ApplicableTradeTax",
            amount("CalculatedAmount", "19.00"),
            amount("BasisAmount", "100.00"),
            ram("CategoryCode", "S"),
            ram("ApplicablePercent", "19.00"),
        ),
        ram(
            "SpecifiedTradeSettlementMonetarySummation",
            amount("LineTotalAmount", "100"),
            amount("TaxBasisTotalAmount", "100"),
            amount("TaxTotalAmount", "19"),
            amount("GrandTotalAmount", "119"),
            amount("TotalPrepaidAmount", "9"),
            amount("DuePayableAmount", "110"),
        ),
    )
    assert document["taxes"] == [{"category": "S", "rate": "19", "taxable": "100.00", "amount": "19.00"}]
    assert [document[field] for field in ("net_total", "tax_total", "total", "prepaid", "amount_due")] == [
        "100.00",
        "19.00",
        "119.00",
        "9.00",
        "110.00",
    ]


def test_a_line() -> None:
    document = said_by_zugferd_1(
        lines=line(
            ram(
                "SpecifiedSupplyChainTradeAgreement",
                path("GrossPriceProductTradePrice", amount("ChargeAmount", "9.9")),
                ram("NetPriceProductTradePrice", amount("ChargeAmount", "9.00"), ram("BasisQuantity", "100")),
            ),
            ram("SpecifiedSupplyChainTradeDelivery", ram("BilledQuantity", "200", attributes=' unitCode="MIN"')),
            ram(
                "SpecifiedSupplyChainTradeSettlement",
                path("ApplicableTradeTax/ApplicablePercent", "19"),
                path("SpecifiedTradeSettlementMonetarySummation", amount("LineTotalAmount", "18")),
            ),
            path("SpecifiedTradeProduct/Name", "Minutes"),
        )
    )
    assert document["lines"] == [
        {
            "kind": "other",
            "description": "Minutes",
            "quantity": "200",
            "unit": "MIN",
            "unit_price": "0.09",
            "amount": "18.00",
            "tax_rate": "19",
            "period": None,
        }
    ]


def test_allowances_and_transport() -> None:
    rate = path("CategoryTradeTax/ApplicablePercent", "19.00")
    freight = ram(
        "SpecifiedLogisticsServiceCharge",
        ram("Description", "Freight"),
        amount("AppliedAmount", "5.80"),
        path("AppliedTradeTax/ApplicablePercent", "7"),
    )
    document = said_by_zugferd_1(freight, allowance("false", amount("ActualAmount", "1"), rate))
    assert [(each["description"], each["amount"], each["tax_rate"]) for each in document["lines"]] == [
        (None, "-1.00", "19"),
        ("Freight", "5.80", "7"),
    ]


@pytest.mark.parametrize("element", ["ID", "IssuerAssignedID"])
def test_what_is_corrected(element: str) -> None:
    assert said_by_zugferd_1(path(f"InvoiceReferencedDocument/{element}", "R 7"))["corrects"] == "R 7"


def test_places_are_told_in_its_own_names() -> None:
    other = path("SpecifiedTradeSettlementMonetarySummation", amount("GrandTotalAmount", "5", "USD"))
    place = "CrossIndustryDocument/SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeSettlement/"
    assert place in refusal(other, names=ZUGFERD_1)
