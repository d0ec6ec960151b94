"""The PDF that vendors add to an e-invoice for the eye: the same invoice once more, not a second one."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from sources.mailbox.kinds import is_pdf
from sources.mailbox.mime import Part
from workflow.invoices.source import Received

PDF = "application/pdf"
_TELLING = 4
"""Characters of a number that are enough to know an invoice by."""


def is_view(part: Part, read: Sequence[Received], unread: Sequence[Part]) -> Received | None:
    """Give the invoice of which an unread PDF is most likely the printed view; null when it is none or unclear.

    `read` and `unread` are everything of the same mail. It is one when it is named like the invoice's file or by its
    number, or when the mail has one of each and nothing else.
    """
    files = [invoice for invoice in read if invoice.media_type != PDF]
    if not is_pdf(part.content):
        return None
    if len(files) == len(read) == len(unread) == 1:
        return files[0]
    return next((invoice for invoice in files if _is_named_like(part.name, invoice)), None)


def _is_named_like(name: str, invoice: Received) -> bool:
    stem, number = _stem(name), invoice.document.number.lower()
    return stem == _stem(invoice.name) or (len(number) >= _TELLING and number in stem)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.lower()
