"""Knowing the person: a mailed code for ten minutes, five tries, a cookie for thirty days."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from pendulum import DateTime
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from workflow.base import new_id
from workflow.people.identity import Device, SignInCode
from workflow.people.signin import (
    CODES_PER_WINDOW,
    TooManyCodes,
    TooManyTries,
    WrongCode,
    ask_code,
    digits,
    known,
    verify_code,
)

KEY, OLD_KEY = b"the key that signs", b"the key before it"
LINK, OTHER_LINK = new_id(), new_id()


class Browser:
    """A browser on somebody's link: asks for codes, enters them, keeps the cookie."""

    def __init__(self, session: Session, email: str = "ana@example.com") -> None:
        self.session, self.person_id = session, a_person(session, email, "finance").id
        self.cookie: str | None = None

    def ask(self, at: DateTime = NOW) -> str:
        """Ask for a code; gives what is mailed."""
        return digits(ask_code(self.session, LINK, self.person_id, at).id, KEY)

    def enter(self, given: str, at: DateTime = NOW, *keys: bytes) -> None:
        """Type something into the field for the code."""
        self.cookie = verify_code(self.session, LINK, self.person_id, given, keys or (KEY, OLD_KEY), at)

    def known(self, at: DateTime = NOW, *, fresh: bool = False) -> str | None:
        """Tell how the browser is known."""
        return known(self.session, self.person_id, LINK, self.cookie, at, fresh=fresh)


def ask_at_once(engine: Engine, person_id: UUID, times: int) -> int:
    """Ask for so many codes at the same moment, each in a transaction of its own; gives how many were granted."""
    together = Barrier(times)

    def ask(_: int) -> bool:
        together.wait()
        try:
            with Session(engine) as session, session.begin():
                ask_code(session, LINK, person_id, NOW)
        except TooManyCodes:
            return False
        return True

    with ThreadPoolExecutor(times) as browsers:
        return sum(browsers.map(ask, range(times)))


@pytest.fixture
def browser(session: Session) -> Browser:
    return Browser(session)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_is_six_digits_that_follow_from_its_id_and_the_key() -> None:
    ids = [new_id() for _ in range(200)]
    assert all(len(digits(one, KEY)) == 6 and digits(one, KEY).isdecimal() for one in ids)
    assert len({digits(one, KEY) for one in ids}) > 190
    assert digits(ids[0], KEY) == digits(ids[0], KEY) != digits(ids[0], OLD_KEY)


def test_who_never_entered_a_code_is_not_known(browser: Browser) -> None:
    browser.ask()
    assert browser.known() is None


def test_the_code_makes_the_browser_known(browser: Browser) -> None:
    browser.enter(browser.ask())
    assert browser.known() == "code"


def test_neither_the_code_nor_the_cookie_is_stored(browser: Browser, session: Session) -> None:
    code = browser.ask()
    browser.enter(code)
    stored = session.scalars(select(SignInCode)).one()
    device = session.scalars(select(Device)).one()
    assert code not in {str(value) for value in vars(stored).values()}
    assert device.cookie_hash != browser.cookie


def test_a_code_is_good_for_ten_minutes(browser: Browser) -> None:
    browser.enter(browser.ask(), NOW.add(minutes=9, seconds=59))
    assert browser.known() == "code"


def test_after_ten_minutes_it_is_not(browser: Browser) -> None:
    code = browser.ask()
    with pytest.raises(WrongCode, match="older than ten minutes"):
        browser.enter(code, NOW.add(minutes=10))


def test_a_code_is_good_once(browser: Browser) -> None:
    code = browser.ask()
    browser.enter(code)
    with pytest.raises(WrongCode):
        browser.enter(code)


def test_spaces_in_the_code_do_not_matter(browser: Browser) -> None:
    code = browser.ask()
    browser.enter(f" {code[:3]} {code[3:]}\n")
    assert browser.known() == "code"


@pytest.mark.parametrize("given", ["", "12345", "abcdef", "１２３４５６", "é", "\ud800", "0" * 5000])
def test_whatever_else_is_typed_is_a_wrong_code(browser: Browser, given: str) -> None:
    browser.ask()
    with pytest.raises(WrongCode):
        browser.enter(given)


def test_after_five_wrong_tries_even_the_right_code_is_refused(browser: Browser) -> None:
    code = browser.ask()
    for _ in range(5):
        with pytest.raises(WrongCode):
            browser.enter(wrong(code))
    with pytest.raises(TooManyTries, match="ten minutes"):
        browser.enter(code)


def test_the_fifth_try_may_be_right(browser: Browser) -> None:
    code = browser.ask()
    for _ in range(4):
        with pytest.raises(WrongCode):
            browser.enter(wrong(code))
    browser.enter(code)
    assert browser.known() == "code"


def test_a_new_code_does_not_give_new_tries(browser: Browser) -> None:
    code = browser.ask()
    for _ in range(5):
        with pytest.raises(WrongCode):
            browser.enter(wrong(code))
    with pytest.raises(TooManyTries):
        browser.enter(browser.ask())


def test_an_earlier_code_still_counts(browser: Browser) -> None:
    first = browser.ask()
    browser.ask(NOW.add(minutes=1))
    browser.enter(first, NOW.add(minutes=2))
    assert browser.known() == "code"


def test_five_codes_in_ten_minutes_and_no_more(browser: Browser) -> None:
    for minute in range(5):
        browser.ask(NOW.add(minutes=minute))
    with pytest.raises(TooManyCodes, match="Wait ten minutes"):
        browser.ask(NOW.add(minutes=9))
    browser.ask(NOW.add(minutes=10))


def test_a_code_of_another_link_does_not_count(browser: Browser, session: Session) -> None:
    other = digits(ask_code(session, OTHER_LINK, browser.person_id, NOW).id, KEY)
    browser.ask()
    with pytest.raises(WrongCode):
        browser.enter(other)


def test_a_key_that_only_verifies_still_knows_its_codes(browser: Browser, session: Session) -> None:
    code = digits(ask_code(session, LINK, browser.person_id, NOW).id, OLD_KEY)
    browser.enter(code)
    assert browser.known() == "code"


def test_a_code_of_a_key_that_is_gone_is_wrong(browser: Browser) -> None:
    code = browser.ask()
    with pytest.raises(WrongCode):
        browser.enter(code, NOW, b"another key")


def test_half_an_hour_later_the_cookie_is_what_is_known(browser: Browser) -> None:
    browser.enter(browser.ask())
    assert browser.known(NOW.add(minutes=29)) == "code"
    assert browser.known(NOW.add(minutes=30)) == "cookie"


def test_where_a_fresh_code_is_asked_the_cookie_does_not_do(browser: Browser) -> None:
    browser.enter(browser.ask())
    assert browser.known(NOW.add(minutes=29), fresh=True) == "code"
    assert browser.known(NOW.add(minutes=30), fresh=True) is None


def test_a_code_for_one_link_is_a_cookie_for_another(browser: Browser, session: Session) -> None:
    browser.enter(browser.ask())
    assert known(session, browser.person_id, OTHER_LINK, browser.cookie, NOW) == "cookie"
    assert known(session, browser.person_id, OTHER_LINK, browser.cookie, NOW, fresh=True) is None


def test_the_cookie_lives_thirty_days(browser: Browser) -> None:
    browser.enter(browser.ask())
    assert browser.known(NOW.add(days=30, seconds=-1)) == "cookie"
    assert browser.known(NOW.add(days=30)) is None


def test_another_persons_cookie_says_nothing_about_this_one(browser: Browser, session: Session) -> None:
    eve = Browser(session, "eve@example.com")
    eve.enter(eve.ask())
    browser.cookie = eve.cookie
    assert eve.known() == "code"
    assert browser.known() is None


@pytest.mark.parametrize("cookie", [None, "", "made up"])
def test_no_cookie_of_ours_says_nothing(browser: Browser, cookie: str | None) -> None:
    browser.cookie = cookie
    assert browser.known() is None


def test_asking_all_at_once_brings_no_more_codes(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        person_id = Browser(session).person_id
    assert ask_at_once(engine, person_id, times=12) == CODES_PER_WINDOW
