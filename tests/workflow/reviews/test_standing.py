"""`status --json` and `explain --json` have exactly the promised shape, and more beside it at most."""

import json
from typing import Any

import pendulum
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_workspace, an_earlier_document
from tests.workflow.walking import Team, a_period, open_all, open_one, say, take_in
from workflow.invoices.aside import dismiss, keep_aside
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.source import SetAside
from workflow.people.workspace import Workspace
from workflow.reviews.explaining import explain, find_review
from workflow.reviews.ladder import climb
from workflow.reviews.review import Review
from workflow.reviews.standing import standing

START = NOW.set(month=11, day=1, hour=0).subtract(hours=1)


@pytest.fixture
def acme(session: Session) -> Workspace:
    workspace = a_workspace(session)
    a_period(session, workspace, START, START.add(months=1), starts_on=START.add(days=1).date())
    return workspace


def status(session: Session) -> dict[str, Any]:
    """Give the status as it comes out of JSON."""
    read: dict[str, Any] = json.loads(json.dumps(standing(session)))
    return read


def test_a_review_is_shown_with_who_is_asked_and_what_comes_next(session: Session, review: Review) -> None:
    assert status(session)["reviews"] == [
        {
            "id": str(review.id),
            "workspace": "acme",
            "numbers": ["CAL-2026-11"],
            "state": "open",
            "decide_by": "2026-12-15T13:00:00Z",
            "assignments": [
                {"role": "finance", "person": "ana@example.com", "state": "open"},
                {"role": "operations", "person": "omar@example.com", "state": "open"},
            ],
            "next": {"rung": "reminder", "at": "2026-12-09T13:00:00Z"},
            "waits_since": None,
            "snoozed": [],
        }
    ]


@pytest.mark.usefixtures("review")
def test_a_workspace_is_shown_with_its_ledger(session: Session) -> None:
    (workspace,) = status(session)["workspaces"]
    assert (workspace["key"], workspace["connection"]) == ("acme", "never")
    assert workspace["periods"] == [
        {
            "starts_on": "2026-11-01",
            "ends_on": "2026-11-29",
            "state": "invoiced",
            "expected_by": "2026-12-07T23:00:00Z",
            "reason": "CAL-2026-11 waits for Ana (finance) and Omar (operations).",
            "next": "The decision is due",
            "next_at": "2026-12-15T13:00:00Z",
            "needs_somebody": True,
        }
    ]


def test_a_settled_review_is_shown_and_nothing_comes_next(session: Session, team: Team, review: Review) -> None:
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    (shown,) = status(session)["reviews"]
    assert (shown["state"], shown["next"]) == ("approved", None)


def test_a_seat_without_a_person_is_shown_so(session: Session, acme: Workspace) -> None:
    a_person(session, "omar@example.com", "operations")
    open_one(session, acme)
    assert status(session)["reviews"][0]["assignments"][0] == {"role": "finance", "person": None, "state": "open"}


def test_the_admins_seat_is_shown_once_it_is_open(session: Session, review: Review) -> None:
    climb(session, NOW.add(days=5))
    session.commit()
    (shown,) = status(session)["reviews"]
    assert shown["id"] == str(review.id)
    assert shown["assignments"][2] == {"role": "admin", "person": "ada@example.com", "state": "open"}
    assert shown["next"]["rung"] == "final_call"


def test_with_nothing_there_every_list_is_empty(session: Session) -> None:
    assert status(session) == {"workspaces": [], "reviews": [], "set_aside": []}


def test_a_workspace_is_shown_with_its_source(session: Session, acme: Workspace) -> None:
    acme.connection, acme.connection_problem, acme.last_success_at = "broken", "The key was withdrawn.", NOW
    (workspace,) = status(session)["workspaces"]
    shown = {name: workspace[name] for name in ("source", "connection", "problem", "last_success")}
    assert shown == {
        "source": "callaro",
        "connection": "broken",
        "problem": "The key was withdrawn.",
        "last_success": "2026-12-07T09:00:00Z",
    }


def test_of_many_periods_the_newest_are_shown_in_order_of_time(session: Session, acme: Workspace) -> None:
    for months in range(1, 21):
        a_period(session, acme, START.subtract(months=months), START.subtract(months=months - 1))
    (workspace,) = status(session)["workspaces"]
    days = [period["starts_on"] for period in workspace["periods"]]
    assert (len(days), days[0], days[-1]) == (14, "2025-09-30", "2026-11-01")


def test_an_old_review_is_shown_while_it_is_open(session: Session, team: Team, acme: Workspace) -> None:
    review = open_one(session, acme)
    for months in range(1, 16):
        a_period(session, acme, START.add(months=months), START.add(months=months + 1))
    assert [one["id"] for one in status(session)["reviews"]] == [str(review.id)]
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    assert status(session)["reviews"] == []


def test_a_settled_review_of_no_period_is_shown(session: Session, team: Team, acme: Workspace) -> None:
    long_ago: dict[str, Any] = {
        "period": {"starts_on": "2024-01-01", "ends_on": "2024-01-31"},
        "issued_on": "2024-02-01",
    }
    review = open_one(session, acme, **long_ago)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    assert [one["state"] for one in status(session)["reviews"]] == ["approved"]


def test_what_was_set_aside_is_shown_until_somebody_settles_it(session: Session, acme: Workspace, team: Team) -> None:
    keep_aside(session, acme, [SetAside("nov.pdf", "It holds no figures.", b"%PDF", "a mail")], NOW)
    assert status(session)["set_aside"] == [
        {
            "workspace": "acme",
            "name": "nov.pdf",
            "origin": "a mail",
            "reason": "It holds no figures.",
            "received_at": "2026-12-07T09:00:00Z",
        }
    ]
    dismiss(session, session.scalars(select(FileSetAside)).one(), team.ana, "An advertisement.", NOW)
    session.commit()
    assert status(session)["set_aside"] == []


def test_a_deactivated_workspace_is_not_shown(session: Session, acme: Workspace) -> None:
    acme.active = False
    assert status(session)["workspaces"] == []


@pytest.mark.usefixtures("team")
def test_a_review_outlives_its_workspace(session: Session, acme: Workspace, review: Review) -> None:
    acme.active = False
    session.commit()
    assert [one["id"] for one in status(session)["reviews"]] == [str(review.id)]


def test_a_plan_is_explained_moment_by_moment(session: Session, acme: Workspace) -> None:
    take_in(session, acme, an_earlier_document())
    open_all(session, acme, [a_document()])
    review = find_review(session, "acme:CAL-2026-11")  # of the two, which was opened first is left to the database
    assert review is not None
    explained = json.loads(json.dumps(explain(session, review)))
    assert set(explained) >= {"review", "payment_deadline", "decide_by", "rungs", "findings", "bridge"}
    assert explained["review"] == str(review.id)
    assert explained["payment_deadline"] == "2026-12-18T13:00:00Z"
    assert explained["decide_by"] == "2026-12-15T13:00:00Z"
    assert explained["rungs"][0] == {
        "rung": "reminder",
        "at": "2026-12-09T13:00:00Z",
        "because": (
            "4 business days before the decision is due (2026-12-15 14:00 Europe/Berlin), not counting a weekend"
        ),
        "state": "planned",
    }
    names = ["reminder", "warning", "escalation", "final_call", "overdue"]
    assert [rung["rung"] for rung in explained["rungs"]] == names
    assert all(set(finding) == {"rule", "severity", "inputs", "why"} for finding in explained["findings"])
    assert "total_changed" in [finding["rule"] for finding in explained["findings"]]
    assert [set(step) for step in explained["bridge"]] == [{"step", "amount", "evidence"}] * 3
    amounts = [(step["step"], step["amount"]) for step in explained["bridge"]]
    assert amounts == [("quantity", "1200.00"), ("tax", "228.00"), ("unexplained", "0.00")]


@pytest.mark.usefixtures("team")
def test_rungs_have_one_of_four_states(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme, due_on="2026-12-15")
    climb(session, NOW.add(hours=5))
    session.commit()
    rungs = {rung["rung"]: rung["state"] for rung in explain(session, review)["rungs"]}
    assert set(rungs.values()) <= {"planned", "done", "dropped", "cancelled"}
    assert (rungs["reminder"], rungs["overdue"]) == ("dropped", "planned")


def test_a_review_is_found_by_its_id_or_by_workspace_and_number(session: Session, review: Review) -> None:
    assert find_review(session, str(review.id)) is review
    assert find_review(session, "acme:CAL-2026-11") is review


@pytest.mark.parametrize("text", ["", "acme", "acme:NONE", "beta:CAL-2026-11", "00000000-0000-0000-0000-000000000000"])
@pytest.mark.usefixtures("review")
def test_what_is_not_there_is_not_found(session: Session, text: str) -> None:
    assert find_review(session, text) is None


def test_of_several_the_unsettled_one_is_found(session: Session, acme: Workspace, review: Review) -> None:
    newer = open_one(session, acme, voice="1.00")
    assert review.state == "withdrawn"
    assert find_review(session, "acme:CAL-2026-11") is newer


def test_a_number_may_hold_a_colon(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme, number="2026:11")
    assert find_review(session, "acme:2026:11") is review


def test_moments_are_iso_8601_in_utc(session: Session, review: Review) -> None:
    moments = [rung["at"] for rung in explain(session, review)["rungs"]]
    assert all(moment.endswith("Z") and pendulum.parse(moment) for moment in moments)
