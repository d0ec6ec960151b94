"""Hostile and broken PDFs: each costs one sentence, a bounded time, and never the process that was asked."""

import resource
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.reading import read_invoice
from tests.sources.pdfs import FILE_TREE, carrying, pdf, specification, stream, tree
from workflow.invoices.source import UnreadableInvoice

CII = (Path(__file__).parents[1] / "samples" / "einvoice" / "cii" / "EN16931_Einfach.cii.xml").read_bytes()
NAMES = b"<< /Names [(factur-x.xml) 3 0 R] >>"
FILE = specification(b"factur-x.xml", 4)
MEGABYTE = 2**20

PLAIN = "carries no invoice data"
DAMAGED = "is damaged"
TOO_MUCH = "asks for far more memory or work"


def filtered(data: bytes, about: bytes) -> bytes:
    return tree(NAMES, [FILE, stream(data, about)])


def bomb(size: int, times: int = 1) -> bytes:
    data = bytes(size)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def flood(item: bytes, size: int = 2 * MEGABYTE) -> bytes:
    return b"%PDF-1.7\n" + item * (size // len(item))


ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: filtered(bomb(40 * MEGABYTE), b"/Filter /FlateDecode"), TOO_MUCH),
    "a bomb in bombs": (lambda: filtered(bomb(40 * MEGABYTE, 3), b"/Filter [%s]" % (b"/FlateDecode " * 3)), TOO_MUCH),
    "a run of one": (lambda: filtered(b"\x81 " * MEGABYTE, b"/Filter /RunLengthDecode"), TOO_MUCH),
    "many filters": (lambda: filtered(CII, b"/Filter [%s]" % (b"/ASCIIHexDecode " * 5_000)), TOO_MUCH),
    "wide rows": (
        lambda: filtered(bomb(9), b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2000000000 >>"),
        TOO_MUCH,
    ),
    "an image": (lambda: filtered(CII, b"/Filter /JBIG2Decode"), DAMAGED),
    "an unknown filter": (lambda: filtered(CII, b"/Filter /NoSuchDecode"), DAMAGED),
    "a filter cut short": (lambda: filtered(zlib.compress(CII)[:-900], b"/Filter /FlateDecode"), "factur-x.xml: "),
    "filtered rubbish": (lambda: filtered(b"\x78\x9c" + b"\xff" * 200_000, b"/Filter /FlateDecode"), "factur-x.xml: "),
    "too much XML": (lambda: filtered(bomb(19 * MEGABYTE), b"/Filter /FlateDecode"), "factur-x.xml: "),
    "too much XML in parts": (
        lambda: carrying(*((f"{n}.xml", bomb(9 * MEGABYTE + n)) for n in range(3)), about=b"/Filter /FlateDecode"),
        TOO_MUCH,
    ),
    "a branch of itself": (lambda: tree(b"3 0 R", [b"<< /Kids [3 0 R] >>"]), PLAIN),
    "branches of each other": (lambda: tree(b"3 0 R", [b"<< /Kids [4 0 R] >>", b"<< /Kids [3 0 R 4 0 R] >>"]), PLAIN),
    "a branch without end": (lambda: tree(b"3 0 R", [b"<< /Kids [%d 0 R] >>" % n for n in range(4, 2_004)]), TOO_MUCH),
    "one branch many times": (lambda: tree(b"3 0 R", [b"<< /Kids [%s] >>" % (b"3 0 R " * 50_000)]), PLAIN),
    "too many files": (lambda: carrying(*((f"{n}.xml", b"<a>%d</a>" % n) for n in range(150))), TOO_MUCH),
    "one file many times": (
        lambda: tree(b"<< /Names [%s] >>" % (b"(a.xml) 3 0 R" * 20_000), [FILE, stream(b"<a/>")]),
        "its root is a",
    ),
    "a name without end": (lambda: tree(b"/" + b"A" * MEGABYTE), TOO_MUCH),
    "a number without end": (lambda: tree(b"9" * MEGABYTE), TOO_MUCH),
    "lists in lists": (lambda: tree(b"[" * 50_000), PLAIN),
    "entries in entries": (lambda: tree(b"<< /A " * 50_000), DAMAGED),
    "a reference to itself": (lambda: tree(b"3 0 R", [b"3 0 R"]), DAMAGED),
    "references in a circle": (lambda: tree(b"3 0 R", [b"4 0 R", b"3 0 R"]), DAMAGED),
    "a reference to nothing": (lambda: tree(b"9 0 R"), DAMAGED),
    "a length that is itself": (lambda: tree(NAMES, [FILE, b"<< /Length 4 0 R >>\nstream\n<a/>\nendstream"]), ""),
    "a length beyond all": (lambda: tree(NAMES, [FILE, b"<< /Length 99999999999 >>\nstream\n<a/>\nendstream"]), ""),
    "a length below zero": (lambda: tree(NAMES, [FILE, b"<< /Length -5 >>\nstream\n<a/>\nendstream"]), ""),
    "a file that is no stream": (lambda: tree(NAMES, [b"<< /EF << /F 2 0 R >> /F (factur-x.xml) >>"]), DAMAGED),
    "a file of nothing": (lambda: tree(NAMES, [b"<< /EF null /F 5 /UF [] >>"]), DAMAGED),
    "a file that is a number": (lambda: tree(NAMES, [b"5"]), DAMAGED),
    "a tree of numbers": (lambda: tree(b"<< /Names 5 /Kids (x) >>"), PLAIN),
    "a table of its own": (lambda: pdf(b"<< /Type /Catalog >>", trailer=b"/Prev 9"), PLAIN),
    "a table beyond all": (
        lambda: (
            b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 2147483647 /W [1 1 1] /Index [0 2147483647] /Root 1 0 R"
            b" /Length 3 >>\nstream\nabc\nendstream\nendobj\nstartxref\n9\n%%EOF"
        ),
        TOO_MUCH,
    ),
    "objects in themselves": (
        lambda: tree(
            NAMES, [b"<< /Type /ObjStm /N 1000000 /First 10 /Extends 3 0 R /Length 1 >>\nstream\n3\nendstream"]
        ),
        DAMAGED,
    ),
    "a catalog that is a number": (lambda: pdf(b"5"), DAMAGED),
    "no catalog": (lambda: b"%PDF-1.4\ntrailer\n<< /Size 1 >>\nstartxref\n0\n%%EOF", DAMAGED),
    "a header alone": (lambda: b"%PDF-1.7", DAMAGED),
    "a header after rubbish": (lambda: b"\x00\xff" * 400 + b"%PDF-1.7\n", DAMAGED),
    "rubbish": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000, DAMAGED),
    "zeros": (lambda: flood(b"\0"), DAMAGED),
    "comments": (lambda: flood(b"%"), DAMAGED),
    "objects without end": (lambda: flood(b"1 0 obj "), DAMAGED),
    "many empty objects": (
        lambda: b"%PDF-1.7\n" + b"".join(b"%d 0 obj<<>>endobj " % n for n in range(90_000)),
        DAMAGED,
    ),
    "tables without end": (lambda: flood(b"startxref\n9\n", 200_000), DAMAGED),
    "trailers without end": (lambda: flood(b"trailer\n<<>>\n") + b"%%EOF", DAMAGED),
    "a text without end": (lambda: b"%PDF-1.7\n1 0 obj\n" + b"(" * MEGABYTE, DAMAGED),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_costs_one_sentence_and_little_else(attack: str) -> None:
    build, why = ATTACKS[attack]
    content = build()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(UnreadableInvoice) as refused:
        read_invoice("bill.pdf", content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert why in str(refused.value)
    assert str(refused.value).startswith("bill.pdf: ")
    assert str(refused.value).isprintable()
    assert after.ru_utime - before.ru_utime < 5


@pytest.mark.parametrize(
    "content",
    [
        pdf(
            FILE_TREE % NAMES,
            b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 /Parent 2 0 R >>",
            FILE,
            stream(CII),
        ),
        tree(b"5 0 R", [FILE, stream(CII), b"<< /Kids [5 0 R 6 0 R] >>", NAMES]),
        tree(
            b"<< /Names [(a.png) 5 0 R (factur-x.xml) 3 0 R] >>",
            [FILE, stream(CII), specification(b"a.png", 6), stream(bomb(30 * MEGABYTE), b"/Filter /FlateDecode")],
        ),
        carrying(("factur-x.xml", CII)) + b"rubbish behind it" * 100,
        carrying(("factur-x.xml", CII)).replace(b"startxref\n", b"startxref\n9"),
        b"HTTP/1.1 200 OK\r\n\r\n" + carrying(("factur-x.xml", CII)),
        filtered(zlib.compress(CII) + b"\r", b"/Filter /FlateDecode"),
        filtered(CII.hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
    ],
    ids=[
        "pages",
        "a circle",
        "a bomb beside",
        "behind",
        "a table elsewhere",
        "before",
        "a byte too many",
        "hexadecimal",
    ],
)
def test_what_is_wrong_elsewhere_does_not_hide_the_invoice(content: bytes) -> None:
    assert read_invoice("bill.pdf", content).number == "471102"
