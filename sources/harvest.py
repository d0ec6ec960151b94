"""What a fetch of a vendor's list has brought: each item read into an invoice, or set aside with the reason."""

import hashlib
import re
from dataclasses import dataclass, field

from sources.amounts import Units, to_major
from sources.doubles import one_for_each_number
from sources.exact_json import Json, write_json
from sources.fields import FieldMap, into_document
from sources.paging import Page
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.source import Received, SetAside, UnreadableInvoice

LONGEST_NAME = 80


@dataclass
class Harvest:
    """The items so far, each once, however often its bytes came; the order is the list's."""

    name: str
    units: Units
    fields: FieldMap
    request_id: str | None = None
    _received: dict[str, Received] = field(default_factory=dict)
    _set_aside: dict[str, SetAside] = field(default_factory=dict)

    def add(self, page: Page) -> None:
        """Read every item of a page; one that cannot be read steps aside and the others go on."""
        self.request_id = page.request_id or self.request_id
        for position, item in enumerate(page.items, start=1):
            content = write_json(item)
            sha256 = hashlib.sha256(content).hexdigest()
            try:
                document = self._document(item, sha256, page.request_id)
            except ValueError as error:
                self._set_aside[sha256] = SetAside(f"item-{position}.json", str(error), content)
            else:
                self._received[sha256] = Received(document, content, "application/json", file_name(document))

    def brought(self) -> tuple[tuple[Received, ...], tuple[SetAside, ...]]:
        """Give what was read, one for each number, and all that was set aside."""
        received, doubles = one_for_each_number(self._received.values())
        return received, (*self._set_aside.values(), *doubles)

    def _document(self, item: Json, sha256: str, request_id: str | None) -> InvoiceDocument:
        if not isinstance(item, dict):
            raise UnreadableInvoice("the item is not an object")
        found = self.fields.read(item)
        currency = found.get("currency")
        if isinstance(currency, str):
            found["currency"] = currency = currency.upper()
        source: dict[str, Json] = {"name": self.name, "format": "callaro", "request_id": request_id}
        values = into_document(found, to_major(self.units, currency))
        return read_document({**values, "source": source, "sha256": sha256})


def file_name(document: InvoiceDocument) -> str:
    """Name an item for people: by its number."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", document.number).strip("-.")[:LONGEST_NAME] + ".json"
