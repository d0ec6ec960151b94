"""A quantity is said in words: nobody has to know what H87 is."""

from decimal import Decimal

import pytest

from workflow.invoices.units import unit_word


@pytest.mark.parametrize(
    ("unit", "quantity", "word"),
    [
        ("H87", "20", "pieces"),
        ("H87", "1", "piece"),
        ("C62", "2", "units"),
        ("min", "2", "minutes"),
        ("ad", "2", "ad"),
        ("HUR", "1.5", "hours"),
        ("KWH", "3", "kilowatt hours"),
        ("minute", "2", "minutes"),
        ("MIN", "1", "minute"),
        ("call", None, "calls"),
        ("GB", "2", "GB"),
        ("XPP", "2", "XPP"),
        ("€/min", "2", '"€/min"'),
        ("minutes", "1", "minutes"),
        (None, "2", ""),
        ("  ", "2", ""),
        ("pieces, as agreed", "2", '"pieces, as agreed"'),
    ],
)
def test_a_unit_is_a_word_where_we_know_it_and_its_own_otherwise(unit: str | None, quantity: str, word: str) -> None:
    assert unit_word(unit, None if quantity is None else Decimal(quantity)) == word
