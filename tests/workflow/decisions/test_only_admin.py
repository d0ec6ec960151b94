"""Whoever is the only admin can end a review on which they have spoken, but never by approving it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.walking import open_one, states
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import Answer, NotAllowed, decide
from workflow.decisions.gathering import case_files
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import AccessLink, Assignment, Review


@pytest.fixture
def pia(session: Session) -> Person:
    """Write somebody who answers for finance and is an admin, beside Omar, who answers for operations."""
    a_person(session, "omar@example.com", "operations")
    return a_person(session, "pia@example.com", "finance", "admin")


@pytest.fixture
def flagged(session: Session, acme: Workspace, pia: Person) -> Review:
    """Let Pia flag an invoice."""
    review = open_one(session, acme)
    say_as(session, review, pia, "finance", "flag")
    return review


def say_as(session: Session, review: Review, person: Person, role: str, answer: str) -> None:
    """Let somebody who sits on several seats answer one of them."""
    theirs = select(AccessLink.id).join(Assignment, Assignment.id == AccessLink.assignment_id)
    link = theirs.where(AccessLink.person_id == person.id, Assignment.role == role)
    shown = case_files(session, [review.id])[review.id].shown
    attested = tuple(value for value, _ in attestations(role))
    decide(session, Answer(session.scalars(link).one(), person.id, answer, "Why.", attested, shown, "code"), NOW)
    session.commit()


def test_they_reject_what_they_flagged(session: Session, pia: Person, flagged: Review) -> None:
    say_as(session, flagged, pia, "admin", "reject")
    assert states(session, flagged)[0] == "rejected"


def test_they_do_not_approve_it(session: Session, pia: Person, flagged: Review) -> None:
    with pytest.raises(NotAllowed, match="you can reject the invoice, but not approve it"):
        say_as(session, flagged, pia, "admin", "approve")


def test_with_another_admin_a_second_person_settles_it(session: Session, pia: Person, flagged: Review) -> None:
    a_person(session, "bea@example.com", "admin")
    session.commit()
    with pytest.raises(NotAllowed, match="a second person"):
        say_as(session, flagged, pia, "admin", "reject")
