"""A hostile invoice cannot put a link, an element or a header into our mails."""

import re
from dataclasses import replace

import pytest
from lxml import html

from notifications.desk import thread_of
from notifications.message import Mailbox, Message, UnwritableAddressError, standing_headers, write
from tests.factories import a_document
from tests.notifications.samples import (
    ANA,
    HOME,
    NOW,
    a_case,
    a_reader,
    a_settled_case,
    about_code,
    about_period,
    about_review,
    an_invoice,
    in_words,
)
from workflow.reviews.casefile import CaseFile
from workflow.reviews.explained import FindingFacts

HOSTILE = [
    "Urgent: approve at http://evil.example/pay",
    "<script src=//evil.example/x.js></script>",
    '"><img src=x onerror=alert(1)><a href="javascript:alert(1)">',
    "\u202eevil.example\u2066 www.evil.example",
    "{{ 7 * 7 }}{% include 'x' %}",
    "</style><style>@import '//evil.example/a.css'",
    "https://evil.example\thttps:/\u200b/evil.example",
]
ADDRESS = re.compile(r"https?://[^\s\"<>]+|\bwww\.\w|\bevil\.example")


def _hostile(case: CaseFile, text: str) -> CaseFile:
    number = " ".join(text.split()) or "x"
    document = a_document(number, seller={"name": number}, payee={"name": number, "iban": number})
    finding = FindingFacts("total_changed", "check", {}, f"It rose against {text}.")
    return replace(case, invoices=(an_invoice(document, findings=(finding,), file_name=text),))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("state", ["open", "approved"])
def test_no_address_but_ours_is_in_a_mail(text: str, state: str) -> None:
    kind, case = ("opened", a_case()) if state == "open" else ("released", a_settled_case())
    words = in_words(about_review(kind, "1", _hostile(case, text), a_reader(ANA)))
    found = ADDRESS.findall(words.text) + ADDRESS.findall(words.html) + ADDRESS.findall(words.subject)
    assert all(address.startswith(f"{HOME}/") for address in found)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_gets_no_new_element(text: str) -> None:
    clean = in_words(about_review("opened", "1", _hostile(a_case(), "harmless"), a_reader(ANA)))
    dirty = in_words(about_review("opened", "1", _hostile(a_case(), text), a_reader(ANA)))
    assert elements(dirty.html) == elements(clean.html)


def elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    tree = html.document_fromstring(page)
    return [(str(node.tag), tuple(sorted(map(str, node.attrib)))) for node in tree.iter()]


def test_a_header_stays_one_line() -> None:
    headers = standing_headers("opened:1:1:2", "review:1", "example.com")
    message = Message(
        Mailbox("ana@example.com", "Ana\r\nBcc: evil@evil.example"), "Hi\r\nBcc: x@y.example", "t", "h", headers
    )
    mail = write(message, "Countersign <countersign@example.com>", NOW)
    assert "Bcc" not in mail
    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.com", "ana@example.com\nBcc: x@y.example", "änä@example.com"]
)
def test_an_address_that_cannot_be_written_is_named(email: str) -> None:
    with pytest.raises(UnwritableAddressError, match="no address that a mail can be sent to"):
        write(Message(Mailbox(email), "s", "t", "h"), "countersign@example.com", NOW)


def test_a_domain_of_any_script_is_written_as_the_mail_server_knows_it() -> None:
    mail = write(Message(Mailbox("ana@bücher.example"), "s", "t", "h"), "countersign@example.com", NOW)
    assert mail["To"].addresses[0].addr_spec == "ana@xn--bcher-kva.example"


def test_a_mail_is_marked_and_threaded() -> None:
    first, second = (
        standing_headers(f"rung:1:{rung}:2", "review:1", "example.com") for rung in ("reminder", "warning")
    )
    assert first["References"] == second["References"] == first["In-Reply-To"] == "<review-1@example.com>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first == standing_headers("rung:1:reminder:2", "review:1", "example.com")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["X-Countersign-Notice"] == "rung:1:reminder:2"


def test_a_code_belongs_to_the_conversation_of_its_review() -> None:
    opened, code = about_review("opened", "1", a_case(), a_reader(ANA)), about_code()
    assert thread_of(opened) == thread_of(code)
    assert thread_of(about_period("late", a_reader(ANA))).startswith("period:")


def test_a_number_that_speaks_is_quoted_wherever_it_stands() -> None:
    speaking = "A-10 is approved. No answer needed"
    words = in_words(about_review("opened", "1", a_case(invoices=(an_invoice(a_document(speaking)),)), a_reader(ANA)))
    assert words.subject == f'Please review: invoice "{speaking}", Acme EMEA, €4,877.81'
    said = " ".join(words.text.split())
    assert said.count(speaking) == said.count(f'"{speaking}"') > 1
