"""An invoice written as UBL and as CII is read as the same document, whatever it says."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import read_invoice
from tests.sources.pdfs import carrying
from tests.sources.syntaxes import Days, Extra, Group, Item, Side, Written, as_cii, as_ubl
from workflow.invoices.document import InvoiceDocument, content_hash, to_json

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=20
)
SAID = st.none() | TEXTS
CODES = st.sampled_from(["A", "S", "EA", "C62", "95"])
AMOUNTS = st.none() | st.decimals(-9_999, 9_999, places=2) | st.decimals(-9, 9, places=4)
NUMBERS = st.none() | st.decimals(0, 999, places=3)
BASES = st.none() | st.sampled_from([Decimal(text) for text in ("1", "1.000", "3", "7", "100", "0", "2.5")])
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def in_order(days: tuple[date | None, date | None]) -> Days:
    first, last = days
    return (last, first) if first and last and last < first else days


SPANS = st.none() | st.tuples(st.none() | DAYS, st.none() | DAYS).map(in_order)
SIDES = st.builds(Side, SAID, SAID, SAID, SAID, SAID, SAID, st.none() | st.sampled_from(["DE", "FR"]))
ITEMS = st.builds(Item, SAID, NUMBERS, st.none() | CODES, AMOUNTS, BASES, AMOUNTS, NUMBERS, SPANS)
WRITTEN = st.builds(
    Written,
    number=TEXTS.filter(lambda text: bool(text.strip())),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    code=st.sampled_from(["380", "381", "384", "389", "396"]),
    corrects=SAID,
    issued_on=st.none() | DAYS,
    due_on=st.none() | DAYS,
    days=SPANS,
    seller=SIDES,
    buyer=SIDES,
    payee=SAID,
    accounts=st.lists(st.tuples(SAID, st.none() | CODES), max_size=3),
    items=st.lists(ITEMS, max_size=4),
    extras=st.lists(st.builds(Extra, st.booleans(), AMOUNTS, SAID, st.none() | CODES, NUMBERS), max_size=3),
    groups=st.lists(st.builds(Group, st.none() | CODES, NUMBERS, AMOUNTS, AMOUNTS), max_size=3),
    totals=st.tuples(*[AMOUNTS] * 5),
)


def read(content: bytes) -> InvoiceDocument:
    return read_invoice("bill", content)


def compared(document: InvoiceDocument) -> dict[str, Any]:
    return {name: value for name, value in to_json(document).items() if name not in {"source", "sha256"}}


@settings(max_examples=100, deadline=None)
@given(WRITTEN)
def test_both_syntaxes_say_the_same(invoice: Written) -> None:
    ubl, cii = read(as_ubl(invoice)), read(as_cii(invoice))
    assert compared(ubl) == compared(cii)
    assert content_hash(ubl) == content_hash(cii)


@settings(max_examples=50, deadline=None)
@given(WRITTEN)
def test_a_credit_note_says_the_same_as_one_by_its_type_code(invoice: Written) -> None:
    note = read(as_ubl(invoice, root="CreditNote"))
    assert {**compared(note), "kind": "invoice"} == {**compared(read(as_cii(invoice))), "kind": "invoice"}
    assert note.kind == "credit_note"


@settings(max_examples=3, deadline=None)
@given(WRITTEN)
def test_in_a_pdf_too(invoice: Written) -> None:
    assert compared(read(carrying(("factur-x.xml", as_cii(invoice))))) == compared(read(as_ubl(invoice)))
