"""Paying a part: an admin approves less than the whole, as carefully as the whole."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_document, an_earlier_document
from tests.workflow.handling.seated import as_admin
from tests.workflow.walking import Team, an_answer, every, open_all, say, seat_of, states, told
from workflow.decisions.decide import Incomplete, decide
from workflow.decisions.decision import Decision
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

PART: dict[str, Any] = {"amount": Decimal("400.00"), "reason": "What was counted."}


def refused(session: Session, team: Team, review: Review, **changes: Any) -> str:
    """Let Ada pay a part after a flag, see it refused; gives what she is told."""
    say(session, review, team.ana, "flag")
    answer = an_answer(session, review, team.ada, "pay_part", **{**PART, **changes})
    with pytest.raises(Incomplete) as caught:
        decide(session, answer, review.opened_at)
    session.rollback()
    assert not every(session, Decision, answer="pay_part")
    return str(caught.value)


def test_it_settles_as_approved_and_keeps_the_amount(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    say(session, review, team.ada, "pay_part", **PART)
    assert states(session, review) == (
        "approved",
        {"finance": "flagged", "operations": "cancelled", "admin": "approved"},
    )
    (decision,) = every(session, Decision, answer="pay_part").values()
    assert (decision.amount, decision.reason) == (Decimal("400.00"), "What was counted.")
    assert case_files(session, [review.id])[review.id].part == Decimal("400.00")
    assert told(session, "released", review.id) == [("1", "ap@example.com")]


def test_history_keeps_the_amount(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    say(session, review, team.ada, "pay_part", **PART)
    seat = seat_of(session, review, "admin")
    its = select(Event.data).where(Event.about == f"assignment:{seat.id}", Event.kind == "assignment.approved")
    assert session.scalars(its).one()["amount"] == "400.00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": None}, "Say why"),
        ({"attested": ("period_and_payment",)}, "tick each statement"),
        ({"amount": None}, "Enter how much"),
        ({"amount": Decimal("4877.81")}, "less than the total of 4877.81 EUR"),
        ({"amount": Decimal("400.001")}, "at most 2 decimals"),
    ],
)
def test_what_is_missing_is_said(
    session: Session, team: Team, review: Review, changes: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(session, team, review, **changes)


def test_nobody_pays_a_part_alone_where_the_payee_has_changed(session: Session, acme: Workspace, team: Team) -> None:
    elsewhere = {"name": "Callaro Inc.", "iban": "DE89370400440532013000"}
    open_all(session, acme, [an_earlier_document()])
    (review,) = open_all(session, acme, [a_document(payee=elsewhere)])
    assert "nobody approves alone" in refused(session, team, review)


def test_reviewers_cannot_pay_a_part(session: Session, team: Team, review: Review) -> None:
    answer = an_answer(session, review, team.ana, "pay_part", **PART)
    with pytest.raises(Incomplete, match="approve or flag"):
        decide(session, answer, review.opened_at)


def test_an_amount_beside_another_answer_is_asked_about(session: Session, team: Team, review: Review) -> None:
    with pytest.raises(Incomplete, match="clear the amount"):
        say(session, review, team.ana, "approve", amount=Decimal("1.00"))


def test_where_nothing_is_disputed_there_is_no_part(session: Session, team: Team, review: Review) -> None:
    as_admin(session, review, team.ada)
    with pytest.raises(Incomplete, match="Nothing is disputed"):
        say(session, review, team.ada, "pay_part", **PART)
