"""UBL 2.1 Invoice and CreditNote, read into the invoice document by EN 16931's binding (CEN/TS 16931-3-2)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lxml import etree

from sources.elements import Node
from sources.en16931 import adjustment, kind_of, listed, price_of_one, stated_period
from workflow.invoices.document import CoveredPeriod, DocumentKind, InvoiceDocument, covering, read_document

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE = f"{{{_UBL}Invoice-2}}Invoice"
CREDIT_NOTE = f"{{{_UBL}CreditNote-2}}CreditNote"
_PREFIXES = {"cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}


def read_ubl(root: etree._Element, name: str, sha256: str) -> InvoiceDocument:
    """Read a parsed UBL Invoice or CreditNote; `name` is the file's, `sha256` that of its bytes.

    Raises UnreadableInvoice, naming the element, for a value that cannot be read or an amount in another currency.
    """
    return read_document(_Reader(root).values(name, sha256))


class _Reader:
    """One UBL document, and the currency that its amounts are in."""

    def __init__(self, root: etree._Element) -> None:
        self._root = Node(root, _PREFIXES)
        self._currency = self._required("DocumentCurrencyCode", self._root.currency("cbc:DocumentCurrencyCode"))

    def _required(self, name: str, text: str | None) -> str:
        if text is None:
            raise self._root.unreadable(f"{name} is missing")
        return text

    def values(self, name: str, sha256: str) -> dict[str, Any]:
        """Return every field of the invoice document that UBL can state."""
        root = self._root
        seller, buyer = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
        return {
            "kind": self._kind(),
            "number": self._required("ID", root.text("cbc:ID")),
            "corrects": root.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
            "issued_on": root.day("cbc:IssueDate"),
            # A UBL CreditNote has no due date of its own: BT-9 stands with the means of payment there.
            "due_on": root.day("cbc:DueDate") or root.day("cac:PaymentMeans/cbc:PaymentDueDate"),
            "period": _period(root),
            "currency": self._currency,
            "seller": next((_party(party) for party in root.all(seller)), None),
            "buyer": next((_party(party) for party in root.all(buyer)), None),
            "payee": self._payee(),
            "lines": [*self._lines(), *map(self._adjustment, listed(root, "cac:AllowanceCharge"))],
            **self._taxes(),
            **self._totals(),
            "source": {"name": name, "format": "ubl"},
            "sha256": sha256,
        }

    def _kind(self) -> DocumentKind:
        if self._root.element.tag == CREDIT_NOTE:
            return DocumentKind.CREDIT_NOTE
        return kind_of(self._root.text("cbc:InvoiceTypeCode"))

    def _payee(self) -> dict[str, str | None]:
        """BT-59 when the payee is not the seller; BT-84 and BT-86 of the first account, never of two."""
        accounts = self._root.all("cac:PaymentMeans/cac:PayeeFinancialAccount")
        account = next((account for account in accounts if account.text("cbc:ID")), None)
        return {
            "name": self._root.text("cac:PayeeParty/cac:PartyName/cbc:Name"),
            "iban": account.text("cbc:ID") if account else None,
            "bic": account.text("cac:FinancialInstitutionBranch/cbc:ID") if account else None,
        }

    def _lines(self) -> Iterator[dict[str, Any]]:
        kind = "CreditNote" if self._root.element.tag == CREDIT_NOTE else "Invoice"
        quantity = "cbc:CreditedQuantity" if kind == "CreditNote" else "cbc:InvoicedQuantity"
        for line in listed(self._root, f"cac:{kind}Line"):
            price, base = self._money(line, "cac:Price/cbc:PriceAmount"), line.number("cac:Price/cbc:BaseQuantity")
            count, amount = line.number(quantity), self._money(line, "cbc:LineExtensionAmount")
            yield {
                "description": line.text("cac:Item/cbc:Name") or line.text("cac:Item/cbc:Description"),
                "quantity": count,
                "unit": line.attribute(quantity, "unitCode"),
                "unit_price": price_of_one(price, base, count, amount),
                "amount": amount,
                "tax_rate": line.number("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"),
                "period": _period(line),
            }

    def _adjustment(self, given: Node) -> dict[str, Any]:
        started = adjustment(given, given.text("cbc:ChargeIndicator"), self._money(given, "cbc:Amount"))
        return started | {
            "description": given.text("cbc:AllowanceChargeReason") or given.text("cbc:AllowanceChargeReasonCode"),
            "tax_rate": given.number("cac:TaxCategory/cbc:Percent"),
        }

    def _taxes(self) -> dict[str, Any]:
        """BT-110 and BG-23; a second total, in the currency of the seller's tax accounts (BT-111), is not ours."""
        totals = [total for total in self._root.all("cac:TaxTotal") if self._is_ours(total)]
        broken_down = [total for total in totals if total.all("cac:TaxSubtotal")]
        total = next(iter(broken_down or totals), None)
        if total is None:
            return {}
        groups = listed(total, "cac:TaxSubtotal")
        return {"tax_total": self._money(total, "cbc:TaxAmount"), "taxes": [self._group(group) for group in groups]}

    def _is_ours(self, total: Node) -> bool:
        return total.attribute("cbc:TaxAmount", "currencyID") in {None, self._currency}

    def _group(self, group: Node) -> dict[str, Any]:
        return {
            "category": group.text("cac:TaxCategory/cbc:ID"),
            "rate": group.number("cac:TaxCategory/cbc:Percent"),
            "taxable": self._money(group, "cbc:TaxableAmount"),
            "amount": self._money(group, "cbc:TaxAmount"),
        }

    def _totals(self) -> dict[str, Decimal | None]:
        """BT-109, BT-112, BT-113 and BT-115."""
        totals = "cac:LegalMonetaryTotal/cbc:"
        return {
            "net_total": self._money(self._root, f"{totals}TaxExclusiveAmount"),
            "total": self._money(self._root, f"{totals}TaxInclusiveAmount"),
            "prepaid": self._money(self._root, f"{totals}PrepaidAmount"),
            "amount_due": self._money(self._root, f"{totals}PayableAmount"),
        }

    def _money(self, node: Node, path: str) -> Decimal | None:
        return node.money(path, self._currency)


def _period(node: Node) -> CoveredPeriod | None:
    """BT-73 and BT-74 of the document, BT-134 and BT-135 of a line; one of the two may be missing."""
    return covering(_stated(period) for period in node.all("cac:InvoicePeriod"))


def _stated(period: Node) -> CoveredPeriod:
    return stated_period(period, period.day("cbc:StartDate"), period.day("cbc:EndDate"))


def _party(party: Node) -> dict[str, str | None]:
    """Seller (BG-4) or buyer (BG-7); a document without a registered name is known by its trading name."""
    address = [party.text(f"cac:PostalAddress/cbc:{part}") for part in ("StreetName", "CityName", "PostalZone")]
    return {
        "name": party.text("cac:PartyLegalEntity/cbc:RegistrationName") or party.text("cac:PartyName/cbc:Name"),
        "tax_id": _tax_id(party),
        "address": ", ".join(part for part in address if part),
        "country": party.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    }


def _tax_id(party: Node) -> str | None:
    """Return the VAT id (BT-31, BT-48), else the other tax registration (BT-32)."""
    schemes = [scheme for scheme in party.all("cac:PartyTaxScheme") if scheme.text("cbc:CompanyID")]
    vat_first = sorted(schemes, key=lambda scheme: (scheme.text("cac:TaxScheme/cbc:ID") or "").upper() != "VAT")
    return vat_first[0].text("cbc:CompanyID") if vat_first else None
