"""CII: the corners of a Cross Industry Invoice, by small documents."""

from typing import Any

import pytest

from sources.reading import read_invoice
from tests.sources.small_cii import account, cii, day, line, path, period, ram, refusal, said, totals
from workflow.invoices.source import UnreadableInvoice


def seller(*parts: str) -> Any:
    return said(agreement=ram("SellerTradeParty", *parts))["seller"]


def registration(number: str, scheme: str) -> str:
    return ram("SpecifiedTaxRegistration", ram("ID", number, attributes=f' schemeID="{scheme}"'))


def test_the_least_that_is_an_invoice() -> None:
    document = said()
    assert (document["kind"], document["number"], document["currency"], document["prepaid"]) == (
        "invoice",
        "1",
        "EUR",
        "0.00",
    )
    assert (document["lines"], document["taxes"], document["period"], document["due_on"]) == ([], [], None, None)
    assert (document["net_total"], document["tax_total"], document["total"], document["amount_due"]) == (None,) * 4
    assert document["seller"] == {"name": None, "tax_id": None, "address": None, "country": None}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("380", "invoice"),
        ("381", "credit_note"),
        (" 396 ", "credit_note"),
        ("389", "invoice"),
        ("384", "invoice"),
        ("326", "invoice"),
        ("875", "invoice"),
        ("", "invoice"),
    ],
)
def test_the_type_code_says_what_a_document_is(code: str, kind: str) -> None:
    assert said(document=ram("TypeCode", code))["kind"] == kind


def test_a_credit_note_s_amounts_keep_their_sign() -> None:
    document = said(totals(ram("GrandTotalAmount", "-5")), document=ram("TypeCode", "381"))
    assert (document["kind"], document["total"]) == ("credit_note", "-5.00")


@pytest.mark.parametrize(
    ("field", "element"),
    [
        ("net_total", "TaxBasisTotalAmount"),
        ("tax_total", "TaxTotalAmount"),
        ("total", "GrandTotalAmount"),
        ("prepaid", "TotalPrepaidAmount"),
        ("amount_due", "DuePayableAmount"),
    ],
)
def test_each_total_has_its_element(field: str, element: str) -> None:
    assert said(totals(ram(element, "12.5")))[field] == "12.50"


def test_a_rounding_is_no_total_of_ours() -> None:
    document = said(
        totals(ram("RoundingAmount", "0.01"), ram("GrandTotalAmount", "9.99"), ram("DuePayableAmount", "10"))
    )
    assert (document["total"], document["prepaid"], document["amount_due"]) == ("9.99", "0.00", "10.00")


def tax(amount: str, currency: str | None) -> str:
    return ram("TaxTotalAmount", amount, attributes="" if currency is None else f' currencyID="{currency}"')


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ([tax("9", "EUR"), tax("67", "DKK")], "9.00"),
        ([tax("67", "DKK"), tax("9", "EUR")], "9.00"),
        ([tax("67", None), tax("9", "EUR")], "9.00"),
        ([tax("9", None), tax("67", "DKK")], "9.00"),
        ([tax("67", "DKK")], None),
        ([tax("9", "")], "9.00"),
    ],
)
def test_the_tax_is_the_one_in_the_document_s_currency(given: list[str], total: str | None) -> None:
    assert said(totals(*given))["tax_total"] == total


def test_each_tax_group_is_as_printed() -> None:
    standard = ram(
        "ApplicableTradeTax",
        ram("CalculatedAmount", "19.00"),
        ram("BasisAmount", "100"),
        ram("CategoryCode", "S"),
        ram("RateApplicablePercent", "19.00"),
    )
    outside = ram("ApplicableTradeTax", ram("CalculatedAmount", "0"), ram("BasisAmount", "5"), ram("CategoryCode", "O"))
    assert said(standard, outside)["taxes"] == [
        {"category": "S", "rate": "19", "taxable": "100.00", "amount": "19.00"},
        {"category": "O", "rate": None, "taxable": "5.00", "amount": "0.00"},
    ]


def test_the_issue_and_due_dates() -> None:
    due = path("SpecifiedTradePaymentTerms", ram("Description", "30 days"), day("DueDateDateTime", "20261130"))
    document = said(due, document=day("IssueDateTime", "20261031"))
    assert (document["issued_on"], document["due_on"]) == ("2026-10-31", "2026-11-30")


def test_terms_without_a_date_do_not_hide_those_with_one() -> None:
    terms = [ram("SpecifiedTradePaymentTerms"), path("SpecifiedTradePaymentTerms", day("DueDateDateTime", "20261130"))]
    assert said(*terms)["due_on"] == "2026-11-30"


def test_a_date_without_a_format_is_read_when_it_can_only_be_one() -> None:
    assert said(document=day("IssueDateTime", "20261031", None))["issued_on"] == "2026-10-31"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-10-31", "102"),
        ("202610", "610"),
        ("20261031", "101"),
        ("202610311200", "203"),
        ("202643", "616"),
        ("20261331", "102"),
        ("20260229", "102"),
        ("31102026", "102"),
        ("31102026", None),
        ("２０２６１０３１", "102"),
        ("2026 1031", "102"),
    ],
)
def test_a_date_in_another_format_is_refused_with_its_place(text: str, written: str | None) -> None:
    why = refusal(document=day("IssueDateTime", text, written))
    assert why.startswith("small.xml: CrossIndustryInvoice/ExchangedDocument/IssueDateTime/DateTimeString: '")


def test_a_moment_is_no_date() -> None:
    moment = ram("IssueDateTime", "<udt:DateTime>2026-10-31T00:00:00</udt:DateTime>")
    assert "IssueDateTime/DateTime: '2026-10-31T00:00:00' is not a date written YYYYMMDD" in refusal(document=moment)


def test_dates_that_are_not_ours_may_be_written_anyhow() -> None:
    delivered = path("ActualDeliverySupplyChainEvent", day("OccurrenceDateTime", "201412", "610"))
    assert said(delivered)["number"] == "1"


def test_the_period_is_the_header_s() -> None:
    own, of_line = period("20261001", "20261031"), path("SpecifiedLineTradeSettlement", period("20260901", "20261130"))
    assert said(own, lines=line(of_line))["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}


def test_periods_of_lines_make_the_document_s() -> None:
    days = [("20261005", "20261031"), ("20261001", "20261007")]
    lines = "".join(line(path("SpecifiedLineTradeSettlement", period(*both))) for both in days)
    document = said(lines=lines)
    assert document["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}
    assert document["lines"][1]["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-10-07"}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        ("20261001", None, {"starts_on": "2026-10-01", "ends_on": None}),
        (None, "20261031", {"starts_on": None, "ends_on": "2026-10-31"}),
        ("20261031", "20261031", {"starts_on": "2026-10-31", "ends_on": "2026-10-31"}),
        (None, None, None),
    ],
)
def test_a_period_may_be_stated_by_half(starts_on: str | None, ends_on: str | None, expected: Any) -> None:
    assert said(period(starts_on, ends_on))["period"] == expected


def test_a_period_that_runs_backwards_is_refused_with_its_place() -> None:
    why = refusal(period("20261031", "20261001"))
    assert why.endswith("/BillingSpecifiedPeriod: ends on 2026-10-01, before it starts on 2026-10-31.")


def test_an_invoice_that_corrects_another_names_it() -> None:
    assert said(path("InvoiceReferencedDocument/IssuerAssignedID", "R 7"))["corrects"] == "R 7"


def test_the_vat_id_goes_before_the_tax_registration() -> None:
    assert seller(registration("201/113", "FC"), registration("DE1", "VA"))["tax_id"] == "DE1"
    assert seller(registration("201/113", "FC"))["tax_id"] == "201/113"
    assert seller(registration("DE1", "va"), registration("201/113", "FC"))["tax_id"] == "DE1"
    assert seller(registration("", "VA"), registration("201/113", "FC"))["tax_id"] == "201/113"
    assert seller(path("SpecifiedLegalOrganization/ID", "HRB 1"))["tax_id"] is None


def test_a_party_is_named_as_it_is_registered_else_by_its_trading_name() -> None:
    trading = path("SpecifiedLegalOrganization/TradingBusinessName", "Corner")
    assert seller(trading, ram("Name", "C Ltd"))["name"] == "C Ltd"
    assert seller(trading)["name"] == "Corner"


def test_an_address_joins_street_city_and_post_code() -> None:
    where = [ram("PostcodeCode", "53111"), ram("LineOne", "Weg 1"), ram("LineTwo", "Hof"), ram("CityName", "Bonn")]
    assert seller(path("PostalTradeAddress", *where))["address"] == "Weg 1, Bonn, 53111"
    assert seller(path("PostalTradeAddress", where[3]))["address"] == "Bonn"
    assert seller(path("PostalTradeAddress/CountryID", "DE")) == {
        "name": None,
        "tax_id": None,
        "address": None,
        "country": "DE",
    }


def test_the_buyer_is_not_the_one_who_is_delivered_to_or_billed_for() -> None:
    others = path("SellerTaxRepresentativeTradeParty/Name", "T") + path("BuyerAgentTradeParty/Name", "A")
    assert said(agreement=others + path("BuyerTradeParty/Name", "B"))["buyer"]["name"] == "B"


def test_the_payee_and_its_account() -> None:
    document = said(path("PayeeTradeParty/Name", "P"), account(ram("IBANID", "DE02"), bic="BIC2"))
    assert document["payee"] == {"name": "P", "iban": "DE02", "bic": "BIC2"}


def test_an_account_that_has_no_iban_has_its_own_number() -> None:
    assert said(account(ram("AccountName", "Us"), ram("ProprietaryID", "4711")))["payee"]["iban"] == "4711"


def test_the_payee_s_bic_is_never_that_of_another_account() -> None:
    document = said(account(ram("IBANID", "DE02")), account(ram("IBANID", "DE03"), bic="BIC3"))
    assert document["payee"] == {"name": None, "iban": "DE02", "bic": None}
    assert said(account(bic="BIC1"), account(ram("IBANID", "DE03"), bic="BIC3"))["payee"]["bic"] == "BIC3"


def test_the_account_that_is_debited_is_not_the_payee_s() -> None:
    debited = path("SpecifiedTradeSettlementPaymentMeans/PayerPartyDebtorFinancialAccount/IBANID", "DE09")
    assert said(debited)["payee"]["iban"] is None


@pytest.mark.parametrize(("text", "amount"), [("+5", "5.00"), (" .5 ", "0.50"), ("5.", "5.00"), ("-5", "-5.00")])
def test_a_decimal_may_be_written_as_xml_schema_allows(text: str, amount: str) -> None:
    assert said(totals(ram("GrandTotalAmount", text)))["total"] == amount


@pytest.mark.parametrize("text", ["12,50", "1e3", "NaN", "INF", "１２", ".", "5 5", "5€", "--5", "9" * 40])
def test_an_amount_that_is_no_decimal_is_refused_with_its_place(text: str) -> None:
    amount = path("SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", text)
    place = "CrossIndustryInvoice/SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem[2]/"
    why = refusal(lines=line() + line(amount))
    assert why.startswith(f"small.xml: {place}SpecifiedLineTradeSettlement/")
    assert "/LineTotalAmount: " in why


@pytest.mark.parametrize("element", ["GrandTotalAmount", "DuePayableAmount", "TaxBasisTotalAmount"])
def test_an_amount_in_another_currency_is_not_taken_for_ours(element: str) -> None:
    why = refusal(totals(ram(element, "5", attributes=' currencyID="USD"')))
    assert why.endswith(f"/{element}: the amount is in USD, but the document is in EUR.")


def test_an_amount_stated_twice_is_the_one_in_the_document_s_currency() -> None:
    dollars, euros = (
        ram("GrandTotalAmount", text, attributes=f' currencyID="{text[1:]}"') for text in ("6USD", "5EUR")
    )
    both = totals(dollars.replace(">6USD<", ">6<"), euros.replace(">5EUR<", ">5<"))
    assert said(both)["total"] == "5.00"


@pytest.mark.parametrize("currency", ["", "Euro", "EU", "eur", "978"])
def test_a_document_needs_a_currency(currency: str) -> None:
    assert refusal(currency=currency).startswith("small.xml: ")


def test_a_document_without_a_number_is_refused() -> None:
    content = cii().replace(b"<ram:ID>1</ram:ID>", b"")
    with pytest.raises(UnreadableInvoice, match="CrossIndustryInvoice: ExchangedDocument/ID is missing"):
        read_invoice("small.xml", content)


def test_a_comment_does_not_cut_a_value_short() -> None:
    assert said(totals(ram("GrandTotalAmount", "12<!-- -->34.5")))["total"] == "1234.50"


def test_prefixes_may_be_called_anything() -> None:
    content = cii(totals(ram("GrandTotalAmount", "5"))).replace(b"ram:", b"x.1:").replace(b":ram=", b":x.1=")
    assert read_invoice("small.xml", content).total == 5


def test_more_lines_than_any_invoice_has_are_refused() -> None:
    assert "has 60,000 times IncludedSupplyChainTradeLineItem" in refusal(lines=line() * 60_000)
