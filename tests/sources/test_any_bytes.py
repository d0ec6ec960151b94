"""Whatever bytes come, a reader gives a document or one sentence: the samples, spoilt in hundreds of ways."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.reading import media_type_of, read_invoice
from workflow.invoices.document import InvoiceDocument, content_hash
from workflow.invoices.source import UnreadableInvoice

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
XML = [SAMPLES / "ubl" / "en16931-example2.ubl.xml", SAMPLES / "cii" / "en16931-example5.cii.xml"]
PDFS = [SAMPLES / "facturx" / "zugferd1_acme_42.pdf", SAMPLES / "facturx" / "facturx_FR_BASICWL.pdf"]
JSON = b'{"number": "7", "currency": "EUR", "lines": [{"amount": "5.00", "period": {"starts_on": "2026-10-01"}}]}'
Spoil = Callable[[random.Random, bytes], bytes]


def a_byte_changed(dice: random.Random, content: bytes) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + dice.randbytes(1) + content[place + 1 :]


def a_stretch_changed(dice: random.Random, content: bytes) -> bytes:
    place, length = dice.randrange(len(content)), dice.randrange(200)
    return content[:place] + dice.randbytes(length) + content[place + length :]


def a_stretch_lost(dice: random.Random, content: bytes) -> bytes:
    place, length = dice.randrange(len(content)), dice.randrange(2_000)
    return content[:place] + content[place + length :]


def a_stretch_doubled(dice: random.Random, content: bytes) -> bytes:
    place, length = dice.randrange(len(content)), dice.randrange(2_000)
    return content[: place + length] + content[place:]


def cut_short(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content))]


def a_text_changed(dice: random.Random, content: bytes) -> bytes:
    """Put something odd where a value stands, so that the XML stays well-formed."""
    ends = [place for place in range(len(content)) if content[place : place + 2] == b"</"]
    place = dice.choice(ends) if ends else 0
    start = content.rfind(b">", 0, place) + 1
    odd = dice.choice(["", "-", "1e9", "9" * 50, "0x10", "2026-02-30", "20260230", "\u202e", "true", "EUR", "ß" * 500])
    return content[:start] + odd.encode() + content[place:]


SPOILS: list[Spoil] = [
    a_byte_changed,
    a_stretch_changed,
    a_stretch_lost,
    a_stretch_doubled,
    cut_short,
    a_text_changed,
]


def read_or_refused(content: bytes) -> InvoiceDocument | str:
    """Read a file; anything but a document or one printable sentence fails the test."""
    try:
        document = read_invoice("bill", content)
    except UnreadableInvoice as error:
        why = str(error)
    else:
        assert content_hash(document)
        return document
    assert why.isprintable()
    assert len(why) < 400
    return why


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("content", [path.read_bytes() for path in XML] + [JSON], ids=["ubl", "cii", "json"])
def test_a_spoilt_file_is_read_or_refused_in_a_sentence(content: bytes, spoil: Spoil) -> None:
    dice = random.Random(spoil.__name__)
    for _ in range(20):
        read_or_refused(spoil(dice, content))


@pytest.mark.parametrize("spoil", SPOILS[:5], ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_a_spoilt_pdf_is_read_or_refused_in_a_sentence(path: Path, spoil: Spoil) -> None:
    dice = random.Random(path.stem + spoil.__name__)
    for _ in range(3):
        read_or_refused(spoil(dice, path.read_bytes()))


def test_noise_is_refused() -> None:
    dice = random.Random(7)
    for start in (b"", b"<", b"<?xml", b"{", b"\xff\xfe<\x00", b"\xef\xbb\xbf{"):
        for _ in range(10):
            assert isinstance(read_or_refused(start + dice.randbytes(dice.randrange(300))), str)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<a/>", "application/xml"),
        (b"\xff\xfe<\x00a\x00", "application/xml"),
        (b"  \n<html>", "application/xml"),
        (b"\xef\xbb\xbf {}", "application/json"),
        (b'{"number"', "application/json"),
        (b"%PDF-1.7", "application/pdf"),
        (b"junk %PDF-1.4", "application/pdf"),
        (b"Dear all,\r\n\tsee below. \xc3\xa4\x0c", "text/plain"),
        (b"", "text/plain"),
        (b"Gr\xfc\xdfe", "application/octet-stream"),
        (b"a\x00b", "application/octet-stream"),
        (b"PK\x03\x04", "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n", "application/octet-stream"),
    ],
)
def test_the_media_type_is_told_from_the_bytes_alone(content: bytes, told: str) -> None:
    assert media_type_of(content) == told
