"""Knowing the person: a mailed code for ten minutes, five tries, a cookie for thirty days."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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
    CODES_PER_DAY,
    CODES_PER_WINDOW,
    GUESSES_PER_LINK,
    Door,
    TooManyCodes,
    TooManyTries,
    WrongCode,
    ask_code,
    device_of,
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

    @property
    def door(self) -> Door:
        """Give where it stands."""
        device = device_of(self.session, self.cookie, NOW)
        return Door(LINK, self.person_id, device.id if device else None)

    def ask(self, at: DateTime = NOW) -> str:
        """Ask for a code; gives what is mailed."""
        return digits(ask_code(self.session, self.door, at).id, KEY)

    def enter(self, given: str, at: DateTime = NOW, *keys: bytes) -> None:
        """Type something into the field for the code."""
        self.cookie = verify_code(self.session, self.door, given, keys or (KEY, OLD_KEY), at)

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
                ask_code(session, Door(LINK, person_id), NOW)
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


def guess(browser: Browser, times: int, at: DateTime = NOW) -> None:
    """Type what is never a code, so often."""
    for _ in range(times):
        with pytest.raises(WrongCode):
            browser.enter("no", at)


def test_after_five_wrong_tries_even_the_right_code_is_refused(browser: Browser) -> None:
    code = browser.ask()
    guess(browser, 5)
    with pytest.raises(TooManyTries, match="Ask for a new one"):
        browser.enter(code)


def test_the_fifth_try_may_be_right(browser: Browser) -> None:
    code = browser.ask()
    for _ in range(4):
        with pytest.raises(WrongCode):
            browser.enter(wrong(code))
    browser.enter(code)
    assert browser.known() == "code"


def test_wrong_tries_end_that_code_only(browser: Browser) -> None:
    browser.ask()
    guess(browser, 5)
    browser.enter(browser.ask())
    assert browser.known() == "code"


def test_a_new_code_takes_the_place_of_the_one_before(browser: Browser) -> None:
    first = browser.ask()
    second = browser.ask(NOW.add(minutes=1))
    with pytest.raises(WrongCode, match="not the newest code"):
        browser.enter(first, NOW.add(minutes=2))
    browser.enter(second, NOW.add(minutes=2))
    assert browser.known() == "code"


def test_five_codes_in_ten_minutes_and_no_more(browser: Browser) -> None:
    for minute in range(5):
        browser.ask(NOW.add(minutes=minute))
    with pytest.raises(TooManyCodes, match="Wait ten minutes"):
        browser.ask(NOW.add(minutes=9))
    browser.ask(NOW.add(minutes=10))


def test_a_code_of_another_link_does_not_count(browser: Browser, session: Session) -> None:
    other = digits(ask_code(session, Door(OTHER_LINK, browser.person_id), NOW).id, KEY)
    browser.ask()
    with pytest.raises(WrongCode):
        browser.enter(other)


def test_a_key_that_only_verifies_still_knows_its_codes(browser: Browser, session: Session) -> None:
    code = digits(ask_code(session, Door(LINK, browser.person_id), NOW).id, OLD_KEY)
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


def test_whoever_holds_one_link_uses_up_the_codes_of_no_other(browser: Browser, session: Session) -> None:
    for _ in range(CODES_PER_WINDOW):
        browser.ask()
    assert ask_code(session, Door(OTHER_LINK, browser.person_id), NOW)


def a_day_of_asking(browser: Browser, most: int = 30) -> int:
    """Ask at a link whenever a code is given, for a day; gives how many there were."""
    given = 0
    for number in range(most):
        with suppress(TooManyCodes):
            browser.ask(NOW.add(minutes=45 * number))
            given += 1
    return given


def test_a_link_mails_so_many_codes_in_a_day_and_no_more(browser: Browser) -> None:
    assert a_day_of_asking(browser) == CODES_PER_DAY
    with pytest.raises(TooManyCodes, match="tomorrow; until then, sign in with your address"):
        browser.ask(NOW.add(hours=23))


def test_a_code_that_was_used_is_no_longer_counted(browser: Browser) -> None:
    for minute in range(2 * CODES_PER_WINDOW):
        browser.cookie = None
        browser.enter(browser.ask(NOW.add(seconds=minute)), NOW.add(seconds=minute))


def test_at_a_link_so_many_guesses_are_made_in_a_day_and_no_more(browser: Browser) -> None:
    at = NOW
    for _ in range(GUESSES_PER_LINK // 5):
        browser.ask(at)
        guess(browser, 5, at)
        at = at.add(minutes=6)
    with pytest.raises(TooManyTries, match="tomorrow; until then, sign in with your address"):
        browser.enter("no", at)
    with pytest.raises(TooManyCodes, match="tomorrow"):
        browser.ask(at)
    browser.enter(browser.ask(at.add(days=1)), at.add(days=1))


def test_a_browser_that_is_known_is_kept_out_by_nobody(browser: Browser, session: Session) -> None:
    stranger = Browser(session, "another browser@example.com")
    stranger.person_id = browser.person_id
    browser.enter(browser.ask())
    for _ in range(CODES_PER_WINDOW):
        stranger.ask()
    guess(stranger, 5)
    code = browser.ask()
    with pytest.raises(TooManyTries):
        stranger.enter(code)
    browser.enter(code)
    assert browser.known() == "code"


def test_what_a_known_browser_asked_for_nobody_else_tries(browser: Browser, session: Session) -> None:
    stranger, elsewhere = Browser(session, "a stranger@example.com"), Browser(session, "a phone@example.com")
    stranger.person_id = elsewhere.person_id = browser.person_id
    elsewhere.enter(elsewhere.ask())
    browser.enter(browser.ask())
    code = browser.ask()
    guess(stranger, GUESSES_PER_LINK + 1)
    for other in (stranger, elsewhere):
        with pytest.raises(WrongCode):
            other.enter(code)
    assert session.scalars(select(SignInCode.tries)).all() == [0, 0, 0]
    browser.enter(code)
    assert browser.known() == "code"


def test_a_code_that_a_stranger_asked_for_is_typed_in_a_known_browser(browser: Browser, session: Session) -> None:
    browser.enter(browser.ask())
    code = digits(ask_code(session, Door(LINK, browser.person_id), NOW).id, KEY)
    browser.enter(code)
    assert browser.known() == "code"
