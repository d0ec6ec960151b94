"""Which documents are about one invoice: the same seller's same number, however either is written."""

from collections.abc import Mapping
from typing import Any

from workflow.invoices.document import InvoiceDocument

Key = tuple[str, str]
"""A seller and a number, folded."""


def seller_key(document: InvoiceDocument) -> str:
    """Name the seller for the key of an invoice: the tax id, else the name, without case and spaces."""
    return folded(document.seller.tax_id or document.seller.name)


def invoice_key(seller: str, number: str) -> Key:
    """Give the key of an invoice; letters of either size are the same in a number, and spaces are nothing."""
    return seller, folded(number)


def folded(text: str | None) -> str:
    """Give a text without case and spaces."""
    return "".join((text or "").casefold().split())


class Keys:
    """The invoices of one delivery and those that are held, known also by the seller's name alone.

    A vendor that leaves its tax id out once is still the same seller; two with a tax id each are two, whatever their
    names.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[Key, Key] = {}
        self._named: dict[Key, tuple[Key, bool]] = {}

    def add(self, key: Key, seller: Mapping[str, Any]) -> None:
        """Remember an invoice, with its seller as the document's JSON form has it."""
        self._known[key] = key
        # A seller first known by its name may have said its tax id since.
        self._known.setdefault((folded(seller.get("tax_id") or seller.get("name")), key[1]), key)
        if seller.get("name"):
            self._named[folded(seller["name"]), key[1]] = key, bool(seller.get("tax_id"))

    def of(self, document: InvoiceDocument) -> Key:
        """Give the key of the invoice that a document is about."""
        key = invoice_key(seller_key(document), document.number)
        if key in self._known:
            return self._known[key]
        same, has_tax_id = self._named.get((folded(document.seller.name), key[1]), (key, True))
        return key if document.seller.tax_id and has_tax_id else same
