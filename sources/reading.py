"""Reading one invoice file of whatever format into the invoice document."""

import hashlib
import re
from enum import Enum, auto

from sources.e_invoice import read_e_invoice
from sources.json_file import read_json
from sources.pdf import read_pdf
from workflow.invoices.document import InvoiceDocument, SourceFormat
from workflow.invoices.source import UnreadableInvoice

LARGEST = 20 * 1024 * 1024
"""Bytes; a larger file is refused unread."""
_MARKS = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
# What no text holds: control characters but tab, line feed, form feed and carriage return.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


class _Shape(Enum):
    """What bytes are, by how they begin."""

    XML = auto()
    JSON = auto()
    PDF = auto()
    TEXT = auto()
    BYTES = auto()


_MEDIA_TYPES = {
    _Shape.XML: "application/xml",
    _Shape.JSON: "application/json",
    _Shape.PDF: "application/pdf",
    _Shape.TEXT: "text/plain",
    _Shape.BYTES: "application/octet-stream",
}


def read_invoice(name: str, content: bytes) -> InvoiceDocument:
    """Read an invoice file, by what is in it and not by what it is called; `name` is the file's, without its folder.

    Raises UnreadableInvoice with one sentence: the file's name, the place in it, and what is wrong there.
    """
    try:
        return _read(name, content)
    except UnreadableInvoice as error:
        raise UnreadableInvoice(f"{name}: {error}") from None


def media_type(document: InvoiceDocument) -> str:
    """Return the media type of the bytes that a document was read from."""
    types = {
        SourceFormat.UBL: "application/xml",
        SourceFormat.CII: "application/xml",
        SourceFormat.FACTUR_X: "application/pdf",
    }
    return types.get(document.source.format, "application/json")


def media_type_of(content: bytes) -> str:
    """Tell the media type of any bytes, also of those that are no invoice, by how they begin."""
    return _MEDIA_TYPES[_shape_of(content)]


def _read(name: str, content: bytes) -> InvoiceDocument:
    if len(content) > LARGEST:
        raise UnreadableInvoice(f"the file is larger than {LARGEST >> 20} MB, as no invoice is.")
    sha256 = hashlib.sha256(content).hexdigest()
    match _shape_of(content):
        case _Shape.JSON:
            return read_json(content, name, sha256)
        case _Shape.XML:
            return read_e_invoice(content, name, sha256)
        case _Shape.PDF:
            return read_pdf(content, name, sha256)
    if not content.strip():
        raise UnreadableInvoice("the file is empty.")
    raise UnreadableInvoice("this is no e-invoice (XML of UBL or CII, or a PDF with one) and no JSON of an invoice.")


def _shape_of(content: bytes) -> _Shape:
    # Byte order marks, and the zeros of UTF-16, may stand around the first character.
    first = content[:64].lstrip(_MARKS)[:1]
    if first == b"<":
        return _Shape.XML
    if first == b"{":
        return _Shape.JSON
    if b"%PDF-" in content[:1024]:
        return _Shape.PDF
    return _Shape.TEXT if _is_text(content) else _Shape.BYTES


def _is_text(content: bytes) -> bool:
    try:
        return not _UNPRINTABLE.search(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False
