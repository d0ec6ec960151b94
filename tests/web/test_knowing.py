"""Showing that the mailbox is yours: codes, tries, and the cookie by which a browser is remembered."""

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from tests.factories import an_open_review
from tests.web.site import Site, make_site
from workflow.notices.notice import Notice
from workflow.people.identity import Device
from workflow.people.person import Person

COOKIE = "countersign_device"


def test_asking_for_a_code_posts_one_notice_and_shows_the_field(site: Site) -> None:
    browser = site.browser()

    asked = browser.post(f"{site.page('finance')}/code")

    assert (asked.status_code, asked.headers["location"]) == (303, f"{site.page('finance')}?sent=1")
    assert 'name="code"' in browser.get(asked.headers["location"]).text
    with Session(site.engine) as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.kind, notice.about) == ("code", site.opened.seats["finance"])
        assert notice.key == f"code:{notice.about}:{notice.part}:{site.opened.people['finance']}"


def test_a_mail_server_that_is_down_keeps_nobody_waiting_and_loses_no_code(site: Site) -> None:
    assert site.browser().post(f"{site.page('finance')}/code").status_code == 303
    with Session(site.engine) as session:
        notice = session.scalars(select(Notice)).one()
        assert notice.state == "due"
        assert notice.problem


def test_the_code_lets_in_and_the_browser_is_remembered(site: Site) -> None:
    browser = site.browser()

    entered = site.enter_code(browser, "finance")

    assert (entered.status_code, entered.headers["location"]) == (303, site.page("finance"))
    flags = {flag.strip().lower() for flag in entered.headers["set-cookie"].split(";")[1:]}
    assert flags == {"httponly", "max-age=2592000", "path=/", "samesite=lax"}
    assert "CAL-2026-11" in browser.get(site.page("finance")).text
    with Session(site.engine) as session:
        assert session.scalars(select(Device.cookie_hash)).one() != browser.cookies[COOKIE]


def test_by_https_the_cookie_is_secure(engine: Engine) -> None:
    with Session(engine) as session:
        site = make_site(engine, an_open_review(session), base_url="https://countersign.example")
    browser = site.browser()
    given = site.enter_code(browser, "finance").headers["set-cookie"]
    assert given.startswith("__Host-countersign_device=")
    assert {"secure", "path=/"} <= {flag.strip().lower() for flag in given.split(";")}
    assert "domain" not in given.lower()
    assert "CAL-2026-11" in browser.get(site.page("finance")).text


def test_below_a_path_the_cookie_is_secure_without_the_prefix_that_asks_for_the_top(engine: Engine) -> None:
    with Session(engine) as session:
        site = make_site(engine, an_open_review(session), base_url="https://countersign.example/below")
    given = site.enter_code(site.browser(), "finance").headers["set-cookie"].lower()
    assert given.startswith("countersign_device=")
    assert {"secure", "path=/below"} <= {flag.strip() for flag in given.split(";")}


def test_a_code_may_be_typed_with_spaces(site: Site) -> None:
    browser = site.browser()
    browser.post(f"{site.page('finance')}/code")
    code = site.mailed("finance")
    assert browser.post(f"{site.page('finance')}/verify", data={"code": f" {code[:3]} {code[3:]} "}).status_code == 303


@pytest.mark.parametrize("code", ["", "000", "abcdef", "١٢٣٤٥٦", "1" * 5000, "\x00"])
def test_a_wrong_code_shows_the_form_again(quick_site: Site, code: str) -> None:
    browser = quick_site.browser()
    browser.post(f"{quick_site.page('finance')}/code")

    wrong = browser.post(f"{quick_site.page('finance')}/verify", data={"code": code})

    assert wrong.status_code == 422
    assert 'name="code"' in wrong.text
    assert "CAL-2026-11" not in wrong.text
    assert "set-cookie" not in wrong.headers


def test_after_five_wrong_tries_even_the_right_code_is_too_late(site: Site) -> None:
    browser = site.browser()
    browser.post(f"{site.page('finance')}/code")
    code = site.mailed("finance")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    tries = [browser.post(f"{site.page('finance')}/verify", data={"code": wrong}).status_code for _ in range(5)]

    assert tries == [422] * 5
    assert browser.post(f"{site.page('finance')}/verify", data={"code": code}).status_code == 429


def test_a_code_grows_too_old(site: Site) -> None:
    browser = site.browser()
    browser.post(f"{site.page('finance')}/code")
    site.clock.wall = site.clock.wall.add(minutes=11)
    verified = browser.post(f"{site.page('finance')}/verify", data={"code": site.mailed("finance")})
    assert verified.status_code == 422


def test_a_code_works_once(site: Site) -> None:
    first, second = site.browser(), site.browser()
    site.enter_code(first, "finance")
    again = second.post(f"{site.page('finance')}/verify", data={"code": site.mailed("finance")})
    assert again.status_code == 422


def test_too_many_codes_are_refused(site: Site) -> None:
    browser = site.browser()
    asked = [browser.post(f"{site.page('finance')}/code").status_code for _ in range(6)]
    assert asked == [303] * 5 + [429]


def test_the_code_of_one_link_does_not_open_another(site: Site) -> None:
    browser = site.browser()
    browser.post(f"{site.page('operations')}/code")
    browser.post(f"{site.page('finance')}/code")
    verified = browser.post(f"{site.page('finance')}/verify", data={"code": site.mailed("operations")})
    assert verified.status_code == 422


def test_a_browser_is_forgotten_after_thirty_days(site: Site) -> None:
    browser = site.known("finance")
    site.clock.wall = site.clock.wall.add(days=30, seconds=1)
    assert "CAL-2026-11" not in browser.get(site.page("finance")).text


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000, "'; --"])
def test_a_made_up_cookie_is_nobody(quick_site: Site, cookie: str) -> None:
    page = quick_site.browser().get(
        quick_site.page("finance"), headers={"cookie": f"{COOKIE}={cookie}".encode("latin-1")}
    )
    assert page.status_code == 200
    assert "CAL-2026-11" not in page.text


def test_who_left_is_no_longer_let_in(site: Site) -> None:
    browser = site.known("finance")
    with Session(site.engine) as session:
        session.execute(update(Person).values(active=False))
        session.commit()
    assert browser.get("/api/v1/assignments").status_code == 401


def test_whoever_got_the_link_forwarded_keeps_its_person_out_of_nothing(site: Site) -> None:
    owner, stranger, page = site.known("finance"), site.browser(), site.page("finance")
    assert [stranger.post(f"{page}/code").status_code for _ in range(6)] == [303] * 5 + [429]
    assert [stranger.post(f"{page}/verify", data={"code": "no"}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert site.enter_code(owner, "finance").status_code == 303
    assert site.enter_code(site.browser(), "operations").status_code == 303


def test_nobody_uses_up_the_code_that_a_known_browser_asked_for(site: Site) -> None:
    owner, stranger, page = site.known("finance"), site.browser(), site.page("finance")
    assert owner.post(f"{page}/code").status_code == 303
    assert [stranger.post(f"{page}/verify", data={"code": "no"}).status_code for _ in range(6)] == [422] * 6
    assert stranger.post(f"{page}/verify", data={"code": site.mailed("finance")}).status_code == 422
    assert owner.post(f"{page}/verify", data={"code": site.mailed("finance")}).status_code == 303


def test_the_page_of_a_link_that_was_guessed_at_says_how_to_come_in(quick_site: Site) -> None:
    stranger, page = quick_site.browser(), quick_site.page("finance")
    for _ in range(10):
        stranger.post(f"{page}/code")
        told = [stranger.post(f"{page}/verify", data={"code": "no"}).status_code for _ in range(5)]
        assert told == [422] * 5
        quick_site.clock.wall = quick_site.clock.wall.add(minutes=11)
    for step in ("code", "verify"):
        refused = stranger.post(f"{page}/{step}", data={"code": "no"})
        assert refused.status_code == 429
        assert "takes codes again tomorrow" in refused.text
        assert 'href="/sign-in"' in refused.text
