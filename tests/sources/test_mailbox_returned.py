"""Reports of mails that did not arrive: what was given up for good is read, everything else says nothing."""

import random

import pytest

from sources.mailbox.head import read_head
from sources.mailbox.returned import read_report
from tests.sources.mails import mail
from tests.sources.reports import ANA, EXCHANGE, GLOBAL, OURS, other_manner, report
from tests.sources.test_mailbox_poison import fuzzed
from workflow.notices.returning import Returned


def test_a_report_names_the_mail_the_address_and_why() -> None:
    assert read_report(report()) == [Returned(OURS, ANA, "550 5.1.1 no such user")]


def test_only_the_headers_of_the_mail_are_enough() -> None:
    said = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"
    assert read_report(other_manner(EXCHANGE)) == [Returned(OURS, ANA, said)]


def test_so_is_a_report_in_utf_8_without_a_diagnosis() -> None:
    assert read_report(other_manner(GLOBAL)) == [Returned(OURS, ANA, "5.1.1")]


def test_the_address_that_was_written_to_counts_not_the_one_it_was_passed_on_to() -> None:
    passed_on = report(final="ana@elsewhere.example", original="Ana@Example.com")
    assert [one.address for one in read_report(passed_on)] == [ANA]


def test_what_was_tried_for_days_in_vain_has_failed_for_good() -> None:
    assert read_report(report(status="4.4.7", said="timed out")) == [Returned(OURS, ANA, "timed out")]


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("delayed", "5.1.1"), ("delivered", "2.0.0"), ("relayed", "2.1.5"), ("expanded", "2.0.0"),
     ("failed", "2.0.0"), ("", "5.1.1")],
)  # fmt: skip
def test_what_is_still_tried_or_has_arrived_says_nothing(action: str, status: str) -> None:
    assert read_report(report(action=action, status=status)) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [("5.7.1", "554 5.7.1 relaying denied"), ("5.7.26", "550 5.7.26 DMARC"), ("5.6.0", "554 malformed"),
     ("5.3.4", "552 too big"), ("5.1.8", "550 sender's domain"), ("4.7.1", "450 greylisted"),
     ("5.0.0", "550-5.7.1 relaying denied"), ("5.0.0", "550 5.7.1 relaying denied")],
)  # fmt: skip
def test_what_is_ours_to_put_right_is_no_dead_mailbox(status: str, said: str) -> None:
    assert read_report(report(status=status, said=said)) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [("5.0.0", "550 no such user"), ("5.0.0", "550 5.1.1 no such user"), ("5.2.2", "full"), ("5.4.1", "550 denied"),
     ("4.4.1", "connection timed out"), ("", "unknown")],
)  # fmt: skip
def test_what_names_the_reader_or_nobody_is_one(status: str, said: str) -> None:
    assert [one.address for one in read_report(report(status=status, said=said))] == [ANA]


def test_of_a_report_about_very_many_addresses_only_the_first_are_read() -> None:
    block = "\n\nFinal-Recipient: utf-8; ana@example.com\nAction: failed"
    assert len(read_report(other_manner(GLOBAL.replace("\nStatus: 5.1.1", block * 3000)))) == 10


@pytest.mark.parametrize("final", ["", "nobody", "a@example.com, b@example.com", "ana@boß.example"])
def test_without_one_plain_address_it_says_nothing(final: str) -> None:
    assert read_report(report(final=final)) == []


def test_without_the_mail_it_says_nothing() -> None:
    assert read_report(report("none")) == []
    assert read_report(report().replace(b"message/rfc822", b"text/plain")) == []


def test_a_report_that_somebody_forwards_is_theirs() -> None:
    assert read_report(mail().replace(b"\n\n", b"\nContent-Type: message/rfc822\n\n", 1) + report()) == []


def test_the_beginning_of_a_report_is_enough() -> None:
    content = report()
    end = content.index(OURS.encode()) + len(OURS)
    assert len(read_report(content[: end + 2])) == 1
    assert all(len(read_report(content[:size])) <= 1 for size in range(0, len(content), 7))


def test_a_damaged_report_raises_nothing() -> None:
    randomness = random.Random(5)
    originals = [report(), other_manner(EXCHANGE), other_manner(GLOBAL)]
    for _ in range(150):
        assert len(read_report(fuzzed(randomness.choice(originals), randomness))) <= 1


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        ("multipart/report; report-type=delivery-status; boundary=b", True),
        ('Multipart/Report;\n boundary=b;\n Report-Type = "Delivery-Status"', True),
        ("multipart/report; report-type=global-delivery-status; boundary=b", True),
        ("multipart/report; report-type=disposition-notification; boundary=b", False),
        ("multipart/report; report-type=feedback-report; boundary=b", False),
        ("multipart/reporting; report-type=delivery-status", False),
        ("multipart/mixed; boundary=b", False),
        ("", False),
    ],
)
def test_a_report_is_known_by_its_head(kind: str, is_one: bool) -> None:
    assert read_head(f"From: a@example.com\nContent-Type: {kind}\n\n".encode()).is_delivery_report is is_one
