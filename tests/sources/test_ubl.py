"""UBL: every sample is read as it is printed, two of them field by field, and the corners by small documents."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sources.reading import read_invoice
from workflow.invoices.document import to_json
from workflow.invoices.source import UnreadableInvoice

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice" / "ubl"
NAMES = sorted(path.name for path in SAMPLES.glob("*.xml"))


def read(name: str) -> dict[str, Any]:
    return to_json(read_invoice(name, (SAMPLES / name).read_bytes()))


def ubl(*parts: str, root: str = "Invoice", currency: str = "EUR") -> bytes:
    """Make a small document: number and currency, then the parts."""
    base = "urn:oasis:names:specification:ubl:schema:xsd:"
    return (
        f'<{root} xmlns="{base}{root}-2" xmlns:cac="{base}CommonAggregateComponents-2"'
        f' xmlns:cbc="{base}CommonBasicComponents-2"><cbc:ID>1</cbc:ID>'
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>{''.join(parts)}</{root}>"
    ).encode()


def said(*parts: str, root: str = "Invoice", currency: str = "EUR") -> dict[str, Any]:
    return to_json(read_invoice("small.xml", ubl(*parts, root=root, currency=currency)))


def refusal(*parts: str) -> str:
    with pytest.raises(UnreadableInvoice) as refused:
        said(*parts)
    return str(refused.value)


def cbc(name: str, text: str, attributes: str = "") -> str:
    return f"<cbc:{name}{attributes}>{text}</cbc:{name}>"


def cac(name: str, *parts: str) -> str:
    return f"<cac:{name}>{''.join(parts)}</cac:{name}>"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("net_total", "LegalMonetaryTotal/TaxExclusiveAmount"),
        ("total", "LegalMonetaryTotal/TaxInclusiveAmount"),
        ("amount_due", "LegalMonetaryTotal/PayableAmount"),
        ("tax_total", "TaxTotal/TaxAmount"),
    ],
)
def test_every_sample_s_totals_are_those_of_the_xml(name: str, field: str, path: str) -> None:
    content = (SAMPLES / name).read_bytes()
    stated = etree.fromstring(content).findtext("/".join(f"{{*}}{step}" for step in path.split("/")))
    assert getattr(read_invoice(name, content), field) == Decimal(stated or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_s_lines_add_up_to_its_net_total(name: str) -> None:
    document = read_invoice(name, (SAMPLES / name).read_bytes())
    assert sum(line.amount or 0 for line in document.lines) == document.net_total


def test_an_invoice_of_the_standard_field_by_field() -> None:
    document = read("en16931-example2.ubl.xml")
    lines = document.pop("lines")
    assert document == {
        "kind": "invoice",
        "number": "TOSL108",
        "external_id": None,
        "corrects": None,
        "issued_on": "2013-06-30",
        "due_on": "2013-07-20",
        "period": {"starts_on": "2013-06-01", "ends_on": "2013-06-30"},
        "currency": "NOK",
        "status": "final",
        "payment_status": "unknown",
        "seller": {
            "name": "Salescompany ltd.",
            "tax_id": "NO123456789MVA",
            "address": "Main street 34, Big city, 303",
            "country": "NO",
        },
        "buyer": {
            "name": "The Buyercompany",
            "tax_id": "NO987654321MVA",
            "address": "Anystreet 8, Anytown, 101",
            "country": "NO",
        },
        "payee": {"name": "Ebeneser Scrooge AS", "iban": "NO9386011117947", "bic": "DNBANOKK"},
        "taxes": [
            {"category": "S", "rate": "25", "taxable": "1460.50", "amount": "365.13"},
            {"category": "S", "rate": "15", "taxable": "1.00", "amount": "0.15"},
            {"category": "E", "rate": "0", "taxable": "-25.00", "amount": "0.00"},
        ],
        "net_total": "1436.50",
        "tax_total": "365.28",
        "total": "1801.78",
        "prepaid": "1000.00",
        "amount_due": "801.78",
        "source": {"name": "en16931-example2.ubl.xml", "format": "ubl", "request_id": None},
        "sha256": hashlib.sha256((SAMPLES / "en16931-example2.ubl.xml").read_bytes()).hexdigest(),
    }
    assert len(lines) == 7
    assert lines[0] == {
        "kind": "other",
        "description": "Laptop computer",
        "quantity": "2",
        "unit": "EA",
        "unit_price": "1273.00",
        "amount": "1273.00",
        "tax_rate": "25",
        "period": {"starts_on": "2013-06-01", "ends_on": "2013-06-30"},
    }
    nothing = {"quantity": None, "unit": None, "unit_price": None, "period": None}
    assert lines[5:] == [
        {"kind": "adjustment", "description": "Promotion discount", "amount": "-100.00", "tax_rate": "25", **nothing},
        {"kind": "adjustment", "description": "Freight", "amount": "100.00", "tax_rate": "25", **nothing},
    ]


def test_a_credit_note_of_the_standard_field_by_field() -> None:
    name = "en16931-creditnote1.ubl.xml"
    assert read(name) == {
        "kind": "credit_note",
        "number": "018304 / 28865",
        "external_id": None,
        "corrects": None,
        "issued_on": "2019-09-23",
        "due_on": None,
        "period": {"starts_on": "2019-02-01", "ends_on": "2019-02-28"},
        "currency": "EUR",
        "status": "final",
        "payment_status": "unknown",
        "seller": {
            "name": "My Supplier Company",
            "tax_id": "BE0000000196",
            "address": "De Grote Meir 22, ANTWERPEN, 2000",
            "country": "BE",
        },
        "buyer": {
            "name": "My Customer Company",
            "tax_id": "BE0000000295",
            "address": "Boulevard Sint Michel 53, BRUXELLES, 1000",
            "country": "BE",
        },
        "payee": {"name": None, "iban": "BE91000000143476", "bic": "BPOTBEB1"},
        "lines": [
            {
                "kind": "other",
                "description": "Exonération du versement du PP",
                "quantity": "1",
                "unit": "C62",
                "unit_price": "100.11",
                "amount": "100.11",
                "tax_rate": "0",
                "period": None,
            }
        ],
        "taxes": [{"category": "E", "rate": "0", "taxable": "100.11", "amount": "0.00"}],
        "net_total": "100.11",
        "tax_total": "0.00",
        "total": "100.11",
        "prepaid": "0.00",
        "amount_due": "100.11",
        "source": {"name": name, "format": "ubl", "request_id": None},
        "sha256": hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest(),
    }


def test_an_invoice_that_corrects_another_names_it() -> None:
    assert read("en16931-example5.ubl.xml")["corrects"] == "TOSL109"


def test_a_second_tax_total_in_another_currency_is_left_out() -> None:
    assert read("en16931-example5.ubl.xml")["tax_total"] == "675.00"
    euro, krone = (
        cac("TaxTotal", cbc("TaxAmount", amount, f' currencyID="{code}"'))
        for amount, code in [("9", "EUR"), ("67", "DKK")]
    )
    assert said(euro, krone, currency="DKK")["tax_total"] == "67.00"


@pytest.mark.parametrize(
    ("code", "kind"), [("380", "invoice"), ("381", "credit_note"), ("396", "credit_note"), ("389", "invoice")]
)
def test_the_type_code_says_what_a_document_is(code: str, kind: str) -> None:
    assert said(cbc("InvoiceTypeCode", code))["kind"] == kind


def test_a_credit_note_is_one_without_a_type_code() -> None:
    assert said(root="CreditNote")["kind"] == "credit_note"


def test_a_credit_note_s_due_date_stands_with_its_payment() -> None:
    means = cac("PaymentMeans", cbc("PaymentDueDate", "2026-11-30"))
    assert said(means, root="CreditNote")["due_on"] == "2026-11-30"


def test_a_zone_does_not_move_a_date() -> None:
    assert said(cbc("IssueDate", "2026-11-30+01:00"))["issued_on"] == "2026-11-30"
    assert said(cbc("IssueDate", "2026-11-30Z"))["issued_on"] == "2026-11-30"


def scheme(company: str, name: str) -> str:
    return cac("PartyTaxScheme", cbc("CompanyID", company), cac("TaxScheme", cbc("ID", name)))


def seller(*parts: str) -> Any:
    return said(cac("AccountingSupplierParty", cac("Party", *parts)))["seller"]


def test_the_vat_id_goes_before_the_tax_registration() -> None:
    assert seller(scheme("201/113", "FC"), scheme("DE1", "VAT"))["tax_id"] == "DE1"
    assert seller(scheme("201/113", "FC"))["tax_id"] == "201/113"
    assert seller(cac("PartyLegalEntity", cbc("CompanyID", "HRB 1")))["tax_id"] is None


def test_a_party_is_named_as_it_is_registered_else_by_its_trading_name() -> None:
    trading, registered = (
        cac("PartyName", cbc("Name", "Corner")),
        cac("PartyLegalEntity", cbc("RegistrationName", "C Ltd")),
    )
    assert seller(trading, registered)["name"] == "C Ltd"
    assert seller(trading)["name"] == "Corner"


def test_an_address_joins_what_there_is() -> None:
    assert seller(cac("PostalAddress", cbc("CityName", "Bonn"), cbc("PostalZone", "53111")))["address"] == "Bonn, 53111"
    assert seller(cac("PostalAddress", cac("Country", cbc("IdentificationCode", "DE"))))["address"] is None


def test_the_payee_s_bic_is_never_that_of_another_account() -> None:
    first = cac("PaymentMeans", cac("PayeeFinancialAccount", cbc("ID", "DE02")))
    branch = cac("FinancialInstitutionBranch", cbc("ID", "BIC2"))
    second = cac("PaymentMeans", cac("PayeeFinancialAccount", cbc("ID", "DE03"), branch))
    assert said(first, second)["payee"] == {"name": None, "iban": "DE02", "bic": None}


def line(*parts: str) -> Any:
    return said(cac("InvoiceLine", *parts))["lines"][0]


@pytest.mark.parametrize(("base", "price"), [("1", "4.50"), ("100", "0.045"), ("3", "1.50"), ("7", None), ("0", None)])
def test_a_price_for_many_is_divided_where_that_is_exact(base: str, price: str | None) -> None:
    assert line(cac("Price", cbc("PriceAmount", "4.5"), cbc("BaseQuantity", base)))["unit_price"] == price


def test_a_price_written_twice_is_no_base_quantity() -> None:
    price = cac("Price", cbc("PriceAmount", "1273"), cbc("BaseQuantity", "1273"))
    charged = [cbc("LineExtensionAmount", "1273.00"), price]
    assert line(cbc("InvoicedQuantity", "1"), *charged)["unit_price"] == "1273.00"
    assert line(cbc("InvoicedQuantity", "1273"), *charged)["unit_price"] == "1.00"


def test_a_nameless_item_is_described() -> None:
    assert line(cac("Item", cbc("Description", "Minutes")))["description"] == "Minutes"


def test_a_comment_does_not_cut_a_value_short() -> None:
    assert line(cbc("LineExtensionAmount", "12<!-- -->34.5"))["amount"] == "1234.50"


def test_a_decimal_may_be_written_as_xml_schema_allows() -> None:
    assert [line(cbc("LineExtensionAmount", text))["amount"] for text in ("+5", " .5 ", "5.", "-5")] == [
        "5.00",
        "0.50",
        "5.00",
        "-5.00",
    ]


def test_periods_of_lines_make_the_document_s() -> None:
    lines = [
        cac("InvoiceLine", cac("InvoicePeriod", cbc("StartDate", start), cbc("EndDate", end)))
        for start, end in [("2026-10-05", "2026-10-31"), ("2026-10-01", "2026-10-07")]
    ]
    assert said(*lines)["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}


def test_an_allowance_without_a_reason_is_described_by_its_code() -> None:
    allowance = cac(
        "AllowanceCharge", cbc("ChargeIndicator", "false"), cbc("AllowanceChargeReasonCode", "95"), cbc("Amount", "5")
    )
    (adjustment,) = said(allowance)["lines"]
    assert (adjustment["kind"], adjustment["description"], adjustment["amount"]) == ("adjustment", "95", "-5.00")


@pytest.mark.parametrize("text", ["12,50", "1e3", "NaN", "\uff11\uff12", "", ".", "5 5"])
def test_an_amount_that_is_no_decimal_is_refused_with_its_place(text: str) -> None:
    lines = cac("InvoiceLine"), cac("InvoiceLine", cbc("LineExtensionAmount", text))
    if not text:
        assert said(*lines)["lines"][1]["amount"] is None
        return
    assert refusal(*lines).startswith("small.xml: Invoice/InvoiceLine[2]/LineExtensionAmount: ")


def test_a_bad_date_is_refused_with_its_place() -> None:
    assert refusal(cbc("IssueDate", "31.12.2026")).startswith(
        "small.xml: Invoice/IssueDate: '31.12.2026' is not a date"
    )


def test_an_amount_in_another_currency_is_not_taken_for_ours() -> None:
    dollars = cac("LegalMonetaryTotal", cbc("PayableAmount", "5", ' currencyID="USD"'))
    assert refusal(dollars) == (
        "small.xml: Invoice/LegalMonetaryTotal/PayableAmount: the amount is in USD, but the document is in EUR."
    )


def test_an_adjustment_must_say_its_direction() -> None:
    assert refusal(cac("AllowanceCharge", cbc("Amount", "5"))).startswith("small.xml: Invoice/AllowanceCharge: ")


@pytest.mark.parametrize("element", ["cbc:ID", "cbc:DocumentCurrencyCode"])
def test_a_document_without_number_or_currency_is_refused(element: str) -> None:
    content = ubl().replace(element.encode(), b"cbc:Other")
    with pytest.raises(UnreadableInvoice, match=f"Invoice: {element.removeprefix('cbc:')} is missing"):
        read_invoice("small.xml", content)
