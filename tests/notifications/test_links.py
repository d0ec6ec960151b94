"""A link acts for one person on one seat, and nothing but the exact token that was mailed is taken for one."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.links import act_url, public_id, sign, verify
from tests.notifications.samples import KEYS, LINK, an_id
from workflow.reviews.casefile import Link

TOKEN = sign(LINK, KEYS)


def test_it_has_43_characters_that_need_no_quoting() -> None:
    assert len(TOKEN) == 43
    assert act_url("https://countersign.example/", TOKEN) == f"https://countersign.example/act/{TOKEN}"


def test_the_same_row_signs_to_the_same_token() -> None:
    assert sign(replace(LINK), KEYS) == TOKEN


def test_it_names_the_row() -> None:
    assert public_id(TOKEN) == LINK.id


def test_it_is_verified_with_every_key_and_signed_with_the_first() -> None:
    assert verify(TOKEN, LINK, KEYS)
    assert verify(sign(LINK, KEYS[1:]), LINK, KEYS)
    assert not verify(TOKEN, LINK, KEYS[1:])


@pytest.mark.parametrize(
    "other",
    [
        replace(LINK, generation=2),
        replace(LINK, person_id=an_id(22)),
        replace(LINK, assignment_id=an_id(12)),
        replace(LINK, id=an_id(77)),
    ],
    ids=["an older generation", "another person", "another seat", "another row"],
)
def test_it_is_good_for_no_other_row(other: Link) -> None:
    assert not verify(TOKEN, other, KEYS)


@given(st.integers(0, 255))
def test_a_flipped_bit_is_refused(bit: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(TOKEN + "="))
    raw[bit // 8] ^= 1 << bit % 8
    altered = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert not verify(altered, LINK, KEYS)


@pytest.mark.parametrize(
    "token",
    [
        "",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "=",
        TOKEN + "\n",
        " " + TOKEN[1:],
        TOKEN[:-1] + chr(ord(TOKEN[-1]) + 1),  # the same bytes, written with bits that are not used
        TOKEN[:20] + "+" + TOKEN[21:],
        TOKEN[:20] + "é" + TOKEN[21:],
    ],
)
def test_what_is_not_written_canonically_names_no_row(token: str) -> None:
    assert public_id(token) is None


@given(st.text(max_size=60))
def test_no_made_up_text_is_verified(text: str) -> None:
    assert not verify(text, LINK, KEYS)
