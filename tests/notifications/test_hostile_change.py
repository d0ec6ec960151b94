"""What a hostile vendor writes into a changed invoice, a file or an answer stays text in the letters about it."""

from dataclasses import replace

import pytest

from notifications.facts import Arrived, Told, Waiver
from tests.factories import a_document
from tests.notifications.letters import CHANGED
from tests.notifications.samples import (
    ANA,
    CARA,
    HOME,
    NOW,
    a_case,
    a_newer_version,
    a_reader,
    a_settled_case,
    a_workspace_state,
    about_a_file,
    about_arrival,
    about_change,
    about_connection,
    about_review,
    about_waiver,
    an_invoice,
    in_words,
)
from tests.notifications.test_hostile_text import ADDRESS, HOSTILE, elements
from workflow.invoices.document import InvoiceDocument

LONG = "http://evil.example/ " * 500
HIDDEN = set("\u202e\u202c\u2066\u2069\u200b\x00\x1b")


def a_hostile_document(text: str) -> InvoiceDocument:
    """Make an invoice that says it wherever a vendor may write."""
    party = {"name": text, "tax_id": text, "address": text, "country": text}
    line = {"kind": "usage", "description": text, "unit": text, "quantity": "1", "unit_price": "1", "amount": "9"}
    tax = {"category": text, "rate": "19", "taxable": "1.00", "amount": "0.19"}
    lines = [line, {**line, "description": f"another {text}"}]
    payee = {"name": text, "iban": text, "bic": text}
    return a_document(seller=party, buyer=party, payee=payee, lines=lines, taxes=[tax], corrects=text)


def letters(text: str) -> list[Told]:
    """Make the facts of every letter that quotes such a vendor, and of one that quotes a colleague."""
    hostile, number = a_hostile_document(text), " ".join(text.split())[:300] or "x"
    case, ana = a_settled_case(), a_reader(ANA)
    revised = an_invoice(hostile, revision=2, replaced=a_document())
    file = about_a_file(name=number, origin=text, reason=text)
    connector = replace(about_connection(problem=text), request_id=number)
    connector = replace(connector, workspace=a_workspace_state(connection="broken", connection_problem=text))
    return [
        about_change(ana, a_newer_version(hostile), CHANGED, case),
        about_change(ana, a_newer_version(), CHANGED, replace(case, invoices=(an_invoice(hostile),))),
        about_review("opened", "2", a_case(invoices=(revised,)), ana),
        about_arrival(a_reader(CARA), arrived=(Arrived(number, None, "EUR", NOW),)),
        about_waiver(waiver=Waiver("Ana Alvarez", text, NOW)),
        file,
        connector,
    ]


@pytest.mark.parametrize("text", [*HOSTILE, LONG])
def test_no_address_but_ours_is_in_a_letter(text: str) -> None:
    for facts in letters(text):
        words = in_words(facts)
        found = [*ADDRESS.findall(words.text), *ADDRESS.findall(words.html), *ADDRESS.findall(words.subject)]
        assert all(address.startswith(f"{HOME}/") for address in found)
        assert not HIDDEN & set(words.text + words.html)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_letter_gets_no_new_element(text: str) -> None:
    for clean, dirty in zip(letters("harmless"), letters(text), strict=True):
        assert elements(in_words(dirty).html) == elements(in_words(clean).html)


def test_ten_thousand_characters_do_not_bury_a_letter() -> None:
    assert all(len(in_words(facts).text) < 12_000 for facts in letters("x" * 10_000))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_line_says_of_itself_cannot_pass_for_our_own_words(text: str) -> None:
    said = in_words(letters(text)[0]).text
    told = [line for line in said.splitlines() if line.startswith("  Line 1")]
    assert all("(“" in line and line.endswith("”)") for line in told)
