"""Billed usage must be what the vendor counted, by campaign and days."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pendulum
import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import NOVEMBER, facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.usage import Usage
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import Span, UsageFact
from workflow.invoices.usage_seen import Counted

SEEN = pendulum.datetime(2026, 12, 2, 6)
Line = dict[str, Any]


def campaign(name: str, minutes: str | None, **changes: Any) -> UsageFact:
    fact = UsageFact(
        kind="campaign",
        reference=f"cmp_{name.casefold().replace(' ', '_')}",
        name=name,
        starts_on=NOVEMBER.starts_on,
        ends_on=NOVEMBER.ends_on,
        quantity=Decimal(minutes) if minutes else None,
        unit="minute",
        is_final=True,
    )
    return replace(fact, **changes)


def minutes(what: str, quantity: str | None, **changes: Any) -> Line:
    line = {"kind": "usage", "description": what, "quantity": quantity, "unit": "minute", "unit_price": "0.09"}
    return {**line, "amount": "1.00", **changes}


def counted(*facts: UsageFact, answered: str | None = "complete", span: Span = NOVEMBER) -> dict[Span, Counted]:
    return {span: Counted(span, facts, answered, seen_at=SEEN)}


def billed(*lines: Line, **changes: Any) -> InvoiceDocument:
    return a_document(**{"lines": list(lines), **changes})


def noticed(lines: Sequence[Line], *facts: UsageFact, answered: str | None = "complete") -> Noticed | None:
    return Usage().evaluate(facts_of(billed(*lines), usage=counted(*facts, answered=answered)))


def why(lines: Sequence[Line], *facts: UsageFact) -> str:
    found = noticed(lines, *facts)
    assert found
    return found.why


def test_more_minutes_than_the_campaign_called_are_named_with_what_they_cost() -> None:
    found = noticed([minutes("Voice minutes, campaign Follow-up", "1700")], campaign("Follow-up", "1300"))
    assert found
    assert found.severity == "check"
    assert found.why == (
        '"Follow-up": 1700 minutes billed, 1300 minutes counted by the vendor. '
        "That is 400 more (+30.8 %), worth 36.00 EUR at 0.09 EUR each; more than 1 % is to be looked at."
    )
    assert found.inputs == {
        "campaign": "Follow-up",
        "billed": "1700",
        "counted": "1300",
        "difference": "400",
        "difference_percent": "+30.8 %",
        "difference_cost": "36.00 EUR at 0.09 EUR each",
        "threshold_percent": "1",
        "count": "final",
        "seen_at": "2026-12-02T06:00:00Z",
    }


@pytest.mark.parametrize(
    ("quantity", "speaks"), [("1000", False), ("1010", False), ("1010.1", True), ("990", False), ("989", True)]
)
def test_more_than_one_percent_of_the_count_is_a_difference(quantity: str, *, speaks: bool) -> None:
    assert bool(noticed([minutes("Follow-up", quantity)], campaign("Follow-up", "1000"))) is speaks


def test_a_campaign_that_never_called_may_not_be_billed() -> None:
    assert "10 minutes billed, 0 minutes counted" in why([minutes("Follow-up", "10")], campaign("Follow-up", "0"))


def test_what_is_still_being_counted_is_no_reproach_unless_more_is_billed_already() -> None:
    running = campaign("Follow-up", "1000", is_final=False)
    assert noticed([minutes("Follow-up", "900")], running) is None
    found = noticed([minutes("Follow-up", "1200")], running)
    assert found
    assert found.severity == "info"
    assert "1000 minutes counted by the vendor so far; it is still counting. That is 200 more" in found.why


def test_several_lines_of_one_campaign_are_added_up() -> None:
    lines = [minutes("Follow-up, first 1000", "1000"), minutes("FOLLOW-UP, beyond", "500", unit_price="0.07")]
    assert noticed(lines, campaign("Follow-up", "1500")) is None
    assert "1500 minutes billed, 1200 minutes counted" in why(lines, campaign("Follow-up", "1200"))


def test_the_longest_name_wins_and_only_whole_words_count() -> None:
    facts = [campaign("Renewal", "10"), campaign("Renewal reminders", "1000"), campaign("Up", "5")]
    lines = [minutes("Campaign renewal  Reminders", "1000"), minutes("Renewal", "10"), minutes("Campaign up", "5")]
    assert noticed(lines, *facts) is None
    ones = [campaign("x", "1", reference="cmp_1"), campaign("y", "12", reference="cmp_12")]
    assert noticed([minutes("cmp_12", "12"), minutes("cmp_1", "1")], *ones) is None


def test_a_reference_tells_campaigns_of_one_name_apart() -> None:
    twins = [campaign("Spring", "100", reference="c1"), campaign("Spring", "300", reference="c2")]
    assert noticed([minutes("Spring (c1)", "100"), minutes("Spring (c2)", "300")], *twins) is None
    assert noticed([minutes("Spring", "400")], *twins) is None
    assert '"Spring": 300 minutes billed, 100 minutes counted' in why([minutes("Spring (c1)", "300")], *twins)


def test_the_only_line_of_its_days_is_held_against_all_campaigns() -> None:
    facts = [campaign("Renewal", "1000"), campaign("Follow-up", "500")]
    assert noticed([minutes("Voice minutes", "1500", unit="min")], *facts) is None
    assert "All campaigns together: 1600 minutes billed" in why([minutes("Voice minutes", "1600")], *facts)


def test_a_line_is_held_against_its_own_days() -> None:
    day = pendulum.date(2026, 11, 20)
    rest = Span(day, NOVEMBER.ends_on)
    line = minutes("Follow-up", "300", period={"starts_on": "2026-11-20", "ends_on": "2026-11-30"})
    usage = counted(campaign("Follow-up", "900")) | counted(campaign("Follow-up", "300"), span=rest)
    assert Usage().evaluate(facts_of(billed(line), usage={rest: usage[rest]})) is None
    elsewhere = facts_of(billed(minutes("Follow-up", "300")), usage=counted(campaign("Follow-up", "900")))
    assert Usage().evaluate(elsewhere)


def test_a_campaign_that_the_vendor_does_not_know_is_named() -> None:
    lines = [minutes("Follow-up", "500"), minutes("Campaign Ghost", "700")]
    found = noticed(lines, campaign("Follow-up", "500"))
    assert found
    assert (found.severity, found.why) == (
        "check",
        'The usage line "Campaign Ghost" names no campaign that the vendor counted from 2026-11-01 to 2026-11-30.',
    )


def test_an_answer_with_gaps_proves_no_campaign_unknown() -> None:
    lines = [minutes("Follow-up", "500"), minutes("Campaign Ghost", "700")]
    assert noticed(lines, campaign("Follow-up", "500"), answered="incomplete") is None
    assert noticed([minutes("Voice minutes", "900")], campaign("Follow-up", "500"), answered="broken") is None


def test_what_is_charged_by_another_unit_is_no_campaign() -> None:
    messages = minutes("Text messages", "80", unit="message")
    assert noticed([minutes("Follow-up", "500"), messages], campaign("Follow-up", "500")) is None


def test_what_was_counted_and_nobody_charges_is_news() -> None:
    facts = [campaign("Follow-up", "500"), campaign("Renewal", "80"), campaign("Idle", "0")]
    found = noticed([minutes("Follow-up", "500")], *facts)
    assert found
    assert (found.severity, found.inputs) == ("info", {"not_charged": "Renewal (80 minutes)"})
    assert found.why == (
        'The vendor counted usage that no line charges: "Renewal" (80 minutes). It may come on a later invoice.'
    )


def test_what_an_earlier_invoice_over_the_same_days_charges_is_charged() -> None:
    facts = [campaign("Follow-up", "500"), campaign("Renewal", "80")]
    document, earlier = billed(minutes("Follow-up", "500")), billed(minutes("Renewal", "80"))
    assert Usage().evaluate(facts_of(document, usage=counted(*facts), around=(earlier,))) is None


@pytest.mark.parametrize(
    "facts",
    [
        (),  # a source that knows of no usage
        (campaign("Calls", "80", kind="voice_sessions"),),
        (campaign("Follow-up", None),),
    ],
    ids=["nothing", "sessions", "no quantity"],
)
def test_what_is_not_counted_is_not_checked(facts: tuple[UsageFact, ...]) -> None:
    assert noticed([minutes("Follow-up", "500")], *facts) is None


def test_without_an_answer_there_is_nothing_to_hold_it_against() -> None:
    assert Usage().evaluate(facts_of(billed(minutes("Follow-up", "500")))) is None


def test_a_line_without_a_quantity_and_a_credit_note_are_left_alone() -> None:
    assert noticed([minutes("Follow-up", None)], campaign("Follow-up", "500")) is None
    note = billed(minutes("Follow-up", "100"), kind="credit_note")
    assert Usage().evaluate(facts_of(note, usage=counted(campaign("Follow-up", "500")))) is None
