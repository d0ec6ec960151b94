"""What the sandbox vendor counted, as the engine asks for it and keeps it, without the way through HTTP."""

from collections.abc import Iterator
from decimal import Decimal

from pendulum import DateTime
from sqlalchemy.orm import Session

from sandbox.traffic import Calls, Campaign, Traffic, calls_on, days
from sandbox.year.books import Year
from workflow.invoices.evidence import claim_usage, store_evidence
from workflow.invoices.source import Completeness, Evidence, Span, UsageFact

AT_ONCE = 100


def count_usage(session: Session, year: Year, now: DateTime) -> None:
    """Answer all that is to be asked about usage by now."""
    for question in claim_usage(session, now, now, AT_ONCE):
        facts = counted(year.traffic[question.account.account], question.span, now)
        store_evidence(session, question, Evidence(Completeness.COMPLETE, tuple(facts)), now)


def counted(traffic: Traffic, span: Span, now: DateTime) -> Iterator[UsageFact]:
    """Count the minutes of each campaign, and the calls of all; final once the last day is over."""
    is_final = now.date() > span.ends_on
    sessions = 0
    for campaign in traffic.campaigns:
        calls = [calls_on(campaign, day) for day in days(span)]
        sessions += sum(one.connected for one in calls)
        yield _of_campaign(campaign, span, calls, is_final=is_final)
    yield UsageFact(
        kind="voice_sessions",
        reference="voice_sessions",
        name=None,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        quantity=Decimal(sessions),
        unit="call",
        is_final=is_final,
        seen={"within": sessions},
    )


def _of_campaign(campaign: Campaign, span: Span, calls: list[Calls], *, is_final: bool) -> UsageFact:
    minutes = sum(one.billed_minutes for one in calls)
    return UsageFact(
        kind="campaign",
        reference=campaign.id,
        name=campaign.name,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        quantity=Decimal(minutes),
        unit="minute",
        is_final=is_final,
        seen={"billed_minutes": minutes, "calls": sum(one.calls for one in calls)},
    )
