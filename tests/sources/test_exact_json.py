"""Numbers pass through JSON unchanged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.exact_json import MOST_VALUES, Json, read_json, write_json

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=8),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_written_is_read_with_the_same_values(value: Json) -> None:
    assert read_json(write_json(value)) == value


def test_a_number_never_becomes_a_float() -> None:
    assert read_json(b"[0.1, 12345678901234567890.12]") == [Decimal("0.1"), Decimal("12345678901234567890.12")]


def test_the_same_values_give_the_same_bytes() -> None:
    assert write_json(read_json(b'{"b": 1.50, "a": 1e2}')) == write_json(read_json(b'{"a":100.0,"b":1.5}'))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"1e999999999",
        b"1e999999999999999999999",
        b"[" + b"1," * MOST_VALUES + b"1]",
        b'{"a":1,"a":2}',
        b'"\\ud800"',
        b"\xff",
        b"[" * 5000,
        b"[" * 40 + b"]" * 40,
    ],
)
def test_what_is_no_plain_json_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(content)
