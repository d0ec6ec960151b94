"""A bridge in words: what each step is called, what is left to ask about, how much has evidence."""

from decimal import Decimal

import pytest

from notifications.bridging import NAMES, bridge_words, share_words
from notifications.figures import Figures
from tests.notifications.samples import a_bridge, an_invoice
from workflow.findings.bridge.bridge import Step
from workflow.reviews.explained import BridgeFacts, StepFacts


def bridge(*steps: tuple[str, str, str], before: str | None = "100.00", **changes: str | None) -> BridgeFacts:
    """Make a bridge of these steps."""
    facts = tuple(StepFacts(step, Decimal(amount), evidence) for step, amount, evidence in steps)
    start = Decimal(before) if before else None
    end = None if start is None else start + sum((one.amount for one in facts), Decimal(0))
    number = changes.get("prior_number", "A-1")
    return BridgeFacts("EUR", number, start, end, facts, Decimal(200), Decimal(changes.get("explained") or "200"))


def said(facts: BridgeFacts, **figures: str) -> list[tuple[str, str]]:
    """Read the steps of a bridge."""
    words = bridge_words(an_invoice(bridge=facts), Figures(**figures))
    return [(one.name, one.amount) for one in words.steps] if words else []


def verdict(facts: BridgeFacts) -> str:
    """Read what a bridge comes to."""
    words = bridge_words(an_invoice(bridge=facts), Figures())
    return words.verdict if words else ""


def test_every_step_has_a_name() -> None:
    assert set(NAMES) == set(Step)


def test_amounts_are_signed_and_written_as_the_reader_writes() -> None:
    steps = ("price", "12.50", "a"), ("one_offs", "-50.00", "b")
    assert said(bridge(*steps)) == [("Price", "+€12.50"), ("One-offs and credits", "-€50.00")]
    assert said(bridge(*steps), locale="de_DE")[0] == ("Price", "+12,50\xa0€")


def test_parts_of_one_kind_are_one_step_with_the_evidence_of_each() -> None:
    facts = bridge(("quantity", "30.00", "minutes"), ("tax", "1.00", "19 %"), ("quantity", "-10.00", "texts"))
    words = bridge_words(an_invoice(bridge=facts), Figures())
    assert words
    usage, tax = words.steps
    assert (usage.amount, tax.amount) == ("+€20.00", "+€1.00")
    assert [(one.amount, one.evidence) for one in usage.shown] == [("+€30.00", "minutes"), ("-€10.00", "texts")]


def test_a_step_of_nothing_is_left_out() -> None:
    assert said(bridge(("tax", "1.00", "19 %"), ("unexplained", "0.00", "Nothing is left."))) == [("Tax", "+€1.00")]


@pytest.mark.parametrize("facts", [None, bridge(), bridge(("tax", "1.00", "x"), before=None), a_bridge()])
def test_without_a_change_to_explain_there_is_no_bridge(facts: BridgeFacts | None) -> None:
    words = bridge_words(an_invoice(bridge=facts), Figures())
    assert (words is None) == (facts is None or facts.before is None or not facts.steps)


def test_the_rest_is_the_one_thing_to_ask_about() -> None:
    assert verdict(bridge(("unexplained", "36.00", "?"))) == "Nothing explains €36.00; ask about this."
    assert verdict(bridge(("unexplained", "-36.00", "?"))) == "Nothing explains €36.00 less; ask about this."
    assert verdict(bridge(("tax", "36.00", "19 %"))) == "Everything that changed is explained."


def test_a_share_is_rounded_down_so_that_all_means_all() -> None:
    assert share_words(bridge(explained="199.99")).startswith("99 % of what is charged")
    assert share_words(bridge(explained="200")).startswith("100 % of what is charged")
    assert share_words(bridge(explained="0")).startswith("0 % of what is charged")


def test_where_nothing_is_charged_no_share_is_told() -> None:
    assert share_words(BridgeFacts("EUR", None, None, None, (), Decimal(0), Decimal(0))) == ""
    assert share_words(None) == ""
