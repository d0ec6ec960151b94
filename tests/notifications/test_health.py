"""The monthly letter on how invoice review went: what is read for it, to whom it says what, and when it is moot."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from notifications.catalogue import letter_for
from notifications.desk import Desk, compose_all, thread_of
from notifications.message import Message
from notifications.pages import Place
from tests.factories import NOW, a_document, a_person, a_workspace
from tests.notifications.measured import a_bad_review, a_good_review, about_health
from tests.notifications.samples import CARA, HOME, KEYS, in_words
from tests.workflow.counting import counted
from tests.workflow.walking import open_all
from workflow.notices.notice import Kind
from workflow.notices.outbox import claim
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

JANUARY = NOW.set(day=4, hour=8, month=1, year=2027)


def an_admin(session: Session, key: str, reviews: int = 1) -> Person:
    """Write a workspace with an admin of its own and reviews that were approved in December."""
    admin = a_person(session, f"{key}@example.com", "admin")
    people = {"admin": [admin.email], "finance": [], "operations": []}
    workspace = a_workspace(session, key, name=key.title(), people=people)
    open_all(session, workspace, [a_document(f"{key}-{number}") for number in range(reviews)])
    session.execute(update(Review).values(state="approved", settled_at=NOW))
    return admin


def tell(session: Session, *admins: Person) -> None:
    """Post the letters about December, and nothing else."""
    workspace_id = session.query(Workspace.id).limit(1).scalar()
    claim(session, JANUARY, JANUARY, 1000)
    notices = [ToTell(workspace_id, Kind.HEALTH, one.id, "2026-12", JANUARY, one.id) for one in admins]
    post(session, notices)


def compose(session: Session) -> list[Message | None]:
    """Compose what is due."""
    composed = compose_all(
        session, claim(session, JANUARY, JANUARY, 100), Desk(Place(HOME, KEYS), "ours.example", JANUARY, JANUARY)
    )
    assert [one.problem for one in composed if one.problem] == []
    return [one.message for one in composed]


def test_each_admin_reads_of_their_own_workspaces(session: Session) -> None:
    tell(session, an_admin(session, "acme", 2), an_admin(session, "globex"))
    letters = {one.to.email: one for one in compose(session) if one}
    assert letters["acme@example.com"].text.count("2 invoice reviews were decided in December 2026.") == 1
    assert "1 invoice review was decided in December 2026." in letters["globex@example.com"].text
    assert f"{HOME}/health" in letters["globex@example.com"].text


def test_who_is_no_admin_any_more_is_told_nothing(session: Session) -> None:
    admin = an_admin(session, "acme")
    tell(session, admin)
    session.query(Workspace).one().people = {"admin": []}
    session.flush()
    assert compose(session) == [None]


def test_a_batch_of_letters_costs_the_same_for_any_number_of_readers(session: Session) -> None:
    admins = [an_admin(session, f"w-{number}") for number in range(4)]
    costs = []
    for readers in (admins[:1], admins[1:]):
        tell(session, *readers)
        notices = claim(session, JANUARY, JANUARY, 100)
        session.commit()
        with counted(session) as statements:
            compose_all(session, notices, Desk(Place(HOME, KEYS), "ours.example", JANUARY, JANUARY))
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_an_admin_of_one_workspace_reads_each_thing_once() -> None:
    text = in_words(about_health(apac=[a_bad_review()])).text
    assert text.count("came after it") == 1
    assert "WHAT IS NOT HEALTHY" not in text


def test_of_several_workspaces_only_those_with_something_to_say_are_named() -> None:
    text = in_words(about_health(emea=[a_good_review()], apac=[a_bad_review()])).text
    assert "ACME APAC: WHAT IS NOT HEALTHY" in text
    assert "ACME EMEA" not in text


def test_it_is_moot_when_nothing_was_decided() -> None:
    facts = about_health(emea=[])
    assert not letter_for(facts.notice).still_true(facts)


def test_the_letters_of_an_admin_are_one_conversation() -> None:
    assert thread_of(about_health(emea=[a_good_review()])) == f"health:{CARA.id}"
