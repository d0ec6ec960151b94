"""A line is found again by its words, without the dates, figures and case that change from month to month."""

import pytest

from workflow.findings.line_keys import line_key


@pytest.mark.parametrize(
    "month",
    [
        *("October 2026", "Oct 2026", "Oct. 2026", "Sept 2026", "OCTOBER", "2026-10", "10/2026"),
        *("Oktober 2026", "Okt. 2026", "März 2026", "Dez. 2026", "Mai 2026"),
        *("octobre 2026", "févr. 2026", "août 2026", "mars 2026"),
        *("octubre de 2026", "ene 2026", "ottobre 2026", "set 2026", "mei 2026", "mrt 2026"),
        *("outubro 2026", "out. 2026", "października 2026", "październik 2026", "paź 2026"),
        *("Q3 2026", "Q3/26", "2026-Q4", "May 2026", "Oktober"),
    ],
)
def test_a_month_or_a_quarter_does_not_count(month: str) -> None:
    assert line_key(f"Growth plan {month}").removesuffix(" de") == "growth plan"


@pytest.mark.parametrize(
    ("description", "key"),
    [
        ("Calls you may record", "calls you may record"),
        ("Mars campaign", "mars campaign"),
        ("Set of 3 voices", "set of voices"),
        ("Sie-Form, 2 Stimmen", "sie form stimmen"),
        ("Q3 push", "q3 push"),
        ("Q5 2026 push", "q5 push"),
    ],
)
def test_a_word_that_may_mean_something_else_stays(description: str, key: str) -> None:
    assert line_key(description) == key


@pytest.mark.parametrize("description", ["Oktober 2026", "Q3 2026", "10/2026", "May"])
def test_nothing_is_reduced_to_nothing(description: str) -> None:
    assert line_key(description)


def test_no_description_has_no_key() -> None:
    assert line_key(None) == ""
