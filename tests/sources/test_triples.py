"""Every sample of other people's e-invoices is read, and the same invoice in three formats is one document."""

import hashlib
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from sources.reading import media_type, media_type_of, read_invoice
from workflow.invoices.document import InvoiceDocument, content_hash, to_json

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
FILES = {path.relative_to(SAMPLES).as_posix(): path for path in sorted(SAMPLES.glob("*/*")) if path.suffix != ".md"}
TRIPLES = sorted(path.name.removesuffix(".pdf") for path in SAMPLES.glob("facturx/EN16931_*.pdf"))
COMPARED = [field for field in InvoiceDocument.model_fields if field not in {"source", "sha256"}]
FORMATS = {"ubl": "ubl", "cii": "cii", "facturx": "factur-x"}

TOTALS = {
    "net_total": ("TaxExclusiveAmount", "TaxBasisTotalAmount"),
    "total": ("TaxInclusiveAmount", "GrandTotalAmount"),
    "prepaid": ("PrepaidAmount", "TotalPrepaidAmount"),
    "amount_due": ("PayableAmount", "DuePayableAmount"),
}


def read(name: str) -> InvoiceDocument:
    return read_invoice(FILES[name].name, FILES[name].read_bytes())


def xml_of(name: str) -> etree._Element:
    """Get at the XML by other means than the product's."""
    content = FILES[name].read_bytes()
    if name.endswith(".pdf"):
        (attached,) = PdfReader(BytesIO(content)).attachment_list
        content = attached.content
    return etree.fromstring(content)


def stated(root: etree._Element, *names: str) -> list[tuple[Decimal, str | None]]:
    """Find amounts by the name of their element, wherever they stand."""
    tests = " or ".join(f"local-name() = '{name}'" for name in names)
    found = root.xpath(f"//*[{tests}]")
    assert isinstance(found, list)
    return [(Decimal(one.text or ""), one.get("currencyID")) for one in found if isinstance(one, etree._Element)]


def test_there_are_samples_of_every_kind() -> None:
    counts = {folder: sum(name.startswith(f"{folder}/") for name in FILES) for folder in FORMATS}
    assert counts == {"ubl": 12, "cii": 11, "facturx": 8}
    assert len(TRIPLES) == 6


@pytest.mark.parametrize("name", FILES)
def test_every_sample_is_read_and_says_what_it_was(name: str) -> None:
    document = read(name)
    assert (document.source.name, document.source.format) == (FILES[name].name, FORMATS[name.partition("/")[0]])
    assert document.sha256 == hashlib.sha256(FILES[name].read_bytes()).hexdigest()
    assert media_type(document) == media_type_of(FILES[name].read_bytes())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("field", TOTALS)
def test_every_sample_s_totals_are_those_of_its_xml(name: str, field: str) -> None:
    found = stated(xml_of(name), *TOTALS[field])
    absent = Decimal(0) if field == "prepaid" else None
    assert getattr(read(name), field) == (found[0][0] if found else absent)


@pytest.mark.parametrize("name", FILES)
def test_every_sample_s_tax_is_the_one_in_its_own_currency(name: str) -> None:
    document, root = read(name), xml_of(name)
    stated_totals = stated(root, "TaxTotalAmount") or [
        (Decimal(found.text or ""), found.get("currencyID"))
        for found in root.findall("{*}TaxTotal/{*}TaxAmount")  # in UBL a group's tax has the same name
    ]
    assert document.tax_total in [amount for amount, currency in stated_totals if currency == document.currency]


@pytest.mark.parametrize("name", [name for name in FILES if "zugferd1" not in name and "BASICWL" not in name])
def test_every_sample_s_lines_add_up_to_its_net_total(name: str) -> None:
    document = read(name)
    assert sum(line.amount or 0 for line in document.lines) == document.net_total


@pytest.mark.parametrize("name", [name for name in FILES if "zugferd1" not in name])
def test_every_sample_s_tax_groups_add_up_to_its_tax(name: str) -> None:
    document = read(name)
    assert sum(group.amount or 0 for group in document.taxes) == document.tax_total


@pytest.mark.parametrize("field", COMPARED)
@pytest.mark.parametrize("name", TRIPLES)
def test_the_same_invoice_as_ubl_cii_and_pdf_says_the_same(name: str, field: str) -> None:
    ubl, cii, pdf = (read(path) for path in (f"ubl/{name}.ubl.xml", f"cii/{name}.cii.xml", f"facturx/{name}.pdf"))
    assert to_json(ubl)[field] == to_json(cii)[field] == to_json(pdf)[field]


@pytest.mark.parametrize("name", TRIPLES)
def test_the_same_invoice_as_ubl_cii_and_pdf_is_one(name: str) -> None:
    paths = (f"ubl/{name}.ubl.xml", f"cii/{name}.cii.xml", f"facturx/{name}.pdf")
    assert len({content_hash(read(path)) for path in paths}) == 1


# What the standard's own pairs of examples print differently, so that the readers cannot agree on it.
DIFFERENT = {
    "en16931-example1": {"lines"},  # units, two descriptions
    "en16931-example2": {"lines"},  # units, the first line's quantity and period
    "en16931-example3": {"buyer", "lines", "taxes", "net_total", "tax_total", "total", "amount_due"},
    "en16931-example4": {"lines"},  # units
    "en16931-example5": {"lines", "payee"},  # units, periods; the UBL names no account
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_standard_s_own_pairs_agree_but_for_what_they_print_differently(name: str) -> None:
    ubl, cii = to_json(read(f"ubl/{name}.ubl.xml")), to_json(read(f"cii/{name}.cii.xml"))
    assert {field for field in COMPARED if ubl[field] != cii[field]} == DIFFERENT[name]


@pytest.mark.parametrize("name", sorted(set(DIFFERENT) - {"en16931-example3"}))
@pytest.mark.parametrize("field", ["kind", "unit_price", "amount", "tax_rate"])
def test_the_standard_s_own_pairs_charge_the_same_line_by_line(name: str, field: str) -> None:
    ubl, cii = (to_json(read(path))["lines"] for path in (f"ubl/{name}.ubl.xml", f"cii/{name}.cii.xml"))
    assert [line[field] for line in ubl] == [line[field] for line in cii]


def test_a_profile_without_lines_has_none() -> None:
    document = to_json(read("facturx/facturx_FR_BASICWL.pdf"))
    assert document["lines"] == []
    assert document["taxes"] == [
        {"category": "S", "rate": "20", "taxable": "81.90", "amount": "16.38"},
        {"category": "S", "rate": "5.5", "taxable": "543.00", "amount": "29.87"},
    ]
    assert (document["total"], document["prepaid"], document["amount_due"]) == ("671.15", "201.00", "470.15")
    assert document["payee"] == {"name": None, "iban": "FR2012421242124212421242124", "bic": None}


def test_zugferd_1_is_read_by_its_own_names() -> None:
    document = to_json(read("facturx/zugferd1_acme_42.pdf"))
    assert (document["number"], document["issued_on"]) == ("20131122-42", "2014-11-08")
    assert document["seller"] == {
        "name": "Seller Inc.",
        "tax_id": "DE122...",
        "address": "Marienplatz 1, München, 80331",
        "country": "DE",
    }
    assert (document["net_total"], document["tax_total"], document["total"]) == (None, "19.00", "119.00")
    assert [(line["description"], line["quantity"]) for line in document["lines"]] == [("Saddle", "1")]
    assert document["payee"]["iban"] is None  # the account that is debited is the buyer's
