"""The fields of an invoice document: what each is called in letters and on pages, and how its value is written."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from notifications.figures import Figures
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.fields import parse_day

NOT_STATED = "not stated"
PAYMENT = {
    "unpaid": "unpaid",
    "partial": "partly paid",
    "paid": "paid",
    "failed": "a payment failed",
    "unknown": NOT_STATED,
}
KIND = {"invoice": "invoice", "credit_note": "credit note"}
STATUS = {"draft": "draft", "final": "final", "void": "void"}
LINE_KIND = {
    "subscription": "subscription",
    "usage": "usage",
    "one_off": "one-off charge",
    "adjustment": "adjustment",
    "other": "other",
}


Writer = Callable[[str, Figures, str], str]
"""Writes what the JSON form of a field says; the currency is the document's."""


def _money(text: str, writes: Figures, currency: str) -> str:
    return writes.money(Decimal(text), currency)


def _number(text: str, writes: Figures, _currency: str) -> str:
    return writes.number(Decimal(text))


def _percent(text: str, writes: Figures, _currency: str) -> str:
    return f"{writes.number(Decimal(text))} %"


def _day(text: str, writes: Figures, _currency: str) -> str:
    return writes.day(parse_day(text))


def _days(text: str, writes: Figures, _currency: str) -> str:
    """Write a period that is there on one side only; `starts_on 2026-11-01, ends_on 2026-11-30`."""
    stated = dict(part.split(" ", 1) for part in text.split(", "))
    return writes.days(CoveredPeriod(**{name: parse_day(day) for name, day in stated.items()}))


def _one_of(words: Mapping[str, str]) -> Writer:
    return lambda text, _writes, _currency: words.get(text, text)


Field = tuple[str, Writer | None]
"""The name of a field, and how its value is written; None for the vendor's own words."""

DOCUMENT: Mapping[str, Field] = {
    "total": ("Total", _money),
    "amount_due": ("Still due", _money),
    "due_on": ("Due date", _day),
    "payee.name": ("Pay to", None),
    "payee.iban": ("IBAN", None),
    "payee.bic": ("BIC", None),
    "currency": ("Currency", None),
    "net_total": ("Net", _money),
    "tax_total": ("Tax", _money),
    "prepaid": ("Already paid", _money),
    "kind": ("Kind of document", _one_of(KIND)),
    "number": ("Number", None),
    "corrects": ("Corrects invoice", None),
    "issued_on": ("Date of issue", _day),
    "period": ("Period", _days),
    "period.starts_on": ("First day covered", _day),
    "period.ends_on": ("Last day covered", _day),
    "status": ("State of the document", _one_of(STATUS)),
    "payment_status": ("Payment", _one_of(PAYMENT)),
    "seller.name": ("Seller", None),
    "seller.tax_id": ("Seller's tax id", None),
    "seller.address": ("Seller's address", None),
    "seller.country": ("Seller's country", None),
    "buyer.name": ("Billed to", None),
    "buyer.tax_id": ("Billed to: tax id", None),
    "buyer.address": ("Billed to: address", None),
    "buyer.country": ("Billed to: country", None),
}
"""In the order in which they are told: what is to be paid first, and where to."""
LINE: Mapping[str, Field] = {
    "kind": ("kind", _one_of(LINE_KIND)),
    "description": ("description", None),
    "quantity": ("quantity", _number),
    "unit": ("unit", None),
    "unit_price": ("unit price", _money),
    "amount": ("amount", _money),
    "tax_rate": ("tax rate", _percent),
    "period": ("period", _days),
    "period.starts_on": ("first day", _day),
    "period.ends_on": ("last day", _day),
}
TAX: Mapping[str, Field] = {
    "category": ("category", None),
    "rate": ("rate", _percent),
    "taxable": ("taxed amount", _money),
    "amount": ("tax", _money),
}
ENTRIES: Mapping[str, tuple[str, Mapping[str, Field]]] = {"lines": ("Line", LINE), "taxes": ("Tax group", TAX)}
