"""Which currency codes ISO 4217 knows, and how many decimals each has."""

from functools import cache

from babel.numbers import list_currencies

# ISO 4217 table A.1, column "minor unit": every code with another number than 2. Babel's own digits are CLDR's,
# which says how people write a currency (AFN, ALL, IQD, LBP, RSD with none), not how the standard counts it.
_OTHER_THAN_TWO = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _OTHER_THAN_TWO.items() for code in codes.split()}


@cache
def _known() -> frozenset[str]:
    """All codes, withdrawn ones too: an old invoice keeps the currency it was written in."""
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Say whether `code` is an ISO 4217 code, in capitals."""
    return code in _known()


def minor_digits(code: str) -> int:
    """Return the number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, minor unit)."""
    return _DIGITS.get(code, 2)
