"""A changed seller or payee is never approved by one person of finance alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_link, a_person, a_policy, an_earlier_document
from tests.workflow.walking import Team, a_team, an_answer, every, history, open_all, say, told
from workflow.base import new_id
from workflow.decisions.decide import Incomplete, NotAllowed, decide
from workflow.events.event import Event
from workflow.findings.finding import Finding
from workflow.findings.mute import Mute
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Assignment, Review
from workflow.reviews.standing import standing

ANOTHER_BANK = {"name": "Callaro Inc.", "iban": "GB29NWBK60161331926819", "bic": "NWBKGB2L"}
ANOTHER_SELLER = {"name": "Callaro Japan K.K.", "tax_id": "T9999999999982"}
Seats = list[tuple[str, int, str | None]]


def changed(session: Session, acme: Workspace, policy: Policy | None = None, **changes: Any) -> Review:
    """Walk an invoice whose money is to go elsewhere to its review, after one of the month before."""
    open_all(session, acme, [an_earlier_document()], policy=policy)
    (review,) = open_all(session, acme, [a_document(**{"payee": ANOTHER_BANK, **changes})], policy=policy)
    return review


def seats_of(session: Session, review: Review) -> Sequence[Assignment]:
    seats = select(Assignment).where(Assignment.review_id == review.id).order_by(Assignment.role, Assignment.seat)
    return session.scalars(seats.execution_options(populate_existing=True)).all()


def asked(session: Session, review: Review) -> Seats:
    names = {one.id: one.name.split()[0] for one in every(session, Person).values()}
    return [(seat.role, seat.seat, names.get(seat.person_id)) for seat in seats_of(session, review)]


@pytest.fixture
def amy(session: Session, team: Team) -> Person:
    """Return a second person of finance, who was asked before Ana lately."""
    return a_person(session, "amy@example.com", "finance", "operations")


@pytest.mark.parametrize("change", [{}, {"payee": {}, "seller": ANOTHER_SELLER}], ids=["payee", "seller"])
@pytest.mark.usefixtures("amy")
def test_two_people_of_finance_are_asked(session: Session, acme: Workspace, change: dict[str, Any]) -> None:
    review = changed(session, acme, **change)
    finance = {person for role, _, person in asked(session, review) if role == "finance"}
    assert finance == {"Amy", "Ana"}
    assert ("operations", 1, "Omar") in asked(session, review)
    assert len(told(session, "opened", review.id)) == 3
    (opened,) = session.scalars(select(Event).where(Event.kind == "review.open", Event.about == f"review:{review.id}"))
    assert set(opened.data["asked"]) == {"finance", "finance-2", "operations"}


@pytest.mark.usefixtures("amy")
def test_without_such_a_finding_one_is_asked(session: Session, acme: Workspace) -> None:
    review = changed(session, acme, payee=a_document().payee.model_dump())
    assert [(role, seat) for role, seat, _ in asked(session, review)] == [("finance", 1), ("operations", 1)]


def test_it_is_approved_once_both_have_approved(session: Session, acme: Workspace, team: Team, amy: Person) -> None:
    review = changed(session, acme)
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    assert review.state == "open"
    say(session, review, amy, "approve")
    assert review.state == "approved"
    assert history(session, f"review:{review.id}")[-1] == "review.approved"


def test_a_flag_of_the_second_disputes(session: Session, acme: Workspace, amy: Person) -> None:
    review = changed(session, acme)
    say(session, review, amy, "flag")
    assert review.state == "disputed"


def test_a_mute_does_not_make_it_one(session: Session, acme: Workspace, team: Team, amy: Person) -> None:
    day = NOW.date()
    mute = {"rule": "payee_changed", "reason": "The vendor moves its banks.", "until": day, "muted_at": NOW}
    session.add(Mute(id=new_id(), workspace_id=acme.id, person_id=team.ana.id, **mute))
    review = changed(session, acme)
    (found,) = session.scalars(select(Finding).where(Finding.rule == "payee_changed"))
    assert found.muted
    assert ("finance", 2, amy.name) in asked(session, review) or ("finance", 1, amy.name) in asked(session, review)
    assert len(asked(session, review)) == 3


@pytest.mark.usefixtures("team")
def test_where_finance_is_one_person_the_admins_are_told(session: Session, acme: Workspace) -> None:
    review = changed(session, acme)
    assert asked(session, review) == [("finance", 1, "Ana"), ("finance", 2, None), ("operations", 1, "Omar")]
    assert told(session, "unstaffed", review.id) == [("finance-2", "ada@example.com")]


def test_the_seat_that_nobody_has_keeps_it_open_for_an_admin(session: Session, acme: Workspace, team: Team) -> None:
    review = changed(session, acme)
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    assert review.state == "open"


def test_nobody_of_finance_is_told_once(session: Session, acme: Workspace) -> None:
    a_person(session, "ada@example.com", "admin")
    review = changed(session, acme)
    assert told(session, "unstaffed", review.id) == [("finance", "ada@example.com"), ("operations", "ada@example.com")]


def test_a_policy_for_one_person_still_needs_two_of_finance(session: Session, acme: Workspace) -> None:
    a_person(session, "ana@example.com", "finance", "operations")
    review = changed(session, acme, a_policy(allow_same_person=True))
    assert asked(session, review) == [("finance", 1, "Ana"), ("finance", 2, None), ("operations", 1, "Ana")]


@pytest.mark.parametrize("allowed", [False, True])
def test_nobody_answers_both_finance_seats(session: Session, acme: Workspace, *, allowed: bool) -> None:
    team = a_team(session)
    review = changed(session, acme, a_policy(allow_same_person=allowed))
    first = an_answer(session, review, team.ana, "approve")
    decide(session, first, NOW)
    second = seats_of(session, review)[1]
    second.person_id = team.ana.id
    link = a_link(session, second, team.ana.id)
    with pytest.raises(NotAllowed):
        decide(session, replace(first, link_id=link.id), NOW)


@pytest.mark.usefixtures("amy")
def test_a_later_version_is_asked_about_as_what_it_is(session: Session, acme: Workspace) -> None:
    first = changed(session, acme)
    (second,) = open_all(session, acme, [a_document(payee=ANOTHER_BANK, voice="3601.00")])
    assert len(asked(session, second)) == 3
    (third,) = open_all(session, acme, [a_document(voice="3602.00")])
    assert len(asked(session, third)) == 2
    session.refresh(first)
    assert first.state == "withdrawn"
    assert {seat.state for seat in seats_of(session, first)} == {"cancelled"}


@pytest.mark.usefixtures("amy")
def test_so_is_one_that_stands_again(session: Session, acme: Workspace) -> None:
    changed(session, acme)
    again = {"corrects": "CAL-2026-11"}
    open_all(session, acme, [a_document("AGAIN", **again)])
    open_all(session, acme, [a_document("AGAIN", status="void", **again)])
    before = set(every(session, Review))
    open_reviews(session, NOW, a_policy())
    (restored,) = (one for id_, one in every(session, Review).items() if id_ not in before)
    assert [(role, seat) for role, seat, _ in asked(session, restored)] == [
        ("finance", 1),
        ("finance", 2),
        ("operations", 1),
    ]


@pytest.mark.usefixtures("team")
def test_the_status_lists_every_seat(session: Session, acme: Workspace) -> None:
    review = changed(session, acme)
    (shown,) = (one for one in standing(session)["reviews"] if one["id"] == str(review.id))
    assert sorted((one["role"], one["person"] or "-") for one in shown["assignments"]) == [
        ("finance", "-"),
        ("finance", "ana@example.com"),
        ("operations", "omar@example.com"),
    ]


def with_admin(session: Session, review: Review, admin: Person) -> None:
    """Open the admin's seat."""
    seat = Assignment(
        id=new_id(),
        workspace_id=review.workspace_id,
        review_id=review.id,
        role="admin",
        person_id=admin.id,
        state="open",
        opened_at=NOW,
    )
    session.add(seat)
    session.flush()
    a_link(session, seat, admin.id)
    session.commit()


def test_an_admin_does_not_approve_it_alone(session: Session, acme: Workspace, team: Team) -> None:
    review = changed(session, acme)
    with_admin(session, review, team.ada)
    with pytest.raises(Incomplete, match="nobody approves alone"):
        say(session, review, team.ada, "approve")
    say(session, review, team.ada, "reject")
    assert review.state == "rejected"


def test_an_admin_approves_it_after_somebody_of_finance(session: Session, acme: Workspace, team: Team) -> None:
    review = changed(session, acme)
    with_admin(session, review, team.ada)
    say(session, review, team.ana, "approve")
    say(session, review, team.ada, "approve")
    assert review.state == "approved"
