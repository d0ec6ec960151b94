"""Mails for the tests of the mailbox: a vendor's with an invoice, and whatever is changed in it."""

import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from sources.mailbox.haul import Haul
from sources.mailbox.head import read_head
from sources.mailbox.sorting import is_left_alone, sort_mail
from sources.transport import Budget
from workflow.invoices.source import Account, Span

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
UBL = (SAMPLES / "ubl" / "EN16931_Einfach.ubl.xml").read_bytes()
"""Invoice 471102."""
PDF = b"%PDF-1.7\n%a PDF with nothing in it"
VENDOR = "billing@vendor.example"
ACME = Account("acme", "44", "EUR", "Europe/Berlin", senders=(VENDOR,), takes_the_rest=True)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


def invoice(number: str = "INV-7") -> bytes:
    """Give an invoice as JSON."""
    return json.dumps({"number": number, "currency": "EUR", "lines": []}).encode()


def mail(*files: tuple[str, bytes], sender: str = f"Vendor <{VENDOR}>", **headers: str) -> bytes:
    """Give a mail with these files attached; `headers` by name, with _ for -."""
    message = EmailMessage()
    message["From"] = sender
    given = {"To": "invoices@example.com", "Subject": "Your invoice", "Date": "Mon, 02 Nov 2026 09:00:00 +0100"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    message.set_content("Please find our invoice attached.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, inner in files:
            archive.writestr(name, inner)
    return content.getvalue()


def sorted_out(content: bytes, account: Account = ACME) -> Haul:
    """Give what a mail brings."""
    head = read_head(content)
    return Haul() if is_left_alone(head, account) else sort_mail(head, content, account, Budget(30, 1))


def numbers(haul: Haul) -> list[str]:
    """Give the numbers of the invoices that were read."""
    return [one.document.number for one in haul.received.values()]


def names(haul: Haul) -> list[str]:
    """Give the names of the things that were set aside."""
    return [one.name for one in haul.set_aside.values()]
