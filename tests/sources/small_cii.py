"""Small Cross Industry Invoices for tests: number and currency, then the parts, in either generation's names."""

from typing import Any

import pytest

from sources.reading import read_invoice
from workflow.invoices.document import to_json
from workflow.invoices.source import UnreadableInvoice

_CEFACT = "urn:un:unece:uncefact:data:standard:"
D16B = {
    "root": "CrossIndustryInvoice",
    "rsm": f"{_CEFACT}CrossIndustryInvoice:100",
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CEFACT}UnqualifiedDataType:100",
    "document": "ExchangedDocument",
    "transaction": "SupplyChainTradeTransaction",
    "header": "ApplicableHeaderTrade",
}
ZUGFERD_1 = {
    "root": "CrossIndustryDocument",
    "rsm": "urn:ferd:CrossIndustryDocument:invoice:1p0",
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:12",
    "udt": f"{_CEFACT}UnqualifiedDataType:15",
    "document": "HeaderExchangedDocument",
    "transaction": "SpecifiedSupplyChainTradeTransaction",
    "header": "ApplicableSupplyChainTrade",
}


def ram(name: str, *parts: str, attributes: str = "") -> str:
    return f"<ram:{name}{attributes}>{''.join(parts)}</ram:{name}>"


def path(names: str, *parts: str) -> str:
    """Nest elements: `A/B` with parts is `<A><B>…</B></A>`."""
    first, _, rest = names.partition("/")
    return ram(first, path(rest, *parts)) if rest else ram(first, *parts)


def day(name: str, text: str, written: str | None = "102") -> str:
    attribute = "" if written is None else f' format="{written}"'
    return ram(name, f"<udt:DateTimeString{attribute}>{text}</udt:DateTimeString>")


def cii(
    *settlement: str,
    document: str = "",
    lines: str = "",
    agreement: str = "",
    currency: str = "EUR",
    names: dict[str, str] = D16B,
) -> bytes:
    head, spaces = names["header"], " ".join(f'xmlns:{prefix}="{names[prefix]}"' for prefix in ("rsm", "ram", "udt"))
    return (
        f"<rsm:{names['root']} {spaces}><rsm:{names['document']}>{ram('ID', '1')}{document}</rsm:{names['document']}>"
        f"<rsm:{names['transaction']}>{lines}{ram(f'{head}Agreement', agreement)}"
        f"{ram(f'{head}Settlement', ram('InvoiceCurrencyCode', currency), *settlement)}"
        f"</rsm:{names['transaction']}></rsm:{names['root']}>"
    ).encode()


def said(*settlement: str, **others: Any) -> dict[str, Any]:
    return to_json(read_invoice("small.xml", cii(*settlement, **others)))


def refusal(*settlement: str, **others: Any) -> str:
    with pytest.raises(UnreadableInvoice) as refused:
        said(*settlement, **others)
    return str(refused.value)


def line(*parts: str) -> str:
    return ram("IncludedSupplyChainTradeLineItem", *parts)


def said_of_line(*parts: str) -> Any:
    return said(lines=line(*parts))["lines"][0]


def totals(*parts: str) -> str:
    return ram("SpecifiedTradeSettlementHeaderMonetarySummation", *parts)


def allowance(indicator: str | None, *parts: str) -> str:
    given = path("ChargeIndicator", f"<udt:Indicator>{indicator}</udt:Indicator>") if indicator is not None else ""
    return ram("SpecifiedTradeAllowanceCharge", given, *parts)


def period(starts_on: str | None, ends_on: str | None) -> str:
    start = day("StartDateTime", starts_on) if starts_on else ""
    return ram("BillingSpecifiedPeriod", start, day("EndDateTime", ends_on) if ends_on else "")


def account(*parts: str, bic: str = "") -> str:
    institution = path("PayeeSpecifiedCreditorFinancialInstitution/BICID", bic) if bic else ""
    return ram("SpecifiedTradeSettlementPaymentMeans", ram("PayeePartyCreditorFinancialAccount", *parts), institution)
