"""Reading one invoice file of whatever format into the invoice document."""

import hashlib

from lxml import etree

from sources.json_file import read_json
from sources.ubl import CREDIT_NOTE, INVOICE, read_ubl
from sources.xml import parse_xml
from workflow.invoices.document import InvoiceDocument, SourceFormat
from workflow.invoices.source import UnreadableInvoice

LARGEST = 20 * 1024 * 1024
"""Bytes; a larger file is refused unread."""
_CII = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
_MARKS = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"


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


def _read(name: str, content: bytes) -> InvoiceDocument:
    if len(content) > LARGEST:
        raise UnreadableInvoice(f"the file is larger than {LARGEST >> 20} MB, as no invoice is.")
    if b"%PDF-" in content[:1024]:
        raise UnreadableInvoice("this is a PDF; reading PDF invoices is not built yet.")
    # Byte order marks, and the zeros of UTF-16, may stand around the first character.
    first = content[:64].lstrip(_MARKS)[:1]
    sha256 = hashlib.sha256(content).hexdigest()
    if first == b"{":
        return read_json(content, name, sha256)
    if first == b"<":
        return _read_xml(parse_xml(content), name, sha256)
    if not content.strip():
        raise UnreadableInvoice("the file is empty.")
    raise UnreadableInvoice("this is neither a UBL invoice (XML) nor an invoice document (JSON).")


def _read_xml(root: etree._Element, name: str, sha256: str) -> InvoiceDocument:
    if root.tag in {INVOICE, CREDIT_NOTE}:
        return read_ubl(root, name, sha256)
    if root.tag == _CII:
        raise UnreadableInvoice("this is a Cross Industry Invoice (CII); reading those is not built yet.")
    raise UnreadableInvoice(f"this XML is not a UBL Invoice or CreditNote; its root is {str(root.tag)[:100]}.")
