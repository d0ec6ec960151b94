"""Signing in by address: the same answers for everybody, a code for who is known, and the way back to where one was."""

import re
from uuid import UUID

import pytest
from httpx import Client, Response
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import a_person
from tests.web.office import EVE, FINANCE, Office, form_at
from tests.web.site import KEYS, everything
from web.pages.signing import way_back
from web.throttle import REMEMBERED, Throttle
from workflow.notices.notice import Notice
from workflow.people.identity import Device, SignInCode
from workflow.people.person import Person
from workflow.people.signin import digits

COOKIE = "countersign_device"
STRANGER = "nobody@example.com"


def ask(browser: Client, email: str = FINANCE, **fields: str) -> Response:
    """Type an address and ask for a code."""
    return browser.post("/sign-in/code", data={"email": email, **fields})


def enter(browser: Client, code: str, email: str = FINANCE, **fields: str) -> Response:
    """Type a code."""
    return browser.post("/sign-in/verify", data={"email": email, "code": code, **fields})


def mailed(office: Office) -> str:
    """Give the newest code that was mailed."""
    with Session(office.site.engine) as session:
        return digits(session.scalars(select(SignInCode.id).order_by(SignInCode.id.desc()).limit(1)).one(), KEYS[0])


def notices(office: Office) -> int:
    """Count what is to be mailed."""
    with Session(office.site.engine) as session:
        return len(session.scalars(select(Notice.id)).all())


def test_a_stranger_is_led_to_sign_in_and_back(office: Office) -> None:
    browser = office.site.browser()
    led = browser.get("/ledger")
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=/ledger")
    asked = form_at(browser.get(led.headers["location"]), "/sign-in/code")
    sent = ask(browser, **asked)
    assert sent.status_code == 200
    entered = enter(browser, mailed(office), next=form_at(sent, "/sign-in/verify")["next"])
    assert (entered.status_code, entered.headers["location"]) == (303, "/ledger")
    assert browser.get("/ledger").status_code == 200


def test_the_code_is_mailed_to_the_person_and_says_what_it_is_for(office: Office) -> None:
    ask(office.site.browser(), f"  {FINANCE.upper()} ")
    with Session(office.site.engine) as session:
        notice = session.scalars(select(Notice)).one()
        person = session.scalars(select(Person).where(Person.email == FINANCE)).one()
        assert (notice.kind, notice.about, notice.person_id) == ("code", office.acme, person.id)
        assert notice.problem is None or "could not be written" not in notice.problem


@pytest.mark.parametrize("email", [STRANGER, EVE, "left@example.com"])
def test_who_is_not_known_gets_the_same_answer_and_no_mail(quick_office: Office, email: str) -> None:
    with Session(quick_office.site.engine) as session:
        a_person(session, "left@example.com", "finance", active=False)
        session.commit()
    known = ask(quick_office.site.browser())
    before = everything(quick_office.site.engine)
    unknown = ask(quick_office.site.browser(), email)
    assert everything(quick_office.site.engine) == before
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(FINANCE, "x") == unknown.text.replace(email, "x")
    headers = [[pair for pair in one.headers.items() if pair[0] != "content-length"] for one in (known, unknown)]
    assert headers[0] == headers[1]


def test_nothing_happens_before_the_answer_is_on_its_way(quick_office: Office) -> None:
    assert ask(quick_office.site.browser()).headers["connection"] == "close"


def test_a_wrong_code_says_the_same_for_everybody(quick_office: Office) -> None:
    ask(quick_office.site.browser())
    wrong = f"{(int(mailed(quick_office)) + 1) % 1_000_000:06d}"
    pages = []
    for email in (FINANCE, STRANGER):
        tries = [enter(quick_office.site.browser(), wrong, email) for _ in range(11)]
        assert [one.status_code for one in tries] == [422] * 11
        assert not any("set-cookie" in one.headers for one in tries)
        pages.append([one.text.replace(email, "x") for one in tries])
    assert pages[0] == pages[1]


def test_after_five_wrong_tries_even_the_right_code_is_too_late(quick_office: Office) -> None:
    browser = quick_office.site.browser()
    ask(browser)
    code = mailed(quick_office)
    for _ in range(5):
        enter(browser, f"{(int(code) + 1) % 1_000_000:06d}")
    assert enter(browser, code).status_code == 422


def test_codes_that_nobody_asked_for_keep_nobody_out(quick_office: Office) -> None:
    for _ in range(30):
        assert enter(quick_office.site.browser(), "000000").status_code == 422
    browser = quick_office.site.browser()
    ask(browser)
    assert enter(browser, mailed(quick_office)).status_code == 303


@pytest.mark.parametrize("email", [FINANCE, STRANGER])
def test_codes_are_asked_for_five_times_in_ten_minutes(quick_office: Office, email: str) -> None:
    browser = quick_office.site.browser()
    assert [ask(browser, email).status_code for _ in range(6)] == [200] * 5 + [429]
    assert notices(quick_office) == (5 if email == FINANCE else 0)
    quick_office.site.clock.wall = quick_office.site.clock.wall.add(minutes=11)
    assert ask(browser, email).status_code == 200


def test_whoever_asks_for_an_address_does_not_use_up_the_codes_of_mailed_links(quick_office: Office) -> None:
    for _ in range(6):
        ask(quick_office.site.browser())
    site = quick_office.site
    assert site.browser().post(f"{site.page('finance')}/code").status_code == 303
    assert enter(site.browser(), site.mailed("finance")).status_code == 422


@pytest.mark.parametrize("email", ["", " ", "ana", "@", "ana@", "a b@example.com", "a@b\x00c", f"{'a' * 320}@b"])
def test_what_is_no_address_is_asked_for_again(quick_office: Office, email: str) -> None:
    asked = ask(quick_office.site.browser(), email)
    assert asked.status_code == 422
    assert "Type your e-mail address" in asked.text
    assert enter(quick_office.site.browser(), "123456", email).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/", "/ledger", "/files", "/ledger?page=2&part=1", f"/escalated?review={UUID(int=1)}", f"/periods/{'0' * 36}"],
)
def test_the_way_back_is_one_of_our_pages(path: str) -> None:
    assert way_back(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
        "/ledger\r\nset-cookie: a=b", "/ledger\n", "/%2f%2fevil.example", "/ledger/../../evil", "/.evil.example",
        "///evil.example", "/@evil.example", "/ledger?next=//evil.example", " /ledger", "/\tevil", "/ledger#x",
        "ledger", "/\u2044evil.example", "/act/x", "/sign-out", "/periods/x", "/files?download=x",
        f"/escalated?review={UUID(int=1)}//evil.example", "/escalated?review=//evil.example/abcdefghijklmnopqrs",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(quick_office: Office, path: str) -> None:
    assert way_back(path) == "/"
    known = quick_office.browser(FINANCE).get("/sign-in", params={"next": path})
    assert (known.status_code, known.headers["location"]) == (303, "/")
    assert "evil" not in quick_office.site.browser().get("/sign-in", params={"next": path}).text


def test_after_the_code_nobody_is_sent_elsewhere_either(quick_office: Office) -> None:
    browser = quick_office.site.browser()
    ask(browser, next="//evil.example")
    assert enter(browser, mailed(quick_office), next="//evil.example").headers["location"] == "/"


def test_a_browser_that_is_known_needs_no_code(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    assert browser.get("/sign-in", params={"next": "/files"}).headers["location"] == "/files"


def test_by_https_the_cookie_is_secure_and_the_same_as_from_a_link(quick_office: Office) -> None:
    ask(quick_office.site.browser())
    cookie = enter(quick_office.site.browser(), mailed(quick_office)).headers["set-cookie"]
    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    assert cookie.startswith(f"{COOKIE}=")
    assert flags == {"httponly", "max-age=2592000", "path=/", "samesite=lax"}


def test_signing_out_ends_the_cookie_for_good(office: Office) -> None:
    browser = office.browser(FINANCE)
    copy = office.browser(FINANCE)
    out = browser.post("/sign-out", data=form_at(browser.get("/ledger"), "/sign-out"))
    assert out.status_code == 200
    assert re.search(f'{COOKIE}="";.*Max-Age=0', out.headers["set-cookie"])
    assert copy.get("/ledger").status_code == 303
    with Session(office.site.engine) as session:
        assert session.scalars(select(Device.expires_at)).one() == office.site.clock.wall


def test_nobody_is_signed_out_by_a_form_that_is_not_theirs(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    before = everything(quick_office.site.engine)
    for csrf in ("", "x", form_at(quick_office.browser(EVE).get("/"), "/sign-out")["csrf"]):
        assert browser.post("/sign-out", data={"csrf": csrf}).status_code == 403
    assert browser.get("/ledger").status_code == 200
    changed = {name for name, rows in everything(quick_office.site.engine).items() if rows != before[name]}
    assert changed <= {"devices"}


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/verify", "/sign-out"])
def test_a_page_of_another_site_cannot_send_these_forms(quick_office: Office, path: str) -> None:
    before = everything(quick_office.site.engine)
    sent = quick_office.site.browser().post(path, data={"email": FINANCE}, headers={"sec-fetch-site": "cross-site"})
    assert sent.status_code == 403
    assert everything(quick_office.site.engine) == before


def test_looking_changes_nothing(quick_office: Office) -> None:
    before = everything(quick_office.site.engine)
    browser = quick_office.site.browser()
    assert browser.get("/sign-in").status_code == browser.head("/sign-in").status_code == 200
    assert browser.get("/sign-in/code").status_code == browser.get("/sign-out").status_code == 405
    assert everything(quick_office.site.engine) == before


def test_who_left_is_no_longer_let_in(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    with Session(quick_office.site.engine) as session:
        session.execute(update(Person).where(Person.email == FINANCE).values(active=False))
        session.commit()
    assert browser.get("/ledger").status_code == 303


def test_a_throttle_forgets_after_ten_minutes_and_holds_only_so_many(quick_office: Office) -> None:
    throttle, wall = Throttle(1), quick_office.site.clock.wall
    assert throttle.allows("a", wall)
    assert not throttle.allows("a", wall.add(minutes=9))
    assert throttle.allows("a", wall.add(minutes=10))
    for number in range(REMEMBERED + 1):
        throttle.allows(str(number), wall)
    assert len(throttle._tries) == REMEMBERED
