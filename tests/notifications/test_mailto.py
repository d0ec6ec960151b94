"""A ready letter opens in the reader's own mail program, unless it is too long for one."""

from urllib.parse import parse_qs, urlsplit

from notifications.letters.mailto import LONGEST, TO_BE_PASTED, mailto

TO = "billing@vendor.example"


def test_it_carries_subject_and_letter_with_the_line_breaks_of_mail() -> None:
    address = urlsplit(mailto(TO, "Question & more", "Hello,\nplease.") or "")
    assert (address.scheme, address.path) == ("mailto", TO)
    assert parse_qs(address.query) == {"subject": ["Question & more"], "body": ["Hello,\r\nplease."]}


def test_a_long_letter_is_left_to_be_pasted() -> None:
    address = mailto(TO, "Question", "é" * LONGEST) or ""
    assert len(address) < LONGEST
    assert parse_qs(urlsplit(address).query)["body"] == [TO_BE_PASTED]


def test_without_an_address_there_is_none() -> None:
    assert mailto("", "Question", "Hello") is None
