"""What is imported before the first sweep finds its period as soon as that is written."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.walking import received
from workflow.invoices.intake import accept
from workflow.invoices.invoice import RECEIVED, Invoice, Revision
from workflow.invoices.rematching import rematch
from workflow.periods.closing import close_periods
from workflow.periods.period import AWAITING, INVOICED, BillingPeriod


def imported(session: Session, **workspace: Any) -> None:
    """Take the invoice of November in, then write the periods."""
    accept(
        session, a_workspace(session, first_period_starts=date(2026, 10, 1), **workspace), [received(a_document())], NOW
    )
    assert session.query(Invoice).one().period_id is None
    while close_periods(session, NOW, a_policy()).done:
        pass


def states(session: Session) -> dict[int, str]:
    session.expire_all()
    return {period.starts_on.month: period.state for period in session.query(BillingPeriod)}


def test_it_finds_its_period_which_waits_no_longer(session: Session) -> None:
    imported(session)
    assert states(session)[11] == AWAITING
    assert rematch(session, NOW).done == 1
    assert states(session)[11] == INVOICED
    assert session.query(Revision).one().state == RECEIVED


def test_there_is_nothing_to_do_a_second_time(session: Session) -> None:
    imported(session)
    rematch(session, NOW)
    assert rematch(session, NOW).done == 0


def test_what_somebody_hands_in_of_history_is_asked_about_all_the_same(session: Session) -> None:
    imported(session, review_from=date(2026, 12, 5))
    assert rematch(session, NOW).done == 0
    assert session.query(Revision).one().state == RECEIVED


def test_what_belongs_to_no_period_stays_as_it_is(session: Session) -> None:
    early = a_document(period={"starts_on": "2026-01-01", "ends_on": "2026-01-31"}, issued_on="2026-02-01")
    accept(session, a_workspace(session, first_period_starts=date(2026, 10, 1)), [received(early)], NOW)
    while close_periods(session, NOW, a_policy()).done:
        pass
    assert rematch(session, NOW).done == 0
