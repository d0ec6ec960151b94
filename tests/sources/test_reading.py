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
CII = b'<a:CrossIndustryInvoice xmlns:a="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
HEAD, BODY = EINFACH.split(b"?>", 1)


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
        (b"%PDF-1.7\n", "this is a PDF; reading PDF invoices is not built yet."),
        (b"PK\x03\x04", "this is neither a UBL invoice (XML) nor an invoice document (JSON)."),
        (b"[]", "this is neither a UBL invoice (XML) nor an invoice document (JSON)."),
        (CII, "this is a Cross Industry Invoice (CII); reading those is not built yet."),
        (b"<html/>", "this XML is not a UBL Invoice or CreditNote; its root is html."),
        (b"<Invoice/>", "this XML is not a UBL Invoice or CreditNote; its root is Invoice."),
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
    assert refusal(content) == f"bill: {why}"


def test_a_number_too_long_for_python_is_refused_too() -> None:
    assert refusal(b'{"total": ' + b"9" * 5000 + b"}").startswith("bill: this is not JSON of an invoice: ")


BOMB = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
HOSTILE = {
    "a plain DTD": b"<!DOCTYPE Invoice>",
    "an entity bomb": b'<!DOCTYPE Invoice [<!ENTITY l0 "lol">' + BOMB + b"]>",
    "an external entity": b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "an external DTD": b'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd">',
    "a parameter entity": b'<!DOCTYPE Invoice [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
    "a DTD after a comment": b"<!-- <Invoice> --><!DOCTYPE Invoice>",
}


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused_before_anything_in_it_is_read(attack: str, encoding: str) -> None:
    text = (HEAD + b"?>" + HOSTILE[attack] + BODY).decode().replace("UTF-8", encoding)
    before = time.monotonic()
    assert "document type declaration" in refusal(text.encode(encoding))
    assert time.monotonic() - before < 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<a>" * 100_000, "nested more than 100"),
        (b"<a>" + b"<b/>" * 1_000_001 + b"</a>", "more than 1000000 elements"),
        (EINFACH[:-20], "not well-formed"),
        (b"<a>&undefined;</a>", "not well-formed"),
        (b"<x:a/>", "not well-formed"),
        (b"<a \xff/>", "not well-formed"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "not well-formed"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
    ],
)
def test_xml_that_is_broken_or_far_too_big_is_refused_quickly(content: bytes, why: str) -> None:
    before = time.monotonic()
    assert why in refusal(content)
    assert time.monotonic() - before < 5


def test_instructions_to_other_programs_are_not_followed() -> None:
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    content = EINFACH.replace(b"<cbc:ID>471102</cbc:ID>", b"<cbc:ID>" + include + b"</cbc:ID>", 1)
    assert "ID is missing" in refusal(content)


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
