"""A mail as it goes over the line."""

import email
from email import policy

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.message import Mailbox, Message, standing_headers, write

REVIEW = "01a20482-3610-75dc-8389-0fffa9a1c931"
DATE = pendulum.datetime(2026, 11, 2, 8)


def sent(notice: str, domain: str = "example.com") -> bytes:
    headers = standing_headers(notice, f"review:{REVIEW}", domain)
    return write(
        Message(Mailbox("ana@example.com"), "Hello", "Hello\n", "<p>Hello</p>", headers), "c@a.example", DATE
    ).as_bytes()


def titled(subject: str) -> bytes:
    return write(Message(Mailbox("ana@example.com"), subject, "", ""), "c@a.example", DATE).as_bytes()


@pytest.mark.parametrize("notice", [f"missing:{REVIEW}:chase_again:-", f"rung:{REVIEW}:overdue@2026-11-12:{REVIEW}"])
@pytest.mark.parametrize("reading", [policy.default, policy.compat32], ids=["default", "compat32"])
def test_the_notice_is_read_by_anybody_as_it_was_written(notice: str, reading: policy.Policy) -> None:
    mail = email.message_from_bytes(sent(notice), policy=reading)
    assert mail["X-Countersign-Notice"] == notice


def test_the_ids_of_a_long_domain_stay_whole() -> None:
    raw = sent("opened:1:1:2", "notifications.some-very-long-company-name.example")
    assert f"\r\nReferences: <review-{REVIEW}@notifications.some-very-long-company-name.example>\r\n".encode() in raw


@given(
    st.lists(
        st.sampled_from(["Re:", "A-10", "€1,108.13", "Grüße", "請求書", "Acme,", "x" * 90]), min_size=1, max_size=14
    )
)
def test_a_subject_is_read_as_it_was_written_space_by_space(words: list[str]) -> None:
    subject = " ".join(words)
    mail = email.message_from_bytes(titled(subject), policy=policy.default)
    assert mail["Subject"] == subject


@pytest.mark.parametrize("hidden", ["=?utf-8?q?a=0D=0ABcc:_eve@evil.example?=", "Grüße =?utf-8?b?DQpCY2M6IGVAZS5l?="])
def test_what_others_wrote_encodes_nothing(hidden: str) -> None:
    mail = email.message_from_bytes(titled(hidden), policy=policy.default)
    assert (mail["Subject"], mail["Bcc"]) == (hidden.replace("=?", "= ?"), None)
