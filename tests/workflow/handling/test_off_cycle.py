"""Paying outside of the payment runs gains time, where there are runs."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy
from tests.workflow.handling.seated import event, ladder, sit
from tests.workflow.walking import Team, open_all
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed
from workflow.decisions.gathering import case_files
from workflow.handling.off_cycle import pay_off_cycle
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.review import Review

WHY = "The line would be cut otherwise."
RUNS = a_policy().model_copy(
    update={"deadline": a_policy().deadline.model_copy(update={"runs": ("thu",)})},
)


def open_under(session: Session, acme: Workspace, policy: Policy) -> Review:
    (review,) = open_all(session, acme, [a_document()], policy=policy)
    return review


def test_there_is_more_time_and_that_is_kept(session: Session, acme: Workspace, team: Team) -> None:
    review = open_under(session, acme, RUNS)
    assert review.decide_by == NOW.set(day=10, hour=13)  # Thursday
    pay_off_cycle(session, sit(session, review, team.ana), WHY, NOW)
    assert (review.off_cycle, review.decide_by) == (True, NOW.set(day=15, hour=13))
    assert ("escalation", "12-11 13:00", "planned") in ladder(session, review, 1)
    assert case_files(session, [review.id])[review.id].off_cycle


def test_it_is_said_who_wanted_it_and_why(session: Session, acme: Workspace, team: Team) -> None:
    review = open_under(session, acme, RUNS)
    pay_off_cycle(session, sit(session, review, team.ana), WHY, NOW)
    said = event(session, "review.off_cycle")
    assert (said.actor, said.why) == ("ana@example.com", WHY)
    assert said.data["decide_by"] == {"old": "2026-12-10T13:00:00Z", "new": "2026-12-15T13:00:00Z"}
    assert event(session, "review.replanned").actor == "ana@example.com"


def test_without_runs_there_is_nothing_to_gain(session: Session, team: Team, review: Review) -> None:
    with pytest.raises(Conflict):
        pay_off_cycle(session, sit(session, review, team.ana), WHY, NOW)


def test_it_is_decided_once(session: Session, acme: Workspace, team: Team) -> None:
    review = open_under(session, acme, RUNS)
    pay_off_cycle(session, sit(session, review, team.ana), WHY, NOW)
    with pytest.raises(Conflict):
        pay_off_cycle(session, sit(session, review, team.ana), WHY, NOW)


def test_it_takes_finance_or_an_admin_and_a_reason(session: Session, acme: Workspace, team: Team) -> None:
    review = open_under(session, acme, RUNS)
    with pytest.raises(NotAllowed):
        pay_off_cycle(session, sit(session, review, team.omar), WHY, NOW)
    with pytest.raises(Incomplete):
        pay_off_cycle(session, sit(session, review, team.ana), "", NOW)
