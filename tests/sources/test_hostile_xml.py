"""Hostile XML, by itself and attached to a PDF: refused in one sentence and under a second, and nobody is called."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources import pdf
from sources.reading import read_invoice
from tests.sources.pdfs import carrying, opened_here
from workflow.invoices.source import UnreadableInvoice

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
UBL = (SAMPLES / "ubl" / "EN16931_Einfach.ubl.xml").read_bytes()
CII = (SAMPLES / "cii" / "EN16931_Einfach.cii.xml").read_bytes()
HEAD, BODY = b'<?xml version="1.0" encoding="UTF-8"?>', UBL.split(b"?>", 1)[1]
CANARY = b"http://127.0.0.1:CANARY/x"


def chained(count: int, times: int) -> bytes:
    """Write entities that each hold the one before many times."""
    rest = (b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * times) for n in range(1, count))
    return b'<!ENTITY l0 "lol">' + b"".join(rest)


DECLARATIONS = {
    "empty": b"<!DOCTYPE Invoice>",
    "an empty subset": b"<!DOCTYPE Invoice []>",
    "a billion laughs": b"<!DOCTYPE Invoice [%s]>" % chained(12, 10),
    "laughs two by two": b"<!DOCTYPE Invoice [%s]>" % chained(40, 2),
    "one long entity": b'<!DOCTYPE Invoice [<!ENTITY l0 "%s">]>' % (b"x" * 1_000_000),
    "an entity of itself": b'<!DOCTYPE Invoice [<!ENTITY l0 "&l0;">]>',
    "a file": b'<!DOCTYPE Invoice [<!ENTITY l0 SYSTEM "file:///etc/hostname">]>',
    "an endless file": b'<!DOCTYPE Invoice [<!ENTITY l0 SYSTEM "file:///dev/zero">]>',
    "a call": b'<!DOCTYPE Invoice [<!ENTITY l0 SYSTEM "%s">]>' % CANARY,
    "a public call": b'<!DOCTYPE Invoice [<!ENTITY l0 PUBLIC "-//X//Y" "%s">]>' % CANARY,
    "an external DTD": b'<!DOCTYPE Invoice SYSTEM "%s">' % CANARY,
    "a public DTD": b'<!DOCTYPE Invoice PUBLIC "-//W3C//DTD XHTML 1.0//EN" "%s">' % CANARY,
    "a DTD by ftp": b'<!DOCTYPE Invoice SYSTEM "ftp://127.0.0.1:CANARY/x">',
    "a parameter entity": b'<!DOCTYPE Invoice [<!ENTITY %% p SYSTEM "%s"> %%p;]>' % CANARY,
    "parameters in parameters": b"<!DOCTYPE Invoice [<!ENTITY % a '<!ENTITY &#37; b \"x\">'> %a; %b;]>",
    "a notation": b'<!DOCTYPE Invoice [<!NOTATION n SYSTEM "%s"><!ENTITY l0 SYSTEM "x" NDATA n>]>' % CANARY,
    "a default attribute": b'<!DOCTYPE Invoice [<!ATTLIST Invoice x CDATA "1">]>',
    "a content model": b"<!DOCTYPE Invoice [<!ELEMENT Invoice (%s)>]>" % (b"a?," * 20_000 + b"b"),
    "after a comment": b"<!-- <Invoice> --><!DOCTYPE Invoice>",
    "after an instruction": b'<?xml-stylesheet href="%s"?><!DOCTYPE Invoice>' % CANARY,
    "after a megabyte of space": b" " * 1_000_000 + b"<!DOCTYPE Invoice>",
    "another root's": b'<!DOCTYPE html SYSTEM "about:legacy-compat">',
}
NESTED = UBL.replace(b"<cbc:ID>", b"<cbc:ID>" + b"<b>" * 120 + b"</b>" * 120, 1)
OTHERS = {
    "a lower-case doctype": HEAD + b"<!doctype Invoice>" + BODY,
    "two declarations": HEAD + b"<!DOCTYPE a><!DOCTYPE b>" + BODY,
    "a declaration inside": UBL.replace(b"<cbc:ID>", b"<!DOCTYPE a><cbc:ID>", 1),
    "an undeclared entity": UBL.replace(b"471102", b"&secret;", 1),
    "an undeclared entity in an attribute": UBL.replace(b'currencyID="EUR"', b'currencyID="&secret;"', 1),
    "a character that is none": UBL.replace(b"471102", b"&#0;", 1),
    "a control character": UBL.replace(b"471102", b"&#x1F;", 1),
    "a surrogate": UBL.replace(b"471102", b"&#xD800;", 1),
    "a null byte": UBL.replace(b"471102", b"47\x00", 1),
    "half of a character": UBL.replace(b"471102", b"47\xc3", 1),
    "elements without end": b"<a>" * 100_000,
    "elements far too deep": b"<a>" * 1_100_000,
    "an invoice too deep": NESTED,
    "too many elements": b"<a>" + b"<b/>" * 1_100_000 + b"</a>",
    "too many comments": b"<a>" + b"<!---->" * 1_100_000 + b"</a>",
    "too many instructions": b"<a>" + b"<?x?>" * 1_100_000 + b"</a>",
    "too many attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(300_000)) + b"/>",
    "one attribute for ever": b"<a " + b"x='' " * 300_000 + b"/>",
    "too many namespaces": b"<a " + b" ".join(b'xmlns:a%d="u%d"' % (n, n) for n in range(300_000)) + b"/>",
    "many attributes of many": (b"<a>" + (b"<b " + b" ".join(b'a%d=""' % n for n in range(1_000)) + b"/>") * 300),
    "a long name": b"<" + b"x" * 11_000_000 + b"/>",
    "a long value": b'<a b="' + b"x" * 11_000_000 + b'"/>',
    "a long text": b"<a>" + b"x" * 11_000_000 + b"</a>",
    "a long comment": b"<a><!--" + b"x" * 11_000_000 + b"--></a>",
    "many lines": b"<a>" + b"\n" * 11_000_000 + b"</a>",
    "two roots": b"<a/><b/>",
    "no root": HEAD,
    "an unknown prefix": b"<x:a/>",
    "cut short": UBL[:-20],
    "cut in a tag": UBL[: UBL.index(b"<cbc:ID>") + 4],
    "text after its end": UBL + b"x",
    "a wrong encoding": UBL.replace(b"UTF-8", b"UTF-16", 1),
    "an unknown encoding": UBL.replace(b"UTF-8", b"no-such", 1),
    "an encoding of many bytes": UBL.replace(b"UTF-8", b"shift_jis", 1),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE Invoice+AD4-<a/>',
    "EBCDIC": (HEAD + b"<!DOCTYPE a><a/>").decode().replace("UTF-8", "cp037").encode("cp037"),
    "UTF-32": (HEAD + b"<!DOCTYPE a><a/>").decode().replace("UTF-8", "utf-32").encode("utf-32"),
    "a web page": b"<!doctype html><html><body>Not found</body></html>",
    "an order": b'<o:SCRDMCCBDACIOMessageStructure xmlns:o="urn:un:unece:uncefact:data:standard:SCRDM:100"/>',
    "an older draft": b'<i:CrossIndustryInvoice xmlns:i="urn:un:unece:uncefact:data:standard:CBFBUY:5"/>',
}


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """Listen where nothing may call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "attached_xml", opened_here)


def refusal(content: bytes) -> str:
    """Return why it is refused, having seen that this took less than a second and fits one line."""
    began = time.process_time()
    with pytest.raises(UnreadableInvoice) as refused:
        read_invoice("bill", content)
    assert time.process_time() - began < 1
    why = str(refused.value)
    assert why.isprintable()
    assert len(why) < 300
    return why


def declaring(attack: str, canary: socket.socket, encoding: str) -> bytes:
    """Put a declaration before an invoice that makes use of what it declares."""
    declaration = DECLARATIONS[attack].replace(b"CANARY", b"%d" % canary.getsockname()[1])
    text = (HEAD + declaration + BODY.replace(b"471102", b"&l0;", 1)).decode()
    return text.replace("UTF-8", encoding.removesuffix("-sig"), 1).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("attack", DECLARATIONS)
def test_a_document_type_declaration_is_refused_before_anything_in_it_is_read(
    attack: str, encoding: str, canary: socket.socket
) -> None:
    assert "has a document type declaration" in refusal(declaring(attack, canary, encoding))


@pytest.mark.parametrize("attack", DECLARATIONS)
@pytest.mark.usefixtures("in_process")
def test_it_is_refused_in_a_pdf_too(attack: str, canary: socket.socket) -> None:
    content = carrying(("factur-x.xml", declaring(attack, canary, "utf-8")))
    assert refusal(content).startswith("bill: factur-x.xml: this XML has a document type declaration")


@pytest.mark.parametrize("attack", OTHERS)
def test_whatever_else_is_wrong_with_xml_is_refused_quickly(attack: str) -> None:
    refusal(OTHERS[attack])


@pytest.mark.parametrize("attack", [name for name, content in OTHERS.items() if len(content) < 10_000_000])
@pytest.mark.usefixtures("in_process")
def test_and_in_a_pdf_too(attack: str) -> None:
    refusal(carrying(("factur-x.xml", OTHERS[attack])))


@pytest.mark.parametrize(
    ("attack", "why"),
    [
        ("an undeclared entity", "not well-formed"),
        ("elements far too deep", "more than 500,000 elements"),
        ("elements without end", "nested more than 100 elements deep"),
        ("an invoice too deep", "nested more than 100 elements deep"),
        ("too many elements", "more than 500,000 elements"),
        ("too many attributes", "more than 250,000 attributes"),
        ("a long text", "one text of more than 10 MB"),
        ("an order", "neither a UBL nor a CII invoice"),
        ("EBCDIC", "no e-invoice"),
    ],
)
def test_the_sentence_says_what_is_wrong(attack: str, why: str) -> None:
    assert why in refusal(OTHERS[attack])


@pytest.mark.parametrize("sample", [UBL, CII], ids=["ubl", "cii"])
@pytest.mark.parametrize(
    "instruction",
    [
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="%s" parse="text"/>',
        b'<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x %s"/>',
        b'<x xml:base="%s" href="x"/>',
        b'<?xml-stylesheet type="text/xsl" href="%s"?>',
    ],
    ids=["include", "schema", "base", "stylesheet"],
)
def test_instructions_to_other_programs_are_not_followed(
    sample: bytes, instruction: bytes, canary: socket.socket
) -> None:
    address = CANARY.replace(b"CANARY", b"%d" % canary.getsockname()[1])
    content = sample.replace(b"ID>471102<", b"ID>471102" + instruction % address + b"<", 1)
    assert read_invoice("bill", content).number == "471102"
