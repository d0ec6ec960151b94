"""Two people who click at once are decided one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_workspace
from tests.workflow.walking import a_team, an_answer, every, open_one, states, told
from workflow.decisions.decide import Answer, Conflict, decide
from workflow.decisions.decision import Decision
from workflow.people.person import Person
from workflow.reviews.ladder import climb
from workflow.reviews.review import Review


def at_once(engine: Engine, answers: list[Answer]) -> list[str]:
    """Send the answers together, each in a transaction of its own; gives what became of each."""
    together = Barrier(len(answers))

    def send(answer: Answer) -> str:
        together.wait()
        try:
            with Session(engine) as session, session.begin():
                decide(session, answer, NOW)
        except Conflict as refused:
            return type(refused).__name__
        return "taken"

    with ThreadPoolExecutor(len(answers)) as people:
        return sorted(people.map(send, answers))


@pytest.fixture
def two_clicks(engine: Engine) -> Callable[..., tuple[list[str], Review, Session]]:
    """Give a way to open a review, let two people answer at once, and look at what came of it."""

    def click(first: str, second: str, answer: str, other: str) -> tuple[list[str], Review, Session]:
        session = Session(engine, expire_on_commit=False)
        a_team(session)
        a_person(session, "bea@example.com", "admin")
        review = open_one(session, a_workspace(session))
        climb(session, NOW.add(days=9))  # so that both admins are called
        session.commit()
        people = {person.email: person for person in every(session, Person).values()}
        answers = [
            an_answer(session, review, people[f"{name}@example.com"], said)
            for name, said in ((first, answer), (second, other))
        ]
        session.commit()
        return at_once(engine, answers), review, session

    return click


def test_two_admins_who_differ_settle_once(two_clicks: Callable[..., tuple[list[str], Review, Session]]) -> None:
    became, review, session = two_clicks("ada", "bea", "approve", "reject")
    with session:
        assert became == ["ReviewSettled", "taken"]
        (decision,) = every(session, Decision).values()
        assert states(session, review)[0] == {"approve": "approved", "reject": "rejected"}[decision.answer]


def test_two_approvals_at_once_approve_and_release_once(
    two_clicks: Callable[..., tuple[list[str], Review, Session]],
) -> None:
    became, review, session = two_clicks("ana", "omar", "approve", "approve")
    with session:
        assert became == ["taken", "taken"]
        assert states(session, review)[0] == "approved"
        assert told(session, "released") == [("1", "ap@example.com")]


def test_a_double_click_is_one_decision(two_clicks: Callable[..., tuple[list[str], Review, Session]]) -> None:
    became, _, session = two_clicks("ana", "ana", "approve", "approve")
    with session:
        assert became == ["AlreadyAnswered", "taken"]
        assert len(every(session, Decision)) == 1


def test_an_approval_and_a_flag_at_once_are_both_taken(
    two_clicks: Callable[..., tuple[list[str], Review, Session]],
) -> None:
    became, review, session = two_clicks("ana", "omar", "approve", "flag")
    with session:
        assert became == ["taken", "taken"]
        assert states(session, review)[0] == "disputed"
