"""What an attachment is: judged by its bytes first, and only then by what the mail calls it."""

from enum import StrEnum

from sources.mailbox.archive import names_in
from sources.mailbox.mime import Part

SMALL_PICTURE = 150 * 1024
"""Bytes; a smaller picture is a logo, a larger one may be a scanned invoice."""
_MARKS = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_HARMLESS_TYPES = {
    *("text/calendar", "application/ics", "text/vcard", "text/x-vcard", "text/directory", "text/x-amp-html"),
    *("application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature"),
    "application/x-pkcs7-signature",
}
_HARMLESS_BEGINNINGS = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD", b"-----BEGIN PGP SIGNATURE", b"-----BEGIN PGP PUBLIC KEY")


class Kind(StrEnum):
    """What is done with an attachment depends on this alone."""

    INVOICE = "invoice"
    """PDF, XML, JSON: read as an invoice, or set aside."""
    ARCHIVE = "archive"
    OFFICE = "office"
    PICTURE = "picture"
    """Large enough for a scan."""
    OTHER = "other"
    """An invoice only if the mail brought none."""
    HARMLESS = "harmless"


def is_pdf(content: bytes) -> bool:
    """Tell a PDF, whose mark may stand anywhere in the first kilobyte."""
    return b"%PDF-" in content[:1024]


def kind_of(part: Part) -> Kind:
    """Tell what a part of a mail is."""
    content = part.content
    if part.is_body or not content.strip():
        return Kind.HARMLESS
    if is_pdf(content):
        return Kind.INVOICE
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if part.media_type in _HARMLESS_TYPES or content.lstrip().startswith(_HARMLESS_BEGINNINGS):
        return Kind.HARMLESS
    if content.startswith(_PICTURES) or part.media_type.startswith("image/"):
        return Kind.HARMLESS if part.is_inline or len(content) < SMALL_PICTURE else Kind.PICTURE
    return _written(content)


def _packed(content: bytes) -> Kind:
    names = names_in(content)
    return Kind.OFFICE if names & {"[Content_Types].xml", "mimetype"} else Kind.ARCHIVE


def _written(content: bytes) -> Kind:
    beginning = content[:64].lstrip(_MARKS)[:1]
    if beginning == b"{":
        return Kind.INVOICE
    if beginning == b"<" and not _is_web_page(content):
        return Kind.INVOICE
    return Kind.OTHER


def _is_web_page(content: bytes) -> bool:
    beginning = content[:512].lower().replace(b"\x00", b"")
    return b"<!doctype html" in beginning or b"<html" in beginning
