"""The XML of an e-invoice, in whichever of the two syntaxes of EN 16931 it is written."""

from lxml import etree

from sources.cii import read_cii
from sources.cii_names import NAMES
from sources.saying import shown
from sources.ubl import CREDIT_NOTE, INVOICE, read_ubl
from sources.xml import parse_xml
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import UnreadableInvoice

_READERS = {INVOICE: read_ubl, CREDIT_NOTE: read_ubl, **dict.fromkeys(NAMES, read_cii)}


def read_e_invoice(content: bytes, name: str, sha256: str) -> InvoiceDocument:
    """Read UBL or CII; `name` and `sha256` are those of the file that it came in.

    Raises UnreadableInvoice, naming the place.
    """
    root = parse_xml(content)
    if not is_e_invoice(root):
        raise UnreadableInvoice(f"this XML is neither a UBL nor a CII invoice; its root is {shown(str(root.tag))}.")
    return _READERS[str(root.tag)](root, name, sha256)


def is_e_invoice(root: etree._Element) -> bool:
    """Tell by the root whether XML is an invoice or a credit note in one of the two syntaxes."""
    return str(root.tag) in _READERS
