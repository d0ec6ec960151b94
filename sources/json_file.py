"""A `.json` file: one invoice document, as people or their own programs write it."""

import json
from typing import Any, NoReturn

from sources.exact_json import check_bulk
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.source import UnreadableInvoice

_MOST_NAMES = 1_000


def read_json(content: bytes, name: str, sha256: str) -> InvoiceDocument:
    """Read the bytes of one JSON object; `source` and `sha256` are the reader's, whatever the file says of them.

    Raises UnreadableInvoice, naming the place.
    """
    try:
        check_bulk(content)
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise UnreadableInvoice(f"this JSON is not written in UTF-8, at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        raise UnreadableInvoice(f"this is not JSON: {error.msg} in line {error.lineno}.") from None
    except RecursionError:
        raise UnreadableInvoice("this JSON is nested deeper than any invoice.") from None
    except UnreadableInvoice:
        raise
    except ValueError as error:  # too many values, or an integer with more digits than Python reads
        raise UnreadableInvoice(f"this is not JSON of an invoice: {error}.") from None
    if not isinstance(data, dict):
        raise UnreadableInvoice("this JSON is not one object with the fields of an invoice document.")
    return read_document({**data, "source": {"name": name, "format": "json"}, "sha256": sha256})


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: which of the two values is meant, nobody knows."""
    if len(pairs) > _MOST_NAMES:
        raise UnreadableInvoice(f"an object names {len(pairs):,} things, as no part of an invoice does.")
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableInvoice(f"{key}: stands twice in the same object.")
        found[key] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise UnreadableInvoice(f"{text} is not a number that JSON knows, and no amount.")
