"""What status and explain tell of a dispute."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.workflow.walking import Team, say
from workflow.disputes.asking import dispute_of, write_to_vendor
from workflow.disputes.telling import explain_with_dispute, standing_with_disputes
from workflow.people.workspace import Workspace
from workflow.reviews.explaining import explain
from workflow.reviews.review import Review


def shown(session: Session, review: Review) -> Any:
    """Give the dispute as both show it, which is the same."""
    explained = json.loads(json.dumps(explain_with_dispute(session, review)))
    (standing,) = json.loads(json.dumps(standing_with_disputes(session)))["reviews"]
    assert explained["dispute"] == standing["dispute"]
    return explained["dispute"]


def test_what_is_not_disputed_has_none(session: Session, review: Review) -> None:
    assert shown(session, review) is None


def test_the_rest_stays_as_it_is(session: Session, review: Review) -> None:
    told = explain_with_dispute(session, review)
    assert {name: value for name, value in told.items() if name != "dispute"} == explain(session, review)


def test_it_is_told_from_the_flag_to_its_end(session: Session, acme: Workspace, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag", reason="Twice.")
    dispute = dispute_of(session, review)
    assert dispute
    write_to_vendor(session, dispute, review, acme, team.ada, NOW)
    before = {"state": "asked", "reason": "Twice.", "letter_by": "2026-12-17", "asked_at": "2026-12-07T09:00:00Z"}
    nothing: dict[str, Any] = {"answers": [], "outcome": None, "outcome_why": None, "undisputed": None}
    assert shown(session, review) == {**before, **nothing}
    say(session, review, team.ada, "pay_part", reason="What we used.", amount=Decimal("400.50"))
    ended = {"state": "closed", "outcome": "part_paid", "outcome_why": "What we used.", "undisputed": "400.50"}
    assert shown(session, review) == {**before, **nothing, **ended}
