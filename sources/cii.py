"""UN/CEFACT's Cross Industry Invoice, read into the invoice document by EN 16931's binding (CEN/TS 16931-3-3).

It is what Factur-X, ZUGFeRD and XRechnung write, in every profile from MINIMUM, which has no lines, to EXTENDED.
ZUGFeRD 1.0 says the same with other names.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from sources.cii_names import NAMES
from sources.elements import Node
from sources.en16931 import adjustment, kind_of, listed, price_of_one, stated_period
from workflow.invoices.document import CoveredPeriod, InvoiceDocument, LineKind, covering, read_document
from workflow.invoices.fields import parse_day
from workflow.invoices.numerals import shorten

_DAY = re.compile(r"[0-9]{8}")
# UNTDID 2379: year, month, day.
_YYYYMMDD = "102"


def read_cii(root: etree._Element, name: str, sha256: str) -> InvoiceDocument:
    """Read a parsed Cross Industry Invoice or ZUGFeRD 1.0; `name` is the file's, `sha256` that of its bytes.

    Raises UnreadableInvoice, naming the element, for a value that cannot be read or an amount in another currency.
    """
    return read_document(_Reader(root).values(name, sha256))


class _Reader:
    """One CII document, what it calls its parts, and the currency that its amounts are in."""

    def __init__(self, root: etree._Element) -> None:
        self._names = names = NAMES[str(root.tag)]
        self._root = Node(root, names.prefixes)
        self._agreement = f"{names.transaction}/{names.header}Agreement"
        self._settlement = f"{names.transaction}/{names.header}Settlement"
        code = f"{self._settlement}/ram:InvoiceCurrencyCode"
        self._currency = self._required(code, self._root.currency(code))

    def _required(self, path: str, text: str | None) -> str:
        if text is None:
            raise self._root.unreadable(f"{re.sub('[a-z]+:', '', path)} is missing")
        return text

    def values(self, name: str, sha256: str) -> dict[str, Any]:
        """Return every field of the invoice document that CII can state."""
        document, agreement, settlement = self._names.document, self._agreement, self._settlement
        return {
            "kind": kind_of(self._root.text(f"{document}/ram:TypeCode")),
            "number": self._required(f"{document}/ram:ID", self._root.text(f"{document}/ram:ID")),
            "corrects": self._corrects(),
            "issued_on": _day(self._root, f"{document}/ram:IssueDateTime"),
            "due_on": _day(self._root, f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"),
            "period": _period(self._root, settlement),
            "currency": self._currency,
            "seller": next(map(_party, self._root.all(f"{agreement}/ram:SellerTradeParty")), None),
            "buyer": next(map(_party, self._root.all(f"{agreement}/ram:BuyerTradeParty")), None),
            "payee": self._payee(),
            "lines": [*self._lines(), *self._adjustments(), *self._freights()],
            "taxes": list(map(self._group, listed(self._root, f"{settlement}/ram:ApplicableTradeTax"))),
            **self._totals(),
            "source": {"name": name, "format": "cii"},
            "sha256": sha256,
        }

    def _corrects(self) -> str | None:
        """BT-25, whose number is an ID in ZUGFeRD 1.0."""
        before = f"{self._settlement}/ram:InvoiceReferencedDocument"
        return self._root.text(f"{before}/ram:IssuerAssignedID") or self._root.text(f"{before}/ram:ID")

    def _payee(self) -> dict[str, str | None]:
        """BT-59 when the payee is not the seller; BT-84 and BT-86 of the first account, never of two."""
        means = self._root.all(f"{self._settlement}/ram:SpecifiedTradeSettlementPaymentMeans")
        account = next(((number, given) for given in means if (number := _account(given))), None)
        return {
            "name": self._root.text(f"{self._settlement}/ram:PayeeTradeParty/ram:Name"),
            "iban": account[0] if account else None,
            "bic": account[1].text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID") if account else None,
        }

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines that are charged: a group restates the sum of its lines, an information charges nothing."""
        for line in listed(self._root, f"{self._names.transaction}/ram:IncludedSupplyChainTradeLineItem"):
            if line.text("ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode") not in {"GROUP", "INFORMATION"}:
                yield self._line(line)

    def _line(self, line: Node) -> dict[str, Any]:
        agreement, settlement = f"{self._names.line}Agreement", f"{self._names.line}Settlement"
        billed = f"{self._names.line}Delivery/ram:BilledQuantity"
        quantity = line.number(billed)
        amount = self._money(line, f"{settlement}/{self._names.line_totals}/ram:LineTotalAmount")
        price = self._money(line, f"{agreement}/ram:NetPriceProductTradePrice/ram:ChargeAmount")
        return {
            "description": _description(line),
            "quantity": quantity,
            "unit": line.attribute(billed, "unitCode"),
            "unit_price": price_of_one(price, _base_quantity(line, agreement), quantity, amount),
            "amount": amount,
            "tax_rate": line.number(f"{settlement}/ram:ApplicableTradeTax/{self._names.percent}"),
            "period": _period(line, settlement),
        }

    def _adjustments(self) -> Iterator[dict[str, Any]]:
        for given in listed(self._root, f"{self._settlement}/ram:SpecifiedTradeAllowanceCharge"):
            amount = self._money(given, "ram:ActualAmount")
            started = adjustment(given, given.text("ram:ChargeIndicator/*"), amount)
            yield started | {
                "description": given.text("ram:Reason") or given.text("ram:ReasonCode"),
                "tax_rate": given.number(f"ram:CategoryTradeTax/{self._names.percent}"),
            }

    def _freights(self) -> Iterator[dict[str, Any]]:
        """Yield the charges for transport, which EXTENDED and ZUGFeRD 1.0 list apart from the others."""
        for given in listed(self._root, f"{self._settlement}/ram:SpecifiedLogisticsServiceCharge"):
            yield {
                "kind": LineKind.ADJUSTMENT,
                "description": given.text("ram:Description"),
                "amount": self._money(given, "ram:AppliedAmount"),
                "tax_rate": given.number(f"ram:AppliedTradeTax/{self._names.percent}"),
            }

    def _group(self, group: Node) -> dict[str, Any]:
        return {
            "category": group.text("ram:CategoryCode"),
            "rate": group.number(self._names.percent),
            "taxable": self._money(group, "ram:BasisAmount"),
            "amount": self._money(group, "ram:CalculatedAmount"),
        }

    def _totals(self) -> dict[str, Decimal | None]:
        """BT-109, BT-110, BT-112, BT-113 and BT-115."""
        totals = f"{self._settlement}/{self._names.totals}/ram:"
        return {
            "net_total": self._money(self._root, f"{totals}TaxBasisTotalAmount"),
            "tax_total": self._tax_total(f"{totals}TaxTotalAmount"),
            "total": self._money(self._root, f"{totals}GrandTotalAmount"),
            "prepaid": self._money(self._root, f"{totals}TotalPrepaidAmount"),
            "amount_due": self._money(self._root, f"{totals}DuePayableAmount"),
        }

    def _tax_total(self, path: str) -> Decimal | None:
        """BT-110; a total only in the currency of the seller's tax accounts (BT-111) is not ours."""
        currencies = {(total.element.get("currencyID") or "").strip() for total in self._root.all(path)}
        return self._money(self._root, path) if currencies & {"", self._currency} else None

    def _money(self, node: Node, path: str) -> Decimal | None:
        return node.money(path, self._currency)


def _account(means: Node) -> str | None:
    account = "ram:PayeePartyCreditorFinancialAccount/ram:"
    return means.text(f"{account}IBANID") or means.text(f"{account}ProprietaryID")


def _description(line: Node) -> str | None:
    """BT-153; a line of nothing but a note, as ZUGFeRD 1.0 has them, says that."""
    product = "ram:SpecifiedTradeProduct/ram:"
    note = "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"
    return line.text(f"{product}Name") or line.text(f"{product}Description") or line.text(note)


def _base_quantity(line: Node, agreement: str) -> Decimal | None:
    """BT-149, which may stand with the net price or with the gross price."""
    net = line.number(f"{agreement}/ram:NetPriceProductTradePrice/ram:BasisQuantity")
    return net if net is not None else line.number(f"{agreement}/ram:GrossPriceProductTradePrice/ram:BasisQuantity")


def _period(node: Node, settlement: str) -> CoveredPeriod | None:
    """BT-73 and BT-74 of the document, BT-134 and BT-135 of a line; one of the two may be missing."""
    return covering(
        stated_period(period, _day(period, "ram:StartDateTime"), _day(period, "ram:EndDateTime"))
        for period in node.all(f"{settlement}/ram:BillingSpecifiedPeriod")
    )


def _day(node: Node, path: str) -> date | None:
    """Return the first date at a path, or null; raises UnreadableInvoice for one in another format than YYYYMMDD."""
    stated = next((found for found in node.all(f"{path}/*") if found.own_text()), None)
    if stated is None:
        return None
    text = stated.own_text()
    written = (stated.element.get("format") or _YYYYMMDD).strip()
    if written != _YYYYMMDD or not _DAY.fullmatch(text):
        raise stated.unreadable(f"{shorten(text)} is not a date written YYYYMMDD, which is format {_YYYYMMDD}")
    try:
        return parse_day(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError as error:
        raise stated.unreadable(str(error)) from None


def _party(party: Node) -> dict[str, str | None]:
    """Seller (BG-4) or buyer (BG-7); a document without a registered name is known by its trading name."""
    address = [party.text(f"ram:PostalTradeAddress/ram:{part}") for part in ("LineOne", "CityName", "PostcodeCode")]
    return {
        "name": party.text("ram:Name") or party.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        "tax_id": _tax_id(party),
        "address": ", ".join(part for part in address if part),
        "country": party.text("ram:PostalTradeAddress/ram:CountryID"),
    }


def _tax_id(party: Node) -> str | None:
    """Return the VAT id (BT-31, BT-48), else the other tax registration (BT-32)."""
    numbers = [number for number in party.all("ram:SpecifiedTaxRegistration/ram:ID") if number.own_text()]
    vat_first = sorted(numbers, key=lambda number: (number.element.get("schemeID") or "").strip().upper() != "VA")
    return vat_first[0].own_text() if vat_first else None
