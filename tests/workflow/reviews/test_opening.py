"""An examined invoice becomes a question to finance and operations, with a ladder, and replaces what it overtakes."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy, a_workspace
from tests.workflow.walking import (
    Team,
    a_period,
    every,
    history,
    open_all,
    open_one,
    say,
    seat_of,
    states,
    told,
)
from workflow.findings.examine import examine
from workflow.invoices.invoice import Revision
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import AccessLink, Assignment, PlannedRung, Review

ANA, OMAR, ADA, BEA = "ana@example.com", "omar@example.com", "ada@example.com", "bea@example.com"


def asked(session: Session, review: Review) -> dict[str, str | None]:
    """Say who sits where, by first name."""
    names: dict[UUID | None, str] = {one.id: one.email for one in every(session, Person).values()}
    seats = session.scalars(select(Assignment).where(Assignment.review_id == review.id))
    return {seat.role: names.get(seat.person_id) for seat in seats}


def rungs(session: Session, review: Review) -> dict[str, str]:
    planned = session.scalars(select(PlannedRung).where(PlannedRung.review_id == review.id))
    return {rung.rung: rung.state for rung in planned}


@pytest.mark.usefixtures("team")
def test_finance_and_operations_are_asked_in_parallel(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme)
    assert asked(session, review) == {"finance": ANA, "operations": OMAR}
    assert told(session, "opened", review.id) == [("1", ANA), ("1", OMAR)]
    assert len(every(session, AccessLink)) == 2


@pytest.mark.usefixtures("team")
def test_the_review_has_its_deadline_and_its_ladder(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme)
    assert (review.state, review.opened_at) == ("open", NOW)
    assert review.payment_deadline == NOW.set(day=18, hour=13)
    assert review.decide_by == NOW.set(day=15, hour=13)
    assert review.policy_hash == a_policy().hash
    assert set(rungs(session, review).values()) == {"planned"}
    assert history(session, f"review:{review.id}") == ["review.open"]


@pytest.mark.usefixtures("team")
def test_the_revision_is_under_review_and_not_opened_again(session: Session, acme: Workspace) -> None:
    open_one(session, acme)
    assert {one.state for one in every(session, Revision).values()} == {"under_review"}
    assert open_reviews(session, NOW, a_policy()).done == 0


@pytest.mark.parametrize(
    ("finance", "operations", "expected"),
    [
        ([ANA], [OMAR], (ANA, OMAR)),
        ([ANA], [ANA], (ANA, None)),
        ([ANA, OMAR], [ANA], (OMAR, ANA)),  # the only one of a role is kept for it
        ([ANA], [ANA, OMAR], (ANA, OMAR)),
        ([], [OMAR], (None, OMAR)),
    ],
)
def test_the_same_person_is_never_asked_twice(
    session: Session, finance: list[str], operations: list[str], expected: tuple[str | None, str | None]
) -> None:
    a_person(session, ANA, "finance", "operations")
    a_person(session, OMAR, "finance", "operations")
    acme = a_workspace(session, people={"finance": finance, "operations": operations})
    assert asked(session, open_one(session, acme)) == dict(zip(("finance", "operations"), expected, strict=True))


def test_unless_policy_allows_it(session: Session, acme: Workspace) -> None:
    a_person(session, ANA, "finance", "operations")
    (review,) = open_all(session, acme, [a_document()], policy=a_policy(allow_same_person=True))
    assert asked(session, review) == {"finance": ANA, "operations": ANA}
    assert told(session, "opened", review.id) == [("1", ANA)]


def test_of_a_seat_for_which_nobody_is_found_every_admin_is_told(session: Session, acme: Workspace) -> None:
    a_person(session, ANA, "finance")
    for email in (ADA, BEA):
        a_person(session, email, "admin")
    review = open_one(session, acme)
    assert asked(session, review) == {"finance": ANA, "operations": None}
    assert told(session, "unstaffed", review.id) == [("operations", ADA), ("operations", BEA)]


def test_with_nobody_at_all_the_review_is_opened_all_the_same(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme)
    assert asked(session, review) == {"finance": None, "operations": None}


@pytest.mark.usefixtures("team")
def test_reviews_go_round_to_whom_has_least(session: Session, acme: Workspace) -> None:
    a_person(session, "amy@example.com", "finance")
    a_person(session, "abe@example.com", "finance")
    reviews = open_all(session, acme, [a_document(f"A-{n}") for n in range(6)])
    finance = sorted(str(asked(session, review)["finance"]) for review in reviews)
    assert finance == sorted(["abe@example.com", "amy@example.com", ANA] * 2)


@pytest.mark.usefixtures("team")
def test_who_was_deactivated_is_not_asked(session: Session, acme: Workspace, team: Team) -> None:
    team.ana.active = False
    assert asked(session, open_one(session, acme))["finance"] is None


@pytest.mark.usefixtures("team")
def test_an_invoice_past_its_date_is_escalated_at_the_opening(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme, due_on="2026-12-07")
    due = {rung.rung: rung.at for rung in every(session, PlannedRung, review_id=review.id, state="planned").values()}
    assert due["escalation"] == due["final_call"] == NOW
    assert due["overdue"] > NOW


@pytest.mark.usefixtures("team")
def test_a_new_revision_withdraws_the_open_review_and_asks_anew(session: Session, acme: Workspace) -> None:
    first = open_one(session, acme)
    second = open_one(session, acme, voice="3700.00")
    assert states(session, first) == ("withdrawn", {"finance": "cancelled", "operations": "cancelled"})
    assert first.settled_at == NOW
    assert set(rungs(session, first).values()) == {"cancelled"}
    assert states(session, second)[0] == "open"
    assert [reader for _, reader in told(session, "withdrawn", first.id)] == [ANA, OMAR]
    assert told(session, "opened", second.id) == [("2", ANA), ("2", OMAR)]


def test_earlier_answers_do_not_carry_over(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    say(session, first, team.ana, "approve")
    second = open_one(session, acme, voice="3700.00")
    assert states(session, first) == ("withdrawn", {"finance": "approved", "operations": "cancelled"})
    assert states(session, second) == ("open", {"finance": "open", "operations": "open"})


def test_a_settled_review_stays_and_a_new_one_is_opened(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    say(session, first, team.ana, "approve")
    say(session, first, team.omar, "approve")
    open_one(session, acme, voice="3700.00")
    assert states(session, first)[0] == "approved"


def test_a_new_review_takes_its_period_back_to_invoiced(session: Session, acme: Workspace, team: Team) -> None:
    start = NOW.set(month=11, day=1, hour=0)
    november = a_period(session, acme, start, start.add(months=1))
    review = open_one(session, acme)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    session.refresh(november)
    assert november.state == "reviewed"
    open_one(session, acme, voice="3700.00")
    session.refresh(november)
    assert november.state == "invoiced"


@pytest.mark.usefixtures("team")
def test_a_void_withdraws_the_review_and_asks_nobody(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme)
    assert open_all(session, acme, [a_document(status="void")]) == []
    assert states(session, review)[0] == "withdrawn"
    assert sorted(one.state for one in every(session, Revision).values()) == ["kept", "under_review"]


@pytest.mark.usefixtures("team")
def test_a_void_closes_the_line_of_its_period(session: Session, acme: Workspace) -> None:
    start = NOW.set(month=11, day=1, hour=0)
    november = a_period(session, acme, start, start.add(months=1))
    open_one(session, acme)
    open_all(session, acme, [a_document(status="void")])
    session.refresh(november)
    assert november.state == "reviewed"


@pytest.mark.usefixtures("team")
def test_an_invoice_that_is_taken_back_to_a_draft_is_asked_about_again_when_final(
    session: Session, acme: Workspace
) -> None:
    first = open_one(session, acme)
    assert open_all(session, acme, [a_document(status="draft")]) == []
    assert states(session, first)[0] == "withdrawn"
    (second,) = open_all(session, acme, [a_document()])
    assert states(session, second)[0] == "open"


@pytest.mark.usefixtures("team")
def test_of_two_revisions_at_once_only_the_newest_is_asked_about(session: Session, acme: Workspace) -> None:
    reviews = open_all(session, acme, [a_document(), a_document(voice="1.00")])
    assert len(reviews) == 1
    assert {one.number: one.state for one in every(session, Revision).values()} == {1: "kept", 2: "under_review"}


@pytest.mark.usefixtures("team")
def test_an_overtaken_revision_that_comes_late_leaves_the_newer_review_alone(session: Session, acme: Workspace) -> None:
    open_all(session, acme, [a_document()])
    (newer,) = open_all(session, acme, [a_document(voice="1.00")])
    session.execute(update(Revision).where(Revision.number == 1).values(state="examined"))  # it had stepped aside
    session.commit()
    assert open_reviews(session, NOW, a_policy()).done == 1
    assert states(session, newer)[0] == "open"


@pytest.mark.parametrize("due_on", ["0001-01-01", "9999-12-31"])
@pytest.mark.usefixtures("team")
def test_an_invoice_with_an_impossible_date_is_asked_about_like_any_other(
    session: Session, acme: Workspace, due_on: str
) -> None:
    assert len(open_all(session, acme, [a_document("ODD", due_on=due_on), a_document("EVEN")])) == 2


@pytest.mark.usefixtures("team")
def test_an_invoice_that_cannot_be_decided_steps_aside_with_its_error(
    session: Session, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_day(*_: Any) -> Any:
        raise OverflowError("date value out of range")

    monkeypatch.setattr("workflow.reviews.courses.earliest_deadline", no_day)
    assert open_all(session, acme, [a_document()]) == []
    (aside,) = every(session, Revision).values()
    assert (aside.state, aside.attempts, aside.problem) == ("examined", 1, "date value out of range")
    assert open_reviews(session, NOW, a_policy()).done == 0
    monkeypatch.undo()
    assert open_reviews(session, NOW.add(minutes=15), a_policy()).done == 1


@pytest.mark.usefixtures("team")
def test_while_the_changed_invoice_cannot_be_opened_the_old_ladder_goes_on(
    session: Session, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = open_one(session, acme)
    monkeypatch.setattr("workflow.reviews.courses.earliest_deadline", None)
    assert open_all(session, acme, [a_document(voice="1.00")]) == []
    assert states(session, review)[0] == "open"


@pytest.mark.usefixtures("team")
def test_a_credit_note_is_reviewed(session: Session, acme: Workspace) -> None:
    (review,) = open_all(session, acme, [a_document("CN-1", kind="credit_note")])
    assert seat_of(session, review, "finance").state == "open"


@pytest.mark.usefixtures("team")
def test_an_invoice_of_history_is_not_reviewed(session: Session, acme: Workspace) -> None:
    start = NOW.set(month=11, day=1, hour=0)
    a_period(session, acme, start, start.add(months=1), state="history")
    assert open_all(session, acme, [a_document()]) == []
    assert examine(session, NOW, a_policy()).done == 0


def test_who_answered_lately_is_not_asked_before_who_never_was(session: Session, acme: Workspace, team: Team) -> None:
    felix = a_person(session, "felix@example.com", "finance")
    first = open_one(session, acme)
    for person in (team.ana, team.omar):
        say(session, first, person, "approve")
    (second,) = open_all(session, acme, [a_document("NEXT")])
    asked = select(Assignment.person_id).where(Assignment.review_id == second.id, Assignment.role == "finance")
    assert session.scalar(asked) == felix.id
