"""An invoice that never comes: late only when silence is proven, then finance, the vendor, the admins."""

from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_policy
from tests.workflow.walking import Team, a_period, history, told
from workflow.invoices.aside import keep_aside
from workflow.invoices.chase import chase
from workflow.invoices.source import SetAside
from workflow.notices.notice import Notice
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod

END = NOW.set(day=1, hour=0).subtract(hours=1)
ASK, SEND = a_policy(), a_policy(vendor_mail="send")
NINE = NOW.set(day=7, hour=8)  # 09:00 in Berlin on the 5th business day after the 30th of November
ANA, ADA, VENDOR = "ana@example.com", "ada@example.com", "billing@vendor.example"


@pytest.fixture
def silent(session: Session, acme: Workspace, team: Team) -> BillingPeriod:
    """A period with two complete and empty answers an hour apart."""
    return an_expected(session, acme, first_empty_at=END.add(hours=1), last_empty_at=END.add(hours=7))


def an_expected(session: Session, workspace: Workspace, **changes: Any) -> BillingPeriod:
    period = a_period(session, workspace, END.subtract(months=1), END, expected_by=NINE, chase_at=NINE, **changes)
    session.commit()
    return period


def run(session: Session, now: DateTime, policy: Any = SEND) -> int:
    done = chase(session, now, policy).done
    session.commit()
    session.expire_all()
    return done


def test_before_its_day_nothing_is_late(session: Session, silent: BillingPeriod) -> None:
    assert run(session, NINE.subtract(seconds=1)) == 0
    assert silent.state == "awaiting_invoice"


def test_at_nine_on_its_day_it_is_late_and_finance_is_told(session: Session, silent: BillingPeriod) -> None:
    assert run(session, NINE) == 1
    assert (silent.state, silent.chase_rung, silent.chase_at) == ("late", "chase", NINE.add(days=2))
    assert told(session, "missing") == [("late", ANA)]
    assert history(session, f"period:{silent.id}")[0] == "period.late"


@pytest.mark.parametrize(
    "answers",
    [{}, {"first_empty_at": END, "last_empty_at": END}, {"first_empty_at": END, "last_empty_at": END.add(minutes=59)}],
    ids=["none", "one", "two within the hour"],
)
def test_without_two_empty_answers_an_hour_apart_it_is_not_late(
    session: Session, acme: Workspace, answers: dict[str, Any]
) -> None:
    period = an_expected(session, acme, **answers)
    run(session, NINE)
    assert (period.state, period.chase_at) == ("awaiting_invoice", NINE.add(hours=6))
    assert told(session, "missing") == []


def test_the_ladder_goes_on_at_nine_over_business_days(session: Session, silent: BillingPeriod) -> None:
    moments = [NINE]
    for _ in range(3):
        run(session, moments[-1])
        assert silent.chase_at
        moments.append(silent.chase_at)
    run(session, moments[-1])
    assert [moment.format("DD HH:mm") for moment in moments] == ["07 08:00", "09 08:00", "11 08:00", "14 08:00"]
    assert (silent.chase_at, silent.chase_rung) == (None, None)


def test_finance_then_the_vendor_twice_then_the_admins(session: Session, silent: BillingPeriod) -> None:
    for day in (0, 2, 4, 7):
        run(session, NINE.add(days=day))
    assert told(session, "missing", silent.id) == [
        ("admin", ADA),
        ("chase", VENDOR),
        ("chase_again", VENDOR),
        ("late", ANA),
    ]


@pytest.mark.usefixtures("silent")
def test_the_vendor_answers_to_finance(session: Session) -> None:
    run(session, NINE)
    run(session, NINE.add(days=2))
    letter = session.scalars(select(Notice).where(Notice.part == "chase")).one()
    assert (letter.address, letter.person_id, letter.data) == (VENDOR, None, {"reply_to": [ANA]})


@pytest.mark.usefixtures("silent")
def test_unless_policy_sends_it_finance_gets_the_letter_as_a_draft(session: Session) -> None:
    run(session, NINE, ASK)
    run(session, NINE.add(days=2), ASK)
    assert told(session, "missing") == [("chase", ANA), ("late", ANA)]
    assert session.scalars(select(Notice.data).where(Notice.part == "chase")).one() == {"draft": True}


def test_a_vendor_without_an_address_is_written_to_by_finance(
    session: Session, acme: Workspace, silent: BillingPeriod
) -> None:
    acme.vendor_support = None
    run(session, NINE)
    run(session, NINE.add(days=2))
    assert ("chase", ANA) in told(session, "missing", silent.id)


@pytest.mark.usefixtures("silent")
def test_with_nobody_in_finance_the_admins_are_told(session: Session, acme: Workspace) -> None:
    acme.people = {"finance": []}
    run(session, NINE)
    assert told(session, "missing") == [("late", ADA)]


def test_however_often_it_is_looked_at_each_rung_is_told_once(session: Session, silent: BillingPeriod) -> None:
    for _ in range(3):
        run(session, NINE)
        silent.chase_at, silent.chase_rung = NINE, "late"
        session.commit()
    assert told(session, "missing") == [("late", ANA)]


def test_after_an_outage_the_vendor_gets_one_letter(session: Session, silent: BillingPeriod) -> None:
    run(session, NINE.add(days=5))
    assert told(session, "missing", silent.id) == [("chase_again", VENDOR), ("late", ANA)]
    assert silent.chase_rung == "admin"


def test_after_a_long_outage_everybody_is_told_at_once(session: Session, silent: BillingPeriod) -> None:
    run(session, NINE.add(days=30))
    assert [part for part, _ in told(session, "missing", silent.id)] == ["admin", "chase_again", "late"]
    assert silent.chase_at is None


def test_an_invoice_that_came_meanwhile_ends_the_ladder(session: Session, silent: BillingPeriod) -> None:
    run(session, NINE)
    silent.state = "invoiced"
    session.commit()
    run(session, NINE.add(days=30))
    assert told(session, "missing") == [("late", ANA)]
    assert silent.chase_at is None


@pytest.mark.usefixtures("silent")
def test_a_deactivated_workspace_is_not_chased(session: Session, acme: Workspace) -> None:
    acme.active = False
    session.commit()
    assert run(session, NINE.add(days=30)) == 0


def test_history_has_each_rung_once(session: Session, silent: BillingPeriod) -> None:
    for day in (0, 2, 4, 7):
        run(session, NINE.add(days=day))
    assert history(session, f"period:{silent.id}") == [
        "period.late",
        "period.chase",
        "period.chase_again",
        "period.admin",
    ]


def test_while_the_vendor_cannot_be_heard_a_late_period_is_not_chased(session: Session, silent: BillingPeriod) -> None:
    run(session, NINE)
    silent.last_empty_at = None
    session.commit()
    run(session, NINE.add(days=2))
    assert told(session, "missing") == [("late", ANA)]
    assert (silent.chase_rung, silent.chase_at) == ("chase", NINE.add(days=2, hours=6))


def test_while_something_unread_may_be_it_the_letter_is_a_draft(
    session: Session, acme: Workspace, silent: BillingPeriod
) -> None:
    run(session, NINE)
    keep_aside(session, acme, [SetAside("scan.pdf", "It carries no invoice data.", b"%PDF")], NINE.add(hours=1))
    session.commit()
    for day in (2, 4, 7):
        run(session, NINE.add(days=day))
    assert told(session, "missing", silent.id) == [("admin", ADA), ("chase", ANA), ("chase_again", ANA), ("late", ANA)]
    drafts = session.scalars(select(Notice.data).where(Notice.part == "chase")).all()
    assert drafts == [{"draft": True, "held": True}]


def test_what_lay_there_before_the_period_holds_nothing_up(
    session: Session, acme: Workspace, silent: BillingPeriod
) -> None:
    old = SetAside("scan.pdf", "It carries no invoice data.", b"%PDF")
    keep_aside(session, acme, [old], END.subtract(months=3))
    session.commit()
    run(session, NINE)
    run(session, NINE.add(days=2))
    assert ("chase", VENDOR) in told(session, "missing", silent.id)


def test_who_is_finance_and_admin_keeps_the_draft(session: Session, acme: Workspace, silent: BillingPeriod) -> None:
    acme.people = {"finance": [ADA], "admin": [ADA]}
    run(session, NINE.add(days=30), ASK)
    assert ("chase_again", ADA) in told(session, "missing", silent.id)


@pytest.mark.usefixtures("silent")
def test_after_an_outage_the_letter_does_not_say_that_we_wrote_before(session: Session) -> None:
    run(session, NINE.add(days=5))
    assert session.scalars(select(Notice.data["is_first"]).where(Notice.part == "chase_again")).one()


@pytest.mark.usefixtures("team")
def test_the_rungs_count_from_the_day_on_which_silence_was_proven(session: Session, acme: Workspace) -> None:
    heard_again = NINE.add(days=7)  # a Monday; until then the connector was broken
    period = an_expected(session, acme, first_empty_at=heard_again, last_empty_at=heard_again.add(hours=6))
    run(session, heard_again.add(hours=6))
    assert told(session, "missing", period.id) == [("late", ANA)]
    assert (period.chase_rung, period.chase_at) == ("chase", NINE.add(days=9))
