"""What a digest reads from the database: what still waits for its reader, and where an admin's histories end."""

import re
from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from notifications.desk import Composed, Desk, compose_all, thread_of
from notifications.message import Message
from notifications.pages import Place
from tests.factories import NOW, a_document, a_person, a_policy, a_workspace
from tests.notifications.asking import a_quiet_case, about_digest
from tests.notifications.samples import HOME, KEYS, a_case
from tests.workflow.counting import counted
from tests.workflow.walking import Team, a_team, open_all, say
from workflow.events.chain import export, parse_head, verify
from workflow.events.seal import seal
from workflow.notices.bundling import send_digests
from workflow.notices.digests import DigestKind, ToDigest, put_in_digest
from workflow.notices.outbox import claim
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

NINE = NOW.add(days=1).at(8)
"""Nine o'clock of the next day in Berlin."""
DESK = Desk(Place(HOME, KEYS), "example.com", NINE, NINE)
DIGESTS = a_policy(mail={"clean": "digest"})


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer in Berlin."""
    return a_workspace(session)


@pytest.fixture
def team(session: Session) -> Team:
    """Return the people who are asked."""
    return a_team(session)


def opened(session: Session, acme: Workspace, *numbers: str) -> Sequence[Review]:
    """Open reviews that are to be decided in ten days, of which digests tell."""
    documents = [
        a_document(number, f"{3600 + 80 * place}.00", due_on=f"2026-12-{28 + place}")
        for place, number in enumerate(numbers)
    ]
    return open_all(session, acme, documents, policy=DIGESTS)


def news(session: Session, acme: Workspace, team: Team, sentence: str) -> None:
    item = ToDigest(acme.id, team.ada.id, DigestKind.NEWS, acme.id, "1", NINE, {"sentence": sentence})
    put_in_digest(session, [item])


def composed(session: Session) -> list[Composed]:
    send_digests(session, NINE)
    session.commit()
    letters = [
        one for one in compose_all(session, claim(session, NINE, NINE, 100), DESK) if one.notice.kind == "digest"
    ]
    assert [one.problem for one in letters if one.problem] == []
    return letters


def to(session: Session, email: str) -> Message:
    (message,) = [one.message for one in composed(session) if one.message and one.message.to.email == email]
    return message


def test_each_review_has_its_link_by_deadline(session: Session, acme: Workspace, team: Team) -> None:
    opened(session, acme, "A-1", "A-2")
    text = to(session, team.ana.email).text
    assert re.findall(r"^\d\. Invoice (\S+), Acme EMEA$", text, re.MULTILINE) == ["A-1", "A-2"]
    links = re.findall(rf"^{HOME}/act/\S+$", text, re.MULTILINE)
    assert len(set(links)) == 2


def test_what_was_answered_meanwhile_is_left_out(session: Session, acme: Workspace, team: Team) -> None:
    first, _ = opened(session, acme, "A-1", "A-2")
    say(session, first, team.ana, "approve")
    message = to(session, team.ana.email)
    assert "A-2" in message.subject
    assert "Invoice A-1" not in message.text


def test_with_nothing_left_it_is_not_sent(session: Session, acme: Workspace, team: Team) -> None:
    (review,) = opened(session, acme, "A-1")
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    assert [one.is_moot for one in composed(session)] == [True, True]


def test_news_are_said_to_whoever_they_are_for(session: Session, acme: Workspace, team: Team) -> None:
    news(session, acme, team, "Ana Alvarez extended the deadline of A-1.")
    assert "  - Ana Alvarez extended the deadline of A-1.\n" in to(session, team.ada.email).text


def test_an_admin_gets_the_heads_to_verify_against(session: Session, acme: Workspace, team: Team) -> None:
    opened(session, acme, "A-1")
    seal(session)
    news(session, acme, team, "It is Monday.")
    letters = {one.message.to.email: one.message.text for one in composed(session) if one.message}
    (head,) = re.findall(r"^  (acme:\d+:[0-9a-f]{64})$", letters[team.ada.email], re.MULTILINE)
    assert head not in letters[team.ana.email]
    lines, told = list(export(session)), parse_head(head)
    assert verify(lines, [told]) == []
    assert verify(lines[: told.seq - 1], [told])


def test_digests_have_a_thread_of_their_own_by_reader() -> None:
    first, second = about_digest(a_case()), about_digest(a_quiet_case())
    assert thread_of(first) == thread_of(second) == f"digest:{first.reader.person_id}"


def test_many_digests_are_read_with_as_many_statements_as_one(session: Session) -> None:
    def costs(count: int) -> int:
        for number in range(count):
            for role in ("finance", "operations"):
                a_person(session, f"{role}-{count}-{number}@example.com", role)
            workspace = a_workspace(session, f"w-{count}-{number}")
            opened(session, workspace, "A-1", "A-2")
        send_digests(session, NINE)
        session.commit()
        claimed = claim(session, NINE, NINE, 100)
        assert len(claimed) >= count
        session.expire_all()
        with counted(session) as statements:
            letters = compose_all(session, claimed, DESK)
        assert all(one.message for one in letters)
        return len(statements)

    assert costs(1) == costs(4)
