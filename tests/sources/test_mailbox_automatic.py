"""What machines send: answers and loops are left alone, a billing program's invoice is taken."""

import pytest

from sources.mailbox.head import read_head
from sources.mailbox.returned import read_report
from tests.sources.mails import VENDOR, invoice, mail, names, numbers, sorted_out

ANSWERS = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "Auto-Replied (vacation)"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": "away"},
    {"Precedence": "auto_reply"},
]
PROGRAMS = [
    {"Auto_Submitted": "auto-generated"},
    {"Auto_Submitted": "auto-notified; owner-email=x@y.example"},
    {"Precedence": "bulk"},
    {"Precedence": "junk"},
    {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
    {"X_Auto_Response_Suppress": "All"},
    {"Return_Path": "<>"},
]


def nothing(content: bytes) -> bool:
    """Tell whether a mail was left alone, without a trace."""
    haul = sorted_out(content)
    return not haul.received and not haul.set_aside


@pytest.mark.parametrize("headers", ANSWERS)
@pytest.mark.parametrize("sender", [VENDOR, "stranger@x.example"])
def test_an_automatic_answer_is_never_taken(headers: dict[str, str], sender: str) -> None:
    assert nothing(mail(("a.json", invoice("A")), sender=sender, **headers))


@pytest.mark.parametrize("headers", [{"X_Autoreply": "no"}, {"Auto_Submitted": "no"}])
def test_a_header_that_says_no_means_no(headers: dict[str, str]) -> None:
    assert numbers(sorted_out(mail(("a.json", invoice("A")), **headers))) == ["A"]


@pytest.mark.parametrize("headers", PROGRAMS)
def test_an_invoice_from_a_vendor_s_program_is_taken(headers: dict[str, str]) -> None:
    assert numbers(sorted_out(mail(("a.json", invoice("A")), **headers))) == ["A"]


@pytest.mark.parametrize("headers", PROGRAMS)
def test_an_unreadable_file_from_a_vendor_s_program_is_set_aside(headers: dict[str, str]) -> None:
    assert names(sorted_out(mail(("a.xml", b"<a"), **headers))) == ["a.xml"]


@pytest.mark.parametrize("headers", PROGRAMS)
def test_a_stranger_s_program_is_left_alone_when_it_brings_nothing(headers: dict[str, str]) -> None:
    assert nothing(mail(sender="stranger@x.example", **headers))


@pytest.mark.parametrize("headers", PROGRAMS)
def test_with_a_file_that_may_be_an_invoice_it_is_set_aside(headers: dict[str, str]) -> None:
    assert names(sorted_out(mail(("a.xml", b"<a"), sender="new@vendor.example", **headers))) == ["Your invoice.eml"]


def test_a_ticket_system_s_receipt_for_our_letter_is_left_alone() -> None:
    assert nothing(mail(Auto_Submitted="auto-generated", In_Reply_To="<1@example.com>"))


def test_a_program_s_letter_with_a_link_is_set_aside() -> None:
    assert len(sorted_out(mail(Auto_Submitted="auto-generated")).set_aside) == 1


def test_a_bounce_is_left_alone() -> None:
    report = mail(sender="Mailer-Daemon <mailer-daemon@vendor.example>").replace(
        b"Content-Type: text/plain", b'Content-Type: multipart/report; report-type="delivery-status"; boundary=b'
    )
    assert nothing(report)


def test_a_letter_of_ours_that_comes_back_is_left_alone() -> None:
    assert nothing(mail(("a.json", invoice("A")), X_Countersign_Notice="opened:1:1:2"))


@pytest.mark.parametrize("headers", ANSWERS)
def test_whoever_answers_everything_by_machine_and_sends_it_along_is_heard_by_nobody(headers: dict[str, str]) -> None:
    letter = mail(X_Countersign_Notice="opened:1:1:2", Message_ID="<1@example.com>", Auto_Submitted="auto-generated")
    answer = mail(("letter.eml", letter), ("a.json", invoice("A")), In_Reply_To="<1@example.com>", **headers)
    assert nothing(answer)
    assert (read_head(answer).is_delivery_report, read_report(answer)) == (False, [])


OURS = {
    "Message_ID": f"<{'0f' * 20}@example.com>",
    "References": "<review-01890a5d-ac96-774b-bcce-b302099a8057@example.com>",
}


def test_it_is_known_by_its_ids_where_a_gateway_took_the_header_out() -> None:
    assert nothing(mail(("a.json", invoice("A")), **OURS))


def test_an_answer_to_our_letter_is_not_ours() -> None:
    answer = OURS | {"Message_ID": "<1@vendor.example>"}
    assert numbers(sorted_out(mail(("a.json", invoice("A")), **answer))) == ["A"]


def test_an_id_that_only_looks_like_ours_is_another_s() -> None:
    assert numbers(sorted_out(mail(("a.json", invoice("A")), Message_ID=OURS["Message_ID"]))) == ["A"]
