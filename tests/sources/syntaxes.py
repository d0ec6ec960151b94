"""Writes the same invoice in both syntaxes of the European standard, for tests that compare what is read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.sources.small_cii import cii, path, ram

Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Side:
    """A party, as both syntaxes can name it."""

    name: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    street: str | None = None
    city: str | None = None
    post_code: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Item:
    """A line."""

    name: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    price: Decimal | None = None
    base: Decimal | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    days: Days | None = None


@dataclass(frozen=True)
class Extra:
    """An allowance or a charge on the document as a whole."""

    is_charge: bool
    amount: Decimal | None = None
    reason: str | None = None
    code: str | None = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class Group:
    """A tax group."""

    category: str | None = None
    rate: Decimal | None = None
    taxable: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Written:
    """An invoice before it is written in a syntax; `totals` are net, tax, gross, prepaid and due."""

    number: str
    currency: str
    code: str = "380"
    corrects: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    days: Days | None = None
    seller: Side = Side()
    buyer: Side = Side()
    payee: str | None = None
    accounts: list[tuple[str | None, str | None]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    totals: tuple[Decimal | None, ...] = (None,) * 5


Value = str | Decimal | date | None


def _text(value: Value) -> str | None:
    return None if value is None else escape(format(value, "f") if isinstance(value, Decimal) else str(value))


def cbc(name: str, value: Value, attributes: str = "") -> str:
    text = _text(value)
    return "" if text is None else f"<cbc:{name}{attributes}>{text}</cbc:{name}>"


def cac(name: str, *parts: str) -> str:
    return f"<cac:{name}>{''.join(parts)}</cac:{name}>"


def leaf(names: str, value: Value, attributes: str = "") -> str:
    text = _text(value)
    *above, name = names.split("/")
    if text is None:
        return ""
    inner = ram(name, text, attributes=attributes)
    return path("/".join(above), inner) if above else inner


def as_ubl(invoice: Written, root: str = "Invoice") -> bytes:
    """Write UBL; as a CreditNote, the due date stands with the payment and the lines are called otherwise."""
    verb, money = "Credited" if root == "CreditNote" else "Invoiced", f' currencyID="{invoice.currency}"'
    parts = [
        _ubl_header(invoice, root),
        *(_ubl_extra(extra, money) for extra in invoice.extras),
        *_ubl_totals(invoice, money),
        *(cac(f"{root}Line", _ubl_item(item, verb, money)) for item in invoice.items),
    ]
    base = "urn:oasis:names:specification:ubl:schema:xsd:"
    common = f'xmlns:cac="{base}CommonAggregateComponents-2" xmlns:cbc="{base}CommonBasicComponents-2"'
    return f'<{root} xmlns="{base}{root}-2" {common}>{"".join(parts)}</{root}>'.encode()


def _ubl_header(invoice: Written, root: str) -> str:
    due = cbc("DueDate", invoice.due_on)
    if root == "CreditNote":
        due = cac("PaymentMeans", cbc("PaymentDueDate", invoice.due_on))
    accounts = (cac("PayeeFinancialAccount", cbc("ID", iban), _ubl_bank(bic)) for iban, bic in invoice.accounts)
    return "".join(
        [
            cbc("ID", invoice.number),
            cbc("IssueDate", invoice.issued_on),
            due,
            cbc(f"{root}TypeCode", invoice.code),
            cbc("DocumentCurrencyCode", invoice.currency),
            _ubl_days(invoice.days),
            cac("BillingReference", cac("InvoiceDocumentReference", cbc("ID", invoice.corrects))),
            cac("AccountingSupplierParty", _ubl_side(invoice.seller)),
            cac("AccountingCustomerParty", _ubl_side(invoice.buyer)),
            cac("PayeeParty", cac("PartyName", cbc("Name", invoice.payee))),
            *(cac("PaymentMeans", account) for account in accounts),
        ]
    )


def _ubl_extra(extra: Extra, money: str) -> str:
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", str(extra.is_charge).lower()),
        cbc("AllowanceChargeReasonCode", extra.code),
        cbc("AllowanceChargeReason", extra.reason),
        cbc("Amount", extra.amount, money),
        cac("TaxCategory", cbc("Percent", extra.rate)),
    )


def _ubl_totals(invoice: Written, money: str) -> tuple[str, str]:
    net, tax, gross, prepaid, due = invoice.totals
    groups = (
        cac(
            "TaxSubtotal",
            cbc("TaxableAmount", group.taxable, money),
            cbc("TaxAmount", group.amount, money),
            cac("TaxCategory", cbc("ID", group.category), cbc("Percent", group.rate)),
        )
        for group in invoice.groups
    )
    return cac("TaxTotal", cbc("TaxAmount", tax, money), *groups), cac(
        "LegalMonetaryTotal",
        cbc("TaxExclusiveAmount", net, money),
        cbc("TaxInclusiveAmount", gross, money),
        cbc("PrepaidAmount", prepaid, money),
        cbc("PayableAmount", due, money),
    )


def _ubl_days(days: Days | None) -> str:
    return cac("InvoicePeriod", cbc("StartDate", days[0]), cbc("EndDate", days[1])) if days else ""


def _ubl_bank(bic: str | None) -> str:
    return cac("FinancialInstitutionBranch", cbc("ID", bic)) if bic else ""


def _ubl_side(side: Side) -> str:
    schemes = [("FC", side.tax_number), ("VAT", side.vat_id)]
    return cac(
        "Party",
        cac(
            "PostalAddress",
            cbc("StreetName", side.street),
            cbc("CityName", side.city),
            cbc("PostalZone", side.post_code),
            cac("Country", cbc("IdentificationCode", side.country)),
        ),
        *(
            cac("PartyTaxScheme", cbc("CompanyID", number), cac("TaxScheme", cbc("ID", name)))
            for name, number in schemes
        ),
        cac("PartyLegalEntity", cbc("RegistrationName", side.name)),
    )


def _ubl_item(item: Item, verb: str, money: str) -> str:
    unit = f' unitCode="{item.unit}"' if item.unit else ""
    return "".join(
        [
            cbc(f"{verb}Quantity", item.quantity, unit),
            cbc("LineExtensionAmount", item.amount, money),
            _ubl_days(item.days),
            cac("Item", cbc("Name", item.name), cac("ClassifiedTaxCategory", cbc("Percent", item.rate))),
            cac("Price", cbc("PriceAmount", item.price, money), cbc("BaseQuantity", item.base)),
        ]
    )


def as_cii(invoice: Written) -> bytes:
    """Write CII."""
    return cii(
        leaf("PayeeTradeParty/Name", invoice.payee),
        *(_cii_account(iban, bic) for iban, bic in invoice.accounts),
        *map(_cii_group, invoice.groups),
        _cii_days(invoice.days),
        *map(_cii_extra, invoice.extras),
        ram("SpecifiedTradePaymentTerms", _cii_day("DueDateDateTime", invoice.due_on)),
        _cii_totals(invoice),
        leaf("InvoiceReferencedDocument/IssuerAssignedID", invoice.corrects),
        document=leaf("TypeCode", invoice.code) + _cii_day("IssueDateTime", invoice.issued_on),
        lines="".join(map(_cii_item, invoice.items)),
        agreement=ram("SellerTradeParty", _cii_side(invoice.seller)) + ram("BuyerTradeParty", _cii_side(invoice.buyer)),
        currency=invoice.currency,
    ).replace(b"<ram:ID>1</ram:ID>", leaf("ID", invoice.number).encode(), 1)


def _cii_account(iban: str | None, bic: str | None) -> str:
    return ram(
        "SpecifiedTradeSettlementPaymentMeans",
        leaf("PayeePartyCreditorFinancialAccount/IBANID", iban),
        leaf("PayeeSpecifiedCreditorFinancialInstitution/BICID", bic),
    )


def _cii_group(group: Group) -> str:
    return ram(
        "ApplicableTradeTax",
        leaf("CalculatedAmount", group.amount),
        leaf("BasisAmount", group.taxable),
        leaf("CategoryCode", group.category),
        leaf("RateApplicablePercent", group.rate),
    )


def _cii_totals(invoice: Written) -> str:
    net, tax, gross, prepaid, due = invoice.totals
    return ram(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        leaf("TaxBasisTotalAmount", net),
        leaf("TaxTotalAmount", tax, f' currencyID="{invoice.currency}"'),
        leaf("GrandTotalAmount", gross),
        leaf("TotalPrepaidAmount", prepaid),
        leaf("DuePayableAmount", due),
    )


def _cii_day(name: str, value: date | None) -> str:
    if value is None:
        return ""
    written = value.isoformat().replace("-", "")
    return ram(name, f'<udt:DateTimeString format="102">{written}</udt:DateTimeString>')


def _cii_days(days: Days | None) -> str:
    if not days:
        return ""
    return ram("BillingSpecifiedPeriod", _cii_day("StartDateTime", days[0]), _cii_day("EndDateTime", days[1]))


def _cii_extra(extra: Extra) -> str:
    return ram(
        "SpecifiedTradeAllowanceCharge",
        ram("ChargeIndicator", f"<udt:Indicator>{str(extra.is_charge).lower()}</udt:Indicator>"),
        leaf("ActualAmount", extra.amount),
        leaf("ReasonCode", extra.code),
        leaf("Reason", extra.reason),
        leaf("CategoryTradeTax/RateApplicablePercent", extra.rate),
    )


def _cii_side(side: Side) -> str:
    return "".join(
        [
            leaf("Name", side.name),
            leaf("PostalTradeAddress/PostcodeCode", side.post_code),
            leaf("PostalTradeAddress/LineOne", side.street),
            leaf("PostalTradeAddress/CityName", side.city),
            leaf("PostalTradeAddress/CountryID", side.country),
            leaf("SpecifiedTaxRegistration/ID", side.tax_number, ' schemeID="FC"'),
            leaf("SpecifiedTaxRegistration/ID", side.vat_id, ' schemeID="VA"'),
        ]
    )


def _cii_item(item: Item) -> str:
    unit = f' unitCode="{item.unit}"' if item.unit else ""
    price = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice"
    total = "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"
    return ram(
        "IncludedSupplyChainTradeLineItem",
        leaf("SpecifiedTradeProduct/Name", item.name),
        leaf(f"{price}/ChargeAmount", item.price),
        leaf(f"{price}/BasisQuantity", item.base),
        leaf("SpecifiedLineTradeDelivery/BilledQuantity", item.quantity, unit),
        ram(
            "SpecifiedLineTradeSettlement",
            leaf("ApplicableTradeTax/RateApplicablePercent", item.rate),
            _cii_days(item.days),
            leaf(total, item.amount),
        ),
    )
