"""Usage is asked for, kept as it was seen with its moment, and asked for again until the vendor counts no further."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_workspace
from tests.workflow.walking import a_period, received
from workflow.invoices.document import to_json
from workflow.invoices.evidence import UsageQuestion, claim_usage, next_ask, store_evidence
from workflow.invoices.intake import accept
from workflow.invoices.source import Completeness, Evidence, Span, UsageFact
from workflow.invoices.usage import UsageSighting, UsageSpan
from workflow.invoices.usage_seen import Counted, usage_seen
from workflow.people.workspace import Workspace
from workflow.periods.period import HISTORY, BillingPeriod

COMPLETE, INCOMPLETE, BROKEN = Completeness.COMPLETE, Completeness.INCOMPLETE, Completeness.BROKEN
NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
ENDED = NOW.set(month=11, day=30, hour=23)
SOON, LATE = ENDED.add(days=1), ENDED.add(days=46)


def counted(reference: str = "cmp_1", minutes: int = 45000, *, is_final: bool = True, **changes: Any) -> UsageFact:
    fact = UsageFact(
        "campaign", reference, "Renewals", NOVEMBER.starts_on, NOVEMBER.ends_on, Decimal(minutes), "minute", is_final
    )
    return replace(fact, **changes)


def told(*facts: UsageFact, **changes: Any) -> Evidence:
    return Evidence(COMPLETE, facts, **changes)


@pytest.fixture
def november(session: Session, acme: Workspace) -> UsageSpan:
    accept(session, acme, [received(a_document())], NOW)
    session.commit()
    return session.scalars(select(UsageSpan)).one()


def claim(session: Session, now: DateTime = NOW, wall: DateTime = NOW, limit: int = 50) -> list[UsageQuestion]:
    claimed = claim_usage(session, now, wall, limit)
    session.commit()
    return claimed


def answer(session: Session, span: UsageSpan, evidence: Evidence, now: DateTime = NOW) -> bool:
    """Claim the span, store an answer for it, and tell whether it is to be heard of."""
    span.ask_at, span.lease_until = now, None
    session.commit()
    (question,) = claim(session, now, now)
    is_news = store_evidence(session, question, evidence, now)
    session.commit()
    session.refresh(span)
    return is_news


def seen(session: Session, span: UsageSpan) -> Counted:
    return usage_seen(session, [span.workspace_id])[span.workspace_id][NOVEMBER]


def sightings(session: Session) -> list[tuple[str, int, bool, DateTime]]:
    rows = session.scalars(select(UsageSighting).order_by(UsageSighting.id).execution_options(populate_existing=True))
    return [(one.reference, int(one.quantity or 0), one.is_current, one.seen_at) for one in rows]


def test_what_is_final_is_not_asked_about_again() -> None:
    assert next_ask(0, None, ENDED, SOON, is_done=True) is None


def test_what_may_still_be_counted_is_asked_about_every_six_hours_for_forty_five_days() -> None:
    assert next_ask(0, None, ENDED, SOON, is_done=False) == SOON.add(hours=6)
    assert next_ask(0, None, ENDED, ENDED.add(days=45), is_done=False) is None


@pytest.mark.parametrize(("failures", "minutes"), [(1, 15), (2, 30), (5, 240), (6, 360), (20, 360)])
def test_a_vendor_that_cannot_answer_is_given_time(failures: int, minutes: int) -> None:
    assert next_ask(failures, None, ENDED, SOON, is_done=False) == SOON.add(minutes=minutes)


def test_a_vendor_may_ask_for_a_day() -> None:
    assert next_ask(1, 86400, ENDED, SOON, is_done=False) == SOON.add(days=1)


def test_who_cannot_be_heard_long_after_the_days_is_given_up_but_not_at_once() -> None:
    assert next_ask(9, None, ENDED, LATE, is_done=False) == LATE.add(hours=6)
    assert next_ask(10, None, ENDED, LATE, is_done=False) is None
    assert next_ask(10, None, ENDED, SOON, is_done=False) == SOON.add(hours=6)


@pytest.mark.usefixtures("november")
def test_the_days_that_an_invoice_charges_are_asked_about_at_once(session: Session, acme: Workspace) -> None:
    (question,) = claim(session)
    assert (question.workspace_id, question.source, question.span) == (acme.id, "callaro", NOVEMBER)
    assert (question.account.account, question.account.timezone) == ("44", "Europe/Berlin")


def test_each_span_is_there_once_however_many_invoices_charge_it(
    session: Session, acme: Workspace, november: UsageSpan
) -> None:
    accept(session, acme, [received(a_document("A-2")), received(a_document("A-3"))], NOW)
    assert session.scalars(select(UsageSpan)).all() == [november]


@pytest.mark.parametrize(
    "document", [a_document(status="draft"), a_document(lines=[to_json(a_document())["lines"][0]])], ids=str
)
def test_of_a_draft_and_of_what_charges_no_usage_nothing_is_asked(
    session: Session, acme: Workspace, document: Any
) -> None:
    accept(session, acme, [received(document)], NOW)
    assert claim(session) == []


def test_of_history_nothing_is_asked(session: Session, acme: Workspace) -> None:
    a_period(session, acme, ENDED.subtract(days=30), ENDED.add(hours=2), state=HISTORY)
    accept(session, acme, [received(a_document())], NOW)
    assert session.scalars(select(BillingPeriod.state)).all() == [HISTORY]
    assert claim(session) == []


@pytest.mark.usefixtures("november")
def test_what_is_claimed_is_not_claimed_again_until_the_lease_is_over(session: Session) -> None:
    assert len(claim(session)) == 1
    assert claim(session, now=NOW.add(days=9), wall=NOW.add(seconds=120)) == []
    assert len(claim(session, wall=NOW.add(seconds=121))) == 1


def test_no_more_than_the_limit_is_claimed_and_nothing_that_is_not_due(session: Session, november: UsageSpan) -> None:
    assert claim(session, limit=0) == []
    november.ask_at = NOW.add(seconds=1)
    assert claim(session) == []


def test_what_was_counted_is_kept_with_its_moment(session: Session, november: UsageSpan) -> None:
    answer(session, november, told(counted(seen={"billed_minutes": 45000}), request_id="r-1"))
    (fact,) = seen(session, november).facts
    assert (fact.quantity, fact.name, fact.is_final) == (Decimal(45000), "Renewals", True)
    assert fact.seen == {"billed_minutes": 45000}
    assert (november.answered, november.asked_at, november.request_id) == ("complete", NOW, "r-1")
    assert (november.is_final, november.ask_at, november.lease_until) == (True, None, None)


def test_what_is_said_again_is_no_new_sighting(session: Session, november: UsageSpan) -> None:
    for hour in range(2):
        answer(session, november, told(counted(is_final=False)), NOW.add(hours=hour))
    assert sightings(session) == [("cmp_1", 45000, True, NOW)]


def test_what_is_said_otherwise_takes_the_place_of_what_was_seen_which_stays(
    session: Session, november: UsageSpan
) -> None:
    later = NOW.add(hours=6)
    answer(session, november, told(counted(is_final=False), counted("cmp_2", 10)))
    answer(session, november, told(counted(minutes=45600), counted("cmp_2", 10)), later)
    assert sightings(session) == [("cmp_1", 45000, False, NOW), ("cmp_2", 10, True, NOW), ("cmp_1", 45600, True, later)]
    assert [fact.quantity for fact in seen(session, november).facts] == [45600, 10]


def test_a_campaign_that_a_whole_answer_names_no_longer_counts_no_longer(session: Session, november: UsageSpan) -> None:
    answer(session, november, told(counted(is_final=False), counted("cmp_2", is_final=False)))
    answer(session, november, told(counted()))
    assert [fact.reference for fact in seen(session, november).facts] == ["cmp_1"]
    assert november.is_final


def test_what_was_final_stays_when_the_vendor_tidies_up(session: Session, november: UsageSpan) -> None:
    answer(session, november, told(counted(is_final=False), counted("cmp_2")))
    answer(session, november, told(counted()))
    assert [fact.reference for fact in seen(session, november).facts] == ["cmp_1", "cmp_2"]


def test_an_answer_in_two_pieces_is_one(session: Session, november: UsageSpan) -> None:
    answer(session, november, Evidence(INCOMPLETE, (counted(),), "503", position={"page": 2}))
    assert (november.position, november.is_final, november.ask_at) == ({"page": 2}, False, NOW.add(minutes=15))
    november.ask_at, november.lease_until = NOW, None
    assert claim(session)[0].position == {"page": 2}
    answer(session, november, told(counted("cmp_2")))
    assert [fact.reference for fact in seen(session, november).facts] == ["cmp_1", "cmp_2"]
    assert (november.position, november.is_final) == (None, True)


def test_while_one_campaign_is_counted_on_it_is_asked_again(session: Session, november: UsageSpan) -> None:
    answer(session, november, told(counted(), counted("cmp_2", is_final=False)))
    assert (november.is_final, november.ask_at) == (False, NOW.add(hours=6))


def test_days_that_are_not_over_where_the_customer_is_are_never_final(session: Session, november: UsageSpan) -> None:
    answer(session, november, told(counted()), ENDED.subtract(seconds=1))
    assert not november.is_final
    answer(session, november, told(counted()), ENDED)
    assert november.is_final


def test_a_source_that_knows_of_no_usage_is_asked_once(session: Session, november: UsageSpan) -> None:
    assert not answer(session, november, told())
    assert (november.answered, november.is_final, november.ask_at) == ("complete", False, None)


def test_a_failure_is_news_until_it_is_said_again(session: Session, november: UsageSpan) -> None:
    refused = Evidence(BROKEN, problem="campaigns: 403")
    assert [answer(session, november, refused, NOW.add(hours=hour)) for hour in range(2)] == [True, False]
    assert answer(session, november, Evidence(BROKEN, problem="campaigns: 401"), NOW.add(hours=2))
    assert not answer(session, november, told(counted()), NOW.add(hours=3))
    assert (november.failures, november.problem) == (0, None)


def test_usage_that_cannot_be_read_says_nothing_about_the_connection(
    session: Session, acme: Workspace, november: UsageSpan
) -> None:
    answer(session, november, Evidence(BROKEN, problem="campaigns: 403"))
    session.refresh(acme)
    assert (acme.connection, acme.connection_problem) == ("never", None)


def test_another_invoice_has_what_is_not_final_asked_about_at_once(
    session: Session, acme: Workspace, november: UsageSpan
) -> None:
    answer(session, november, told(counted(is_final=False)))
    accept(session, acme, [received(a_document("A-2"))], NOW.add(minutes=1))
    session.refresh(november)
    assert november.ask_at == NOW.add(minutes=1)


def test_another_invoice_leaves_alone_what_is_final(session: Session, acme: Workspace, november: UsageSpan) -> None:
    answer(session, november, told(counted()))
    accept(session, acme, [received(a_document("A-2"))], NOW.add(minutes=1))
    session.refresh(november)
    assert november.ask_at is None


def test_a_workspace_that_is_not_active_is_answered_once_and_then_left_alone(
    session: Session, acme: Workspace, november: UsageSpan
) -> None:
    acme.active = False
    (question,) = claim(session)
    assert not question.is_active
    store_evidence(session, question, Evidence(BROKEN, problem="not active"), NOW)
    assert november.ask_at
    assert claim(session, now=NOW.add(days=1), wall=NOW.add(days=1)) == []
    acme.active = True
    assert len(claim(session, now=NOW.add(days=1), wall=NOW.add(days=1))) == 1


def test_of_two_workspaces_each_is_asked_for_itself(session: Session, november: UsageSpan) -> None:
    accept(session, a_workspace(session, "beta", account="51"), [received(a_document())], NOW)
    assert november.starts_on == NOVEMBER.starts_on
    assert sorted(one.account.account for one in claim(session)) == ["44", "51"]
