"""PDFs that carry an invoice: which of the attached files counts, and what is said of a PDF that has none."""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

import sources.pdf
from sources import pdf_attachments, pdf_child
from sources.pdf_attachments import attached_xml
from sources.reading import media_type, media_type_of, read_invoice
from tests.sources.pdfs import FILE_TREE, PAGES, carrying, opened_here, pdf, specification, stream, tree
from tests.sources.small_cii import ZUGFERD_1, account, cii, ram, totals
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import UnreadableInvoice

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
UBL = (SAMPLES / "ubl" / "EN16931_Einfach.ubl.xml").read_bytes()
CII = (SAMPLES / "cii" / "EN16931_Einfach.cii.xml").read_bytes()
SAMPLE = (SAMPLES / "facturx" / "EN16931_Einfach.pdf").read_bytes()
OTHER = cii()
PLAIN = "bill.pdf: this PDF carries no invoice data; somebody of finance or an admin can key in its figures."
DAMAGED = "bill.pdf: this PDF is damaged and cannot be opened; ask the sender for it again."


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.pdf, "attached_xml", opened_here)


def read(content: bytes) -> InvoiceDocument:
    return read_invoice("bill.pdf", content)


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableInvoice) as refused:
        read(content)
    return str(refused.value)


def saved(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_the_document_is_the_pdf_s() -> None:
    document = read(SAMPLE)
    assert (document.source.name, document.source.format, media_type(document)) == (
        "bill.pdf",
        "factur-x",
        "application/pdf",
    )
    assert document.sha256 == hashlib.sha256(SAMPLE).hexdigest()


@pytest.mark.parametrize(
    "name",
    [
        "factur-x.xml",
        "Factur-X.XML",
        "zugferd-invoice.xml",
        "ZUGFeRD-invoice.xml",
        "xrechnung.xml",
        "C:\\out\\factur-x.xml",
        "out/factur-x.xml",
        "invoice.xml",
        "data.bin",
        "Rechnung M\xfcller.xml",
        "",
    ],
)
@pytest.mark.usefixtures("in_process")
def test_a_file_that_is_an_invoice_counts_whatever_it_is_called(name: str) -> None:
    attached = b"<< /Names [() 3 0 R] >>"
    content = tree(attached, [specification(name.encode("latin-1").replace(b"\\", b"\\\\"), 4), stream(CII)])
    assert read(content).number == "471102"


@pytest.mark.parametrize("content", [UBL, CII, cii(names=ZUGFERD_1), CII.decode().encode("utf-8-sig")])
@pytest.mark.usefixtures("in_process")
def test_the_invoice_may_be_in_either_syntax(content: bytes) -> None:
    document = read(carrying(("xrechnung.xml", content)))
    assert document.source.format == "factur-x"


@pytest.mark.parametrize(
    "embedded",
    [
        b"<< /Names [(factur-x.xml) 3 0 R] >>",
        b"<< /Names [3 0 R] >>",
        b"<< /Names [(factur-x.xml) 3 0 R (again) 3 0 R] >>",
        b"5 0 R",
        b"<< /Kids [5 0 R] >>",
        b"<< /Kids [<< /Kids [<< >> 5 0 R] /Limits [(a) (z)] >>] >>",
        b"<< /Kids 6 0 R >>",
        b"null >> /AF [3 0 R] /X <<",
        b"null >> /AF 3 0 R /X <<",
        b"null >> /AF 7 0 R /X <<",
        b"<< /Names [(factur-x.xml) 3 0 R] >> >> /AF [3 0 R] /X <<",
        b"<< /Names [(lost) 99 0 R (picture.png) (text) (factur-x.xml) 3 0 R null null] >>",
    ],
)
@pytest.mark.usefixtures("in_process")
def test_the_file_is_found_wherever_a_pdf_lists_its_files(embedded: bytes) -> None:
    others = [b"<< /Names [(factur-x.xml) 3 0 R] >>", b"[5 0 R]", b"[3 0 R]"]
    assert read(tree(embedded, [specification(b"factur-x.xml", 4), stream(CII), *others])).number == "471102"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_an_encrypted_pdf_is_read_only_when_no_password_is_needed(algorithm: str) -> None:
    writer = PdfWriter(clone_from=BytesIO(SAMPLE))
    writer.encrypt("", "owner", algorithm=algorithm)
    assert read(saved(writer)).number == "471102"
    writer = PdfWriter(clone_from=BytesIO(SAMPLE))
    writer.encrypt("secret", algorithm=algorithm)
    assert refusal(saved(writer)) == (
        "bill.pdf: this PDF is encrypted, so what it carries cannot be read; ask the sender for one that is not."
    )


def test_one_that_is_encrypted_in_a_newer_way_says_so_too() -> None:
    strings = b" ".join(b"/%s (%s) /%sE (%s)" % (key, b"x" * 48, key, b"x" * 32) for key in (b"O", b"U"))
    filters = b"/CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
    locked = b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 %s %s >>" % (strings, filters)
    content = pdf(
        FILE_TREE % b"<< /Names [(factur-x.xml) 3 0 R] >>", PAGES, specification(b"factur-x.xml", 4), trailer=locked
    )
    assert "this PDF is encrypted" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES),
        carrying(),
        carrying(("picture.png", b"\x89PNG")),
        carrying(("order-x.xml", b"<order/>")),
        carrying(("a.xml", b"<a/>"), ("b.xml", b"<b/>")),
        carrying(("factur-x.xml", CII)).replace(b"EmbeddedFiles", b"JavaScriptFoo"),
    ],
    ids=["nothing", "no files", "a picture", "an order", "other data", "a tree of another kind"],
)
def test_a_pdf_without_an_invoice_waits_for_somebody_to_key_it_in(content: bytes) -> None:
    assert refusal(content) == PLAIN
    assert media_type_of(content) == "application/pdf"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("factur-x.xml", CII[:-20])], "factur-x.xml: this is not well-formed XML: "),
        ([("factur-x.xml", b"")], "factur-x.xml: this is not well-formed XML: "),
        ([("factur-x.xml", b"%PDF-1.7")], "factur-x.xml: this is not well-formed XML: "),
        (
            [("factur-x.xml", b"<html/>")],
            "factur-x.xml: this XML is neither a UBL nor a CII invoice; its root is html.",
        ),
        (
            [("factur-x.xml", cii(currency="X"))],
            "factur-x.xml: CrossIndustryInvoice/SupplyChainTradeTransaction/",
        ),
        ([("data.xml", CII[:-20])], "data.xml: this is not well-formed XML: "),
        ([("a" * 290 + ".xml", b"<")], f"'{'a' * 40}…': this is not well-formed XML: "),
        (
            [("a.xml", UBL), ("b.xml", OTHER)],
            "this PDF carries two different invoices, 471102 in a.xml and 1 in b.xml",
        ),
        (
            [("xrechnung.xml", OTHER), ("factur-x.xml", CII)],
            "this PDF carries two different invoices, 471102 in factur-x",
        ),
        ([("factur-x.xml", CII), ("factur-x.xml", OTHER)], "this PDF carries two different invoices, "),
    ],
)
@pytest.mark.usefixtures("in_process")
def test_what_is_wrong_inside_is_told_in_one_sentence(files: list[tuple[str, bytes]], why: str) -> None:
    assert refusal(carrying(*files)).startswith(f"bill.pdf: {why}")


@pytest.mark.parametrize(
    "files",
    [
        [("factur-x.xml", CII), ("other.xml", OTHER)],
        [("other.xml", OTHER), ("factur-x.xml", CII)],
        [("broken.xml", b"<"), ("factur-x.xml", CII)],
        [("broken.xml", b"<"), ("invoice.xml", CII)],
        [("factur-x.xml", CII), ("xrechnung.xml", UBL)],
        [("a.xml", CII), ("b.xml", CII)],
        [("picture.png", b"\x89PNG"), ("factur-x.xml", CII)],
    ],
)
@pytest.mark.usefixtures("in_process")
def test_one_file_called_as_an_invoice_is_goes_before_others_and_may_come_twice(files: list[tuple[str, bytes]]) -> None:
    assert read(carrying(*files)).number == "471102"


@pytest.mark.usefixtures("in_process")
def test_two_invoices_of_one_number_that_pay_to_different_accounts_are_two() -> None:
    first, second = (
        cii(totals(ram("GrandTotalAmount", "5")), account(ram("IBANID", iban))) for iban in ("DE02", "DE03")
    )
    assert "two different invoices" in refusal(carrying(("factur-x.xml", first), ("xrechnung.xml", second)))


@pytest.mark.parametrize("part", [0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_pdf_that_was_cut_short_is_damaged(part: float) -> None:
    assert refusal(SAMPLE[: int(len(SAMPLE) * part)]) == DAMAGED


def test_what_a_pdf_held_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    content = carrying(("factur-x.xml", CII + b"<!-- only here -->"))
    first = attached_xml(content)
    monkeypatch.setattr(subprocess, "run", None)
    assert attached_xml(content) is first


def test_no_more_is_remembered_than_fits() -> None:
    kept = pdf_attachments._Kept(most=10_000)
    for number in range(100):
        kept.put(str(number), (pdf_attachments.Attachment(("a",), bytes(1_000)),))
    assert kept.get("99")
    assert kept.get("1") is None
    assert len(kept._held) == 5


def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have another program open the PDFs."""
    (tmp_path / "child.py").write_text(code)
    monkeypatch.setattr(pdf_attachments, "_CHILD", tmp_path / "child.py")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("while True: pass", "takes more than 10 seconds to open"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "takes more than 10 seconds to open"),
        ("import os; os.abort()", "brings down the program that opens it"),
        ("raise SystemExit(3)", "brings down the program that opens it"),
    ],
)
def test_a_pdf_harms_only_the_process_that_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, why: str
) -> None:
    monkeypatch.setattr(pdf_attachments, "SECONDS", 0.5)
    child(tmp_path, monkeypatch, code)
    assert why in refusal(carrying(("factur-x.xml", CII + code.encode())))


def test_where_no_process_can_be_started_the_file_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_about: object, **_more: Any) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", refused)
    why = "bill.pdf: this PDF could not be opened: Resource temporarily unavailable; give it in again."
    assert refusal(carrying(("factur-x.xml", CII + b" "))) == why


def test_the_process_learns_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_KEY", "secret")
    child(
        tmp_path,
        monkeypatch,
        "import os\nassert not [name for name in os.environ if 'COUNTERSIGN' in name]\nraise SystemExit(9)",
    )
    assert "COUNTERSIGN_SECRET_KEY" in os.environ
    assert "brings down" in refusal(carrying(("factur-x.xml", CII + b"  ")))


def test_the_process_has_little_memory() -> None:
    code = "import sys; from sources import pdf_child; pdf_child._limit(); bytearray(int(sys.argv[1]))"
    for size, status in ((pdf_child.MEMORY // 2, 0), (pdf_child.MEMORY + 2**20, 1)):
        command = [sys.executable, "-c", code, str(size)]
        assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == status
