"""PDFs that carry their own figures as XML: Factur-X, ZUGFeRD, and whatever else attaches an e-invoice."""

import re
from collections.abc import Iterator

from sources.e_invoice import is_e_invoice, read_e_invoice
from sources.pdf_attachments import Attachment, attached_xml
from sources.saying import shown
from sources.xml import parse_xml
from workflow.invoices.document import InvoiceDocument, SourceFormat
from workflow.invoices.source import UnreadableInvoice

_INVOICE_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
"""What the standards call the file, in lower case; the first that is there speaks for the invoice."""
_PLAIN = "this PDF carries no invoice data; somebody of finance or an admin can key in its figures."


def read_pdf(content: bytes, name: str, sha256: str) -> InvoiceDocument:
    """Read the e-invoice that a PDF carries; `name` and `sha256` are the PDF's.

    Raises UnreadableInvoice for a PDF that cannot be opened, that carries no invoice, an unreadable one, or two that
    do not say the same.
    """
    files = _invoices(attached_xml(content))
    if not files:
        raise UnreadableInvoice(_PLAIN)
    documents = [_read(file, name, sha256) for file in files]
    for file, document in zip(files, documents, strict=True):
        if _essence(document) != _essence(documents[0]):
            first, second = shown(documents[0].number), shown(document.number)
            both = f"{first} in {_called(files[0])} and {second} in {_called(file)}"
            why = f"this PDF carries two different invoices, {both}; ask the sender which one counts."
            raise UnreadableInvoice(why)
    source = documents[0].source.model_copy(update={"format": SourceFormat.FACTUR_X})
    return documents[0].model_copy(update={"source": source})


def _invoices(files: tuple[Attachment, ...]) -> list[Attachment]:
    """Return the files called as an invoice is, the most telling first; if there are none, those that are one."""
    known = [file for file in files if _known_name(file)]
    if known:
        return sorted(known, key=lambda file: _INVOICE_NAMES.index(_known_name(file) or ""))
    return list(_found(files))


def _found(files: tuple[Attachment, ...]) -> Iterator[Attachment]:
    """Yield the e-invoices among files of any name; raises UnreadableInvoice when all there is cannot be read."""
    problem, found = None, False
    for file in files:
        try:
            is_one = is_e_invoice(parse_xml(file.content))
        except UnreadableInvoice as error:
            problem = problem or UnreadableInvoice(f"{_called(file)}: {error}")
            continue
        if is_one:
            found = True
            yield file
    if problem and not found:
        raise problem


def _read(file: Attachment, name: str, sha256: str) -> InvoiceDocument:
    try:
        return read_e_invoice(file.content, name, sha256)
    except UnreadableInvoice as error:
        raise UnreadableInvoice(f"{_called(file)}: {error}") from None


def _essence(document: InvoiceDocument) -> tuple[object, ...]:
    """Return what two accounts of the same invoice agree on, however much detail each of them has."""
    payee = document.payee.iban
    return document.kind, document.number, document.issued_on, document.currency, document.total, payee


def _known_name(file: Attachment) -> str | None:
    names = {re.split(r"[/\\:]", name)[-1].strip().lower() for name in file.names}
    return next((known for known in _INVOICE_NAMES if known in names), None)


def _called(file: Attachment) -> str:
    """Return a file's name as a message can show it."""
    return shown(next(iter(file.names), "the XML file"))
