"""What the two generations of Cross Industry Invoices call their parts."""

from dataclasses import dataclass

_CEFACT = "urn:un:unece:uncefact:data:standard:"
_CII_SPACE = f"{_CEFACT}CrossIndustryInvoice:100"
_ZUGFERD_1_SPACE = "urn:ferd:CrossIndustryDocument:invoice:1p0"
CII = f"{{{_CII_SPACE}}}CrossIndustryInvoice"
ZUGFERD_1 = f"{{{_ZUGFERD_1_SPACE}}}CrossIndustryDocument"


@dataclass(frozen=True)
class Names:
    """What one generation calls its parts; `header` and `line` begin the names of three parts each."""

    prefixes: dict[str, str]
    document: str
    transaction: str
    header: str
    line: str
    totals: str
    line_totals: str
    percent: str


NAMES = {
    CII: Names(
        prefixes={
            "rsm": _CII_SPACE,
            "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
            "udt": f"{_CEFACT}UnqualifiedDataType:100",
        },
        document="rsm:ExchangedDocument",
        transaction="rsm:SupplyChainTradeTransaction",
        header="ram:ApplicableHeaderTrade",
        line="ram:SpecifiedLineTrade",
        totals="ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        line_totals="ram:SpecifiedTradeSettlementLineMonetarySummation",
        percent="ram:RateApplicablePercent",
    ),
    ZUGFERD_1: Names(
        prefixes={
            "rsm": _ZUGFERD_1_SPACE,
            "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:12",
            "udt": f"{_CEFACT}UnqualifiedDataType:15",
        },
        document="rsm:HeaderExchangedDocument",
        transaction="rsm:SpecifiedSupplyChainTradeTransaction",
        header="ram:ApplicableSupplyChainTrade",
        line="ram:SpecifiedSupplyChainTrade",
        totals="ram:SpecifiedTradeSettlementMonetarySummation",
        line_totals="ram:SpecifiedTradeSettlementMonetarySummation",
        percent="ram:ApplicablePercent",
    ),
}
