"""What a mail brings: invoices by their content, and everything else that may be one set aside with its reason."""

import hashlib
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.sources.mails import ACME, PDF, SAMPLES, UBL, VENDOR, invoice, mail, names, numbers, sorted_out, zipped

PICTURE = b"\x89PNG\r\n\x1a\n"
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_an_attached_invoice_is_read() -> None:
    (one,) = sorted_out(mail(("rechnung.xml", UBL))).received.values()
    assert (one.document.number, one.content, one.name) == ("471102", UBL, "rechnung.xml")
    assert one.media_type == "application/xml"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("cii/EN16931_Einfach.cii.xml", "application/xml"), ("facturx/EN16931_Einfach.pdf", "application/pdf")],
)
def test_so_is_one_of_any_other_format(path: str, media_type: str) -> None:
    (one,) = sorted_out(mail(("rechnung", (SAMPLES / path).read_bytes()))).received.values()
    assert (one.document.number, one.media_type) == ("471102", media_type)


def test_several_are_read_each_once() -> None:
    haul = sorted_out(mail(("a.json", invoice("A")), ("b.json", invoice("B")), ("copy of a.json", invoice("A"))))
    assert numbers(haul) == ["A", "B"]


@pytest.mark.parametrize("name", ["invoice.ics", "invoice.png", "signature.p7s", "data.csv", "page.html", ""])
def test_what_a_file_is_called_does_not_matter(name: str) -> None:
    assert numbers(sorted_out(mail((name, invoice("A"))))) == ["A"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit", "7bit"])
def test_an_invoice_is_read_in_every_transfer_encoding(encoding: str) -> None:
    message = message_from_bytes(mail(), policy=default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(invoice("A").decode(), subtype="json", filename="a.json", cte=encoding)
    assert numbers(sorted_out(message.as_bytes())) == ["A"]


def test_a_file_that_cannot_be_read_is_set_aside_with_where_it_came_from() -> None:
    (aside,) = sorted_out(mail(("scan.pdf", PDF))).set_aside.values()
    assert (aside.name, aside.content, aside.may_be_awaited) == ("scan.pdf", PDF, True)
    assert aside.reason.startswith("scan.pdf: ")
    assert aside.origin == f"mail from {VENDOR} of 2026-11-02, subject Your invoice"


def test_one_bad_file_does_not_hide_the_good_ones() -> None:
    haul = sorted_out(mail(("a.xml", b"<a"), ("b.json", invoice("B")), ("c.json", b"{")))
    assert (numbers(haul), names(haul)) == (["B"], ["a.xml", "c.json"])


def test_what_was_set_aside_before_is_not_tried_again() -> None:
    seen = frozenset({hashlib.sha256(PDF).hexdigest()})
    haul = sorted_out(mail(("scan.pdf", PDF), ("b.json", invoice("B"))), replace(ACME, set_aside=seen))
    assert (numbers(haul), names(haul)) == (["B"], [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", PICTURE),
        ("meeting.bin", CALENDAR),
        ("key.asc", b"-----BEGIN PGP SIGNATURE-----"),
        ("empty.txt", b""),
    ],
)
def test_logos_and_signatures_are_no_files_to_set_aside(name: str, content: bytes) -> None:
    haul = sorted_out(mail(("a.json", invoice("A")), (name, content)))
    assert (numbers(haul), names(haul)) == (["A"], [])


def test_a_large_picture_may_be_a_scan() -> None:
    assert names(sorted_out(mail(("scan.png", PICTURE + bytes(200_000))))) == ["scan.png"]


def test_an_office_document_is_set_aside() -> None:
    (aside,) = sorted_out(mail(("invoice.docx", zipped(("[Content_Types].xml", b"<a/>"))))).set_aside.values()
    assert "office document" in aside.reason


def test_a_list_of_calls_beside_an_invoice_is_left_there() -> None:
    assert names(sorted_out(mail(("a.json", invoice("A")), ("calls.csv", b"when,how long\n")))) == []


def test_alone_it_is_set_aside() -> None:
    assert names(sorted_out(mail(("calls.csv", b"when,how long\n")))) == ["calls.csv"]


@pytest.mark.parametrize("view", ["INV-2026-7.pdf", "a.pdf", "anything.pdf"])
def test_the_printed_view_of_an_invoice_that_was_read_is_awaited_by_nobody(view: str) -> None:
    (aside,) = sorted_out(mail(("a.json", invoice("INV-2026-7")), (view, PDF))).set_aside.values()
    assert not aside.may_be_awaited
    assert "probably the printed view of INV-2026-7" in aside.reason


def test_another_pdf_beside_two_invoices_may_be_a_third() -> None:
    haul = sorted_out(mail(("a.json", invoice("A-1")), ("b.json", invoice("B-1")), ("c.pdf", PDF)))
    assert [aside.may_be_awaited for aside in haul.set_aside.values()] == [True]


def test_a_vendor_s_mail_with_nothing_attached_is_set_aside_itself() -> None:
    content = mail(Subject="Your invoice: https://portal.example/7")
    (aside,) = sorted_out(content).set_aside.values()
    assert (aside.name, aside.content, aside.may_be_awaited) == (
        "Your invoice https portal.example 7.eml",
        content,
        True,
    )
    assert "nothing is attached" in aside.reason


def test_a_stranger_s_mail_is_set_aside_whole_and_awaited_by_nobody() -> None:
    content = mail(("a.json", invoice("A")), sender="evil@x.example")
    haul = sorted_out(content)
    (aside,) = haul.set_aside.values()
    assert (numbers(haul), aside.content, aside.may_be_awaited) == ([], content, False)
    assert aside.reason.startswith("evil@x.example is nobody's sender")


def test_only_one_workspace_shows_what_strangers_send() -> None:
    assert names(sorted_out(mail(sender="evil@x.example"), replace(ACME, takes_the_rest=False))) == []


def test_another_workspace_s_mail_is_left_alone() -> None:
    zeta = replace(ACME, senders=("@zeta.example",), elsewhere=(VENDOR,))
    haul = sorted_out(mail(("a.json", invoice("A"))), zeta)
    assert (numbers(haul), names(haul)) == ([], [])


def test_a_mail_that_leaves_open_whose_it_is_may_be_awaited() -> None:
    account = replace(ACME, senders=(f"{VENDOR} to us+acme@example.com",), takes_the_rest=False)
    (aside,) = sorted_out(mail(("a.json", invoice("A"))), account).set_aside.values()
    assert aside.may_be_awaited
    assert "leaves open whose it is" in aside.reason


def forwarded(inner: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        message = message_from_bytes(mail(Subject="Fwd"), policy=default)
        assert isinstance(message, EmailMessage)
        message.add_attachment(message_from_bytes(inner, policy=default))
        inner = message.as_bytes()
    return inner


def test_an_invoice_in_a_forwarded_mail_is_read() -> None:
    assert numbers(sorted_out(forwarded(mail(("a.json", invoice("A"))), times=3))) == ["A"]


def test_a_letter_of_ours_in_an_answer_is_not_read() -> None:
    ours = mail(("a.json", invoice("A")), X_Countersign_Notice="released:1:1:-")
    haul = sorted_out(forwarded(ours))
    assert (numbers(haul), len(haul.set_aside)) == ([], 1)


def test_a_mail_forwarded_too_often_is_set_aside() -> None:
    (aside,) = sorted_out(forwarded(mail(("a.json", invoice("A"))), times=12)).set_aside.values()
    assert "nested more than" in aside.reason


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.json", "C:\\temp\\a.json", "a\x07.json", "\u202ea.json", "a" * 300 + ".json"]
)
def test_a_file_name_is_only_a_name(name: str) -> None:
    content = mail(("NAME.json", invoice("A"))).replace(b"NAME.json", name.encode())
    (one,) = sorted_out(content).received.values()
    assert one.name.isprintable()
    assert not {"/", "\\"} & set(one.name)
    assert len(one.name) <= 120
    assert one.name.endswith(".json")
