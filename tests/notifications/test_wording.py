"""Vendor text cannot make a link, turn the writing round or leave its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.wording import LONGEST, Ours, clean, defuse, quoted


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("pay at http://evil.example/x", "pay at http[:]//evil[.]example/x"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("mailto:me@evil.example", "mailto[:]me@evil[.]example"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("evil\u3002example", "evil[.]example"),
        ("ev\u200bil.example", "evil[.]example"),
        ("1,234.50 EUR, 3.5 h. Done", "1,234.50 EUR, 3.5 h. Done"),
    ],
)
def test_it_defuses_what_would_become_a_link(written: str, shown: str) -> None:
    assert defuse(written) == shown


def test_it_takes_out_controls_and_direction_marks() -> None:
    assert clean("a\u202eb\x00c\x1bd\u2066e\r\nf") == "abcde\nf"


def test_it_quotes_vendor_text_on_one_line() -> None:
    assert quoted("Urgent:\r\nBcc: evil") == "“Urgent: Bcc: evil”"


def test_it_cuts_long_vendor_text() -> None:
    assert len(quoted("x" * 5000)) == LONGEST + 3


@given(st.text())
def test_defusing_twice_changes_nothing_more(text: str) -> None:
    assert defuse(defuse(text)) == defuse(text)


def test_ours_is_still_a_text() -> None:
    assert f"{Ours('https://countersign.example')}/" == "https://countersign.example/"
