"""The figures that a person keyed in: read strictly and never guessed, with every complaint beside its field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflow.invoices.currency import is_currency
from workflow.invoices.document import DocumentKind, LineKind
from workflow.invoices.fields import parse_day
from workflow.invoices.numerals import parse_plain, shorten

ROWS, MORE_ROWS, MOST_ROWS, TAX_ROWS = 12, 12, 36, 4
LONGEST = 400
LINE_FIELDS = ("description", "quantity", "unit_price", "amount", "tax_rate")
TAX_FIELDS = ("rate", "taxable", "amount")
TOTALS = ("net_total", "tax_total", "total", "amount_due")
LABELS = {
    "number": "Number",
    "kind": "Kind",
    "corrects": "Corrects invoice",
    "issued_on": "Issued on",
    "due_on": "Due on",
    "starts_on": "Period from",
    "ends_on": "Period to",
    "currency": "Currency",
    "seller_name": "Seller",
    "seller_tax_id": "Seller's tax id",
    "iban": "IBAN to pay to",
    "net_total": "Net",
    "tax_total": "Tax",
    "total": "Total",
    "amount_due": "Amount due",
    "description": "Description",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "amount": "Amount, net",
    "tax_rate": "Tax %",
    "rate": "Rate %",
    "taxable": "On net",
}
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_PLACE = re.compile(r"(lines|taxes)-([0-9]+)-(.+)")


def label_of(name: str) -> str:
    """Name a field as the form does: `Total`, `Line 3, amount, net`."""
    place = _PLACE.fullmatch(name)
    if place is None:
        return LABELS.get(name, name)
    entry = {"lines": "Line", "taxes": "Tax group"}[place[1]]
    words = LABELS[place[3]]
    return f"{entry} {place[2]}, {words[:1].lower()}{words[1:]}"


@dataclass(frozen=True)
class Keyed:
    """What was typed, what is wrong with it by field, and what it says as the fields of an invoice document."""

    typed: Mapping[str, str]
    complaints: Mapping[str, str]
    said: Mapping[str, Any]


def read_keyed(typed: Mapping[str, str]) -> Keyed:
    """Read a form; `said` is for `read_document` once there are no complaints."""
    reading = _Reading(typed)
    said = {
        "number": reading.text("number", required=True),
        "kind": reading.one_of(DocumentKind, "kind", DocumentKind.INVOICE),
        "corrects": reading.text("corrects"),
        "issued_on": reading.day("issued_on", required=True),
        "due_on": reading.day("due_on"),
        "period": reading.period(),
        "currency": reading.currency(),
        "seller": reading.seller(),
        "payee": {"iban": reading.text("iban")},
        "lines": [line for row in range(1, rows_of(typed) + 1) if (line := reading.line(row))],
        "taxes": [group for row in range(1, TAX_ROWS + 1) if (group := reading.tax(row))],
        **{name: reading.number(name, required=name == "total") for name in TOTALS},
    }
    return Keyed(typed, reading.complaints, said)


def rows_of(typed: Mapping[str, str]) -> int:
    """Tell how many rows for lines the form has."""
    rows = typed.get("rows", "")
    return max(ROWS, min(MOST_ROWS, int(rows))) if re.fullmatch("[0-9]{1,3}", rows) else ROWS


@dataclass
class _Reading:
    """One reading of a form, which collects complaints."""

    typed: Mapping[str, str]
    complaints: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, required: bool = False) -> str | None:
        """Read a text; null when there is none."""
        text = self.typed.get(name, "").strip()
        if required and not text:
            self.complaints[name] = "This is missing."
        if len(text) > LONGEST:
            self.complaints[name] = f"This has more than {LONGEST} characters."
        return text or None

    def one_of(self, kinds: type[StrEnum], name: str, usual: str) -> str:
        """Read what was picked from a list."""
        picked = self.typed.get(name, "")
        return picked if picked in set(kinds) else usual

    def day(self, name: str, *, required: bool = False) -> str | None:
        """Read a date."""
        text = self.text(name, required=required)
        if text and not is_day(text):
            self.complaints[name] = f"{shorten(text)} is no date as we read it; write 2026-11-30 for 30 November 2026."
        return text

    def number(self, name: str, *, required: bool = False) -> str | None:
        """Read a number with a point or none; what may mean two numbers is refused, not guessed."""
        text = self.text(name, required=required)
        if not text:
            return None
        if _AMBIGUOUS.fullmatch(text):
            plain = text.replace(".", "")
            self.complaints[name] = f"{shorten(text)} may mean {plain} or {text}; write {plain} or {text}0."
        elif not _is_number(text):
            example = "write it as 1234.56, with a point before the hundredths and no other sign"
            self.complaints[name] = f"{shorten(text)} is no number as we read it; {example}."
        return text

    def currency(self) -> str | None:
        """Read the currency."""
        code = (self.text("currency", required=True) or "").upper()
        if code and not is_currency(code):
            self.complaints["currency"] = f"{shorten(code)} is no currency; write its three letters, such as EUR."
        return code or None

    def period(self) -> dict[str, str | None] | None:
        """Read the days covered."""
        first, last = self.day("starts_on"), self.day("ends_on")
        stated = "starts_on" not in self.complaints and "ends_on" not in self.complaints
        if stated and first and last and last < first:
            self.complaints["ends_on"] = f"This is before {first}, on which the period begins."
        return {"starts_on": first, "ends_on": last} if first or last else None

    def seller(self) -> dict[str, str | None]:
        """Read the seller, by whom and the number an invoice is known again."""
        name, tax_id = self.text("seller_name"), self.text("seller_tax_id")
        if not name and not tax_id:
            self.complaints["seller_name"] = "This is missing, and so is the tax id; one of them is needed."
        return {"name": name, "tax_id": tax_id}

    def line(self, row: int) -> dict[str, str | None] | None:
        """Read a line; null for an empty row."""
        place = f"lines-{row}-"
        if not any(self.typed.get(place + name, "").strip() for name in LINE_FIELDS):
            return None
        kind = self.one_of(LineKind, f"{place}kind", LineKind.OTHER)
        numbers = {name: self.number(place + name, required=name == "amount") for name in LINE_FIELDS[1:]}
        described = {"description": self.text(f"{place}description")}
        return {"kind": kind, **described, **numbers}

    def tax(self, row: int) -> dict[str, str | None] | None:
        """Read a tax group; null for an empty row."""
        place = f"taxes-{row}-"
        if not any(self.typed.get(place + name, "").strip() for name in TAX_FIELDS):
            return None
        return {name: self.number(place + name, required=name == "amount") for name in TAX_FIELDS}


def is_day(text: str) -> bool:
    """Tell whether this is a date as we read it, which is also what a browser's field for dates can show."""
    try:
        parse_day(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        parse_plain(text)
    except ValueError:
        return False
    return True
