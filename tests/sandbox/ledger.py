"""The year's books as the engine reads them: invoice documents, and what each is compared with."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from sandbox.billing import Item
from sandbox.books import as_of
from sandbox.year.books import Year, year_books
from sources.amounts import to_major
from sources.fields import FieldMap, into_document
from workflow.invoices.document import DocumentKind, DocumentStatus, InvoiceDocument, read_document

LAST = date(2026, 11, 15)
AT_THE_END = date(2099, 12, 31)
FIELDS = FieldMap.compile({"number": "invoice_number", "external_id": "id"})


@cache
def the_year(last: date = LAST) -> Year:
    return year_books(last)


def document(item: Item) -> InvoiceDocument:
    """Read one item through the field mapping of the setup file."""
    values = into_document(FIELDS.read(item), to_major("major", item["currency"]))
    return read_document({**values, "source": {"name": "callaro", "format": "callaro"}, "sha256": "0" * 64})


def documents(account: str, today: date = AT_THE_END, last: date = LAST) -> dict[str, InvoiceDocument]:
    """Give what the vendor shows of an account on a day, by number."""
    shown = [document(item) for item in as_of(the_year(last).books[account], today)]
    return {one.number: one for one in shown}


def every_version(last: date = LAST) -> list[tuple[str, InvoiceDocument]]:
    """Give every version of every invoice, with its account."""
    return [(account, document(item)) for account, items in the_year(last).books.items() for item in items]


def prior(one: InvoiceDocument, others: Iterable[InvoiceDocument]) -> InvoiceDocument | None:
    """Find the seller's invoice before: what covers the last days before, and of those the newest."""
    earlier = [
        other
        for other in others
        if other.kind == DocumentKind.INVOICE
        and other.status == DocumentStatus.FINAL
        and other.seller.tax_id == one.seller.tax_id
        and last_day(other) < last_day(one)
    ]
    return max(earlier, key=lambda other: (last_day(other), other.issued_on or date.min), default=None)


def last_day(one: InvoiceDocument) -> date:
    assert one.period
    assert one.period.ends_on
    return one.period.ends_on


def issued_on(one: InvoiceDocument) -> date:
    assert one.issued_on
    return one.issued_on
