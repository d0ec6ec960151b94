"""Reading values out of XML by path: a format's reader is then a list of paths, and every error names its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from sources.saying import shown
from workflow.invoices.currency import is_currency
from workflow.invoices.fields import parse_day
from workflow.invoices.numerals import parse_plain, shorten
from workflow.invoices.source import UnreadableInvoice

# XML Schema's decimal allows `+5`, `.5` and `5.` beside the plain form.
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
# XML Schema's date may carry a zone, which says nothing about the day that is printed.
_ZONE = re.compile(r"(?<=[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})$")


@dataclass(frozen=True)
class Node:
    """An element and the prefixes that its paths are written with."""

    element: etree._Element
    prefixes: Mapping[str, str]

    def all(self, path: str) -> list["Node"]:
        """Return the elements at a path, in the document's order."""
        return [Node(found, self.prefixes) for found in self.element.findall(path, dict(self.prefixes))]

    def texts(self, path: str) -> list[str]:
        """Return the texts at a path, without those that are empty."""
        return [text for found in self.all(path) if (text := found.own_text())]

    def text(self, path: str) -> str | None:
        """Return the first text at a path, or null when nothing stands there."""
        return next(iter(self.texts(path)), None)

    def own_text(self) -> str:
        """Return this element's text without the white space around it."""
        return (self.element.text or "").strip()

    def attribute(self, path: str, name: str) -> str | None:
        """Return an attribute of the first element at a path, or null."""
        return next((found.element.get(name, "").strip() or None for found in self.all(path)), None)

    def currency(self, path: str) -> str | None:
        """Return the first currency at a path, or null; raises UnreadableInvoice for what is none of ISO 4217."""
        stated = next((found for found in self.all(path) if found.own_text()), None)
        if stated is None:
            return None
        code = stated.own_text()
        if not is_currency(code):
            raise stated.unreadable(f"{shorten(code)} is not an ISO 4217 code such as 'EUR'")
        return code

    def number(self, path: str) -> Decimal | None:
        """Return the first number at a path, or null; raises UnreadableInvoice for what is no decimal."""
        return next((found.own_number() for found in self.all(path) if found.own_text()), None)

    def money(self, path: str, currency: str) -> Decimal | None:
        """Return the first amount at a path that is in the document's currency, or null.

        One that names no currency is in the document's. Raises UnreadableInvoice when all are in another.
        """
        amounts = [found for found in self.all(path) if found.own_text()]
        if not amounts:
            return None
        stated = [(found.element.get("currencyID") or "").strip() for found in amounts]
        for sought in (currency, ""):
            if sought in stated:
                return amounts[stated.index(sought)].own_number()
        raise amounts[0].unreadable(f"the amount is in {shown(stated[0])}, but the document is in {currency}")

    def own_number(self) -> Decimal:
        """Return this element's number (XML Schema's decimal)."""
        text = self.own_text()
        match = _DECIMAL.fullmatch(text)
        if not match or not (match[2] or match[3]):
            raise self.unreadable(f"{shorten(text)} is not a decimal number")
        sign = "-" if match[1] == "-" else ""
        try:
            return parse_plain(f"{sign}{match[2] or '0'}.{match[3] or '0'}")
        except ValueError as error:
            raise self.unreadable(str(error)) from None

    def day(self, path: str) -> date | None:
        """Return the first date at a path, or null; raises UnreadableInvoice for what is no date."""
        return next((found.own_day() for found in self.all(path) if found.own_text()), None)

    def own_day(self) -> date:
        """Return this element's date, as printed: a zone behind it does not move it."""
        try:
            return parse_day(_ZONE.sub("", self.own_text()))
        except ValueError as error:
            raise self.unreadable(str(error)) from None

    def unreadable(self, why: str) -> UnreadableInvoice:
        """Make the error that says why this element cannot be read: `Invoice/InvoiceLine[2]/ID: …`."""
        path = [_step(self.element), *(_step(above) for above in self.element.iterancestors())]
        return UnreadableInvoice(f"{'/'.join(reversed(path))}: {why}.")


def _step(element: etree._Element) -> str:
    """Return an element's local name, numbered when it has siblings of that name."""
    name = etree.QName(element).localname
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = before == 0 and next(element.itersiblings(element.tag), None) is None
    return name if alone else f"{name}[{before + 1}]"
