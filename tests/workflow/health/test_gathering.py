"""What is read of the reviews, on both databases: whose month, what spoke, what was explained, what was answered."""

from decimal import Decimal
from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import Team, a_team, open_all, open_one, say, take_in
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.examine import examine
from workflow.findings.finding import Finding
from workflow.health.facts import Handled
from workflow.health.gathering import handled_in
from workflow.health.report import health
from workflow.people.workspace import Workspace
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Review, ReviewedRevision

LATER = NOW.add(days=20)


def settle(session: Session, review: Review, at: DateTime, state: str = "approved") -> None:
    """Let a review be settled at a moment."""
    session.execute(update(Review).where(Review.id == review.id).values(state=state, settled_at=at))
    session.expire_all()


def found(session: Session, *workspaces: Workspace, months: Any = ("2026-11", "2026-12")) -> list[Handled]:
    """Read what was handled."""
    return [one for its in handled_in(session, workspaces, months, LATER).values() for one in its]


def findings_of(session: Session, review: Review, **values: Any) -> None:
    """Leave one finding on the review's invoice."""
    revision = session.scalars(
        select(ReviewedRevision.revision_id).where(ReviewedRevision.review_id == review.id)
    ).one()
    session.query(Finding).filter(Finding.revision_id == revision).delete()
    row = {"rule": "usage", "severity": "check", "inputs": {}, "why": "so", "muted": None, **values}
    session.add(Finding(workspace_id=review.workspace_id, revision_id=revision, **row))
    session.flush()


def test_a_review_counts_in_the_month_in_which_it_was_settled_there(session: Session, review: Review) -> None:
    settle(session, review, NOW.set(day=30, month=11, hour=23, minute=30))
    (berlin,) = found(session, session.query(Workspace).one())
    session.query(Workspace).one().timezone = "America/New_York"
    (new_york,) = found(session, session.query(Workspace).one())
    assert (berlin.month, new_york.month) == ("2026-12", "2026-11")
    assert (berlin.numbers, berlin.workspace, berlin.is_decided) == (("CAL-2026-11",), "acme", True)


def test_what_was_settled_in_another_month_is_left_out(session: Session, acme: Workspace, review: Review) -> None:
    settle(session, review, NOW)
    assert found(session, acme, months=["2026-11"]) == []


def test_what_still_waits_after_its_time_counts_in_the_last_month(
    session: Session, acme: Workspace, review: Review
) -> None:
    (waiting,) = found(session, acme)
    assert (waiting.month, waiting.is_decided, waiting.seen_at) == ("2026-12", False, LATER)
    assert found(session, acme, months=["2026-11"]) == []
    before = handled_in(session, [acme], ["2026-12"], review.decide_by)
    assert before[acme.id] == []


def test_only_checks_that_ask_for_somebody_and_are_not_muted_have_spoken(
    session: Session, acme: Workspace, review: Review
) -> None:
    settle(session, review, NOW)
    findings_of(session, review)
    assert found(session, acme)[0].rules == {"usage"}
    findings_of(session, review, muted="Muted until 2026-12-31 by Ana: known")
    assert found(session, acme)[0].rules == frozenset()
    findings_of(session, review, severity="info")
    assert found(session, acme)[0].rules == frozenset()


def test_what_was_explained_is_that_of_the_reviewed_revision_and_else_not_known(
    session: Session, acme: Workspace, review: Review
) -> None:
    settle(session, review, NOW)
    revision = session.scalars(select(ReviewedRevision.revision_id)).one()
    session.query(Bridge).delete()
    (unknown,) = found(session, acme)[0].invoices
    assert (unknown.amount, unknown.explained) == (None, None)
    amounts = {"amount": Decimal("4099.00"), "explained": Decimal("499.00")}
    session.add(Bridge(revision_id=revision, workspace_id=acme.id, currency="EUR", steps=[], **amounts))
    session.flush()
    (known,) = found(session, acme)[0].invoices
    assert (known.amount, known.explained) == (Decimal("4099.00"), Decimal("499.00"))


def test_a_flag_is_a_dispute_whatever_the_admin_said_then(
    session: Session, acme: Workspace, team: Team, review: Review
) -> None:
    say(session, review, team.ana, "flag")
    say(session, review, team.ada, "approve")
    (one,) = found(session, acme)
    assert (one.state, one.was_disputed) == ("approved", True)


@pytest.mark.parametrize("change", [{"total": "4900.00"}, {"number": "B-1", "corrects": "CAL-2026-11"}])
def test_an_invoice_that_the_vendor_changed_or_re_issued_was_corrected(
    session: Session, acme: Workspace, review: Review, change: dict[str, Any]
) -> None:
    settle(session, review, NOW)
    findings_of(session, review)
    assert not found(session, acme)[0].invoices[0].was_corrected
    newer = {"issued_on": "2026-12-04", **change}
    take_in(session, acme, a_document(**newer), now=NOW.add(days=3))
    examine(session, NOW.add(days=3), a_policy())
    open_reviews(session, NOW.add(days=3), a_policy())
    settled = next(one for one in found(session, acme) if one.review_id == review.id)
    assert settled.invoices[0].was_corrected


def test_a_workspace_sees_only_its_own(session: Session, acme: Workspace, review: Review) -> None:
    settle(session, review, NOW)
    assert handled_in(session, [a_workspace(session, "other")], ["2026-12"], LATER).popitem()[1] == []
    assert health(session, [acme], LATER).overall.decided == 1


def test_reading_costs_the_same_for_any_number_of_workspaces_reviews_and_months(session: Session) -> None:
    a_team(session)
    first = a_workspace(session, "w-0")
    open_one(session, first)
    session.execute(update(Review).values(state="approved", settled_at=NOW))
    costs = [_cost(session, [first], 1)]
    more = [first, *(a_workspace(session, f"w-{number}") for number in range(1, 6))]
    for workspace in more[1:]:
        open_all(session, workspace, [a_document(number) for number in ("A-1", "A-2", "A-3")])
    session.execute(update(Review).values(state="approved", settled_at=NOW))
    costs.append(_cost(session, more, 12))
    assert costs[0] == costs[1] <= 6


def _cost(session: Session, workspaces: list[Workspace], months: int) -> int:
    session.commit()
    for one in workspaces:
        session.refresh(one)
    with counted(session) as statements:
        assert health(session, workspaces, LATER, months).overall.decided >= 1
    return len(statements)
