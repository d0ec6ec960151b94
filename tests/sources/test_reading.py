"""Reading a file: by its content, and never at its mercy."""

import hashlib
import json
import time
from pathlib import Path

import pytest

from sources.reading import LARGEST, media_type, read_invoice
from workflow.invoices.source import UnreadableInvoice

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice" / "ubl"
EINFACH = (SAMPLES / "EN16931_Einfach.ubl.xml").read_bytes()
JSON = b'{"number": "7", "currency": "EUR", "lines": [{"amount": "5.00"}]}'
DRAFT = b'<a:CrossIndustryInvoice xmlns:a="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:8"/>'
NO_INVOICE = "this is no e-invoice (XML of UBL or CII, or a PDF with one) and no JSON of an invoice."


def refusal(content: bytes, name: str = "bill") -> str:
    with pytest.raises(UnreadableInvoice) as refused:
        read_invoice(name, content)
    return str(refused.value)


def test_what_a_file_is_called_does_not_matter() -> None:
    assert read_invoice("bill.txt", EINFACH).number == "471102"
    assert read_invoice("bill.xml", JSON).number == "7"


def test_the_reader_says_where_a_document_came_from_whatever_it_claims() -> None:
    content = json.dumps({**json.loads(JSON), "source": {"format": "ubl", "lie": 1}, "sha256": 5}).encode()
    document = read_invoice("bill.json", content)
    assert (document.source.name, document.source.format) == ("bill.json", "json")
    assert document.sha256 == hashlib.sha256(content).hexdigest()


def test_the_media_type_follows_from_what_was_read() -> None:
    assert media_type(read_invoice("a", EINFACH)) == "application/xml"
    assert media_type(read_invoice("a", JSON)) == "application/json"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_may_be_written_in_any_usual_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    content = EINFACH.decode().replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    assert read_invoice("bill.xml", content).seller.address == "Lieferantenstraße 20, München, 80333"


def test_white_space_before_the_first_character_does_no_harm() -> None:
    assert read_invoice("bill.xml", b"\r\n " + EINFACH).number == "471102"
    assert read_invoice("bill.json", b"\xef\xbb\xbf" + JSON).number == "7"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty."),
        (b" \n", "the file is empty."),
        (b"%PDF-1.7\n", "this PDF is damaged and cannot be opened; ask the sender for it again."),
        (b"PK\x03\x04", NO_INVOICE),
        (b"[]", NO_INVOICE),
        (DRAFT, "this XML is neither a UBL nor a CII invoice; its root is {urn:un:unece:uncefact:data:standard:Cross"),
        (b"<html/>", "this XML is neither a UBL nor a CII invoice; its root is html."),
        (b"<Invoice/>", "this XML is neither a UBL nor a CII invoice; its root is Invoice."),
        (b'<a xmlns="&#10;b"/>', "this is not well-formed XML: \"xmlns: '\\nb' is not a valid URI"),
        (b" " * (LARGEST + 1), "the file is larger than 20 MB, as no invoice is."),
        (b'{"number": "7"', "this is not JSON: Expecting ',' delimiter in line 1."),
        (b'{"number": "7", "number": "8"}', "number: stands twice in the same object."),
        (b'{"total": NaN}', "NaN is not a number that JSON knows, and no amount."),
        (b'{"number": "\xff"}', "this JSON is not written in UTF-8, at byte 12."),
        (b'{"a":' * 100_000, "this JSON is nested deeper than any invoice."),
        (
            JSON.replace(b'"5.00"', b"5.00"),
            "lines[0].amount: must be a string such as '1234.50', because a JSON number may have lost digits.",
        ),
    ],
)
def test_what_is_no_invoice_is_refused_in_one_sentence(content: bytes, why: str) -> None:
    assert refusal(content).startswith(f"bill: {why}")


def test_halves_of_periods_that_make_none_are_no_reason_to_refuse() -> None:
    halves = [{"period": {"ends_on": "2026-10-01"}}, {"period": {"starts_on": "2026-10-02"}}]
    content = json.dumps({"number": "7", "currency": "EUR", "lines": halves}).encode()
    assert read_invoice("bill.json", content).period is None


def test_a_number_too_long_for_python_is_refused_too() -> None:
    assert refusal(b'{"total": ' + b"9" * 5000 + b"}").startswith("bill: this is not JSON of an invoice: ")


@pytest.mark.parametrize(
    "lines",
    [
        b"1," * 9_000_000 + b"1",
        b"1," * 400_000 + b"1",
        b"{" + b",".join(b'"k%d":1' % n for n in range(400_000)) + b"}",
    ],
    ids=["more than is read", "all of them wrong", "all names wrong"],
)
def test_a_mass_of_values_costs_little_and_is_refused(lines: bytes) -> None:
    began = time.perf_counter()
    assert refusal(b'{"number": "7", "currency": "EUR", "lines": [' + lines + b"]}").startswith("bill: ")
    assert time.perf_counter() - began < 5


def test_a_refusal_can_be_stored_and_read_whatever_a_name_holds() -> None:
    assert refusal(b'{"number": "7", "currency": "EUR", "lines": [], "a\\u0000b": 1}').isprintable()
    assert len(refusal(b'{"number": "7", "currency": "EUR", "lines": [], "' + b"x" * 9_000 + b'": 1}')) < 200
