"""Codes that were asked for by address: counted apart from those of mailed links, and guessed at only so often."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from workflow.base import new_id
from workflow.people.person import Person
from workflow.people.signin import (
    CODES_PER_WINDOW,
    GUESSES_BY_ADDRESS,
    Door,
    TooManyCodes,
    WrongCode,
    ask_code,
    device_of,
    digits,
    forget,
    verify_code,
)

KEY = b"the key that signs"


@pytest.fixture
def ana(session: Session) -> Person:
    return a_person(session, "ana@example.com", "finance")


def test_codes_by_address_and_codes_at_links_are_counted_apart(session: Session, ana: Person) -> None:
    for link in (ana.id, new_id()):
        for _ in range(CODES_PER_WINDOW):
            ask_code(session, Door(link, ana.id), NOW)
        with pytest.raises(TooManyCodes):
            ask_code(session, Door(link, ana.id), NOW)


def test_a_code_by_address_is_none_for_a_link(session: Session, ana: Person) -> None:
    code = digits(ask_code(session, Door(ana.id, ana.id), NOW).id, KEY)
    with pytest.raises(WrongCode):
        verify_code(session, Door(new_id(), ana.id), code, [KEY], NOW)
    assert verify_code(session, Door(ana.id, ana.id), code, [KEY], NOW)


def test_in_a_day_so_many_guesses_are_made_and_no_more(session: Session, ana: Person) -> None:
    at, guesses = NOW, 0
    while guesses < GUESSES_BY_ADDRESS:
        ask_code(session, Door(ana.id, ana.id), at)
        for _ in range(min(5, GUESSES_BY_ADDRESS - guesses)):
            with pytest.raises(WrongCode):
                verify_code(session, Door(ana.id, ana.id), "no", [KEY], at)
            guesses += 1
        at = at.add(minutes=11)
    with pytest.raises(TooManyCodes, match="Open a link from one of our mails"):
        ask_code(session, Door(ana.id, ana.id), at)
    tomorrow = at.add(days=1)
    right = digits(ask_code(session, Door(ana.id, ana.id), tomorrow).id, KEY)
    assert verify_code(session, Door(ana.id, ana.id), right, [KEY], tomorrow)


def test_guesses_at_an_address_do_not_close_the_mailed_links(session: Session, ana: Person) -> None:
    ask_code(session, Door(ana.id, ana.id), NOW).tries = GUESSES_BY_ADDRESS
    link = new_id()
    code = digits(ask_code(session, Door(link, ana.id), NOW).id, KEY)
    assert verify_code(session, Door(link, ana.id), code, [KEY], NOW)


def test_a_forgotten_cookie_is_worth_nothing(session: Session, ana: Person) -> None:
    link = new_id()
    cookies = [
        verify_code(session, Door(link, ana.id), digits(ask_code(session, Door(link, ana.id), NOW).id, KEY), [KEY], NOW)
        for _ in range(2)
    ]
    forget(session, cookies[0], NOW)
    session.expire_all()
    assert device_of(session, cookies[0], NOW) is None
    assert device_of(session, cookies[1], NOW) is not None
