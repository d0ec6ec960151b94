"""A line that no earlier invoice had is told; above the amount of a material change it is to be checked."""

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.line_new import LineNew

KNOWN = frozenset({"growth plan", "voice minutes outbound"})


def noticed(*lines: tuple[str | None, str | None], known: frozenset[str] = KNOWN) -> Noticed | None:
    listed = [{"description": what, "amount": amount} for what, amount in lines]
    return LineNew().evaluate(facts_of(a_document(lines=listed), known_lines=known))


def why(*lines: tuple[str | None, str | None]) -> str:
    found = noticed(*lines)
    assert found
    return found.why


def test_lines_that_were_there_before_are_not_noticed() -> None:
    assert LineNew().evaluate(facts_of(a_document(), known_lines=KNOWN)) is None


def test_the_month_in_a_line_does_not_make_it_new() -> None:
    assert noticed(("Growth plan, November 2026", "499.00"), ("VOICE MINUTES (outbound)", "1.00")) is None


def test_on_the_first_invoice_of_all_nothing_is_new() -> None:
    assert noticed(("Setup", "900.00"), known=frozenset()) is None


def test_a_new_line_is_told_with_its_amount() -> None:
    found = noticed(("Growth plan", "499.00"), ("Call recording", "35.00"))
    assert found
    assert found.severity == "info"
    assert found.why == 'No earlier invoice had "Call recording" (35.00 EUR).'
    assert found.inputs == {"lines": "1", "amount": "35.00 EUR", "threshold_amount": "250.00 EUR"}


def test_all_new_lines_are_one_finding() -> None:
    assert why(("Setup", "200.00"), ("Training", "60.00")) == (
        'No earlier invoice had "Setup" (200.00 EUR) and "Training" (60.00 EUR), 260.00 EUR net in all; '
        "more than 250.00 EUR is to be checked."
    )


@pytest.mark.parametrize(
    ("amounts", "severity"),
    [
        (["250.00"], "info"),  # exactly the threshold
        (["250.01"], "check"),
        (["-250.01"], "check"),  # a credit of that size as well
        (["150.00", "100.01"], "check"),
        (["300.00", "-200.00"], "info"),
        ([None], "info"),
    ],
)
def test_the_sum_decides_whether_it_is_to_be_checked(amounts: list[str | None], severity: str) -> None:
    found = noticed(*((f"Extra {'abc'[place]}", amount) for place, amount in enumerate(amounts)))
    assert found
    assert found.severity == severity


def test_a_line_without_amount_or_words_is_named_all_the_same() -> None:
    assert why(("Setup", None), (None, "5.00")) == (
        'No earlier invoice had "Setup" (no amount) and a line with no description (5.00 EUR), 5.00 EUR net in all.'
    )


def test_a_long_description_is_cut_and_many_lines_are_counted() -> None:
    assert 'had "' + "x" * 60 + '…" (1.00 EUR).' in why(("x" * 90, "1.00"))
    assert '"e" (1.00 EUR), "f" (1.00 EUR) and 2 more, 8.00 EUR net in all.' in why(*((c, "1.00") for c in "abcdefgh"))
