"""Earlier invoices of the same seller, and those whose place an invoice takes."""

import re

from workflow.findings.facts import Facts, Past
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.identity import seller_key

_PARTS = re.compile(r"\d+|[^\W\d_]+")


def of_seller(facts: Facts) -> list[Past]:
    """Give the earlier invoices of the invoice's seller, newest first."""
    seller = seller_key(facts.document)
    return [one for one in facts.past if one.seller == seller]


def around_it(facts: Facts) -> list[InvoiceDocument]:
    """Give the seller's invoices that may cover the same days, without those whose place this one takes."""
    return [one for one in facts.around if not takes_place_of(facts, one.number)]


def takes_place_of(facts: Facts, number: str) -> bool:
    """Tell whether the invoice corrects this number, or one that corrected it in turn."""
    replaced = facts.replaced
    numbers = (facts.document.corrects, replaced and replaced.number, replaced and replaced.corrects)
    return any(looks_like(number, one) for one in numbers if one)


def looks_like(number: str, other: str) -> bool:
    """Tell whether two numbers differ only by case, spaces, punctuation or the leading zeros of a group of digits.

    Groups stay apart, so that 2026-1-12 is not 2026-11-2, unless one of the two is written without its punctuation.
    """
    one, two = _parts(number), _parts(other)
    if len(one) == len(two):
        return [part.lstrip("0") for part in one] == [part.lstrip("0") for part in two]
    return "".join(one) == "".join(two)


def _parts(number: str) -> list[str]:
    return _PARTS.findall(number.casefold())
